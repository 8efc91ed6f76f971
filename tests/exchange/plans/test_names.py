"""Who is not known is offered, never guessed."""

from datetime import date

from soundings.exchange.plans.names import nearest, offer_key
from tests.exchange.plans.world import AH_HIN, JANE, NORTH, SOUTH, known, workers


def test_names_are_found_by_name_alias_and_turned_round():
    names = workers()
    assert [names.find(text) for text in ("Jane Smith", "SMITH, Jane", " jane\xa0smith ", "JS0412")] == [JANE] * 4
    assert names.offers == {}


def test_nobody_is_nobody():
    names = workers()
    assert [names.find(text) for text in ("", "Unallocated", "Not allocated", "#N/A")] == [None] * 4
    assert names.offers == {}


def test_an_unknown_name_is_offered_with_those_like_it():
    names = workers()

    assert names.find("Jane Smyth", team=NORTH) is None
    assert names.find("Jane Smyth", team=NORTH) is None

    (offer,) = names.offers.values()
    assert (offer.name, offer.rows, offer.choices, offer.team) == ("Jane Smyth", 2, [("id1", "Jane Smith")], NORTH)


def test_two_of_one_name_are_told_apart_by_their_team_or_asked_about():
    names = workers(known(8, "Jane Smith", team=SOUTH))

    assert names.find("Jane Smith", team=SOUTH) == 8
    assert names.find("Jane Smith", team=NORTH) == JANE
    assert names.find("Jane Smith") is None
    (offer,) = names.offers.values()
    assert [code for code, _ in offer.choices] == ["id1", "id8"]


def test_what_a_person_said_holds():
    names = workers(settled={offer_key("A. Xeng"): f"match:id{AH_HIN}", offer_key("Somebody New"): "create"})

    assert names.find("A. XENG") == AH_HIN
    assert names.find("Somebody New") is None
    assert names.offers[offer_key("Somebody New")].settled == "create"


def test_who_has_left_leads_no_open_case():
    names = workers(known(8, "Robin Gone", gone_on=date(2026, 1, 1)), known(9, "Jane Smith", gone_on=date(2020, 1, 1)))

    assert names.working("Robin Gone", on=date(2025, 12, 31)) == 8
    assert names.working("Robin Gone", on=date(2026, 1, 1)) is None
    assert names.working("Jane Smith", on=date(2026, 1, 1)) == JANE  # the other of that name left long ago
    assert names.gone == {"Robin Gone": 1}
    assert names.offers == {}


def test_near_names_may_have_their_words_in_any_order():
    staff = [(1, "Ah Hin Xeng"), (2, "Alison Camp"), (3, "Jane Smith")]
    assert nearest("Xeng, A Hin", staff) == [1]
    assert nearest("Ah Hins", staff)[0] == 1
    assert nearest("Bartholomew", staff) == []


def test_a_settled_name_is_likened_to_nobody_once_nobody_chooses():
    names = workers(settled={offer_key("Jane Smyth"): "create"})
    names.choosing = False

    names.find("Jane Smyth")
    names.find("Ah Hins")

    assert {offer.name: bool(offer.choices) for offer in names.offers.values()} == {
        "Jane Smyth": False,
        "Ah Hins": True,
    }
