from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from soundings.config import checks
from soundings.core.marking import mark_changes
from soundings.core.models import Agency
from soundings.core.tenancy import acting_for

pytestmark = pytest.mark.django_db


def mends(check) -> list[str]:
    return [finding.mend for finding in check() if finding.mend]


@pytest.fixture
def real_agency():
    return Agency.objects.create(code="harbour", name="Harbour Council")


@pytest.mark.django_db(databases="__all__")
def test_up_to_date_databases_are_well():
    assert not mends(checks.databases)


def test_a_relaxed_second_step_is_a_fault_where_an_agency_is_real(settings, real_agency):
    settings.RELAX_SECOND_STEP = True
    assert mends(checks.second_step)


def test_a_relaxed_second_step_is_well_on_a_training_copy(settings):
    Agency.objects.create(code="training", name="Training", is_training=True)
    settings.RELAX_SECOND_STEP = True
    assert not mends(checks.second_step)


def test_an_agency_in_which_nobody_receives_a_concern_is_a_fault(real_agency):
    with acting_for(real_agency):
        assert [mend for mend in mends(checks.receivers) if "Who receives what is raised" in mend]


def test_an_unknown_time_zone_is_a_fault(real_agency):
    Agency.objects.filter(pk=real_agency.pk).update(time_zone="Europe/Harbour")
    assert mends(checks.time_zones)


@pytest.mark.parametrize(("hosts", "faults"), [(["127.0.0.1"], 0), (["soundings.example.test"], 1), (["*"], 1)])
def test_who_comes_from_elsewhere_comes_by_https(settings, hosts, faults):
    settings.ALLOWED_HOSTS = hosts
    assert len(mends(checks.way_in)) == faults


def test_a_folder_for_anchors_that_cannot_be_written_is_a_fault(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.TRAIL_ANCHOR_DIR = tmp_path / "file" / "anchors"
    assert mends(checks.trail_anchors)


def test_a_secret_that_others_may_read_is_a_fault(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(settings.ENV, "data_dir", tmp_path)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "trail_key").touch(mode=0o644)
    assert [mend for mend in mends(checks.data_folder) if "chmod 600" in mend]


@pytest.mark.postgres
def test_the_role_of_the_app_is_held():
    assert not mends(checks.two_roles)


def test_every_table_that_is_set_up_makes_marks():
    assert not mends(checks.set_up_marks)


@pytest.mark.sqlite  # on PostgreSQL the app's role cannot take a trigger away
def test_a_table_that_makes_no_mark_is_a_fault_until_the_next_migration():
    with connection.cursor() as cursor:
        cursor.execute("drop trigger accounts_unit_update_mark")
    [finding] = checks.set_up_marks()
    assert "accounts_unit" in finding.found
    mark_changes("default")
    assert not mends(checks.set_up_marks)


def test_a_check_that_cannot_run_is_a_fault_and_the_others_still_run(settings):
    settings.TRAIL_ANCHOR_DIR = None
    findings = {finding.subject: finding for finding in checks.examine()}
    assert findings["trail anchors"].mend
    assert "way in" in findings


def test_the_doctor_names_each_fault_and_how_to_mend_it(settings, real_agency):
    settings.RELAX_SECOND_STEP = True
    out = StringIO()
    with pytest.raises(CommandError, match="to mend"):
        call_command("doctor", stdout=out)
    assert "[MEND] second step: relaxed, although an agency is real\n       Set SOUNDINGS_RELAX" in out.getvalue()
