"""The preview and the result of an import, as they are kept with it and as pages read them."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from soundings.exchange.models import Batch
from soundings.exchange.plans.outcome import Line, Plan
from soundings.exchange.rules import Fault, Note, Offer, OfferKind, RowProblem, problem_key

MOST_PROBLEMS = 5_000  # kept with an import; the refused rows come back as a file in any case


@dataclass(slots=True)
class Report:
    """What a plan said. `counts` by (noun, verb); `refused` counts rows, `problems` may be several for a row."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    rows: int = 0
    refused: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    problem_count: int = 0
    notes: list[tuple[Note, int]] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every row can be stored."""
        return not self.problem_count

    def sum_of(self, verb: str) -> int:
        """How many things of any noun were, or would be, treated so."""
        return sum(many for (_, done), many in self.counts.items() if done == verb)

    @property
    def unsettled(self) -> list[Offer]:
        """Names that a person has said nothing about yet."""
        return [offer for offer in self.offers if not offer.settled]


def report_on(plan: Plan) -> Report:
    """The report of a plan that was just made."""
    problems = sorted(plan.problems, key=problem_key)
    return Report(
        counts=plan.counts,
        rows=plan.rows,
        refused=len(plan.refused),
        problems=problems,
        problem_count=len(problems),
        notes=list(plan.notes.items()),
        offers=plan.offers,
        lines=plan.lines,
    )


def summary_of(report: Report) -> dict[str, Any]:
    """What is kept for good: counts only."""
    return {
        "counts": [[noun, verb, many] for (noun, verb), many in report.counts.items() if many],
        "rows": report.rows,
        "refused": report.refused,
        "problems": report.problem_count,
    }


def kept(report: Report) -> dict[str, Any]:
    """What is kept while the import waits: with cells of the file, so it goes when the import is dropped."""
    return {
        "problems": [asdict(one) for one in report.problems[:MOST_PROBLEMS]],
        "notes": [[note.code, list(map(list, note.params)), many] for note, many in report.notes],
        "offers": [asdict(offer) for offer in report.offers],
        "lines": [list(line) for line in report.lines],
    }


def report_of(batch: Batch) -> Report:
    """The report that is kept with an import."""
    summary, details = batch.summary, batch.report
    return Report(
        counts=Counter({(noun, verb): many for noun, verb, many in summary.get("counts", ())}),
        rows=summary.get("rows", 0),
        refused=summary.get("refused", 0),
        problems=[_problem(one) for one in details.get("problems", ())],
        problem_count=summary.get("problems", 0),
        notes=[(Note(code, _params(params)), many) for code, params, many in details.get("notes", ())],
        offers=[_offer(one) for one in details.get("offers", ())],
        lines=[Line(*line) for line in details.get("lines", ())],
    )


def _params(params: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in params)


def _problem(one: dict[str, Any]) -> RowProblem:
    return RowProblem(**{**one, "fault": Fault(one["fault"]["code"], _params(one["fault"]["params"]))})


def _offer(one: dict[str, Any]) -> Offer:
    choices = [(code, name) for code, name in one["choices"]]
    return Offer(**{**one, "kind": OfferKind(one["kind"]), "choices": choices})
