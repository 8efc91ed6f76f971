"""Which place may stand below which."""

from soundings.accounts.rules.roles import UnitKind

_MAY_STAND_UNDER = {
    UnitKind.AGENCY: frozenset[UnitKind](),
    UnitKind.SERVICE: frozenset({UnitKind.AGENCY, UnitKind.SERVICE, UnitKind.LOCALITY}),
    UnitKind.LOCALITY: frozenset({UnitKind.AGENCY, UnitKind.SERVICE, UnitKind.LOCALITY}),
    UnitKind.TEAM: frozenset({UnitKind.AGENCY, UnitKind.SERVICE, UnitKind.LOCALITY}),
}


def may_stand_under(kind: UnitKind, parent: UnitKind) -> bool:
    """Whether a place of this kind may stand below one of the other kind: teams hold no others."""
    return parent in _MAY_STAND_UNDER[kind]
