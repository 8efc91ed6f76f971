"""Who and what is known: the workers, teams, stages, elements and abuse types that a file may name."""

from collections import defaultdict
from datetime import date

from django.db.models import Q

from soundings.accounts.models import Membership, Staff, StaffAlias, Stage, Unit
from soundings.accounts.rules import UnitKind
from soundings.breadth.models import BoardColumn, Element
from soundings.breadth.rules import ElementScope, label_of
from soundings.cases.models import AbuseType
from soundings.core.rules import sort_key
from soundings.exchange.models import ColumnMap
from soundings.exchange.plans.names import Known
from soundings.exchange.plans.records import ElementNow

TEAM_NAMES = "team-names"  # the column map in which matched names of teams are remembered


def known_workers(agency_id: int, *, on: date) -> dict[int, Known]:
    """Everybody who works here or did, with names, aliases and, for the day `on` or later, teams. Three queries."""
    keys: dict[int, list[str]] = defaultdict(list)
    for staff, key in StaffAlias.objects.filter(agency=agency_id).values_list("staff", "alias_key"):
        keys[staff].append(key)
    posts: dict[int, set[int]] = defaultdict(set)
    running = Membership.objects.filter(Q(to_on=None) | Q(to_on__gt=on), agency=agency_id)
    for staff, team in running.values_list("staff", "team"):
        posts[staff].add(team)
    people = Staff.objects.filter(agency=agency_id).values_list("pk", "public_id", "name", "name_key", "ended_on")
    return {
        pk: Known(pk, public_id, name, (key, *keys[pk]), frozenset(posts[pk]), ended_on)
        for pk, public_id, name, key, ended_on in people
    }


def known_teams(agency_id: int, *, on: date) -> dict[int, Known]:
    """The teams open on the day `on`, by code, by name, and by what files were said to call them. Two queries."""
    remembered: dict[str, list[str]] = defaultdict(list)
    for said in ColumnMap.objects.filter(agency=agency_id, kind=TEAM_NAMES).values_list("values", flat=True):
        for key, public_id in said.items():
            remembered[public_id].append(key)
    teams = Unit.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on), agency=agency_id, kind=UnitKind.TEAM)
    return {
        pk: Known(pk, public_id, name, tuple(dict.fromkeys((key, sort_key(name), *remembered[public_id]))))
        for pk, public_id, name, key in teams.values_list("pk", "public_id", "name", "code_key")
    }


def known_stages(agency_id: int, *, on: date) -> dict[int, Known]:
    """The stages in use on the day `on`, by code and name. One query."""
    stages = Stage.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on), agency=agency_id)
    return {
        pk: Known(pk, code, name, tuple(dict.fromkeys((sort_key(code), sort_key(name)))))
        for pk, code, name in stages.values_list("pk", "code", "name")
    }


def known_elements(agency_id: int, *, on: date, language: str) -> list[ElementNow]:
    """The elements in use on the day `on`, by code, by every label, and by the words of every board. Two queries."""
    words: dict[int, list[str]] = defaultdict(list)
    columns = BoardColumn.objects.filter(
        agency=agency_id, element__isnull=False, version__published_at__isnull=False
    ).distinct()
    for element, labels in columns.values_list("element", "labels"):
        words[element] += labels.values()
    in_use = Element.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on), agency=agency_id).order_by("position")
    return [
        ElementNow(
            one.pk,
            one.code,
            label_of(one.labels, language, code=one.code),
            one.kind,
            one.by_issue,
            one.scope == ElementScope.FAMILY,
            tuple(dict.fromkeys(sort_key(word) for word in (one.code, *one.labels.values(), *words[one.pk]))),
        )
        for one in in_use
    ]


def known_abuse_types(agency_id: int) -> dict[str, str]:
    """The codes of the agency's key of abuse types, by code and name in small letters. One query."""
    found: dict[str, str] = {}
    for code, name in AbuseType.objects.filter(agency=agency_id, active=True).values_list("code", "name"):
        found[name.casefold()] = code
        found[code.casefold()] = code
    return found
