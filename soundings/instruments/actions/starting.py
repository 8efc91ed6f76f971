"""What an agency starts with: the tools of `tools/`, published, its own from then on."""

from datetime import datetime

from django.db import transaction

from soundings.core.actions import Actor, record_change
from soundings.core.models import Agency
from soundings.instruments.models import Instrument, Version
from soundings.instruments.rules import VersionState
from soundings.instruments.tools import Tool, tools


@transaction.atomic
def set_up_instruments(*, agency: Agency, by: Actor, at: datetime) -> None:
    """The agency has the tools that come with the product. Repeatable: what it has already is left as it is."""
    known = set(Instrument.objects.filter(agency=agency).values_list("code", flat=True))
    added = [_take_up(tool, agency, at) for tool in tools() if tool.code not in known]
    if added:
        record_change(
            by=by,
            at=at,
            verb="instruments.set-up",
            target=agency.code,
            target_kind="agency",
            agency=agency,
            after={"instruments": added},
        )


def _take_up(tool: Tool, agency: Agency, at: datetime) -> str:
    instrument = Instrument.objects.create(
        agency=agency, code=tool.code, use=tool.use, names=tool.names, purposes=tool.purposes, shipped=True
    )
    Version.objects.create(
        agency=agency,
        instrument=instrument,
        number=1,
        state=VersionState.PUBLISHED,
        definition=tool.definition,
        made_at=at,
        published_at=at,
    )
    return tool.code
