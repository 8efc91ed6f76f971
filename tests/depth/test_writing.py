"""Parts of a review: who writes which when, two at once, and nothing typed is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied, TrailUnavailable
from soundings.core.tenancy import acting_for
from soundings.depth.actions import writing
from soundings.depth.models import Part, PartSave
from soundings.depth.queries.parts import earlier_texts
from soundings.depth.queries.visible import parts_seen
from soundings.depth.rules import Side, State
from soundings.depth.rules.merging import Sent
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.together import review_for


def sent(stamp=0, **answers):
    return {code: Sent(answer, stamp) for code, answer in answers.items()}


@pytest.mark.django_db
def test_save_part_stores_what_was_sent_and_what_was_there_before():
    made = review_for()
    save = {"by": made.as_worker, "at": NOON, "review": made.review, "side": Side.WORKER}
    writing.save_part(**save, sent=sent(plan={"value": 0, "why": "nobody knows it"}))

    saved = writing.save_part(**save, sent=sent(1, plan={"value": 3}, well={"value": "يسمعونها"}))

    part = Part.objects.get(side="worker")
    assert part.answers == {"plan": {"value": 3}, "well": {"value": "يسمعونها"}}
    assert part.stamp == 2 and part.user == made.where.worker
    assert saved.changed == {"plan", "well"}
    [newest, first] = PartSave.objects.order_by("-stamp")
    assert newest.before == {"plan": {"value": 0, "why": "nobody knows it"}, "well": None}
    assert first.before == {"plan": None}
    assert ChangeEntry.objects.filter(verb="review.written", target=made.review.public_id).count() == 2


@pytest.mark.django_db
def test_saving_the_same_again_leaves_no_trace():
    made = review_for()
    save = {"by": made.as_worker, "at": NOON, "review": made.review, "side": Side.WORKER}
    writing.save_part(**save, sent=sent(plan={"value": 3}))
    before = ChangeEntry.objects.count()

    saved = writing.save_part(**save, sent=sent(plan={"value": 3}))

    assert (saved.part.stamp, saved.changed, saved.clashes) == (1, frozenset(), {})
    assert PartSave.objects.count() == 1 and ChangeEntry.objects.count() == before


@pytest.mark.django_db
def test_a_stale_answer_is_refused_with_both_texts_and_the_others_are_stored():
    made = review_for(state=State.MEETING)
    save = {"at": NOON, "review": made.review, "side": Side.AGREED}
    writing.save_part(by=made.as_worker, **save, sent=sent(plan={"value": 3}, well={"value": "Nan"}))
    writing.save_part(by=made.as_reviewer, **save, sent=sent(1, plan={"value": 5, "why": "tested twice"}))

    saved = writing.save_part(by=made.as_worker, **save, sent=sent(1, plan={"value": 4}, well={"value": "Nan comes"}))

    assert saved.part.answers == {"plan": {"value": 5, "why": "tested twice"}, "well": {"value": "Nan comes"}}
    clash = saved.clashes["plan"]
    assert (clash.stands, clash.sent) == ({"value": 5, "why": "tested twice"}, {"value": 4})
    [part] = parts_seen(made.as_reviewer, made.review)
    refused = [one for one in earlier_texts(made.as_reviewer, part) if not one.taken]
    assert [(one.question, one.answer) for one in refused] == [("plan", {"value": 4})]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "side", "who"),
    [
        (State.PREPARING, Side.REVIEWER, "as_worker"),
        (State.PREPARING, Side.WORKER, "as_reviewer"),
        (State.PREPARING, Side.AGREED, "as_reviewer"),
        (State.MEETING, Side.WORKER, "as_worker"),  # a rating that was heard changes no rating
        (State.AGREED, Side.AGREED, "as_reviewer"),
        (State.SIGNED_OFF, Side.WORKER, "as_worker"),
        (State.HELD, Side.REVIEWER, "as_reviewer"),
        (State.PREPARING, Side.SECOND, "as_reviewer"),
        (State.MEETING, Side.AGREED, "as_supervisor"),
        (State.PREPARING, Side.FAMILY, "as_worker"),
    ],
)
def test_save_part_refuses_whose_it_is_not_or_when_it_is_not_time(state, side, who):
    made = review_for(state=state)

    with pytest.raises(Denied):
        writing.save_part(by=getattr(made, who), at=NOON, review=made.review, side=side, sent=sent(plan={"value": 3}))

    assert not Part.objects.exists() and not ChangeEntry.objects.filter(verb="review.written").exists()


@pytest.mark.django_db
def test_somebody_else_of_the_agency_writes_nothing():
    made = review_for(state=State.MEETING)
    lead = viewer_for(UserFactory(qa_lead=True, agency=made.where.agency))

    with pytest.raises(Denied):
        writing.save_part(by=lead, at=NOON, review=made.review, side=Side.AGREED, sent=sent(plan={"value": 3}))


@pytest.mark.django_db
def test_what_the_trail_does_not_take_is_not_stored(monkeypatch):
    made = review_for()
    monkeypatch.setattr(writing, "review_changed", _unavailable)

    with pytest.raises(TrailUnavailable):
        writing.save_part(
            by=made.as_worker, at=NOON, review=made.review, side=Side.WORKER, sent=sent(plan={"value": 3})
        )

    assert not Part.objects.exists() and not PartSave.objects.exists()


def _unavailable(**kwargs):
    raise TrailUnavailable


@pytest.mark.django_db
def test_a_part_is_given_and_taken_back_until_they_meet():
    made = review_for()
    give = {"by": made.as_worker, "at": NOON, "review": made.review, "side": Side.WORKER}
    assert writing.give_part(**give).given_at == NOON
    assert writing.take_back_part(**give).given_at is None
    writing.give_part(**give)
    made.now(State.MEETING)

    with pytest.raises(Denied):
        writing.take_back_part(**give)
    assert Part.objects.get().given_at == NOON


@pytest.mark.postgres  # SQLite has one writer at a time anyway
@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_lose_nothing():
    made = review_for(state=State.MEETING)

    def save(viewer, **answers):
        try:
            with acting_for(made.where.agency.pk):
                return writing.save_part(by=viewer, at=NOON, review=made.review, side=Side.AGREED, sent=sent(**answers))
        finally:
            connections.close_all()

    jobs = [
        (made.as_worker, {"plan": {"value": 3}, "well": {"value": "Nan"}}),
        (made.as_reviewer, {"plan": {"value": 5}, "understands": {"value": 0}}),
    ]
    with ThreadPoolExecutor(2) as pool:
        saves = [one.result(timeout=60) for one in [pool.submit(save, who, **said) for who, said in jobs]]

    part = Part.objects.get()
    assert part.answers["well"] == {"value": "Nan"} and part.answers["understands"] == {"value": 0}
    [clash] = [one.clashes["plan"] for one in saves if one.clashes]
    assert {clash.stands["value"], clash.sent["value"]} == {3, 5} and part.answers["plan"] == clash.stands


@pytest.mark.django_db
@pytest.mark.parametrize("side", [Side.WORKER, Side.REVIEWER, Side.SUPERVISOR])
def test_the_first_words_of_worker_or_reviewer_begin_the_review(side):
    made = review_for(state=State.DRAWN)
    by = {Side.WORKER: made.as_worker, Side.REVIEWER: made.as_reviewer, Side.SUPERVISOR: made.as_supervisor}[side]

    for _twice in range(2):
        writing.save_part(by=by, at=NOON, review=made.review, side=side, sent=sent(plan={"value": 3}))

    made.review.refresh_from_db()
    begun = side is not Side.SUPERVISOR
    assert made.review.state == (State.PREPARING if begun else State.DRAWN)
    assert [step.after for step in made.review.steps.filter(before="drawn")] == (["preparing"] if begun else [])
