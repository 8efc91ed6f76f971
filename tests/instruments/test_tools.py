"""The tools that come with the product: whole, in order, and what the seeds ask of them."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from soundings.accounts import followers
from soundings.core.models import ChangeEntry
from soundings.core.rules import SYSTEM
from soundings.instruments import actions, queries
from soundings.instruments.models import Instrument, Version
from soundings.instruments.rules import RATED, Audience, Definition, Kind, faults_of, questions_shown
from soundings.instruments.tools import tools
from tests.factories.accounts import AgencyFactory, UserFactory, root_for, viewer_for
from tests.factories.instruments import AT

EACH = pytest.mark.parametrize("tool", tools(), ids=lambda one: one.code)
PROFESSIONALS = (Audience.WORKER, Audience.REVIEWER, Audience.SUPERVISOR)
# The elements of a good mapping that local authorities named (newsletter 5, August 2015), in their order.
ELEMENTS = [
    "plain-words",
    "impact",
    "current",
    "whole-family",
    "outside-views",
    "statement-and-goal",
    "clear-goals",
    "examples",
    "child-voice",
    "timeline",
    "strengths-as-safety",
]


def read(tool) -> Definition:
    return Definition.read(tool.definition)


def test_there_are_six():
    assert [one.code for one in tools()] == [
        "mapping",
        "safety-planning",
        "whole-case",
        "supervision",
        "early-help",
        "multi-agency",
    ]


@EACH
def test_a_tool_has_no_fault(tool):
    assert faults_of(tool.definition) == []


@EACH
@pytest.mark.parametrize("audience", PROFESSIONALS)
def test_the_first_question_is_what_the_family_understands(tool, audience):
    first = questions_shown(read(tool), {}, audience)[0]
    assert first.code == "understands-why"
    assert first.required
    assert "each asked, understand why services are worried" in first.text["en"]


@EACH
def test_every_element_is_rated_with_evidence(tool):
    definition = read(tool)
    for section in definition.sections:
        if section.code in ("understanding", "done", "quality"):
            for one in section.questions:
                assert one.kind in RATED
                assert one.why
                assert one.no_evidence


@EACH
def test_the_logic_of_results_is_followed(tool):
    order = [one.code for one in read(tool).sections if one.code not in ("family", "child")]
    assert order == ["understanding", "done", "quality", "change", "learning"]


@EACH
def test_families_and_children_are_asked_little(tool):
    definition = read(tool)
    family, child = (questions_shown(definition, {}, one) for one in (Audience.FAMILY, Audience.CHILD))
    if tool.code == "supervision":  # nobody asks a family about the worker's supervision
        assert not family + child
        return
    assert 1 <= len(family) <= 7
    assert 1 <= len(child) <= 6
    assert all(one.unsaid for one in family + child)


def test_a_mapping_is_looked_at_by_every_element():
    mapping = read(tools()[0])
    quality = next(one for one in mapping.sections if one.code == "quality")
    assert [one.code for one in quality.questions] == ELEMENTS
    assert {one.kind for one in quality.questions} == {Kind.SCALE}


def test_the_same_code_asks_the_same_in_every_tool_of_the_same_words():
    # Early help has words of its own, and each tool its own ends; a code never changes its kind.
    kinds = {}
    for tool in tools():
        for one in read(tool).questions:
            kinds.setdefault(one.code, set()).add(one.kind)
    assert {code: found for code, found in kinds.items() if len(found) > 1} == {}


@pytest.mark.django_db
def test_an_agency_starts_with_them_and_keeps_its_own():
    agency = AgencyFactory()
    followers.set_up(agency, by=SYSTEM, at=AT)
    lead = viewer_for(UserFactory(qa_lead=True, unit=root_for(agency)))
    assert queries.published_versions(lead, "review").count() == len(tools())
    first = Version.objects.get(instrument__code="mapping")
    draft = actions.new_draft_of(by=lead, at=AT, version=first)
    second = actions.publish(by=lead, at=AT, version=draft, note="Ours")
    before = ChangeEntry.objects.count()
    followers.set_up(agency, by=SYSTEM, at=AT)
    assert Instrument.objects.filter(agency=agency).count() == len(tools())
    assert queries.latest_published(lead, first.instrument) == second
    assert not ChangeEntry.objects.filter(verb="instruments.set-up")[1:]
    assert ChangeEntry.objects.count() >= before


@pytest.mark.django_db
def test_agencies_from_before_have_them_too():
    agency = AgencyFactory()
    module = import_module("soundings.instruments.migrations.0003_agencies_take_up_the_tools")
    for _again in range(2):
        module.take_up(apps, SimpleNamespace(connection=connection))
    assert Version.objects.filter(agency=agency, state="published").count() == len(tools())
