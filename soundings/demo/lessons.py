"""What reviews of the invented agency lead to, in words: findings, what is done about them, examples, a theory."""

from dataclasses import dataclass

from soundings.depth.rules import Alignment, Column
from soundings.depth.rules.learning import Level

KIN = "Kin near and far"
FATHERS = "Fathers who live elsewhere"
CHILDREN = "Children’s own words"
WORDS = "Words families use"
INTERPRETERS = "Interpreters"
GOALS = "Goals that can be seen"
HARD_DAYS = "Plans for hard days"
TIME = "Time to think"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One finding. do: what is agreed about it, `shown` what shows that it is done.

    managed: their team's manager does it, not the worker. interpreted: only of a child whose family has an interpreter.
    """

    column: Column
    words: str
    themes: tuple[str, ...]
    elements: tuple[str, ...]
    questions: tuple[str, ...]
    alignment: Alignment | None = None
    do: str = ""
    shown: str = ""
    managed: bool = False
    interpreted: bool = False


WELL = (
    Lesson(
        Column.WELL,
        "The danger statement is in the mother’s own words, and her brother can say it too.",
        (WORDS,),
        ("statement",),
        ("understands-why",),
    ),
    Lesson(
        Column.WELL,
        "Grandparents abroad joined the mapping by video, and stand in the network with what they can do from there.",
        (KIN,),
        ("network", "mapping-family"),
        ("network-asked", "whole-family"),
    ),
    Lesson(
        Column.WELL,
        "The child drew the three houses and chose who may see them.",
        (CHILDREN,),
        ("three-houses",),
        ("child-voice",),
    ),
    Lesson(
        Column.WELL,
        "School, the health visitor and somebody from the family’s place of worship were asked, and each is quoted.",
        (KIN, WORDS),
        ("mapping-family",),
        ("outside-views",),
    ),
    Lesson(
        Column.WELL,
        "The same interpreter came each time, and was told beforehand what a scale is.",
        (INTERPRETERS,),
        ("scale",),
        ("understands-why",),
        interpreted=True,
    ),
    Lesson(
        Column.WELL,
        "The aunt who cooks on Fridays is shown as safety: she was there when it was worst.",
        (KIN,),
        ("network",),
        ("strengths-as-safety",),
    ),
    Lesson(
        Column.WELL,
        "The rules are the family’s own, and the eldest child can say each of them.",
        (CHILDREN, HARD_DAYS),
        ("adult-plan", "child-plan"),
        ("family-rules", "child-knows-plan"),
    ),
)
WORRIED = (
    Lesson(
        Column.WORRIED,
        "The father lives elsewhere. He was told by telephone, and nobody asked him.",
        (FATHERS,),
        ("mapping-family",),
        ("whole-family", "understands-why"),
        do="Sit down with the father, show him the statement and ask the scale of him.",
        shown="Met him on a Saturday at his sister’s. His number is two lower than the mother’s, and both know why.",
    ),
    Lesson(
        Column.WORRIED,
        "The goal says what must stop, and not what the children would see instead.",
        (GOALS,),
        ("goal",),
        ("clear-goals",),
        do="Write the goal again with the family, as what the children would see.",
        shown="The new goal hangs on their kitchen door. The boy added a line of his own.",
    ),
    Lesson(
        Column.WORRIED,
        "A cousin interpreted. What is said about the family needs somebody from outside it.",
        (INTERPRETERS,),
        ("mapping-family",),
        ("mapped-with-family",),
        Alignment.ORGANISATION,
        do="Book an interpreter from outside the family for the next meeting, and tell the cousin why.",
        shown="Booked for every meeting until the summer. The cousin said that he is relieved.",
        interpreted=True,
    ),
    Lesson(
        Column.WORRIED,
        "Nobody in the network has been told what the worry is.",
        (KIN,),
        ("network",),
        ("network-asked",),
    ),
    Lesson(
        Column.WORRIED,
        "Words and pictures have not been begun, and the younger child asks why they moved.",
        (CHILDREN,),
        ("words-and-pictures",),
        ("child-voice",),
        do="Begin words and pictures with both parents, with one sentence that they can agree on.",
        shown="Two pages are drawn. The grandmother read them to the children.",
    ),
    Lesson(
        Column.WORRIED,
        "The plan says “supervised contact”, and not who does what at the door on Sunday.",
        (HARD_DAYS, WORDS),
        ("adult-plan",),
        ("plan-concrete",),
        do="Walk through a Sunday with the family and write down who opens the door.",
        shown="The plan names two people for every Sunday, and a third who is rung if one is ill.",
    ),
)
NEXT = (
    Lesson(
        Column.NEXT,
        "The network meets, and hears the worry from the mother herself.",
        (KIN,),
        ("network", "meetings"),
        ("network-asked",),
        do="Bring the network together at the family’s table.",
        shown="Six came, two by video. Each said one thing that they will do.",
    ),
    Lesson(
        Column.NEXT,
        "What the child drew goes into the mapping, and the child sees where.",
        (CHILDREN,),
        ("three-houses", "mapping-family"),
        ("child-voice",),
        do="Show the child where their houses stand in the mapping.",
        shown="She found her house of worries at once, and moved one worry to the good things.",
    ),
    Lesson(
        Column.NEXT,
        "Interpreters should be booked for ninety minutes: in forty-five there is no time for a scale.",
        (INTERPRETERS, TIME),
        ("scale",),
        ("understands-why",),
        Alignment.ORGANISATION,
        do="Agree longer bookings with the interpreting service.",
        shown="Ninety minutes are the usual booking from this month; the service wrote to all teams.",
        managed=True,
        interpreted=True,
    ),
    Lesson(
        Column.NEXT,
        "The team practises goals that a child could see, on cases of its own.",
        (GOALS,),
        ("goal",),
        ("clear-goals",),
        Alignment.LEARNING,
        do="Give half an hour of two team meetings to writing goals together.",
        shown="Done on two Tuesdays. Five goals were written again, and their families asked about them.",
        managed=True,
    ),
    Lesson(
        Column.NEXT,
        "A mapping takes two visits. The week of whoever maps has to leave room for the second.",
        (TIME,),
        ("mapping-family",),
        ("mapped-with-family",),
        Alignment.LEADERSHIP,
        do="Keep the week after a mapping free of new cases for whoever maps.",
        shown="Kept for four weeks now; duty covers. We look at it again in a month.",
        managed=True,
    ),
    Lesson(
        Column.NEXT,
        "The plan is tried out on a hard evening before anybody steps back.",
        (HARD_DAYS,),
        ("adult-plan", "meetings"),
        ("plan-tested",),
        do="Try the plan out on a Friday evening, with the neighbour who is to be rung.",
        shown="The neighbour was rung, and came. The mother slept, the children were at their cousins’.",
    ),
)
# Of the whole programme; each agreed action by the sign-in name of who does it, and how many days from the last one.
OVER_ALL = (
    (
        Lesson(
            Column.WELL,
            "Where worker and supervisor prepared together, families could say the worry back.",
            (WORDS, TIME),
            ("statement",),
            ("understands-why",),
            Alignment.LEARNING,
            do="Show the others at a team meeting how you prepared together.",
        ),
        (("jane.smith", 12),),
    ),
    (
        Lesson(
            Column.WORRIED,
            "In every team, fathers who live elsewhere are told rather than asked.",
            (FATHERS,),
            ("mapping-family",),
            ("whole-family",),
            Alignment.ORGANISATION,
            do="Write with three fathers what a good first letter to a father would say.",
        ),
        (("daniel.prosser", 18),),
    ),
    (
        Lesson(
            Column.NEXT,
            "Each team manager sits in on one mapping a month, and says what they saw.",
            (TIME, WORDS),
            ("mapping-family",),
            ("mapped-with-family",),
            Alignment.LEADERSHIP,
            do="Sit in on one mapping, and bring what you saw to the managers’ meeting.",
        ),
        (("ruth.adeyemi", -9), ("bronwen.hale", 25)),
    ),
)

AFTERWARDS = (
    "To be asked first what went well made the rest easier to hear.",
    "I took the goal back to the family the same week. The aunt wrote it again, and it is better.",
    "I would have liked school to be in the room when we met.",
    "The family have read what is agreed, and wanted one word changed. It is changed.",
)
STAYS_APART = (
    "I would leave it where I had it: it is said to us, and not yet to the children.",
    "For me it stands higher. She said it in her own language, and what we read was a summary.",
    "We agreed on this number to go on. What I saw at the visit was further than that.",
)
ONE_IS_MISSING = "I went along with the number, and still see one person who was not asked."
MOVED = (
    "We moved it when we read the family’s own words together.",
    "The worker showed what the grandmother had written, and we moved it.",
    "Between our two numbers: one of us counts what was said, the other what was understood.",
)
BROUGHT = "The worker brought the letter in which it stands."


@dataclass(frozen=True, slots=True)
class Shown:
    """One worked example of good practice."""

    title: str
    words: str
    elements: tuple[str, ...]
    consent: str


EXAMPLES = (
    Shown(
        "A scale asked of everybody at one table",
        "The worker asked the scale of each person apart, on slips of paper, and then laid the slips on the "
        "table from low to high. Nobody had to defend a number. The lowest came from an uncle who had said "
        "nothing until then, and he was asked first what he had seen. The goal was written from his answer, "
        "and he came to every meeting since.",
        ("scale", "goal"),
        "the mother and her brother",
    ),
    Shown(
        "Three houses sent by post",
        "A child who would not talk was given three empty houses and a stamped envelope. Ten days later they "
        "came back, one of them with a second storey for the cousins. The worker asked, by letter, who may "
        "see them. The answer was a list of four people, and that list became the beginning of the network.",
        ("three-houses", "network"),
        "the father; the child said yes as well",
    ),
    Shown(
        "A statement in two languages",
        "The danger statement was first said and written in the language of the family, with an interpreter "
        "who had time, and only then put into English. Two words had no match; both stand in the English text "
        "as they are, with what they mean. The grandmother, who reads no English, corrected one sentence.",
        ("statement", "mapping-family"),
        "the grandmother and the mother",
    ),
)
THEORY = (
    (
        Level.UNDERSTOOD,
        "Each member of the family can say, in their own words and language, why we are worried.",
        ("understands-why", "family-knows-why", "child-knows-why"),
    ),
    (Level.UNDERSTOOD, "They know what has to be different for us to step back.", ("knows-what-next", "family-next")),
    (
        Level.DONE,
        "We map with the family, and ask each child in a way that suits them.",
        ("mapped-with-family", "child-asked"),
    ),
    (
        Level.DONE,
        "We ask the people whom the family trusts: kin near and far, neighbours, their place of worship.",
        ("network-asked", "network-made", "network-knows"),
    ),
    (
        Level.HOW_WELL,
        "Worries, strengths and goals are in plain words and belong together.",
        ("plain-words", "statement-and-goal", "clear-goals", "strengths-as-safety"),
    ),
    (Level.HOW_WELL, "The plan is the family’s own, and holds on hard days.", ("plan-own", "plan-hard-days")),
    (Level.HOW_WELL, "Workers have the time, and somebody to think with.", ()),
    (
        Level.CHANGED,
        "Children live with more of what keeps them safe, and say so themselves.",
        ("change-for-child", "child-better"),
    ),
)
