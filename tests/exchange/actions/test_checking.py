"""Looking at files: what is told, what is kept, and that nothing changes."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from soundings.accounts.rules import Role
from soundings.cases.models import Case, Child
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.core.tables import FileRefused
from soundings.exchange import actions
from soundings.exchange.models import Batch, ImportState
from soundings.exchange.rules import Kind, Options
from tests.exchange.conftest import AS_OF, CASE_HEADS, MARY, MELLI
from tests.factories.accounts import NOON, UserFactory, viewer_for

pytestmark = pytest.mark.django_db
BAD = ["4473", "", "", "31/02/2013", "", "03/01/2026", "", "", "", ""]


def kept_files(batch: Batch) -> list[str]:
    folder = Path(settings.UPLOAD_DIR) / "imports" / str(batch.agency_id) / batch.public_id
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_checking_tells_what_would_be_and_stores_nothing(checked):
    batch = checked(Kind.CASES, [CASE_HEADS, MELLI, MARY])

    report = actions.report_of(batch)
    assert (report.rows, report.refused, report.is_clean) == (2, 0, True)
    assert dict(report.counts) == {("child", "add"): 2, ("case", "add"): 2, ("family", "add"): 1}
    assert batch.state == ImportState.CHECKED
    assert not Child.objects.exists()


def test_the_report_comes_back_as_it_was_kept(checked):
    batch = checked(Kind.CASES, [CASE_HEADS, BAD, [*MARY[:-1], "Ah Hins"]])

    report = actions.report_of(Batch.objects.get(pk=batch.pk))

    (problem,) = report.problems
    assert (problem.row, problem.column, problem.found, problem.fault.code) == (
        2,
        "Date of birth",
        "31/02/2013",
        "no-such-day",
    )
    (offer,) = report.unsettled
    assert (offer.name, offer.choices[0][1]) == ("Ah Hins", "Ah Hin Xeng")
    assert report.lines[0].noun == "child"


def test_files_are_kept_for_nobody_else_to_read(checked):
    batch = checked(Kind.CASES, [CASE_HEADS, MELLI])

    folder = Path(settings.UPLOAD_DIR) / "imports" / str(batch.agency_id) / batch.public_id
    assert kept_files(batch) == ["0"]
    assert (folder / "0").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_a_refused_file_leaves_nothing(place, steward):
    file = ContentFile(b"%PDF-1.7", name="letter.csv")
    root = Path(settings.UPLOAD_DIR) / "imports" / str(place.agency.pk)
    before = set(root.iterdir()) if root.exists() else set()

    with pytest.raises(FileRefused):
        actions.check(kind=Kind.CASES, files=[file], options=Options(AS_OF), agency=place.agency, by=steward, at=NOON)

    assert not Batch.objects.exists()
    assert set(root.iterdir()) == before


@pytest.mark.parametrize("role", [Role.WORKER, Role.SUPERVISOR, Role.SENIOR_MANAGER, Role.QA_LEAD, Role.ADMINISTRATOR])
def test_only_a_steward_may_load_files(place, role: Role):
    by = viewer_for(UserFactory(agency=place.agency, role=role, unit=place.team if role == Role.WORKER else None))
    file = ContentFile(b"Child ID\n1\n", name="a.csv")

    with pytest.raises(Denied):
        actions.check(kind=Kind.CASES, files=[file], options=Options(AS_OF), agency=place.agency, by=by, at=NOON)

    assert not Batch.objects.exists()


def test_checking_again_answers_the_new_options(checked, steward):
    batch = checked(Kind.CASES, [CASE_HEADS, [*MARY[:-1], "Ah Hins"]])
    options = Options(AS_OF, settled={"worker": {"ah hins": "create"}})

    again = actions.check_again(batch=batch, options=options, by=steward, at=NOON)

    assert actions.report_of(again).unsettled == []
    assert again.options["settled"] == {"worker": {"ah hins": "create"}}


def test_dropping_forgets_the_files_and_what_was_said_of_them(checked, steward, django_capture_on_commit_callbacks):
    batch = checked(Kind.CASES, [CASE_HEADS, BAD])

    with django_capture_on_commit_callbacks(execute=True):
        actions.drop(batch=batch, by=steward, at=NOON)

    batch.refresh_from_db()
    assert (batch.state, batch.report, kept_files(batch)) == (ImportState.DROPPED, {}, [])
    with pytest.raises(Denied):
        actions.store(batch=batch, by=steward, at=NOON)


def test_refused_rows_come_back_with_the_reason_beside_them(checked):
    batch = checked(Kind.CASES, [CASE_HEADS, BAD, MELLI, [*MARY[:4], "", "", *MARY[6:]]])

    found = actions.refused_rows(batch)
    assert found is not None
    name, content = found

    assert name == "table - not stored.csv"
    lines = content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Child ID", "4473", "4472"]
    assert "There is no such day" in lines[1]
    assert "Melli" not in content.decode("utf-8-sig")


def test_an_import_that_waits_too_long_is_dropped(checked, steward, place):
    old = checked(Kind.CASES, [CASE_HEADS, MELLI])
    Batch.objects.filter(pk=old.pk).update(at=NOON - timedelta(days=8))

    checked(Kind.CASES, [CASE_HEADS, MARY], name="later.csv")

    old.refresh_from_db()
    assert (old.state, kept_files(old)) == (ImportState.DROPPED, [])


def test_of_an_old_import_only_the_counts_stay(stored, checked):
    batch = stored(Kind.CASES, [CASE_HEADS, MELLI, BAD], good_rows=True)
    assert actions.refused_rows(batch) is not None
    Batch.objects.filter(pk=batch.pk).update(stored_at=NOON - timedelta(days=31))

    checked(Kind.CASES, [CASE_HEADS, MARY], name="later.csv")

    batch.refresh_from_db()
    assert (batch.report, actions.refused_rows(batch), kept_files(batch)) == ({}, None, [])
    assert actions.report_of(batch).refused == 1


def test_the_trail_says_who_looked_at_which_file_and_no_names(checked):
    batch = checked(Kind.CASES, [CASE_HEADS, MELLI])

    entry = ChangeEntry.objects.get(verb="import.checked")
    assert entry.target == batch.public_id
    assert "Majid" not in json.dumps(entry.said)
    assert not Case.objects.exists()
