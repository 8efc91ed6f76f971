"""Why something was not stored."""

from collections.abc import Mapping, Sequence
from typing import Any

from soundings.instruments.rules.checking import Fault


class Refused(Exception):
    """Nothing was stored. `faults` says everything that stands in the way."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(f"{fault.place}: {fault.code}" for fault in faults))
        self.faults = list(faults)


class Stale(Exception):
    """Nothing was stored: somebody saved in between. kept: what stands now, at `stamp`; typed: what was to be saved."""

    def __init__(self, *, kept: Mapping[str, Any], typed: Mapping[str, Any], stamp: int) -> None:
        super().__init__(f"stale: {stamp}")
        self.kept, self.typed, self.stamp = kept, typed, stamp
