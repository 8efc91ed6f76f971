"""The plan of an import: the right plan for its kind, given everything that it has to know."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from soundings.accounts.models import Unit
from soundings.accounts.queries import staff_now, stage_codes, team_keys, units_now
from soundings.core.models import Agency
from soundings.exchange.models import ColumnMap
from soundings.exchange.plans import annex_a, board, cases, forms, practice, structure
from soundings.exchange.plans.names import Names
from soundings.exchange.plans.outcome import NOWHERE, Plan, fault
from soundings.exchange.plans.records import elements_by_key
from soundings.exchange.plans.wanted import Stored, WantedChild
from soundings.exchange.queries.known import (
    known_abuse_types,
    known_elements,
    known_stages,
    known_teams,
    known_workers,
)
from soundings.exchange.queries.stored import (
    children_for_records,
    children_of_board,
    standing_records,
    stored_children,
)
from soundings.exchange.reading import Book
from soundings.exchange.rules import Kind, OfferKind, Options, Unknown


def told_by(kind: Kind, books: Sequence[Book], options: Options) -> annex_a.Told | None:
    """What `plan_of` works out from the files alone, for whoever asks it more than once; None where that is little."""
    return annex_a.told(books, as_of=options.day) if kind is Kind.ANNEX_A else None


def plan_of(
    kind: Kind,
    books: Sequence[Book],
    *,
    agency: Agency,
    options: Options,
    compare: bool = True,
    why_not: str = "",
    told: annex_a.Told | None = None,
    names_first: bool = False,
) -> Plan:
    """What loading `books` would do now. Nothing is stored.

    compare: also tell which records stand already (the storing finds that out by itself). why_not: the reason put
    where a whiteboard says no more than "n/a". told: what `told_by` said of these books. names_first: with names to
    be made first it is enough to say which; the plan may then have no work.
    """
    if kind is Kind.STRUCTURE:
        return structure.decide_structure(books, _around_structure(agency, options))
    if kind is Kind.STAFF:
        return structure.decide_people(books, _around_structure(agency, options))
    if kind is Kind.ANNEX_A:
        told = told or annex_a.told(books, as_of=options.day)
        plan = _annex_a(told, agency, options, names_first=names_first, choosing=compare)
    elif kind in (Kind.CASES, Kind.PEOPLE):
        plan = cases.decide(books, _children(agency), _around_cases(kind, agency, options))
    elif kind is Kind.PRACTICE:
        plan = practice.decide(books, _around_practice(agency, options, compare=compare))
    elif kind is Kind.FORMS_COMPLETED:
        plan = forms.decide(books, _around_forms(agency, options, compare=compare))
    else:
        plan = board.decide(books, _around_board(agency, options, compare=compare, why_not=why_not))
    _refuse_unsettled(plan, options)
    return plan


def _refuse_unsettled(plan: Plan, options: Options) -> None:
    """Where the person asked for it, a name that nobody settled is a problem."""
    if options.unknown == Unknown.REFUSE:
        for offer in plan.offers:
            if not offer.settled and offer.rows:
                plan.refuse(NOWHERE, offer.kind, offer.name, fault("unknown-name", rows=offer.rows))


def _children(agency: Agency):
    def stored_of(wanted: Sequence[WantedChild]) -> Stored:
        return stored_children(agency.pk, wanted)

    return stored_of


def _names(agency: Agency, options: Options, *, choosing: bool = True) -> dict[OfferKind, Names]:
    known = {
        OfferKind.WORKER: known_workers(agency.pk, on=options.day),
        OfferKind.TEAM: known_teams(agency.pk, on=options.day),
        OfferKind.STAGE: known_stages(agency.pk, on=options.day),
    }
    create = Unknown.CREATE.value if options.unknown == Unknown.CREATE else ""
    return {
        kind: Names(kind, some, options.settled.get(kind, {}), create if kind is not OfferKind.STAGE else "", choosing)
        for kind, some in known.items()
    }


def _only_teams(agency: Agency, options: Options) -> frozenset[int]:
    teams = Unit.objects.filter(agency=agency, public_id__in=options.only_teams)
    return frozenset(teams.values_list("pk", flat=True)) if options.only_teams else frozenset()


def _annex_a(told: annex_a.Told, agency: Agency, options: Options, *, names_first: bool, choosing: bool) -> Plan:
    names = _names(agency, options, choosing=choosing)
    return annex_a.decide(
        told,
        _children(agency),
        workers=names[OfferKind.WORKER],
        teams=names[OfferKind.TEAM],
        as_of=options.day,
        only_teams=_only_teams(agency, options),
        names_first=names_first,
    )


def _around_structure(agency: Agency, options: Options) -> structure.Around:
    return structure.Around(
        options.day,
        units_now(agency),
        stage_codes(agency),
        list(staff_now(agency)),
        {key: unit.code_key for key, unit in team_keys(agency).items()},
    )


def _around_cases(kind: Kind, agency: Agency, options: Options) -> cases.Around:
    names = _names(agency, options)
    chosen = map_of(agency, kind, options).columns if kind is Kind.PEOPLE else None
    return cases.Around(
        options.day,
        names[OfferKind.WORKER],
        names[OfferKind.TEAM],
        names[OfferKind.STAGE],
        known_abuse_types(agency.pk),
        exact=kind is Kind.CASES,
        only_teams=_only_teams(agency, options),
        chosen=chosen or None,
    )


def _around_practice(agency: Agency, options: Options, *, compare: bool) -> practice.Around:
    elements = known_elements(agency.pk, on=options.day, language=agency.language)
    return practice.Around(
        options.day,
        elements_by_key(elements),
        lambda refs: children_for_records(agency.pk, refs),
        standing_records(elements, Kind.PRACTICE) if compare else None,
    )


def _around_forms(agency: Agency, options: Options, *, compare: bool) -> forms.Around:
    elements = known_elements(agency.pk, on=options.day, language=agency.language)
    said = map_of(agency, Kind.FORMS_COMPLETED, options)
    by_code = {element.code: element for element in elements}
    known = {key: one for key, one in forms.read_forms(said.forms).items() if not one.element or one.element in by_code}
    return forms.Around(
        options.day,
        by_code,
        known,
        lambda refs: children_for_records(agency.pk, refs),
        standing_records(elements, Kind.FORMS_COMPLETED) if compare else None,
        chosen=said.columns or None,
    )


def _around_board(agency: Agency, options: Options, *, compare: bool, why_not: str) -> board.Around:
    elements = known_elements(agency.pk, on=options.day, language=agency.language)
    team = Unit.objects.filter(agency=agency, public_id=options.team).first() if options.team else _only_team(agency)
    return board.Around(
        options.day,
        team.pk if team else None,
        _names(agency, options)[OfferKind.WORKER],
        elements,
        known_abuse_types(agency.pk),
        lambda wanted, names: children_of_board(agency.pk, team.pk if team else None, wanted, names),
        standing_records(elements, Kind.BOARD) if compare else None,
        rater=options.rater,
        why_not=why_not,
        shift=options.shift,
    )


def _only_team(agency: Agency) -> Unit | None:
    """The agency's one team, if it has only one."""
    teams = list({unit.pk: unit for unit in team_keys(agency).values() if unit.closed_on is None}.values())
    return teams[0] if len(teams) == 1 else None


def map_of(agency: Agency, kind: Kind, options: Options) -> Options:
    """The options with columns and forms filled in from the map that they name; what they say themselves wins."""
    kept = ColumnMap.objects.filter(agency=agency, kind=kind, name=options.map).first() if options.map else None
    if kept is None:
        return options
    forms_kept: Mapping[str, dict[str, str]] = kept.values.get("forms", {})
    return replace(options, columns={**kept.columns, **options.columns}, forms={**forms_kept, **options.forms})
