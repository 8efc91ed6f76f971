"""The product's settings, held to a temporary data folder and to the database that the run asks for.

SOUNDINGS_TEST_DB=postgres runs the tests on PostgreSQL; otherwise they run on SQLite.
"""

import os

from soundings.config.environment import Environment
from tests import postgres, temporary

for name in [name for name in os.environ if name.startswith("SOUNDINGS_")]:
    if name.removeprefix("SOUNDINGS_").lower() in Environment.model_fields:
        del os.environ[name]  # a developer's own settings must not change a result
Environment.model_config["env_file"] = None

os.environ["SOUNDINGS_DATA_DIR"] = str(temporary.folder("data"))
if os.environ.get("SOUNDINGS_TEST_DB") == "postgres":
    os.environ["SOUNDINGS_DATABASE_URL"] = postgres.url(role=postgres.APP)
    os.environ["SOUNDINGS_OWNER_DATABASE_URL"] = postgres.url(role=postgres.OWNER)

from soundings.config import catalogues  # noqa: E402

catalogues.compile_stale()

from soundings.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast: no test guesses passwords
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
