"""Somebody of the family adds their part: with consent, by a link that gives nothing away, and never by the worker."""

import hashlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied, TrailUnavailable
from soundings.depth.actions import family
from soundings.depth.models import FamilyInvite, Part, PartSave
from soundings.depth.rules import Mode, Side, State
from soundings.depth.rules.asking import Asking, Asks, Helper, faults_in
from soundings.depth.rules.merging import Sent
from tests.factories.accounts import NOON
from tests.factories.together import review_for

MOTHER = Asking(Side.FAMILY, Mode.LINK, who="mother")
CHILD = Asking(Side.CHILD, Mode.PAPER, permission="mother")
LATER = NOON + timedelta(days=1)


def asked(made, asking=MOTHER):
    return family.ask(by=made.as_reviewer, at=NOON, review=made.review, asking=asking)


def said(**answers):
    return {code: Sent({"value": value}, 0) for code, value in answers.items()}


def test_everything_missing_is_named_at_once():
    wrong = Asking(Side.CHILD, Mode.TYPED, who="Melli", helper=Helper.RELATIVE)

    assert faults_in(wrong, {"melli"}) == [Asks.MODE, Asks.NAMED, Asks.PERMISSION, Asks.HELPER_SAFE]
    assert faults_in(Asking(Side.WORKER, Mode.LINK), ()) == [Asks.SIDE]
    assert faults_in(Asking(Side.FAMILY, Mode.PHONE, who=" "), ()) == [Asks.WHO]


@given(st.sampled_from(["Melli", "MAJID", "smith"]), st.sampled_from(["{}", "mother of {}", "{}’s aunt, nan"]))
def test_a_name_never_stands_for_a_relation(name, form):
    who = form.format(name).replace("’s", " ’s")
    faults = faults_in(Asking(Side.FAMILY, Mode.PHONE, who=who), {"Melli", "Majid", "Smith"})

    assert faults == [Asks.NAMED]


@pytest.mark.django_db
def test_the_database_keeps_of_a_link_only_the_digest():
    made = review_for()

    found = asked(made)

    assert len(found.token) >= 22  # 128 bits, of 6 a letter
    assert found.invite.digest == hashlib.sha256(found.token.encode()).hexdigest()
    assert found.token not in str(FamilyInvite.objects.filter(pk=found.invite.pk).values())
    entry = ChangeEntry.objects.get(verb="review.family-asked")
    assert "mother" not in str(entry.details) and found.token not in str(entry.details)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["as_worker"])
def test_their_worker_asks_nobody_and_writes_nothing_down(who):
    made = review_for()

    with pytest.raises(Denied):
        family.ask(by=getattr(made, who), at=NOON, review=made.review, asking=MOTHER)

    assert not Part.objects.exists() and not FamilyInvite.objects.exists()


@pytest.mark.django_db
def test_asking_with_faults_stores_nothing():
    made = review_for()

    with pytest.raises(family.NotAsked) as caught:
        asked(made, Asking(Side.CHILD, Mode.PHONE, who="", permission=""))

    assert caught.value.faults == [Asks.PERMISSION]
    assert not Part.objects.exists()


@pytest.mark.django_db
def test_they_begin_answer_once_and_the_link_is_used_up():
    made = review_for()
    invite = asked(made).invite
    family.begin_by_link(at=LATER, invite=invite)

    part = family.send_by_link(at=LATER, invite=invite, sent=said(understands=0, listened="yes"))

    assert part.answers["understands"] == {"value": 0} and part.given_at == LATER
    assert part.consent["yes_at"] and part.user is None
    assert PartSave.objects.get().by is None
    invite.refresh_from_db()
    assert (invite.digest, invite.used_at) == ("", LATER)
    with pytest.raises(Denied):
        family.send_by_link(at=LATER, invite=invite, sent=said(understands=9))


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["late", "ended", "abandoned"])
def test_a_link_works_no_more_once_it_is_late_ended_or_the_review_is(way):
    made = review_for()
    invite = asked(made).invite
    if way == "ended":
        family.end_asking(by=made.as_reviewer, at=NOON, invite=invite)
    if way == "abandoned":
        made.now(State.ABANDONED)

    with pytest.raises(Denied, match="does not work any more"):
        family.send_by_link(
            at=NOON + timedelta(days=29 if way == "late" else 1), invite=invite, sent=said(understands=1)
        )

    assert Part.objects.get().answers == {}


@pytest.mark.django_db
def test_nothing_is_kept_half_way_without_a_pin():
    made = review_for()
    invite = asked(made).invite

    with pytest.raises(Denied):
        family.save_by_link(at=NOON, invite=invite, sent=said(understands=1))
    assert Part.objects.get().answers == {}

    family.save_by_link(at=NOON, invite=invite, sent=said(understands=1), pin="4711")
    assert Part.objects.get().answers == {"understands": {"value": 1}}
    assert family.is_pin_of(invite, "4711") and not family.is_pin_of(invite, "4712")
    assert "4711" not in invite.pin


@pytest.mark.django_db
def test_asking_again_ends_the_earlier_link():
    made = review_for()
    first = asked(made).invite

    asked(made, Asking(Side.FAMILY, Mode.PHONE, who="mother"))

    first.refresh_from_db()
    assert first.ended_at == NOON and first.digest == ""
    assert Part.objects.get().mode == "phone"


@pytest.mark.django_db
def test_what_they_take_back_is_gone():
    made = review_for()
    invite = asked(made).invite
    family.save_by_link(at=NOON, invite=invite, sent=said(understands=1), pin="4711")

    family.end_asking(by=made.as_reviewer, at=NOON, invite=invite, erase=True)

    assert not Part.objects.exists() and not PartSave.objects.exists()


@pytest.mark.django_db
def test_that_they_heard_what_changed_is_recorded_and_needs_words():
    made = review_for()
    invite = asked(made).invite
    made.now(State.SIGNED_OFF)

    with pytest.raises(Denied):
        family.note_heard(by=made.as_reviewer, at=LATER, invite=invite, words=" ")
    family.note_heard(by=made.as_reviewer, at=LATER, invite=invite, words="Her plan is shorter now.")

    invite.refresh_from_db()
    assert (invite.heard_at, invite.heard) == (LATER, "Her plan is shorter now.")


@pytest.mark.django_db
def test_what_the_trail_does_not_take_is_not_asked(monkeypatch):
    made = review_for()

    def unavailable(**kwargs):
        raise TrailUnavailable

    monkeypatch.setattr(family, "review_changed", unavailable)
    with pytest.raises(TrailUnavailable):
        asked(made)

    assert not FamilyInvite.objects.exists() and not Part.objects.exists()
