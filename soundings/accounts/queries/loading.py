"""What stands now, as `rules.loading` compares it with a file."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from soundings.accounts.models import Membership, Staff, StaffAlias, Stage, Unit
from soundings.accounts.rules import Post, PostKind, StaffNow, UnitKind, UnitNow
from soundings.core.models import Agency
from soundings.core.rules import sort_key


def stage_codes(agency: Agency | int) -> dict[str, str]:
    """The code of every stage by its normalised code and name; what is in use wins. One query."""
    found = {}
    for code, name, _retired in sorted(
        Stage.objects.filter(agency=agency).values_list("code", "name", "retired_on"),
        key=lambda stage: stage[2] or date.max,
    ):
        found[sort_key(name)] = found[sort_key(code)] = code
    return found


def units_now(agency: Agency | int) -> dict[str, UnitNow]:
    """Every place by its normalised code, the agency itself among them. One query."""
    units = Unit.objects.filter(agency=agency).select_related("parent", "stage")
    return {unit.code_key: _unit_now(unit) for unit in units}


def _unit_now(unit: Unit) -> UnitNow:
    below_root = unit.parent is None or unit.parent.kind == UnitKind.AGENCY
    return UnitNow(
        code=unit.code,
        name=unit.name,
        kind=UnitKind(unit.kind),
        parent="" if below_root or unit.parent is None else unit.parent.code_key,
        stage=unit.stage.code if unit.stage else "",
    )


def staff_now(agency: Agency | int) -> Iterator[StaffNow]:
    """All staff with their aliases and posts. Three queries."""
    aliases, posts = defaultdict(set), defaultdict(list)
    for staff, key in StaffAlias.objects.filter(agency=agency).values_list("staff", "alias_key"):
        aliases[staff].add(key)
    fields = ("staff", "team__code_key", "post", "from_on", "to_on")
    for staff, team, kind, from_on, to_on in Membership.objects.filter(agency=agency).values_list(*fields):
        posts[staff].append(Post(team, PostKind(kind), from_on, to_on))
    people = Staff.objects.filter(agency=agency).values_list("pk", "name", "email", "ended_on")
    for pk, name, email, ended_on in people:
        yield StaffNow(pk, name, email, ended_on, frozenset(aliases[pk]), tuple(posts[pk]))
