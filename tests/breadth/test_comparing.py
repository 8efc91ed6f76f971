"""Teams side by side on a funnel, and coverage split by who the children are: small numbers never show."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from soundings.breadth import actions, queries
from soundings.breadth.actions.snapshot import OLD_AFTER, make_snapshot, refresh_snapshot
from soundings.breadth.models import Element
from soundings.breadth.queries.splits import reader, snapshot_file
from soundings.breadth.rules import SPLITS, Age, By, Coverage, Lies, age_band, compared, split_rows
from soundings.cases.models import Child
from soundings.core.rules import Denied
from tests.factories.accounts import TeamFactory, UserFactory, root_for, viewer_for
from tests.factories.breadth import AT, done, family_for, office

CODE = "three-houses"


# --- rules ---------------------------------------------------------------------------------------------------------


def test_a_team_far_from_the_whole_is_outside_and_a_small_one_is_withheld():
    # The whole is 150 of 209; 20 of 60 is far below it by any reckoning.
    found = compared([("Bay", 70, 80), ("Cove", 55, 60), ("Dune", 20, 60), ("Eddy", 5, 9)])
    assert [(one.name, one.lies) for one in found] == [
        ("Bay", Lies.ABOVE),
        ("Cove", Lies.ABOVE),
        ("Dune", Lies.BELOW),
        ("Eddy", Lies.WITHHELD),
    ]
    assert found[3].share is None and found[3].limits is None


def test_teams_that_are_alike_are_all_within():
    assert {one.lies for one in compared([("A", 40, 50), ("B", 38, 50), ("C", 83, 100)])} == {Lies.WITHIN}
    assert compared([]) == []


@pytest.mark.parametrize(
    ("born", "expected", "band"),
    [
        (None, None, Age.UNKNOWN),
        (None, date(2026, 6, 1), Age.UNBORN),
        (date(2025, 3, 17), None, Age.UNDER_1),
        (date(2025, 3, 16), None, Age.TO_4),
        (date(2016, 3, 17), None, Age.TO_9),
        (date(2016, 3, 16), None, Age.TO_15),
        (date(2010, 3, 16), None, Age.OVER_15),
    ],
)
def test_bands_of_age(born, expected, band):
    assert age_band(born, expected, date(2026, 3, 16)) is band


def test_a_small_value_goes_with_the_next_smallest():
    # By hand: 3 of 30 is small; alone it would follow from the whole, so 12 of 40 goes too.
    found = {"a": Coverage(30, 3), "b": Coverage(40, 12), "c": Coverage(90, 70)}
    assert [row.value for row in split_rows(found, SPLITS) if row.coverage is None] == ["a", "b"]


values = st.dictionaries(st.sampled_from("abcde"), st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1)


@given(values, st.booleans())
def test_what_is_shown_of_a_value_is_never_small(found, overlaps):
    coverage = {value: Coverage(recorded + left, recorded) for value, (recorded, left) in found.items()}
    for row in split_rows(coverage, SPLITS, overlaps=overlaps):
        if row.coverage:
            left = row.coverage.of - row.coverage.recorded
            assert not 1 <= row.coverage.recorded <= 5 and not 1 <= left <= 5
            assert row.coverage.of == 0 or row.coverage.of >= SPLITS.smallest_group


# --- with data -----------------------------------------------------------------------------------------------------


@pytest.fixture
def here(db, settings, tmp_path):
    settings.ENV = settings.ENV.model_copy(update={"data_dir": tmp_path})
    return office()


@pytest.fixture
def many(here):
    """North has 14 children and South 12, opened in January; half of them, turn about, have it recorded."""
    south = TeamFactory(parent=here.service, name="South")
    by = viewer_for(UserFactory(supervisor=True, unit=here.service))
    for team in (here.team, south):
        actions.begin_recording(by=by, at=AT, team=team, elements=[here.element(CODE)], on=date(2026, 1, 1))
    for number in range(26):
        team = here.team if number < 14 else south
        abuse = ("N",) if number % 2 else ("PA", "N")
        case = here.case(f"Child {number}", team=team, opened_on=date(2026, 1, 5), abuse=abuse)
        Child.objects.filter(pk=case.child_id).update(ethnicity="A" if number < 13 else "B", disability="")
        if number % 2:
            actions.record(by=by, at=AT, cases=[case.pk], element=CODE, draft=done(date(2026, 1, 15)))
    return here


def split(viewer, unit, by):
    element = Element.objects.get(agency=unit.agency_id, code=CODE)
    found = queries.split_of(viewer, unit, element, by)
    return {row.value: row.coverage and (row.coverage.recorded, row.coverage.of) for row in found.rows}


def test_a_split_counts_as_the_figure_does(many):
    make_snapshot(many.agency.pk, at=AT)
    viewer = viewer_for(UserFactory(qa_lead=True, agency=many.agency))
    root = root_for(many.agency)
    assert split(viewer, root, By.ETHNICITY) == {"A": (6, 13), "B": (7, 13)}
    assert split(viewer, root, By.AGE) == {"10-15": (13, 26)}
    assert split(viewer, root, By.DISABILITY) == {"": (13, 26)}
    assert split(viewer, many.team, By.STAGE) == {"": (7, 14)}
    assert split(viewer, root, By.ABUSE) == {"N": (13, 26), "PA": (0, 13)}


def test_the_snapshot_has_no_name_no_reference_and_no_key_of_a_case(many):
    make_snapshot(many.agency.pk, at=AT)
    file = snapshot_file(many.agency.pk)
    with reader(file.parent) as held:
        columns = [row[0] for row in held.execute(f"describe select * from read_parquet('{file}')").fetchall()]
        with pytest.raises(Exception, match=r"(?i)permission|disabled|allowed"):
            held.execute("select * from read_csv('/etc/passwd')")
    assert columns == ["element", "path", "part", "due", "stage", "age", "ethnicity", "disability", "abuse"]
    assert b"Child" not in file.read_bytes()
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_a_snapshot_is_made_anew_after_half_a_day(many):
    assert refresh_snapshot(many.agency.pk, at=AT)
    assert not refresh_snapshot(many.agency.pk, at=AT + OLD_AFTER / 2)
    assert refresh_snapshot(many.agency.pk, at=AT + OLD_AFTER)


def test_an_agency_that_has_just_begun_has_a_snapshot_without_rows(here):
    assert make_snapshot(here.agency.pk, at=AT) == 0
    assert snapshot_file(here.agency.pk).exists()


def test_restricted_and_family_counted_as_everywhere(here):
    family = family_for(here)
    by = here.as_supervisor
    actions.begin_recording(by=by, at=AT, team=here.team, elements=[here.element("goal")], on=date(2026, 1, 1))
    here.case("A A", family=family, opened_on=date(2026, 1, 5))
    here.case("B B", family=family, opened_on=date(2026, 1, 6))
    here.case("C C", restricted=True)
    assert make_snapshot(here.agency.pk, at=AT) == 1


def test_who_may_split(many):
    make_snapshot(many.agency.pk, at=AT)
    analyst = viewer_for(UserFactory(analyst=True, agency=many.agency))
    root = root_for(many.agency)
    assert queries.may_split(analyst, root)
    assert not queries.may_split(analyst, many.service)  # it could be subtracted from the whole
    with pytest.raises(Denied):
        queries.split_of(analyst, many.service, many.element(CODE), By.AGE)
    assert queries.may_split(many.as_supervisor, many.team)
    assert not queries.may_split(many.as_supervisor, many.service)
    assert not queries.may_split(viewer_for(UserFactory(qa_lead=True, agency=office().agency)), root)


def test_the_pages(many, client):
    lead = UserFactory(qa_lead=True, agency=many.agency)
    client.force_login(lead)
    root = root_for(many.agency)
    page = client.get(f"{reverse('measure', args=[f'coverage-{CODE}'])}?place={root.public_id}").content.decode()
    compare, split_page = (reverse(name, args=[root.public_id, CODE]) for name in ("compare", "split"))
    assert compare in page and split_page in page
    assert "first snapshot" in client.get(split_page).content.decode()
    make_snapshot(many.agency.pk, at=AT)
    said = client.get(f"{split_page}?by=ethnicity").content.decode()
    assert "16 March 2026" in said and ">54<" in said  # 7 of 13
    said = client.get(compare).content.decode()
    assert "North" in said and "South" in said and "<svg" in said
    assert said.index("North") < said.index("South")
    assert client.get(f"{split_page}?by=name").status_code == 404


def test_out_of_scope_is_not_found(many, client):
    client.force_login(UserFactory(analyst=True, agency=many.agency))
    assert client.get(reverse("compare", args=[many.service.public_id, CODE])).status_code == 404
    assert client.get(reverse("split", args=[many.service.public_id, CODE])).status_code == 404
    client.force_login(UserFactory(qa_lead=True, agency=office().agency))
    assert client.get(reverse("compare", args=[many.service.public_id, CODE])).status_code == 404
    assert client.get(reverse("split", args=[many.service.public_id, CODE])).status_code == 404
