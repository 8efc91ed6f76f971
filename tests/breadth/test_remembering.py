"""What is remembered of a board is never shown when it is no longer so: after every change the page is as made anew."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soundings.breadth import actions
from soundings.breadth.actions import Settling, Term
from soundings.breadth.models import Expectation
from soundings.breadth.queries import Scope, rows
from soundings.breadth.queries.remembering import Remembered
from soundings.breadth.queries.rows import child_rows
from soundings.breadth.rules import Answer, Draft, Kept, token
from soundings.breadth.rules.signals import Rule
from soundings.cases import followers
from soundings.cases.models import Case, NamedAccess
from soundings.core.models import Agency, OwnDay
from tests.factories.accounts import NOON, viewer_for
from tests.factories.breadth import AT, Office, done, family_for, office, recorded

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 6)
ISSUE = {"new_issue_name": "Drinking", "rater": "worker"}


class Looking:
    """Somebody with a board open, on a day that may be put forward."""

    def __init__(self, where: Office) -> None:
        self.where = where
        self.now = NOON
        self.browsers = {}

    def page(self, who: str = "supervisor", **asked: str) -> str:
        """The page, without what differs in each answer."""
        signed_in = self.browsers.setdefault((who, self.now), Client())
        signed_in.force_login(getattr(self.where, who))
        found = signed_in.get(reverse("board", args=[self.where.team.public_id]), asked)
        assert found.status_code == 200
        return re.sub(r'"\w{64}"', '""', found.content.decode())  # the tokens of forms


@pytest.fixture
def here() -> Office:
    rows.KNOWN.forget()
    return office()


@pytest.fixture
def looking(here, monkeypatch) -> Looking:
    made = Looking(here)
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def case(here) -> Case:
    family = family_for(here)
    begin(here, "goal", "mapping-family", "network")
    case = here.case("Melli Majid", family=family)
    here.case("Theo Majid", family=family, born_on=date(2015, 2, 3))
    here.case("Mary Telis", worker=None)
    recorded(here, case, "mapping-internal", done(MARCH))
    ask(here, Term(is_on=True, n=1))
    recorded(here, case, "network", Draft(answer=Answer.NO))
    recorded(here, case, "scale", done(MARCH, number=2, **ISSUE))
    return case


def begin(where: Office, *codes: str) -> None:
    elements = [where.element(code) for code in codes]
    actions.begin_recording(by=where.as_supervisor, at=AT, team=where.team, elements=elements, on=date(2026, 1, 6))


def change(case: Case, **fields) -> None:
    Case.objects.filter(pk=case.pk).update(**fields)
    followers.tell([case.pk], at=AT)


def rename(case: Case) -> None:
    case.child.given_name = "Amal"
    case.child.save()
    followers.tell([case.pk], at=AT)


def agree(where: Office) -> None:
    Expectation.objects.create(
        agency=where.agency,
        unit=where.team,
        element=where.element("goal"),
        days=5,
        proposed_by="x",
        proposed_at=AT,
        agreed_by="y",
        from_on=AT.date() - timedelta(days=1),
    )


def word(where: Office) -> None:
    column = where.columns().exclude(element=None).first()
    column.labels = {"en-gb": "Said otherwise"}
    column.save()


def decide(where: Office, case: Case) -> None:
    said = Settling("Melli stays with her grandmother", "Ruth Adeyemi", "asks tonight", AT.date())
    actions.decide(by=where.as_supervisor, at=AT, case=case, said=said)


def ask(where: Office, term: Term) -> None:
    actions.agree_rules(by=where.as_supervisor, at=AT, unit=where.team, terms={Rule.NETWORK_SMALL: term})


def ask_otherwise(where: Office) -> None:
    ask(where, Term(questions={"en-gb": "What would %(name)s say to this?"}))


CHANGES = {
    "a record": lambda where, case, look: recorded(where, case, "goal", done(MARCH, new_issue_name="Drinking")),
    "a rating": lambda where, case, look: recorded(where, case, "scale", done(AT.date(), number=7, **ISSUE)),
    "a name": lambda where, case, look: rename(case),
    "another worker": lambda where, case, look: change(case, worker=None),
    "abuse types": lambda where, case, look: change(case, abuse_types=["SA"]),
    "a sibling's case ends": lambda where, case, look: change(
        Case.objects.get(child__given_name="Theo"), closed_on=AT.date()
    ),
    "restricted": lambda where, case, look: change(case, restricted=True),
    "a time agreed": lambda where, case, look: agree(where),
    "words of a column": lambda where, case, look: word(where),
    "recording begins": lambda where, case, look: begin(where, "three-houses"),
    "a decision": lambda where, case, look: decide(where, case),
    "a question in their own words": lambda where, case, look: ask_otherwise(where),
    "two weeks later": lambda where, case, look: setattr(look, "now", NOON + timedelta(days=14)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change_the_board_is_as_made_anew(here, case, looking, name):
    before = looking.page()
    assert looking.page() == before  # from memory
    CHANGES[name](here, case, looking)
    remembered = looking.page()
    rows.KNOWN.forget()
    assert remembered == looking.page()
    assert remembered != before


@pytest.mark.parametrize("own_day", [False, True])
def test_working_days_and_grace_that_change_move_what_is_expected(here, case, looking, own_day):
    agree(here)
    here.case("New Here", opened_on=AT.date() - timedelta(days=3))
    before = looking.page()
    if own_day:
        OwnDay.objects.create(agency=here.agency, on=AT.date() + timedelta(days=1))
    else:
        Agency.objects.filter(pk=here.agency.pk).update(first_day=1)
    remembered = looking.page()
    rows.KNOWN.forget()
    assert remembered == looking.page()
    assert remembered != before


def test_each_language_and_each_viewer_has_their_own(here, case, looking):
    english, hers = looking.page(), looking.page("worker")
    here.worker.language = "cy"
    here.worker.save()
    welsh = looking.page("worker")
    assert looking.page() == english
    assert len({english, hers, welsh}) == 3
    rows.KNOWN.forget()
    assert looking.page("worker") == welsh


def test_what_stands_is_made_once_and_what_changed_anew(here, case):
    viewer = here.as_supervisor
    first = {row.case_id: row for row in child_rows(viewer, here.team)}
    recorded(here, case, "mapping-internal", done(AT.date()))
    second = {row.case_id: row for row in child_rows(viewer, here.team)}
    assert [key for key, row in second.items() if row is not first[key]] == [case.pk]


def test_a_restricted_case_is_never_remembered(here, case):
    change(case, restricted=True)
    NamedAccess.objects.create(
        agency=here.agency, case=case, user=here.supervisor, reason="Review", given_by=here.supervisor, given_at=AT
    )
    [row] = child_rows(viewer_for(here.supervisor, at=AT), Scope.RESTRICTED)
    assert row.kept is None
    child_rows(here.as_supervisor, here.team)
    assert case.pk not in {row[0] for row, _begun, _editable in rows.KNOWN.known()}


# --- the memory itself ---------------------------------------------------------------------------------------------


def test_what_nobody_asks_for_is_forgotten_by_number():
    known: Remembered[str] = Remembered(most=2)
    for key in "abc":
        known.keep(key, key.upper())
    assert known.found("abc") == ["A", "B", "C"]  # what is found in the older half comes over
    for key in "defg":
        known.keep(key, key.upper())
    assert known.found("abc") == [None, None, None]
    assert known.found("fg") == ["F", "G"]


def test_what_nobody_asks_for_is_forgotten_by_age(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    known: Remembered[str] = Remembered(longest=60)
    known.keep("a", "A")
    known.keep("b", "B")
    clock[0] = 61
    assert known.found("a") == ["A"]
    clock[0] = 122
    assert known.found("ab") == ["A", None]


def test_a_row_keeps_few_things_and_a_token_stands_for_all_its_parts():
    kept = Kept()
    for number in range(20):
        assert kept.put(number, str(number)) == str(number)
    assert 0 < len(kept) <= 6
    assert kept[19] == "19"
    assert token("a", 1) is token("a", 1)
    assert token("a", 1) is not token("a", 2)
