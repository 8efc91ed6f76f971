"""Setting up elements and boards, and the first changes that make them the agency's own."""

from datetime import date

import pytest

from soundings.accounts.models import Stage
from soundings.breadth import actions
from soundings.breadth.models import Board, Element
from soundings.breadth.rules import ElementKind, ElementScope, ProblemCode, Refused
from soundings.core.models import ChangeEntry
from soundings.core.rules import SYSTEM, Denied
from tests.factories.accounts import UserFactory, viewer_for
from tests.factories.breadth import AT, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return office()


@pytest.fixture
def lead(here):
    return viewer_for(UserFactory(agency=here.agency, qa_lead=True))


def codes(refused):
    return [(one.field, one.code) for one in refused.value.problems]


def served(where):
    stages = Stage.objects.filter(agency=where.agency)
    return {stage.code: sorted(stage.boards.values_list("code", flat=True)) for stage in stages}


# --- setting up ----------------------------------------------------------------------------------------------------


def test_an_agency_starts_with_thirteen_elements_four_boards_and_a_board_for_each_stage(here):
    assert Element.objects.filter(agency=here.agency).count() == 13
    boards = Board.objects.filter(agency=here.agency)
    assert [(one.code, here.columns(one.code).count()) for one in boards] == [
        ("whole-practice", 14),
        ("front-end", 14),
        ("family-support", 13),
        ("preventative", 13),
    ]
    assert served(here) == {"front-end": ["front-end"], "voluntary": ["preventative"]}


def test_setting_up_again_adds_only_what_is_missing(here, lead):
    actions.rename_element(by=lead, at=AT, element=here.element("goal"), label="Our goal")
    here.columns("front-end").get(position=13).delete()
    Stage.objects.create(agency=here.agency, code="in-care", name="In care", position=2)
    actions.set_up_breadth(agency=here.agency, by=SYSTEM, at=AT)
    assert Element.objects.filter(agency=here.agency).count() == 13
    assert here.element("goal").labels["en-gb"] == "Our goal"
    assert here.columns("front-end").count() == 13
    assert served(here)["in-care"] == ["whole-practice"]


# --- elements ------------------------------------------------------------------------------------------------------


def test_an_element_of_ones_own_comes_last(here, lead):
    element = actions.add_element(
        by=lead, at=AT, code="genogram", label=" Genogram ", kind=ElementKind.DATE, scope=ElementScope.FAMILY
    )
    assert (element.labels, element.kind, element.scope) == ({"en-gb": "Genogram"}, "date", "family")
    assert Element.objects.filter(agency=here.agency).last() == element
    assert ChangeEntry.objects.get(verb="element.added").target == "genogram"


@pytest.mark.parametrize(
    ("code", "label", "problem"),
    [
        ("genogram", "  ", ("label", ProblemCode.NAME_NEEDED)),
        ("genogram", "three houses", ("label", ProblemCode.NAME_TAKEN)),
        ("three-houses", "Genogram", ("code", ProblemCode.NAME_TAKEN)),
    ],
)
def test_an_element_has_a_name_and_code_of_its_own(here, lead, code, label, problem):
    with pytest.raises(Refused) as refused:
        actions.add_element(by=lead, at=AT, code=code, label=label, kind=ElementKind.DATE)
    assert codes(refused) == [problem]
    assert Element.objects.filter(agency=here.agency).count() == 13


def test_an_element_is_renamed_in_one_language_at_a_time(here, lead):
    actions.rename_element(by=lead, at=AT, element=here.element("goal"), label="Nod diogelwch", language="cy")
    assert here.element("goal").labels == {"en-gb": "Safety Goal", "cy": "Nod diogelwch"}
    entry = ChangeEntry.objects.get(verb="element.renamed")
    assert entry.said == {"before": "Nod Diogelwch", "after": "Nod diogelwch"}
    with pytest.raises(Refused) as refused:
        actions.rename_element(by=lead, at=AT, element=here.element("goal"), label="Danger statement")
    assert codes(refused) == [("label", ProblemCode.NAME_TAKEN)]


def test_an_element_retires_and_comes_back(here, lead):
    actions.retire_element(by=lead, at=AT, element=here.element("goal"), on=date(2026, 3, 16))
    assert here.element("goal").retired_on == date(2026, 3, 16)
    actions.retire_element(by=lead, at=AT, element=here.element("goal"), on=None)
    assert here.element("goal").retired_on is None
    assert ChangeEntry.objects.filter(verb__in=("element.retired", "element.restored")).count() == 2


def test_a_stage_is_served_by_one_board(here, lead):
    stage = Stage.objects.get(agency=here.agency, code="front-end")
    actions.place_board(by=lead, at=AT, board=here.board("family-support"), stages=[stage])
    assert served(here) == {"front-end": ["family-support"], "voluntary": ["preventative"]}
    actions.place_board(by=lead, at=AT, board=here.board("family-support"), stages=[])
    assert served(here)["front-end"] == []


def test_whoever_sets_up_the_agency_places_boards_and_changes_no_words(here):
    admin = viewer_for(UserFactory(agency=here.agency, administrator=True))
    stage = Stage.objects.get(agency=here.agency, code="front-end")
    actions.place_board(by=admin, at=AT, board=here.board("whole-practice"), stages=[stage])
    assert served(here)["front-end"] == ["whole-practice"]
    with pytest.raises(Denied):
        actions.rename_element(by=admin, at=AT, element=here.element("goal"), label="Goal")


def test_workers_and_supervisors_leave_the_agencys_boards_alone(here):
    element, board = here.element("goal"), here.board("front-end")
    for by in (here.as_worker, here.as_supervisor):
        for change in (
            lambda by=by: actions.add_element(by=by, at=AT, code="x", label="X", kind=ElementKind.DATE),
            lambda by=by: actions.rename_element(by=by, at=AT, element=element, label="X"),
            lambda by=by: actions.retire_element(by=by, at=AT, element=element, on=AT.date()),
            lambda by=by: actions.begin_draft(by=by, at=AT, board=board),
            lambda by=by: actions.rename_board(by=by, at=AT, board=board, label="X"),
            lambda by=by: actions.place_board(by=by, at=AT, board=board, stages=[]),
        ):
            with pytest.raises(Denied):
                change()
    assert not ChangeEntry.objects.exclude(verb="breadth.set-up").exists()


def test_another_agencys_element_is_not_there(here):
    element = here.element("goal")
    there = office()
    lead = viewer_for(UserFactory(agency=there.agency, qa_lead=True))
    with pytest.raises(Element.DoesNotExist):
        actions.rename_element(by=lead, at=AT, element=element, label="Ours")
