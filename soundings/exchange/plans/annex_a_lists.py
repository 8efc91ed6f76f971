"""The lists of Annex A: what their sheets may be called, which columns are read, and what a row of them says."""

from typing import Any, NamedTuple

from soundings.exchange.plans.headings import Column, column
from soundings.exchange.plans.outcome import Place

COMMON = (
    column("id", "Child Unique ID", "Unique Child ID", "Child ID", "Unique ID", "LA Child ID", "Person ID",
           "Child Unique Identifier", "Child Unique Identification Number", needed=True),
    column("sex", "Sex", "Gender"),
    column("ethnicity", "Ethnicity"),
    column("born", "Date of Birth", "DOB", "Birth date", "Date of birth or expected date of birth"),
    column("age", "Age of Child (Years)", "Age of Child", "Age"),
    column("name", "Name", "Child Name", "Full Name", "Child's Name"),
    column("given", "First Name", "Forename", "Forenames", "Given Name", "Child Forename", "Child First Name"),
    column("family", "Surname", "Last Name", "Family Name", "Child Surname", "Child Last Name"),
)  # fmt: skip
DISABILITY = column("disability", "Does the Child have a Disability", "Disability", like=["disability"])
ALLOCATED = (
    column("team", "Allocated Team", "Team", "Team Name", like=["allocated team"]),
    column(
        "worker", "Allocated Worker", "Worker", "Allocated Social Worker", "Social Worker", like=["allocated worker"]
    ),
)


class List(NamedTuple):
    """One list: what its sheet may be called and which of its columns are read, the first of `own` being its date."""

    number: int
    titles: tuple[str, ...]  # pieces of a sheet's name or heading, all letters
    own: tuple[Column, ...]


LISTS = {
    one.number: one
    for one in (
        List(1, ("contact",), (
            column("on", "Date of Contact", "Contact Date", needed=True),
            column("source", "Contact Source", "Source of Contact"),
        )),
        List(2, ("earlyhelp",), (
            column("on", "Assessment start date", "Early Help Assessment start date", needed=True),
            column("end", "Assessment completion date", "Assessment end date", like=["assessment completion"]),
            column("by", "Organisation completing assessment", like=["organisation"]),
        )),
        List(3, ("referral",), (
            column("on", "Date of referral", "Referral Date", needed=True),
            column("source", "Referral Source", "Source of Referral"),
            column("nfa", "Referral NFA?", "Referral NFA", like=["nfa", "nofurtheraction"]),
            *ALLOCATED,
        )),
        List(4, ("assessment",), (
            column("on", "Continuous Assessment Start Date", "Assessment Start Date", like=["assessment start"],
                   needed=True),
            column("end", "Continuous Assessment Date of Authorisation", "Assessment Authorisation Date",
                   like=["authoris", "authoriz"]),
            column("support", "Was the child assessed as requiring LA children's social care support?",
                   like=["assessed requir", "assessed need"]),
            DISABILITY, *ALLOCATED,
        )),
        List(5, ("section47", "s47", "icpc"), (
            column("on", "Strategy discussion initiating Section 47 Enquiry Start Date", "S47 Start Date",
                   like=["strategydiscussion", "47 start"], needed=True),
            column("unneeded", "Was an Initial Child Protection Conference deemed unnecessary?",
                   "Was an ICPC deemed unnecessary?", like=["unnecessary"]),
            column("conference", "Date of Initial Child Protection Conference", "Date of ICPC",
                   like=["dateofinitial", "dateoficpc"]),
            column("plan", "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                   "Did the ICPC Result in a CP Plan", like=["result plan"]),
            DISABILITY, *ALLOCATED,
        )),
        List(6, ("childreninneed", "cin"), (
            column("on", "CIN Start Date", "Child in Need Start Date", like=["cinstart"], needed=True),
            column("need", "Primary Need Code", "Primary Need", like=["primaryneed"]),
            column("end", "CIN Closure Date", "CIN End Date", like=["closuredate"]),
            column("reason", "Reason for Closure", "Closure Reason", like=["reason closure"]),
            column("status", "Case Status"),
            DISABILITY, *ALLOCATED,
        )),
        List(7, ("childprotection", "cp"), (
            column("on", "Child Protection Plan Start Date", "CPP Start Date", "CP Plan Start Date",
                   like=["planstart", "cppstart"], needed=True),
            column("initial", "Initial Category of Abuse"),
            column("latest", "Latest Category of Abuse"),
            column("review", "Date of latest review conference", like=["review conference"]),
            column("end", "Child Protection Plan End Date", "CPP End Date", like=["planend", "cppend"]),
            column("before", "Number of Previous Child Protection Plans", like=["previous plan", "previous cpp"]),
            DISABILITY, *ALLOCATED,
        )),
        List(8, ("childrenincare", "lookedafter", "cla", "lac"), (
            column("on", "Date Started to be Looked After", like=["started lookedafter"], needed=True),
            column("status", "Child's Legal Status", "Legal Status"),
            column("need", "Child's Category of Need", "Category of Need"),
            column("end", "Date Ceased to be Looked After", like=["dateceased"]),
            column("reason", "Reason Ceased to be Looked After", like=["reasonceased"]),
            DISABILITY, *ALLOCATED,
        )),
    )
}  # fmt: skip
DAYS = frozenset({"born", "on", "end", "conference", "review"})
YES_NO = frozenset({"nfa", "unneeded", "disability"})


class Row(NamedTuple):
    """One row that could be read: where it stands and what it says. A list says nothing in the columns of others."""

    list: int
    at: tuple[int, str]  # file and sheet
    row: int  # as the spreadsheet shows it
    id: Any = ""
    on: Any = None  # the date of the list
    sex: Any = ""
    ethnicity: Any = ""
    born: Any = None
    age: Any = ""
    name: Any = ""
    given: Any = ""
    family: Any = ""
    disability: Any = ""
    team: Any = ""
    worker: Any = ""
    source: Any = ""
    end: Any = None
    by: Any = ""
    nfa: Any = ""
    support: Any = ""
    unneeded: Any = ""
    conference: Any = None
    plan: Any = ""
    need: Any = ""
    reason: Any = ""
    status: Any = ""
    initial: Any = ""
    latest: Any = ""
    review: Any = None
    before: Any = ""

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return Place(*self.at, self.row)


CODES = Row._fields[3:]
