"""How far reviewers read the questions of one questionnaire alike, over the calibration sessions held with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from soundings.accounts.models import User
from soundings.accounts.queries import Viewer
from soundings.core.rules import Denied
from soundings.depth.models import Calibration, CalibrationNote, CalibrationSeat
from soundings.depth.permissions.calibration import can_lead, takes_part_in_calibration
from soundings.depth.queries.calibration import opened
from soundings.depth.queries.pictures.reading import definitions_of
from soundings.depth.rules import Double, Item, Side, items_of, unlike
from soundings.depth.rules.asked import asked_of
from soundings.depth.rules.calibration import Calibrated, Standing, calibrated_on, of_one_scale, standing_of
from soundings.instruments.models import Instrument


@dataclass(frozen=True, slots=True)
class AgreementOver:
    """Over so many sessions. questions: each thing that is rated, with its agreement and what was agreed about it.

    together: all things on the scale that most of them have (`scale`). people: how each stands to the others, by
    name: everybody of the sessions that the viewer runs (`leads`), else the viewer alone. What an earlier version
    asked otherwise is not counted.
    """

    sessions: int
    questions: Sequence[tuple[Item, Calibrated, Sequence[CalibrationNote]]]
    together: Calibrated
    scale: Sequence[Item]
    people: Sequence[tuple[str, Standing]]
    leads: bool


def instruments_calibrated(viewer: Viewer) -> list[Instrument]:
    """The questionnaires with which opened sessions were held that the viewer may see. One query."""
    held = opened(viewer).order_by().values("version__instrument")
    return list(Instrument.objects.filter(agency=viewer.agency_id, pk__in=held).order_by("code"))


def agreement_over(viewer: Viewer, instrument: Instrument) -> AgreementOver:
    """How far people agree over the opened sessions with this questionnaire that the viewer may see.

    Each person's own line goes to them and to whoever runs the sessions; never to a colleague. Restricted cases are
    in none of it. Raises Denied for whoever takes no part in sessions. Six queries.
    """
    if not takes_part_in_calibration(viewer):
        raise Denied(_("Agreement is for those who run sessions, and for each reviewer about themselves."))
    held = list(opened(viewer).filter(version__instrument=instrument).order_by("made_at", "pk"))
    sessions, items = _sessions(held)
    led = {one.public_id for one in held if can_lead(viewer, one)}
    scale = of_one_scale(items)
    notes = _notes(held)
    return AgreementOver(
        sessions=len(sessions),
        questions=[(one, calibrated_on([one], sessions), notes.get(one.question.code, ())) for one in items],
        together=calibrated_on(scale, sessions),
        scale=scale,
        people=_people(viewer, scale, sessions, led),
        leads=bool(led),
    )


def _sessions(held: Sequence[Calibration]) -> tuple[list[Double], list[Item]]:
    """The sessions with two finished ratings or more, and what is rated with the latest version of them."""
    given = CalibrationSeat.objects.filter(calibration__in=held, left_at=None).exclude(given_at=None)
    by: dict[int, dict[str, dict]] = {}
    for key, user, answers in given.order_by("pk").values_list("calibration", "user__public_id", "answers"):
        by.setdefault(key, {})[user] = answers
    both = [one for one in held if len(by.get(one.pk, {})) > 1]
    versions = definitions_of(one.version_id for one in both)
    apart = unlike(versions)
    doubles = [
        Double(
            one.public_id,
            {
                who: {code: answer for code, answer in said.items() if code not in apart[one.version_id]}
                for who, said in by[one.pk].items()
            },
        )
        for one in both
    ]
    latest = next(reversed(versions.values()), None)
    return doubles, items_of(asked_of(latest, Side.REVIEWER)) if latest else []


def _people(
    viewer: Viewer, scale: Sequence[Item], sessions: Sequence[Double], led: set[str]
) -> list[tuple[str, Standing]]:
    """Whoever runs a session reads everybody's line of those that they run; others their own of all they were in."""
    theirs = [one for one in sessions if one.review in led]
    raters = {who for one in theirs for who in one.by}
    names = dict(User.objects.filter(agency=viewer.agency_id, public_id__in=raters).values_list("public_id", "name"))
    found = [(names[who], standing_of(who, scale, theirs)) for who in raters if who in names]
    if viewer.public_id not in raters and any(viewer.public_id in one.by for one in sessions):
        found.append((viewer.user.name, standing_of(viewer.public_id, scale, sessions)))
    return sorted(found, key=lambda one: (one[0], one[1].who))


def _notes(held: Sequence[Calibration]) -> dict[str, list[CalibrationNote]]:
    found: dict[str, list[CalibrationNote]] = {}
    for note in CalibrationNote.objects.filter(calibration__in=held).order_by("at", "pk"):
        found.setdefault(note.question, []).append(note)
    return found
