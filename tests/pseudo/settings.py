"""The product's settings with the two languages that are made for the tests; PSEUDO_WORDS names their folder."""

import os

from soundings.config.settings import *  # noqa: F403
from soundings.config.settings import LANGUAGES as SHIPPED
from soundings.config.settings import LOCALE_PATHS as OURS
from tests.pseudo.words import LONG, MIRRORED

LANGUAGES = [*SHIPPED, (LONG, "Longer"), (MIRRORED, "Mirrored")]
LOCALE_PATHS = [os.environ["PSEUDO_WORDS"], *OURS]
