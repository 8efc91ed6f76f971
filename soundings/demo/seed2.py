"""The two children of the printed dashboards, a variant for each board, the columns that slipped put right.

The printed days and months stand; the years move so that the boards are of today. In the whole-practice dashboard
"Words and Pictures" and "Network" are printed the wrong way round; here they are not.
"""

from datetime import date, timedelta

from soundings.demo.shapes import InventedActivity, InventedCase, InventedRecord, InventedSpan, InventedTeam

PRINTED_YEAR = 2016
MELLI, MARY = ("Melli", "Majid", 13, "N PA"), ("Mary", "Telis", 5, "FDV EA N")
COLUMNS = {
    "whole-practice": "mapping-internal mapping-family three-houses statement goal scale timeline words-and-pictures "
    "network adult-plan child-plan",
    "front-end": "mapping-internal mapping-family three-houses statement goal scale words-and-pictures network "
    "meetings interim-adult-plan child-plan",
    "family-support": "mapping-internal mapping-family three-houses statement goal scale words-and-pictures network "
    "adult-plan child-plan",
    "preventative": "mapping-internal mapping-family three-houses statement goal scale words-and-pictures network "
    "adult-plan child-plan timeline",
}
ROWS = {
    "whole-practice": (
        (MELLI, "03/01/16", "06/01/16 No 21/01/16 Yes Yes No No No 2 No -"),
        (MARY, "12/06/15", "19/06/15 23/06/15 21/06/15 Yes Yes 6 15/07/15 Yes 7 No 23/11/15"),
    ),
    "front-end": ((MELLI, "03/02/16", "06/02/16 No 12/02/16 Yes No 2 27/02/16 3 1 No No"),),
    "family-support": (
        (MELLI, "03/01/16", "Yes No Yes Yes Yes No No 2 No No"),
        (MARY, "12/06/15", "Yes Yes Yes Yes Yes No Yes 7 Yes No"),
    ),
    "preventative": (
        (MELLI, "03/01/16", "06/01/16 No 18/01/16 Yes Yes No No 2 No No -"),
        (MARY, "12/06/15", "19/06/15 08/07/15 14/06/15 Yes Yes No 24/09/15 7 17/08/15 No -"),
    ),
}
BY_ISSUE = {"statement", "goal", "scale"}
EARLIER = {"Mary": (5, 42)}  # a rating so many days before the printed one, so that her trend rises
ISSUES = {"Melli": "Being hit when things get loud", "Mary": "Seeing Dad hurt Mum"}


def shifted(text: str, as_of: date) -> date:
    """The printed day (dd/mm/yy) in the year that makes the printed board last spring's."""
    day, month, year = map(int, text.split("/"))
    years = as_of.year - PRINTED_YEAR - (1 if (as_of.month, as_of.day) < (3, 1) else 0)
    return date(2000 + year + years, month, day)


def add_seed_children(made: InventedTeam, as_of: date) -> None:
    """Put this board's printed rows at the head of the team, under its first worker."""
    for (given, family, age, abuse), opened, values in ROWS[made.stage]:
        opened_on = shifted(opened, as_of)
        index = len(made.cases)
        made.cases.append(
            InventedCase(
                reference=f"{4400 + made.number}-{index + 1:03d}",
                given_name=given,
                family_name=family,
                sex="F",
                born_on=date(as_of.year - age, 1, 1 if as_of.month > 1 else as_of.day),
                expected_on=None,
                ethnicity="Not recorded",
                language="English",
                interpreter=False,
                disability="No",
                household=f"H{made.number:04d}-{index:04d}",
                stage=made.stage,
                opened_on=opened_on,
                closed_on=None,
                close_reason="",
                abuse=tuple(abuse.split()),
                workers=[InventedSpan(0, "lead", opened_on, None)],
                activities=[InventedActivity("referral", opened_on, opened_on, "Accepted")],
            )
        )
        for element, value in zip(COLUMNS[made.stage].split(), values.split(), strict=True):
            if element == "scale" and value.isdigit() and given in EARLIER:
                made.records.append(_earlier(given, index, as_of))
            if value != "-":
                made.records.append(_record(element, value, index, given, opened_on, as_of))


def _earlier(given: str, index: int, as_of: date) -> InventedRecord:
    number, days = EARLIER[given]
    day = shifted("18/03/16", as_of) - timedelta(days=days)
    return InventedRecord("scale", (index,), "yes", day, day, number, ISSUES[given], "worker")


def _record(element: str, value: str, index: int, given: str, opened_on: date, as_of: date) -> InventedRecord:
    issue = ISSUES[given] if element in BY_ISSUE else ""
    rater = "worker" if element == "scale" and value != "No" else ""
    board_day = shifted("18/03/16", as_of)
    if value == "No":
        return InventedRecord(element, (index,), "no", None, board_day, issue="", rater="")
    if value == "Yes":
        return InventedRecord(element, (index,), "yes", None, board_day, issue=issue, rater=rater)
    if "/" in value:
        day = shifted(value, as_of)
        mode = "together" if element == "mapping-family" else ""
        return InventedRecord(element, (index,), "yes", day, max(day, opened_on), issue=issue, family_mode=mode)
    return InventedRecord(element, (index,), "yes", board_day, board_day, int(value), issue, rater)
