"""Of two answers that were changed at once one is chosen, or both are kept; and comments stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.core.rules import Denied
from soundings.depth.actions.choosing import Keep, choose
from soundings.depth.actions.commenting import comment
from soundings.depth.actions.writing import save_part
from soundings.depth.models import Comment, Part
from soundings.depth.rules import Side, State
from soundings.depth.rules.merging import Sent, both_kept
from tests.factories.accounts import NOON
from tests.factories.together import review_for

STANDS, SENT = {"value": 5, "why": "tested"}, {"value": 4, "why": "only once"}


@pytest.fixture
def clashed(db):
    """Worker and reviewer changed one agreed answer at once; the worker came second."""
    made = review_for(state=State.MEETING)
    save = {"at": NOON, "review": made.review, "side": Side.AGREED}
    save_part(by=made.as_reviewer, **save, sent={"plan": Sent(STANDS, 0)})
    save_part(by=made.as_worker, **save, sent={"plan": Sent(SENT, 0)})
    return made


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        (Keep.STANDS, STANDS),
        (Keep.SENT, SENT),
        (Keep.BOTH, {"value": 5, "why": "tested\n\nonly once"}),
    ],
)
def test_what_is_chosen_stands(clashed, keep, expected):
    stamp = Part.objects.get().stamp

    choose(by=clashed.as_worker, at=NOON, review=clashed.review, side=Side.AGREED, chosen={"plan": keep}, stamp=stamp)

    assert Part.objects.get().answers["plan"] == expected


def test_a_choice_made_on_an_older_answer_is_told_again(clashed):
    seen = Part.objects.get().stamp
    save_part(
        by=clashed.as_reviewer,
        at=NOON,
        review=clashed.review,
        side=Side.AGREED,
        sent={"plan": Sent({"value": 9}, seen)},
    )

    saved = choose(
        by=clashed.as_worker,
        at=NOON,
        review=clashed.review,
        side=Side.AGREED,
        chosen={"plan": Keep.SENT},
        stamp=seen,
    )

    assert saved.clashes["plan"].stands == {"value": 9}
    assert Part.objects.get().answers["plan"] == {"value": 9}


texts = st.text(min_size=1, max_size=20)
columns = st.dictionaries(st.sampled_from(["well", "worried", "next"]), texts, min_size=1)
answers = st.fixed_dictionaries({"value": st.one_of(texts, columns)}, optional={"why": texts})


@given(answers, answers)
def test_no_word_is_lost_where_both_are_kept(one, other):
    if type(one["value"]) is not type(other["value"]):
        return
    kept = str(both_kept(one, other))
    words = [text for answer in (one, other) for text in _texts(answer)]

    assert all(repr(word)[1:-1] in kept or word in str(both_kept(one, other)) for word in words)


def _texts(answer):
    value = answer["value"]
    return [*(value.values() if isinstance(value, dict) else [value]), *([answer["why"]] if "why" in answer else [])]


@pytest.mark.django_db
def test_a_disagreement_stays_on_record_and_the_worker_speaks_after_the_sign_off():
    made = review_for(state=State.MEETING)
    comment(by=made.as_worker, at=NOON, review=made.review, words="I see it else.", question="plan", disagrees=True)
    made.now(State.SIGNED_OFF)
    comment(by=made.as_worker, at=NOON, review=made.review, words="Thank you. شكرا")

    [first, second] = Comment.objects.order_by("pk")
    assert (first.side, first.question, first.disagrees, first.words) == ("worker", "plan", True, "I see it else.")
    assert (second.question, second.disagrees, second.words) == ("", False, "Thank you. شكرا")


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "words"), [(State.PREPARING, "Early"), (State.MEETING, "  ")])
def test_nobody_comments_before_they_meet_or_without_words(state, words):
    made = review_for(state=state)

    with pytest.raises(Denied):
        comment(by=made.as_worker, at=NOON, review=made.review, words=words)
    assert not Comment.objects.exists()
