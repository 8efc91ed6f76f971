"""What is lacking where two ratings are settled; which sections are the family's alone."""

from hypothesis import given
from hypothesis import strategies as st

from soundings.depth.rules import lacking, settling_form
from soundings.depth.rules.asked import of_family_alone
from soundings.instruments.rules import Audience, Definition, FaultCode, Kind, Question, Section

SCALE = Question("plan", Kind.SCALE, {"en": "Is there a plan?"})
CHOICE = Question("asked", Kind.YES_NO_PARTLY, {"en": "Was each asked?"})
FORM = settling_form(Definition(("en",), ()), [SCALE, CHOICE])
whys = st.sampled_from([None, "", "  ", "Nan was not asked"])


def answer(value, why):
    return ({} if value is None else {"value": value}) | ({} if why is None else {"why": why})


@given(st.none() | st.integers(0, 10), whys, st.none() | st.just("no"), whys)
def test_an_answer_and_its_reason_come_together_or_not_at_all(plan, plan_why, asked, asked_why):
    found = lacking(FORM, {"plan": answer(plan, plan_why), "asked": answer(asked, asked_why)})
    assert {one.code for one in found} <= {FaultCode.NEEDED}
    for code, value, why in (("plan", plan, plan_why), ("asked", asked, asked_why)):
        of_it = [one.place for one in found if one.place.startswith(code)]
        given_why = bool(why and why.strip())
        assert of_it == ([] if (value is None) == (not given_why) else [code if value is None else f"{code}-why"])


def test_zero_is_an_answer_and_so_is_not_enough_evidence():
    assert [one.place for one in lacking(FORM, {"plan": {"value": 0}})] == ["plan-why"]
    assert [one.place for one in lacking(FORM, {"plan": {"left": "no-evidence"}})] == ["plan-why"]
    assert lacking(FORM, {"plan": {"left": "no-evidence", "why": "Nobody wrote it down"}}) == []


def test_a_section_is_the_familys_alone_where_nobody_else_is_asked():
    def section(*asked_of):
        questions = tuple(Question(f"q{at}", Kind.SHORT, {"en": "?"}, asked_of=one) for at, one in enumerate(asked_of))
        return Section("s", {"en": "What you think"}, questions=questions)

    child, family, worker = (Audience.CHILD,), (Audience.FAMILY,), (Audience.WORKER,)
    assert of_family_alone(section(child)) == [Audience.CHILD]
    assert of_family_alone(section(child, family)) == [Audience.FAMILY, Audience.CHILD]
    assert of_family_alone(section(child, worker)) == []
    assert of_family_alone(section(child, ())) == [], "asked of nobody in particular is asked of everybody"
    assert of_family_alone(section()) == []
