from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from soundings.core.models import (
    Agency,
    ChangeEntry,
    ReadChain,
    ReadChildSet,
    ReadChildSetMember,
    ReadEntry,
)
from soundings.core.rules import SYSTEM, Fault
from soundings.core.tenancy import acting_for
from soundings.core.verification import verify_trail
from tests.core.conftest import OTHER, WORKER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trail(agency, read, change):
    """Five readings and three changes by one person, two readings by another."""
    for number in range(5):
        read(agency, "a", f"child-{number}", reason=f"Reason {number}")
    for number in range(3):
        change(agency, "a", before=number, after=number + 1)
    read(agency, "b", actor=OTHER)
    read(agency, "b", actor=OTHER)
    return agency


def faults() -> list[tuple[Fault, int]]:
    return [(problem.fault, problem.number) for problem in verify_trail()]


def anchor_file(settings, kind="reads") -> Path:
    (file,) = Path(settings.TRAIL_ANCHOR_DIR).glob(f"*.{kind}.*")
    return file


def test_an_untouched_trail_is_complete(trail):
    assert verify_trail() == []


def test_an_empty_trail_is_complete(db):
    assert verify_trail() == []


ALTERED = {
    "actor": "system",
    "at": "2026-03-16 12:00:01+00:00",
    "verb": "case.seen",
    "target_kind": "child",
    "target": "other",
    "request_id": "other",
    "details_digest": "x" * 43,
    "mac": "x" * 43,
}


@pytest.mark.parametrize("column", sorted(ALTERED.keys() - {"actor"}))
@pytest.mark.parametrize("number", [2, 5], ids=["in the middle", "the last"])
def test_one_altered_cell_is_found(trail, alter, column, number):
    where = "where number = %s and actor = %s"
    alter(ReadEntry, f"update {{table}} set {column} = %s {where}", ALTERED[column], number, WORKER.public_id)
    assert (Fault.ENTRY_ALTERED, number) in faults()


def test_the_place_of_a_problem_is_told(trail, alter):
    alter(ChangeEntry, "update {table} set verb = 'x' where number = 3")
    (problem,) = verify_trail()
    assert (problem.fault, problem.kind, problem.agency_id) == (Fault.ENTRY_ALTERED, "changes", trail.pk)
    assert (problem.actor, problem.number) == (WORKER.public_id, 3)


def test_one_altered_row_in_many_is_found(agency, read, alter):
    for number in range(500):
        read(agency, f"child-{number % 9}")
    alter(ReadEntry, "update {table} set target = 'x' where number = 321")
    assert faults() == [(Fault.ENTRY_ALTERED, 321)]


def test_an_entry_given_to_somebody_else_is_found(trail, alter):
    alter(ReadEntry, "update {table} set actor = 'innocent' where number = 5")
    assert {fault for fault, _ in faults()} >= {Fault.ENTRY_ALTERED, Fault.ANCHORED_ENTRY_MISSING}


def test_an_entry_moved_to_another_agency_is_found(trail, alter):
    south = Agency.objects.create(code="south", name="South")
    alter(ReadEntry, "update {table} set agency_id = %s where number = 5", south.pk)
    assert {fault for fault, _ in faults()} >= {Fault.ENTRY_ALTERED, Fault.ANCHORED_ENTRY_MISSING}


def test_a_removed_entry_is_found(trail, alter):
    alter(ReadEntry, "delete from {table} where number = 3")
    assert faults() == [(Fault.ENTRY_MISSING, 4), (Fault.ANCHORED_ENTRY_MISSING, 3)]


def test_a_removed_first_entry_is_found(trail, alter):
    alter(ReadEntry, "delete from {table} where number = 1 and actor = %s", WORKER.public_id)
    assert (Fault.ENTRY_MISSING, 2) in faults()


def test_the_removal_of_the_last_entry_is_found(trail, alter):
    alter(ReadEntry, "delete from {table} where number = 5")
    assert faults() == [(Fault.ANCHORED_ENTRY_MISSING, 5), (Fault.HEAD_DIFFERS, 5)]


def test_a_chain_cut_short_with_its_head_is_found_by_the_anchors(trail, alter):
    entry = ReadEntry.objects.get(number=3)
    alter(ReadEntry, "delete from {table} where number > 3")
    alter(ReadChain, "update {table} set number = 3, mac = %s where actor = %s", entry.mac, WORKER.public_id)
    assert faults() == [(Fault.ANCHORED_ENTRY_MISSING, 4), (Fault.ANCHORED_ENTRY_MISSING, 5)]


def test_a_whole_chain_removed_is_found_by_the_anchors(trail, alter):
    alter(ReadEntry, "delete from {table} where actor = %s", OTHER.public_id)
    alter(ReadChain, "delete from {table} where actor = %s", OTHER.public_id)
    (problem,) = verify_trail()
    assert (problem.fault, problem.actor, problem.number) == (Fault.ANCHORED_ENTRY_MISSING, OTHER.public_id, 2)


def test_the_whole_trail_removed_is_found_by_the_anchors(trail, alter):
    for model in (ReadEntry, ReadChain):
        alter(model, "delete from {table}")
    assert {problem.fault for problem in verify_trail()} == {Fault.ANCHORED_ENTRY_MISSING}


def test_a_removed_head_is_found(trail, alter):
    alter(ReadChain, "delete from {table} where actor = %s", OTHER.public_id)
    (problem,) = verify_trail()
    assert (problem.fault, problem.actor) == (Fault.HEAD_MISSING, OTHER.public_id)


def test_two_entries_that_changed_places_are_found(trail, alter):
    for before, after in ((2, 99), (3, 2), (99, 3)):
        who = WORKER.public_id
        alter(ReadEntry, "update {table} set number = %s where number = %s and actor = %s", after, before, who)
    assert {fault for fault, _ in faults()} == {Fault.ENTRY_MOVED, Fault.ENTRY_ALTERED, Fault.ANCHOR_DIFFERS}


def test_altered_words_are_found(trail, alter):
    alter(ReadEntry, "update {table} set reason = 'Innocent' where number = 2 and actor = %s", WORKER.public_id)
    alter(ChangeEntry, "update {table} set details = %s where number = 1", '{"after": 9, "before": 0}')
    assert faults() == [(Fault.DETAILS_ALTERED, 2), (Fault.DETAILS_ALTERED, 1)]


def test_words_put_where_words_were_erased_are_found(trail, alter):
    alter(ChangeEntry, "update {table} set details = null, details_salt = '' where number = 1")
    assert faults() == []  # that is what an erasure does
    alter(ChangeEntry, "update {table} set reason = 'Innocent' where number = 1")
    assert faults() == [(Fault.DETAILS_ALTERED, 1)]


def test_a_child_taken_out_of_a_set_is_found(trail, alter):
    member = ReadChildSetMember.objects.get(child="child-4")
    alter(ReadChildSetMember, "delete from {table} where id = %s", member.pk)
    assert faults() == [(Fault.CHILDREN_ALTERED, member.child_set_id)]


def test_a_child_put_in_the_place_of_another_is_found(trail, alter):
    member = ReadChildSetMember.objects.get(child="child-4")
    alter(ReadChildSetMember, "update {table} set child = 'innocent' where id = %s", member.pk)
    assert faults() == [(Fault.CHILDREN_ALTERED, member.child_set_id)]


def test_an_entry_sent_to_another_set_is_found(trail, alter):
    other = ReadChildSet.objects.get(size=1)
    alter(ReadEntry, "update {table} set child_set_id = %s where number = 2", other.pk)
    assert (Fault.ENTRY_ALTERED, 2) in faults()


def test_a_sealed_entry_from_another_key_is_found(trail, read, settings):
    key, settings.TRAIL_KEY = settings.TRAIL_KEY, "not the key" * 5
    read(trail, "a")
    settings.TRAIL_KEY = key
    assert faults() == [(Fault.ENTRY_ALTERED, 6)]


def test_a_tampered_anchor_is_found(trail, settings):
    file = anchor_file(settings)
    first, *rest = file.read_text().splitlines()
    file.write_text("\n".join([first[:-5] + "AAAAA", *rest]) + "\n")
    assert faults() == [(Fault.ANCHOR_DIFFERS, 1)]


def test_an_anchor_that_says_nothing_is_found(trail, settings):
    with anchor_file(settings).open("a") as file:
        file.write("innocent\n")
    assert faults() == [(Fault.ANCHOR_DAMAGED, 8)]


def test_a_removed_file_of_anchors_is_found(trail, settings):
    anchor_file(settings, "changes").unlink()
    (problem,) = verify_trail()
    assert (problem.fault, problem.kind) == (Fault.ANCHORS_MISSING, "changes")


def test_newest_entries_that_a_crash_kept_from_their_anchor_are_no_problem(trail, settings):
    file = anchor_file(settings)
    file.write_text("\n".join(file.read_text().splitlines()[:-1]) + "\n")
    assert verify_trail() == []


def test_work_that_goes_on_is_not_mistaken_for_a_fault(trail, read, monkeypatch):
    # A reading by somebody new and by somebody known, just after the heads have been looked at.
    from soundings.core import verification

    heads, done = verification._heads, []

    def heads_then_work(kind, agency_id, day):
        found = heads(kind, agency_id, day)
        if not done and kind.name == "reads":
            done.append(True)
            read(trail, "a")
            read(trail, "a", actor=SYSTEM)
        return found

    monkeypatch.setattr(verification, "_heads", heads_then_work)
    assert verify_trail() == []
    assert done


def test_every_agency_is_proved(trail, read, alter):
    south = Agency.objects.create(code="south", name="South")
    with acting_for(south):
        read(south, "a")
    alter(ReadEntry, "update {table} set verb = 'x' where agency_id = %s", south.pk)
    (problem,) = verify_trail()
    assert problem.agency_id == south.pk


def test_the_command_says_that_all_is_well(trail):
    out = StringIO()
    call_command("trail", "verify", stdout=out)
    assert out.getvalue() == "The trail is complete and unaltered.\n"


def test_the_command_says_what_is_wrong_and_fails(trail, alter):
    alter(ChangeEntry, "delete from {table} where number = 3")
    out = StringIO()
    with pytest.raises(CommandError, match="2 problems"):
        call_command("trail", "verify", stderr=out)
    assert "entry 3 was anchored and has been removed" in out.getvalue()
    assert WORKER.public_id in out.getvalue()


def test_a_transaction_of_many_entries_is_proved_as_a_whole(agency, change):
    with acting_for(agency), transaction.atomic():
        for number in range(20):
            change(agency, "a", after=number)
    assert verify_trail() == []
