"""Django's settings. What may be set from outside is in `environment.py`."""

from datetime import timedelta
from pathlib import Path

import dj_database_url

from soundings.config import logs
from soundings.config.environment import read_environment

ENV = read_environment()
ENV.data_dir = ENV.data_dir.absolute()
ENV.data_dir.mkdir(parents=True, exist_ok=True)
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENV.kept_secret("secret_key")
TRAIL_KEY = ENV.kept_secret("trail_key")
TRAIL_ANCHOR_DIR = ENV.data_dir / "trail-anchors"
UPLOAD_DIR = ENV.data_dir / "uploads"
DEBUG = ENV.debug
ALLOWED_HOSTS = [host.strip() for host in ENV.allowed_hosts.split(",") if host.strip()]
RELAX_SECOND_STEP = ENV.relax_second_step

INSTALLED_APPS = [
    "soundings.config",
    "soundings.core",
    "soundings.design",
    "soundings.accounts",
    "soundings.measures",
    "soundings.cases",
    "soundings.instruments",
    "soundings.breadth",
    "soundings.depth",
    "soundings.exchange",
    "soundings.demo",
    "soundings.bench",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "soundings.config.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "soundings.config.middleware.careful_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "soundings.design.middleware.in_place",
    "soundings.accounts.middleware.time_limits",
    "soundings.accounts.middleware.within_agency",
    "soundings.accounts.middleware.stated_audience",
    "soundings.config.middleware.plain_refusals",
]

ROOT_URLCONF = "soundings.config.urls"
WSGI_APPLICATION = "soundings.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "design" / "templates"],
        "OPTIONS": {
            # django-cotton rewrites the loaders at start unless they are written out.
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "soundings.config.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "soundings.design.forms.Renderer"


def _databases() -> dict:
    url = ENV.database_url or f"sqlite:///{ENV.data_dir / 'soundings.sqlite3'}"
    main = dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True)
    if main["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE and a wait keep concurrent writers from losing work; FULL survives a power cut.
        main["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY",
        }
        name = Path(str(main["NAME"]))
        # A file of its own, so that a long import never blocks a page (design.md).
        trail = main | {"NAME": str(name.with_name(f"{name.stem}-trail{name.suffix}"))}
        return {"default": main, "trail": trail}
    # Statements of `core.plain` are planned once for a connection, when they come for the second time: their plan
    # does not depend on their values, since they go by keys. Django's own statements are planned each time.
    # Nor does a page's statement take a second process or compile itself: to start either takes longer than to read
    # the few thousand rows that it asks for, and other people's pages need the processor.
    given = main.get("OPTIONS", {})
    own = "-c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0 -c jit=off"
    options = f"{own} {given.get('options', '')}".strip()
    main["OPTIONS"] = given | {"prepare_threshold": 1, "options": options}
    databases = {"default": main}
    if ENV.owner_database_url:
        databases["owner"] = dj_database_url.parse(ENV.owner_database_url)
    return databases


DATABASES = _databases()
DATABASE_ROUTERS = ["soundings.core.routing.TrailRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "soundings_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["soundings.accounts.views.sign_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

# Signing in (soundings/accounts/views/sign_in.py). Limits are by account first: an office shares one address.
ACCOUNT_ADAPTER = "soundings.accounts.views.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation reaches the address, or nobody arrives
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENV.secure else "http"
LEAVE_URL = ENV.leave_url
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "10/5m/key",
    "reset_password": "60/m/ip,3/15m/key",
    "reset_password_from_key": "60/m/ip",
    "setup_code": "10/5m/ip",
    "invitation": "60/m/ip",
    "wall_code": "20/5m/ip",
    "family_link": "60/5m/key,300/5m/ip",
    "family_pin": "5/15m/key",
}
MFA_ADAPTER = "soundings.accounts.views.sign_in.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"add_webauthn": "soundings.accounts.forms.second_step.PasskeyForm"}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.secure  # passkeys by plain http work on localhost only
CSRF_FAILURE_VIEW = "soundings.accounts.views.entry.stale_form"

SESSION_ENGINE = "soundings.config.stored_session"
SESSION_COOKIE_AGE = ENV.absolute_hours * 3600
SESSION_IDLE = timedelta(minutes=ENV.idle_minutes)
SESSION_ABSOLUTE = timedelta(hours=ENV.absolute_hours)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-soundings" if ENV.secure else "soundings"
SECURE_SSL_REDIRECT = ENV.secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.secure else None
SECURE_HSTS_SECONDS = 63_072_000 if ENV.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.secure
# Nothing to other sites. `no-referrer` would make browsers send our own forms with `Origin: null`, which CSRF refuses.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = logs.LOGGING

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]  # each by its own name
UNREVIEWED = {"cy"}  # no speaker has gone through it yet: its pages say so
LANGUAGE_COOKIE_NAME = "__Host-language" if ENV.secure else "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = ENV.secure
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = ENV.data_dir / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = UPLOAD_DIR
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a printed board of 500 children and 20 columns comes back as one form

DEFAULT_FROM_EMAIL = ENV.mail_from
if ENV.mail_url:
    from urllib.parse import unquote, urlsplit

    _mail = urlsplit(ENV.mail_url)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = EMAIL_PORT != 25
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = ENV.data_dir / "mail"
