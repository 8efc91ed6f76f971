import json
import os
import stat
import threading
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import structlog
from django.db import DatabaseError, connection, connections, router, transaction

from soundings.core import actions, anchors
from soundings.core.models import (
    Agency,
    ChangeChain,
    ChangeEntry,
    ReadChain,
    ReadChildSet,
    ReadChildSetMember,
    ReadEntry,
)
from soundings.core.rules import SYSTEM, TrailUnavailable
from soundings.core.tenancy import acting_for
from soundings.core.verification import verify_trail
from tests.core.conftest import OTHER, WORKER


def lines(settings) -> list[str]:
    return [
        line for file in sorted(Path(settings.TRAIL_ANCHOR_DIR).glob("*")) for line in file.read_text().splitlines()
    ]


@pytest.mark.django_db
class TestReading:
    def test_says_who_what_when_whose_and_why(self, agency, read, noon):
        read(agency, "child-1", reason="Asked by the family", request_id="r1")

        entry = ReadEntry.objects.get()
        assert (entry.agency_id, entry.actor, entry.day) == (agency.pk, WORKER.public_id, noon.date())
        assert (entry.verb, entry.target_kind, entry.target) == ("case.read", "case", "case")
        assert (entry.at, entry.reason, entry.request_id) == (noon, "Asked by the family", "r1")
        assert [member.child for member in entry.child_set.members.all()] == ["child-1"]

    def test_three_hundred_readings_are_three_hundred_entries(self, agency, read):
        for number in range(300):
            read(agency, f"child-{number % 7}")
        assert ReadEntry.objects.count() == 300
        assert ReadChain.objects.get().number == 300

    def test_a_set_of_children_is_stored_once(self, agency, read):
        read(agency, "a", "b", "c")
        read(agency, "c", "b", "a", "a")
        read(agency, "a", "b")
        assert sorted(ReadChildSet.objects.values_list("size", flat=True)) == [2, 3]
        assert ReadChildSetMember.objects.count() == 5
        assert ReadEntry.objects.values("child_set").distinct().count() == 2

    def test_the_same_children_of_two_agencies_are_two_sets(self, agency, read):
        south = Agency.objects.create(code="south", name="South")
        for one in (agency, south):
            with acting_for(one):
                read(one, "a", "b")
                assert ReadChildSet.objects.filter(agency_id=one.pk).count() == 1

    def test_no_child_is_no_set(self, agency, read):
        read(agency)
        assert ReadEntry.objects.get().child_set is None

    def test_takes_the_id_of_the_request(self, agency, read):
        with structlog.contextvars.bound_contextvars(request_id="from-the-request"):
            read(agency, "a")
        assert ReadEntry.objects.get().request_id == "from-the-request"

    def test_a_chain_is_one_persons_day(self, agency, read, noon):
        read(agency, "a")
        read(agency, "a")
        read(agency, "a", actor=OTHER)
        read(agency, "a", at=noon + timedelta(days=1))
        chains = ReadChain.objects.order_by("day", "actor").values_list("actor", "number")
        assert list(chains) == [(WORKER.public_id, 2), (OTHER.public_id, 1), (WORKER.public_id, 1)]

    def test_each_entry_follows_the_one_before(self, agency, read):
        for _ in range(3):
            read(agency, "a")
        first, second, third = ReadEntry.objects.order_by("number")
        assert (first.previous, second.previous, third.previous) == ("", first.mac, second.mac)
        assert ReadChain.objects.get().mac == third.mac

    def test_where_the_anchor_cannot_be_written_nothing_is_noted_and_nothing_may_be_shown(
        self, agency, read, settings, tmp_path
    ):
        (tmp_path / "file").touch()
        settings.TRAIL_ANCHOR_DIR = tmp_path / "file"
        with pytest.raises(TrailUnavailable):
            read(agency, "a")
        assert not ReadEntry.objects.exists()

    def test_where_the_database_refuses_nothing_may_be_shown(self, agency, read):
        alias = router.db_for_write(ReadEntry)

        def refuse(execute, sql, params, many, context):
            if sql.startswith("insert into core_readentry"):
                raise DatabaseError
            return execute(sql, params, many, context)

        with connections[alias].execute_wrapper(refuse), pytest.raises(TrailUnavailable):
            read(agency, "a")
        assert not ReadChain.objects.exists()


@pytest.mark.django_db
class TestChange:
    def test_says_what_was_before_and_after(self, agency, change):
        change(agency, "a", "b", before={"on": date(2026, 3, 1)}, after=Decimal("7.5"), reason="Typed wrongly")
        entry = ChangeEntry.objects.get()
        assert entry.said == {"before": {"on": "2026-03-01"}, "after": "7.5"}
        assert entry.reason == "Typed wrongly"
        assert entry.details_digest and entry.details_salt

    def test_zero_is_something_said(self, agency, change):
        change(agency, before=None, after=0)
        assert ChangeEntry.objects.get().said == {"before": None, "after": 0}

    def test_without_words_there_is_nothing_to_erase(self, agency, change):
        change(agency, "a")
        entry = ChangeEntry.objects.get()
        assert (entry.details, entry.details_salt, entry.details_digest) == (None, "", "")
        assert entry.said == {}

    def test_goes_with_the_callers_transaction(self, agency, change):
        with pytest.raises(RuntimeError), transaction.atomic():
            change(agency, "a")
            raise RuntimeError
        assert not ChangeEntry.objects.exists()
        assert not ChangeChain.objects.exists()

    def test_after_a_rollback_the_chain_goes_on_without_a_gap(self, agency, change):
        change(agency)
        with pytest.raises(RuntimeError), transaction.atomic():
            change(agency)
            raise RuntimeError
        change(agency)
        assert list(ChangeEntry.objects.order_by("number").values_list("number", flat=True)) == [1, 2]

    def test_many_at_once_are_one_chain(self, agency, noon):
        made = [actions.Change(verb="record.made", target=str(n), target_kind="record") for n in range(5)]
        actions.record_changes(by=WORKER, at=noon, agency=agency, changes=made)
        actions.record_changes(by=WORKER, at=noon, agency=agency, changes=[])
        entries = list(ChangeEntry.objects.order_by("number"))
        assert [(entry.number, entry.target) for entry in entries] == [(n + 1, str(n)) for n in range(5)]
        assert [entry.previous for entry in entries] == ["", *[entry.mac for entry in entries[:-1]]]
        assert ChangeChain.objects.get().mac == entries[-1].mac

    def test_soundings_itself_can_act_for_an_agency_or_for_none(self, agency, change):
        change(agency, by=SYSTEM)
        change(None, by=SYSTEM)
        with acting_for(None):
            assert ChangeEntry.objects.get(agency_id=0).actor == "system"
        assert ChangeEntry.objects.get(agency_id=agency.pk).actor == "system"

    def test_a_nul_does_not_stop_it(self, agency, change):
        change(agency, reason="a\0b", after="c\0d")
        entry = ChangeEntry.objects.get()
        assert (entry.reason, entry.said["after"]) == ("ab", "c\0d")


@pytest.mark.django_db(transaction=True)
class TestAnchors:
    def test_each_head_is_on_disk_for_its_owner_only(self, agency, read, change, settings):
        read(agency, "a")
        read(agency, "a")
        change(agency, "a")
        heads = [*ReadEntry.objects.order_by("number"), *ChangeEntry.objects.all()]
        expected = [f"{entry.actor} {entry.number} {entry.mac}" for entry in heads]
        assert sorted(lines(settings)) == sorted(expected)
        for file in Path(settings.TRAIL_ANCHOR_DIR).iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_many_changes_have_one_anchor(self, agency, noon, settings):
        made = [actions.Change(verb="record.made", target=str(n), target_kind="record") for n in range(5)]
        actions.record_changes(by=WORKER, at=noon, agency=agency, changes=made)
        assert [line.split()[1] for line in lines(settings)] == ["5"]

    def test_a_change_is_anchored_once_it_is_committed(self, agency, change, settings):
        with transaction.atomic():
            change(agency)
            assert lines(settings) == []
        assert len(lines(settings)) == 1

    def test_a_change_that_was_taken_back_is_not_anchored(self, agency, change, settings):
        with pytest.raises(RuntimeError), transaction.atomic():
            change(agency)
            raise RuntimeError
        assert lines(settings) == []
        assert verify_trail() == []

    def test_a_reading_whose_anchor_fails_may_not_be_shown(self, agency, read, monkeypatch):
        # The folder can be opened, but the disk takes nothing any more.
        monkeypatch.setattr(os, "write", lambda descriptor, data: 0)
        with pytest.raises(TrailUnavailable):
            read(agency, "a")

    def test_a_change_whose_anchor_fails_is_stored_and_says_so(self, agency, change, monkeypatch, settings):
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", lambda descriptor, data: 0)
            change(agency)
        assert ChangeEntry.objects.count() == 1
        assert verify_trail() == []  # the database is ahead of its anchors, never behind
        change(agency)
        assert [line.split()[1] for line in lines(settings)] == ["2"]

    def test_reads_back_what_it_wrote(self, agency, read, noon):
        read(agency, "a")
        found = anchors.read(kind="reads", agency_id=agency.pk, day=noon.date())
        assert found.heads == {WORKER.public_id: {1: ReadEntry.objects.get().mac}}
        assert anchors.read(kind="changes", agency_id=agency.pk, day=noon.date()) is None


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    THREADS, EACH = 8, 15

    def together(self, act):
        """Run `act` in several connections at once; raise the first error."""
        errors = []

        def run(number):
            try:
                for turn in range(self.EACH):
                    act(number, turn)
            except Exception as error:  # noqa: BLE001  told to the test below
                errors.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(number,)) for number in range(self.THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]

    def test_one_persons_readings_make_one_chain(self, on_files, agency, read):
        self.together(lambda number, turn: read(agency.pk, "a", f"child-{turn % 3}"))
        numbers = list(ReadEntry.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, self.THREADS * self.EACH + 1))
        assert ReadChildSet.objects.count() == 3
        assert verify_trail() == []

    def test_one_persons_changes_make_one_chain(self, on_files, agency, change):
        def several(number, turn):
            with acting_for(agency), transaction.atomic():
                change(agency.pk, "a")
                change(agency.pk, "b")

        self.together(several)
        assert ChangeChain.objects.get().number == ChangeEntry.objects.count() == 2 * self.THREADS * self.EACH
        assert verify_trail() == []


@pytest.mark.django_db(transaction=True)
class TestErasure:
    def test_the_words_go_and_the_trail_still_holds(self, agency, read, change, noon):
        change(agency, "a", "b", before="Aisha", after="Aysha", reason="Her mother says so")
        change(agency, "b", after="stays")
        read(agency, "a", reason="A complaint")

        erased = actions.erase_details(child="a", agency=agency, by=WORKER, at=noon, reason="Seventy-five years")

        assert erased == 2
        words = ChangeEntry.objects.order_by("number").values_list("details", "reason", "details_salt")
        assert words[0] == (None, "", "")
        assert json.loads(words[1][0]) == {"before": None, "after": "stays"}
        assert ReadEntry.objects.get().reason == ""
        assert ReadEntry.objects.get().details_digest != ""
        assert verify_trail() == []

    def test_the_erasure_is_a_change_of_its_own(self, agency, noon, change):
        change(agency, "a", after="x")
        actions.erase_details(child="a", agency=agency, by=WORKER, at=noon, reason="Asked for")
        last = ChangeEntry.objects.order_by("number").last()
        assert (last.verb, last.target, last.said["after"]) == ("trail.erased", "a", {"entries": 1})

    def test_another_agencys_words_stay(self, agency, noon, change):
        south = Agency.objects.create(code="south", name="South")
        with acting_for(south):
            change(south, "a", after="x")
        assert actions.erase_details(child="a", agency=agency, by=WORKER, at=noon, reason="Asked for") == 0


@pytest.mark.django_db
def test_it_is_cheap_enough_to_stand_before_every_page(agency, read, django_assert_max_num_queries):
    read(agency, "a")
    alias = router.db_for_write(ReadEntry)
    with django_assert_max_num_queries(10, connection=connections[alias]):  # with the savepoint of this test
        read(agency, "a")
    assert connection.vendor in ("sqlite", "postgresql")


@dataclass(frozen=True)
class Frozen:
    public_id: str = "anybody-with-an-id"


@pytest.mark.django_db
def test_whoever_has_a_public_id_can_be_named(agency, read):
    read(agency, actor=Frozen())
    assert ReadEntry.objects.get().actor == "anybody-with-an-id"
