from django.apps import AppConfig


class DepthConfig(AppConfig):
    name = "soundings.depth"

    def ready(self) -> None:
        """Reviews keep up with cases in the same transaction; measures show their figures beside those of practice."""
        from soundings.breadth.waiting import wait_with
        from soundings.cases import followers as cases
        from soundings.cases import links
        from soundings.cases.rules.concerns import Source
        from soundings.depth.actions.following import follow_cases, held_for_reviews
        from soundings.depth.beside import links_of, waits_for
        from soundings.depth.measures import measures_of, more
        from soundings.depth.queries.texts import CommentTexts, FamilyTexts
        from soundings.measures.registry import link_with, register

        cases.follow(follow_cases, first=True)
        cases.hold(held_for_reviews)
        links.link_with(links_of)
        wait_with(waits_for)
        for source in (Source.REVIEW, Source.PHONE):
            cases.keep_texts_with(source.value, FamilyTexts())
        cases.keep_texts_with(Source.COMMENT.value, CommentTexts())
        register(measures_of)
        link_with(more)
