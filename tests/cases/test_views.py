"""The pages, through the client: what each role sees and does, and what does not exist for them."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from soundings.cases.models import Case, Child, Handover, KnownPerson, NamedAccess, Proposal, WorkerSpan
from soundings.core.models import ReadEntry
from soundings.core.queries import reads_of_child
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.cases import CaseFactory, ChildFactory, ChildIdFactory, FamilyFactory, knows, named

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def supervisor(sign_in, place):
    return sign_in(place.supervisor)


@pytest.fixture
def worker(sign_in, place):
    return sign_in(place.worker)


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def plain(response) -> str:
    """The page without what differs from request to request: tokens against forgery."""
    return re.sub(r'(data-token|value)="[A-Za-z0-9]{64}"', "", response.content.decode())


def day(on: date, name: str = "on") -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def today() -> date:
    return timezone.localdate()


def errors(response) -> list[str]:
    """What the form refused."""
    found = [response.context.get("form"), *(response.context.get("forms") or [])]
    return [str(error) for form in found if form for errors in form.errors.values() for error in errors]


# --- who may enter ---------------------------------------------------------------------------------------------------

CASE_PAGES = ("case-readers", "declare-known", "case-change")
CHILD_PAGES = ("child", "child-edit", "child-open")


@pytest.mark.parametrize("name", CASE_PAGES)
def test_pages_of_a_case_exist_only_for_who_sees_it(supervisor, place, name):
    mine = CaseFactory(team=place.team)
    hidden = [CaseFactory(team=place.other_team), CaseFactory(team=place.team, restricted=True)]
    assert supervisor.get(reverse(name, args=[mine.public_id])).status_code == 200
    missing = supervisor.get(reverse(name, args=["nothing-like-this"]))
    for case in hidden:
        answer = supervisor.get(reverse(name, args=[case.public_id]))
        assert (answer.status_code, plain(answer)) == (404, plain(missing))


@pytest.mark.parametrize("name", CHILD_PAGES)
def test_pages_of_a_child_exist_only_for_who_keeps_their_details(sign_in, place, name):
    case = CaseFactory(team=place.team, closed_on=date(2026, 2, 20))
    colleague = UserFactory(worker=True, unit=place.team)
    address = reverse(name, args=[case.child.public_id])
    assert sign_in(place.supervisor).get(address).status_code == 200
    assert sign_in(colleague).get(address).status_code == 404
    knows(place.supervisor, case.child)
    assert sign_in(place.supervisor).get(address).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["search", "new-case", "handover", "restricted", "break-glass", "broken-glass", "known-children", "proposals"],
)
def test_an_administrator_has_no_pages_of_cases(sign_in, place, name):
    administrator = UserFactory(administrator=True, agency=place.agency)
    assert sign_in(administrator).get(reverse(name)).status_code == 404


def test_a_manager_is_asked_for_a_reason_first(sign_in, place):
    case = CaseFactory(team=place.team)
    manager = sign_in(UserFactory(senior_manager=True, agency=place.agency))
    for address in (reverse("search"), reverse("case-readers", args=[case.public_id])):
        answer = manager.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("give-reason"))


# --- search ----------------------------------------------------------------------------------------------------------


def test_search_finds_names_the_child_in_the_trail_and_puts_nothing_in_the_address(supervisor, place):
    child = ChildFactory(agency=place.agency, given_name="Melli", family_name="Majid")
    CaseFactory(team=place.team, child=child)
    page = text(supervisor.post(reverse("search"), {"text": "maj"}))
    assert "Melli Majid" in page
    assert "1 child" in page
    assert reads_of_child(child=child.public_id, agency_id=place.agency.pk).get().verb == "children.searched"
    assert 'method="post"' in page


def test_search_has_further_pages(supervisor, place):
    CaseFactory.create_batch(30, team=place.team)
    first = text(supervisor.post(reverse("search"), {"text": "exampl"}))
    second = text(supervisor.post(reverse("search"), {"text": "exampl", "page": "2"}))
    assert "30 children" in first and "These are 1 to 25" in first
    assert "These are 26 to 30" in second
    assert ReadEntry.objects.count() == 2


def test_nobody_found_is_said_kindly(supervisor):
    assert "Nobody by that name or number" in text(supervisor.post(reverse("search"), {"text": "zzz"}))


# --- opening ---------------------------------------------------------------------------------------------------------


def typed_details(place, **changes) -> dict[str, object]:
    said = {
        "step": "details",
        "given_name": "Melli",
        "family_name": "Majid",
        "sex": "F",
        "team": place.team.public_id,
        "abuse_types": ["N", "PA"],
    }
    return said | day(date(2013, 1, 4), "born_on") | day(today()) | changes


def test_a_look_comes_before_the_form_and_shows_who_may_be_the_same(supervisor, place):
    known = ChildFactory(agency=place.agency, given_name="Melli", family_name="Majid", born_on=date(2013, 1, 4))
    CaseFactory(team=place.team, child=known, closed_on=date(2026, 2, 20))
    address = reverse("new-case")
    assert "so that nobody stands here twice" in text(supervisor.get(address))
    said = {"step": "look", "given_name": "melli", "family_name": "majid"} | day(date(2013, 1, 4), "born_on")
    page = text(supervisor.post(address, said))
    assert "The same name and date of birth" in page
    assert reverse("child-open", args=[known.public_id]) in page
    assert not Case.objects.filter(closed_on=None).exists()
    assert reads_of_child(child=known.public_id, agency_id=place.agency.pk).get().verb == "children.compared"


def test_what_was_typed_after_the_look_is_looked_up_too(supervisor, place):
    known = ChildFactory(agency=place.agency, given_name="Melli", family_name="Majid", born_on=date(2013, 1, 4))
    CaseFactory(team=place.team, child=known, closed_on=date(2026, 2, 20))
    answer = supervisor.post(reverse("new-case"), typed_details(place))
    assert any("may be the same child" in words for words in errors(answer))
    assert not Case.objects.filter(closed_on=None).exists()
    supervisor.post(reverse("new-case"), typed_details(place, seen=known.public_id))
    assert Case.objects.filter(closed_on=None).exclude(child=known).exists()


def test_a_look_needs_a_name_or_a_number(supervisor):
    answer = supervisor.post(reverse("new-case"), {"step": "look"})
    assert errors(answer) == ["Give a name or an ID, so that it can be looked up."]


def test_a_case_is_opened_for_a_new_child(supervisor, place):
    answer = supervisor.post(reverse("new-case"), typed_details(place, lead=place.worker.staff.public_id))
    case = Case.objects.get()
    assert answer.url == reverse("case", args=[case.public_id])
    assert (case.child.name, case.worker, case.abuse_types) == ("Melli Majid", place.worker.staff, ["N", "PA"])


def test_a_new_child_may_join_the_family_of_a_likely_match(supervisor, place):
    family = FamilyFactory(agency=place.agency)
    CaseFactory(team=place.team, child=ChildFactory(agency=place.agency, family=family))
    supervisor.post(reverse("new-case"), typed_details(place, family=family.public_id))
    assert Child.objects.get(given_name="Melli").family == family


def test_a_family_out_of_reach_is_not_joined(supervisor, place):
    family = FamilyFactory(agency=place.agency)
    CaseFactory(team=place.other_team, child=ChildFactory(agency=place.agency, family=family))
    supervisor.post(reverse("new-case"), typed_details(place, family=family.public_id))
    assert Child.objects.get(given_name="Melli").family is None


def test_a_refusal_stands_on_the_form_with_what_was_typed(supervisor, place):
    ChildFactory(agency=place.agency, reference="4471-02")
    answer = supervisor.post(reverse("new-case"), typed_details(place, reference="4471-02"))
    assert any("4471-02" in words for words in errors(answer))
    assert "Majid" in text(answer)
    assert not Case.objects.exists()


def test_a_new_case_for_a_known_child_is_linked(supervisor, place):
    earlier = CaseFactory(team=place.team, closed_on=date(2026, 2, 20))
    address = reverse("child-open", args=[earlier.child.public_id])
    assert "to which the new one is linked" in text(supervisor.get(address))
    supervisor.post(address, {"team": place.team.public_id} | day(today()))
    assert Case.objects.get(closed_on=None).previous == earlier


def test_a_worker_proposes_and_a_supervisor_accepts(sign_in, place):
    page = text(sign_in(place.worker).get(reverse("new-case")))
    assert "Propose a case" in page
    answer = sign_in(place.worker).post(reverse("new-case"), typed_details(place, reason="New referral"))
    assert answer.url == reverse("proposals")
    proposal = Proposal.objects.get()

    supervisor = sign_in(place.supervisor)
    assert "1 waits for you" in text(supervisor.get(reverse("search")))
    address = reverse("proposal", args=[proposal.public_id])
    assert address in text(supervisor.get(reverse("proposals")))
    assert "Melli Majid" in text(supervisor.get(address))
    answer = supervisor.post(address, {"accept": "yes"})
    assert answer.url == reverse("case", args=[Case.objects.get().public_id])


def test_declining_needs_a_reason_and_the_proposer_reads_it(sign_in, place):
    sign_in(place.worker).post(reverse("new-case"), typed_details(place, reason="New referral"))
    address = reverse("proposal", args=[Proposal.objects.get().public_id])
    supervisor = sign_in(place.supervisor)
    assert errors(supervisor.post(address, {"decline": "yes", "reason": ""}))
    supervisor.post(address, {"decline": "yes", "reason": "Known in Mill Lane"})
    assert "Known in Mill Lane" in text(sign_in(place.worker).get(address))


def test_a_proposal_is_for_its_maker_and_whoever_decides(sign_in, place):
    sign_in(place.worker).post(reverse("new-case"), typed_details(place, reason="New referral"))
    address = reverse("proposal", args=[Proposal.objects.get().public_id])
    for user in (UserFactory(worker=True, unit=place.team), UserFactory(supervisor=True, unit=place.other_team)):
        assert sign_in(user).get(address).status_code == 404


@pytest.mark.parametrize(
    ("kind", "said"), [("restrict", {}), ("merge", {"other": "4471-77"}), ("split", {"given_name": "Twin"})]
)
def test_a_worker_proposes_about_their_own_case(worker, place, kind, said):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    earlier = CaseFactory(team=place.team, child=case.child, opened_on=date(2025, 1, 1), closed_on=date(2025, 2, 1))
    double = ChildFactory(agency=place.agency, reference="4471-77")
    CaseFactory(team=place.team, child=double, closed_on=date(2026, 2, 20))
    address = reverse("case-propose", args=[case.public_id, kind])
    assert address in text(worker.get(reverse("case-change", args=[case.public_id])))
    assert worker.get(address).status_code == 200
    answer = worker.post(address, {"reason": "They told me"} | said | {"cases": [earlier.public_id]})
    assert answer.url == reverse("proposals"), errors(answer)
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.case) == (kind, case)
    assert worker.get(reverse("proposal", args=[proposal.public_id])).status_code == 200


def test_a_colleague_proposes_nothing_about_the_case(sign_in, place):
    case = CaseFactory(team=place.team)
    colleague = sign_in(UserFactory(worker=True, unit=place.team))
    assert colleague.get(reverse("case-propose", args=[case.public_id, "restrict"])).status_code == 404


# --- the child -------------------------------------------------------------------------------------------------------


def test_the_childs_page_shows_details_numbers_cases_and_siblings(supervisor, place):
    family = FamilyFactory(agency=place.agency, name="Majid and Cole")
    child = ChildFactory(agency=place.agency, family=family, given_name="Melli", family_name="Majid")
    sibling = ChildFactory(agency=place.agency, family=family, given_name="Ali", family_name="Majid")
    hidden = ChildFactory(agency=place.agency, family=family, given_name="Zofia", family_name="Majid")
    ChildIdFactory(child=child, value="880123")
    CaseFactory(team=place.team, child=child)
    CaseFactory(team=place.team, child=sibling)
    CaseFactory(team=place.team, child=hidden, restricted=True)

    page = text(supervisor.get(reverse("child", args=[child.public_id])))

    assert "880123" in page and "Majid and Cole" in page and "Ali Majid" in page
    assert "Zofia" not in page
    assert f"<title>Child {child.reference}" in page
    for one in (child, sibling):
        assert reads_of_child(child=one.public_id, agency_id=place.agency.pk).exists()


def test_details_are_changed_and_kept(worker, place):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    address = reverse("child-edit", args=[case.child.public_id])
    assert case.child.reference in text(worker.get(address))
    said = {"given_name": "Ana", "family_name": "Nowak", "reference": "9-9", "sex": "U", "interpreter": "yes"}
    assert worker.post(address, said | day(date(2014, 2, 2), "born_on")).status_code == 302
    child = Child.objects.get(pk=case.child.pk)
    assert (child.name, child.reference, child.born_on) == ("Ana Nowak", "9-9", date(2014, 2, 2))
    assert (child.interpreter, child.sex) == (True, "U")


def test_a_stated_age_stands_with_its_day_until_a_date_of_birth_replaces_it(worker, place):
    child = CaseFactory(
        team=place.team, worker=place.worker.staff, child=ChildFactory(agency=place.agency, born_on=None)
    ).child
    address = reverse("child-edit", args=[child.public_id])
    said = {"given_name": "Ana", "family_name": "Nowak", "sex": "U", "stated_age": "13"}
    assert "Say on which day" in text(worker.post(address, said))
    assert "Write the age in years" in text(worker.post(address, said | {"stated_age": "a teenager"}))
    worker.post(address, said | day(date(2025, 2, 1), "stated_age_on"))
    child.refresh_from_db()
    assert (child.stated_age, child.stated_age_on) == (156, date(2025, 2, 1))
    assert "about 14, from what was said on 1 February 2025" in text(
        worker.get(reverse("child", args=[child.public_id]))
    )
    assert 'value="13"' in worker.get(address).content.decode()

    worker.post(address, said | day(date(2025, 2, 1), "stated_age_on") | day(date(2011, 5, 4), "born_on"))
    child.refresh_from_db()
    assert (child.stated_age, child.stated_age_on, child.born_on) == (None, None, date(2011, 5, 4))


def test_fields_that_no_form_asks_for_do_not_change(worker, place):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    said = {"given_name": "Ana", "family_name": "Nowak", "sex": "F", "batch": "x", "agency": "99", "public_id": "y"}
    worker.post(reverse("child-edit", args=[case.child.public_id]), said)
    child = Child.objects.get(pk=case.child.pk)
    assert (child.batch, child.agency_id, child.public_id) == ("", place.agency.pk, case.child.public_id)


def test_a_birth_is_recorded_once(worker, place):
    child = ChildFactory(agency=place.agency, born_on=None, expected_on=date(2026, 4, 1), given_name="Baby")
    CaseFactory(team=place.team, child=child, worker=place.worker.staff)
    address = reverse("child-birth", args=[child.public_id])
    assert "Expected on 1 April 2026" in text(worker.get(address))
    said = {"given_name": "Mary", "sex": "F"} | day(date(2026, 3, 1), "born_on")
    assert worker.post(address, said).status_code == 302
    child.refresh_from_db()
    assert (child.given_name, child.born_on) == ("Mary", date(2026, 3, 1))
    assert worker.get(address).status_code == 404


def test_numbers_are_added_and_removed(worker, place):
    child = CaseFactory(team=place.team, worker=place.worker.staff).child
    address = reverse("child-numbers", args=[child.public_id])
    worker.post(address, {"number-system": "Mosaic", "number-value": "7712"})
    number = child.ids.get()
    again = worker.post(address, {"number-system": "Mosaic", "number-value": "7712"})
    assert "Another entry already has the number 7712" in text(again)
    worker.post(address, {"remove": str(number.pk)})
    assert not child.ids.exists()


def test_a_number_of_another_child_is_not_removed_by_its_key(worker, place):
    child = CaseFactory(team=place.team, worker=place.worker.staff).child
    foreign = ChildIdFactory(child=CaseFactory(team=place.other_team).child)
    address = reverse("child-numbers", args=[child.public_id])
    assert worker.post(address, {"remove": str(foreign.pk)}).status_code == 404
    assert worker.post(address, {"remove": "nonsense"}).status_code == 404


def test_siblings_join_leave_and_are_named(supervisor, place):
    child, other = CaseFactory(team=place.team).child, CaseFactory(team=place.team).child
    beyond = CaseFactory(team=place.other_team).child
    address = reverse("child-family", args=[child.public_id])
    assert "among those you may see" in text(supervisor.post(address, {"sibling-number": beyond.reference}))
    supervisor.post(address, {"sibling-number": other.reference})
    supervisor.post(reverse("family-name", args=[child.public_id]), {"family-name": "Majid and Cole"})
    child.refresh_from_db()
    assert child.family.name == "Majid and Cole"
    assert child.family == Child.objects.get(pk=other.pk).family
    supervisor.post(address, {"leave": "yes"})
    child.refresh_from_db()
    assert child.family is None


# --- handover --------------------------------------------------------------------------------------------------------


def test_cases_are_handed_over_with_their_sheets(supervisor, place):
    cases = CaseFactory.create_batch(2, team=place.team, worker=place.worker.staff)
    giver, receiver = place.worker.staff, place.colleague
    assert "2 open cases" in text(supervisor.get(reverse("handover")))
    address = reverse("hand-over", args=[giver.public_id])
    assert cases[0].child.name in text(supervisor.get(address))
    said = {"cases": [case.public_id for case in cases], "to": receiver.public_id} | day(today())
    page = text(supervisor.post(address, said))
    assert page.count("What are we worried about?") == 2
    words = {f"{cases[0].public_id}-worried": "Nights", f"{cases[1].public_id}-needs_to_happen": "Map again"}

    answer = supervisor.post(address, said | words | {"step": "sheets"})

    made = Handover.objects.filter(to_staff=receiver)
    assert {one.case for one in made} == set(cases)
    sheet = text(supervisor.get(answer.url))
    assert "Nights" in sheet and "Map again" in sheet
    assert not WorkerSpan.objects.filter(staff=giver, to_on=None).exists()
    assert "Nobody holds a case here" not in text(supervisor.get(reverse("handover")))


def test_a_handover_refused_keeps_what_was_written(supervisor, place):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    address = reverse("hand-over", args=[place.worker.staff.public_id])
    said = {"cases": [case.public_id], "to": place.colleague.public_id, "step": "sheets"}
    early = said | day(date(2020, 1, 1)) | {f"{case.public_id}-worried": "Nights"}
    page = text(supervisor.post(address, early))
    assert "before the case was opened" in page and "Nights" in page
    assert not Handover.objects.exists()


def test_a_worker_hands_over_their_own_cases_within_the_team(worker, place):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    others = CaseFactory(team=place.team, worker=place.colleague)
    assert "1 open case" in text(worker.get(reverse("handover")))
    assert worker.get(reverse("hand-over", args=[place.colleague.public_id])).status_code == 404
    address = reverse("hand-over", args=[place.worker.staff.public_id])
    page = text(worker.get(address))
    assert case.child.name in page and others.child.name not in page
    said = {"cases": [case.public_id], "to": place.colleague.public_id, "step": "sheets"} | day(today())
    assert worker.post(address, said).status_code == 302
    case.refresh_from_db()
    assert case.worker == place.colleague


def test_a_sheet_is_for_who_sees_the_cases(sign_in, supervisor, place):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    address = reverse("hand-over", args=[place.worker.staff.public_id])
    said = {"cases": [case.public_id], "to": place.colleague.public_id, "step": "sheets"} | day(today())
    sheet = supervisor.post(address, said).url
    other = sign_in(UserFactory(supervisor=True, unit=place.other_team))
    assert other.get(sheet).status_code == 404


def test_cases_of_somebody_who_left_are_released_without_naming_a_child(sign_in, place):
    case = CaseFactory(team=place.team, worker=place.colleague)
    administrator = sign_in(UserFactory(administrator=True, agency=place.agency))
    address = reverse("release", args=[place.colleague.public_id])
    page = text(administrator.get(address))
    assert "1 open case is with them" in page and case.child.family_name not in page
    assert administrator.post(address).status_code == 302
    case.refresh_from_db()
    assert case.worker is None
    assert sign_in(place.worker).get(address).status_code == 404


# --- readers, restricted, known --------------------------------------------------------------------------------------


def test_a_supervisor_reads_who_has_read_and_a_worker_their_own(sign_in, place):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    address = reverse("case-readers", args=[case.public_id])
    own = text(sign_in(place.worker).get(address))
    assert "Jane Smith" in own and "You see your own readings" in own
    page = text(sign_in(place.supervisor).get(address))
    assert "Jane Smith" in page and "Sam Okafor" in page
    assert "Sam Okafor" not in text(sign_in(place.worker).get(address)).split("<table")[1]


def test_restricted_cases_stand_in_a_section_of_their_own(sign_in, place):
    case = CaseFactory(team=place.team, restricted=True)
    address = reverse("restricted")
    supervisor = sign_in(place.supervisor)
    assert case.child.name not in text(supervisor.get(address))
    named(case, place.supervisor)
    assert case.child.name in text(supervisor.get(address))
    assert reads_of_child(child=case.child.public_id, agency_id=place.agency.pk).count() == 1


def test_the_glass_is_broken_and_looked_at(sign_in, place):
    case = CaseFactory(team=place.team, restricted=True)
    reviewer = UserFactory(qa_lead=True, agency=place.agency)
    UserFactory(senior_manager=True, agency=place.agency)
    supervisor, address = sign_in(place.supervisor), reverse("break-glass")
    assert supervisor.get(address).status_code == 200
    said = {"number": case.child.reference, "reason": "Police at the door", "password": "wrong"}
    assert "no restricted case with that number" in text(supervisor.post(address, said))
    answer = supervisor.post(address, said | {"password": PASSWORD})
    assert answer.url == reverse("case", args=[case.public_id])
    assert supervisor.get(reverse("case-readers", args=[case.public_id])).status_code == 200
    assert supervisor.get(reverse("broken-glass")).status_code == 404

    qa_lead = sign_in(reviewer)
    page = text(qa_lead.get(reverse("broken-glass")))
    assert "Police at the door" in page and case.child.name not in page
    use = NamedAccess.objects.get()
    assert qa_lead.post(reverse("review-broken-glass", args=[use.public_id])).status_code == 302
    assert "Nothing to look at" in text(qa_lead.get(reverse("broken-glass")))


def test_a_worker_has_no_glass_to_break(worker):
    assert worker.get(reverse("break-glass")).status_code == 404
    assert "In an emergency" not in text(worker.get(reverse("restricted")))


def test_who_knows_a_family_says_so_for_all_its_children(sign_in, place):
    family = FamilyFactory(agency=place.agency)
    cases = [
        CaseFactory(team=place.team, child=ChildFactory(agency=place.agency, family=family), worker=place.worker.staff)
        for _ in range(2)
    ]
    worker, address = sign_in(place.worker), reverse("declare-known", args=[cases[0].public_id])
    assert cases[1].child.name in text(worker.get(address))
    worker.post(address)
    assert KnownPerson.objects.count() == 2
    assert worker.get(address).status_code == 404
    assert cases[0].child.name in text(worker.get(reverse("known-children")))

    supervisor = sign_in(place.supervisor)
    withdrawal = reverse("withdraw-known", args=[place.worker.public_id, cases[0].child.public_id])
    assert withdrawal in text(supervisor.get(reverse("known-children")))
    assert errors(supervisor.post(withdrawal, {"reason": ""}))
    supervisor.post(withdrawal, {"reason": "A namesake"})
    assert KnownPerson.objects.get().child == cases[1].child
    assert sign_in(place.worker).get(withdrawal).status_code == 404
