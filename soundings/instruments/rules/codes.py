"""The fixed words of the room."""

from enum import StrEnum


class Use(StrEnum):
    """What an instrument is for."""

    REVIEW = "review"
    SURVEY = "survey"
    RATING = "rating"  # people rate themselves


class VersionState(StrEnum):
    """A version is a draft until it is published; then it never changes. Retired: no longer chosen for new work."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Kind(StrEnum):
    """How a question is answered. A heading and a picture ask nothing."""

    SCALE = "scale"  # 0 to 10
    AGREE = "agree"  # 1 strongly disagree .. 5 strongly agree
    FACES = "faces"  # 1 very unhappy .. 5 very happy
    YES_NO_PARTLY = "yes-no-partly"
    ONE = "one"
    MANY = "many"
    SHORT = "short"
    LONG = "long"
    COLUMNS = "columns"  # what are we worried about, what is working well, what needs to happen
    DATE = "date"
    NUMBER = "number"
    MATRIX = "matrix"  # rows, each 0 to 10
    HEADING = "heading"
    PICTURE = "picture"


SILENT = frozenset({Kind.HEADING, Kind.PICTURE})
WITH_CHOICES = frozenset({Kind.ONE, Kind.MANY})
WITH_ENDS = frozenset({Kind.SCALE, Kind.MATRIX})
OUT_OF_TEN = frozenset({Kind.SCALE, Kind.MATRIX, Kind.YES_NO_PARTLY})
OUT_OF_FIVE = frozenset({Kind.AGREE, Kind.FACES})
RATED = OUT_OF_TEN | OUT_OF_FIVE  # stand on a scale of known ends, so they may be turned round

DATE_PARTS = ("day", "month", "year")
COLUMNS = ("worried", "well", "next")
YES_NO_PARTLY = ("yes", "partly", "no")
MOST_OF_TEN = 10
MOST_OF_FIVE = 5


class Audience(StrEnum):
    """Who answers. A question for nobody in particular is for everybody."""

    WORKER = "worker"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    FAMILY = "family"
    CHILD = "child"
    STAFF = "staff"
    PARTNER = "partner"


# Words of the product that a questionnaire may say in its own way, or in a language that the product does not speak.
OWN_WORDS = (
    *(f"agree-{number}" for number in range(1, 6)),
    *(f"face-{number}" for number in range(1, 6)),
    *("yes", "partly", "no"),
    *("worried", "well", "next"),
    *("na", "unsaid", "no-evidence"),
    *("why-number", "why", "needed"),
)


class Left(StrEnum):
    """How a question may be left without a value, where its makers allow it."""

    NA = "na"  # does not apply
    UNSAID = "unsaid"  # prefer not to say
    NO_EVIDENCE = "no-evidence"


class Formula(StrEnum):
    """How the answers of a group become one number."""

    MEAN = "mean"
    SUM = "sum"
    PERCENT_POSITIVE = "percent-positive"
    SAFETY_ATTITUDE = "safety-attitude"


class Is(StrEnum):
    """What a condition asks of one answer."""

    EQUAL = "equal"
    NOT_EQUAL = "not-equal"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    ANSWERED = "answered"
    INCLUDES = "includes"


class Picture(StrEnum):
    """The pictures that come with the product."""

    HOUSES = "houses"  # worries, good things, dreams
    PATH = "path"  # from where we are to where we want to be
    FACES = "faces"
    NETWORK = "network"


class FaultCode(StrEnum):
    """What can be wrong with a definition, or with an answer."""

    # a definition
    SHAPE = "shape"  # not of the form that a definition has; params: needs
    NO_LANGUAGE = "no-language"
    LANGUAGE_CODE = "language-code"
    NO_SECTION = "no-section"
    NO_QUESTION = "no-question"
    CODE_FORM = "code-form"
    CODE_TWICE = "code-twice"
    NAME_TWICE = "name-twice"  # two fields of one page would have the same name
    TEXT_MISSING = "text-missing"  # params: language
    KIND_UNKNOWN = "kind-unknown"
    NOT_KNOWN = "not-known"  # params: value, of
    CHOICES_FEW = "choices-few"
    ROWS_FEW = "rows-few"
    NOT_FOR_KIND = "not-for-kind"  # params: kind
    BOUNDS = "bounds"
    NO_REVERSE = "no-reverse"
    CONDITION_UNKNOWN = "condition-unknown"  # params: question
    CONDITION_SUITS = "condition-suits"  # params: question, is
    CONDITION_VALUE = "condition-value"  # params: question, value
    CONDITION_EMPTY = "condition-empty"
    CONDITION_CYCLE = "condition-cycle"  # params: question
    CONDITION_NOT_ASKED = "condition-not-asked"  # params: question
    GROUP_EMPTY = "group-empty"
    GROUP_UNKNOWN = "group-unknown"  # params: question
    GROUP_NO_NUMBER = "group-no-number"  # params: question
    GROUP_MIXED = "group-mixed"
    GROUP_NEEDS_AGREE = "group-needs-agree"  # params: question
    GROUP_LEAST = "group-least"
    # an answer
    UNKNOWN_QUESTION = "unknown-question"
    NOT_ASKED = "not-asked"
    NEEDED = "needed"
    NOT_A_CHOICE = "not-a-choice"
    NOT_A_NUMBER = "not-a-number"
    NOT_A_DATE = "not-a-date"
    TOO_LOW = "too-low"  # params: least
    TOO_HIGH = "too-high"  # params: most
    TOO_LONG = "too-long"  # params: most
    MAY_NOT_LEAVE = "may-not-leave"


class What(StrEnum):
    """What changed in a question or a group from one version to another."""

    ADDED = "added"
    GONE = "gone"
    KIND = "kind"
    WORDING = "wording"
    ENDS = "ends"
    CHOICES = "choices"
    ROWS = "rows"
    BOUNDS = "bounds"
    REVERSE = "reverse"
    FORMULA = "formula"  # of a group: the formula, its questions, or how many must be answered
