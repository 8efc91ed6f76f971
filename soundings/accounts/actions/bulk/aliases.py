"""Names by which files know staff, as a person said while loading one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from soundings.accounts.actions.bulk.load import Load, Loaded, check_agency, trace
from soundings.accounts.models import Staff, StaffAlias
from soundings.accounts.permissions import By, check_can_load
from soundings.core.rules import sort_key


@transaction.atomic
def add_aliases(*, load: Load, aliases: Mapping[int, Sequence[str]], by: By, at: datetime) -> Loaded:
    """These staff (by id) are known to files by these names too. A name that is somebody's already stays theirs."""
    check_can_load(by)
    check_agency(by, load)
    loaded = Loaded()
    staff = Staff.objects.filter(agency=load.agency).in_bulk(list(aliases))
    for pk, names in aliases.items():
        for name in names:
            _made, is_new = StaffAlias.objects.get_or_create(
                agency=load.agency,
                alias_key=sort_key(name),
                defaults={"staff": staff[pk], "alias": name, "batch": load.batch},
            )
            if is_new:
                loaded.added.append(staff[pk].name)
            else:
                loaded.same += 1
    trace(load, loaded, "aliases-loaded", by=by, at=at)
    return loaded
