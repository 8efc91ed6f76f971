"""What is different in the facts of a case."""

from hypothesis import given
from hypothesis import strategies as st

from soundings.depth.rules.facts import FactKind, fact_changes

NETWORK = {"code": "network", "label": "Network", "kind": "list", "begun": True}


def facts(**kwargs):
    return {"on": "2026-03-16", "case": {}, "elements": [], "worries": [], "activity": []} | kwargs


def test_a_network_of_nobody_is_another_fact_than_none_known():
    before = facts(elements=[NETWORK | {"begun": False}])
    after = facts(elements=[NETWORK | {"a": "yes", "num": 0, "n": 1}])

    [change] = fact_changes(before, after)

    assert (change.kind, change.key, change.label) == (FactKind.ELEMENT, "network", "Network")
    assert change.after["num"] == 0


def test_a_new_rating_a_new_worker_and_an_activity_are_told_in_order():
    worry = {"id": "w1", "name": "Drinking", "ended": None, "said": [], "ratings": []}
    rated = worry | {"ratings": [{"on": "2026-03-10", "rater": "child", "number": 0}]}
    visit = {"kind": "conference", "on": "2026-03-12", "until": None, "outcome": "Plan"}
    before = facts(case={"worker": "Jane Smith"}, worries=[worry])
    after = facts(case={"worker": "Ann Berry"}, worries=[rated], activity=[visit])

    kinds = [(one.kind, one.key) for one in fact_changes(before, after)]

    assert kinds == [(FactKind.CASE, "worker"), (FactKind.WORRY, "w1"), (FactKind.ACTIVITY, "conference")]


def test_another_label_and_another_day_of_telling_are_no_change():
    before = facts(elements=[NETWORK])
    after = facts(on="2026-03-20", elements=[NETWORK | {"label": "Lay network"}])

    assert fact_changes(before, after) == []


entries = st.fixed_dictionaries({"a": st.sampled_from(["yes", "no", "na"]), "n": st.integers(0, 3)})
tellings = st.dictionaries(st.sampled_from(["goal", "network", "timeline"]), entries).map(
    lambda found: facts(elements=[{"code": code, "label": code, "begun": True} | said for code, said in found.items()])
)


@given(tellings, tellings)
def test_changes_are_the_same_read_backwards(before, after):
    there = {(one.key, str(one.before), str(one.after)) for one in fact_changes(before, after)}
    back = {(one.key, str(one.after), str(one.before)) for one in fact_changes(after, before)}

    assert there == back
    assert fact_changes(before, before) == []
