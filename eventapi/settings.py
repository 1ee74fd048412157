"""The settings: environment variables over defaults that are safe in production.

Without any variable set, a checkout runs on SQLite, for this machine only, with DEBUG off.
The running site writes to one folder, `VAR`.
"""

import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from psycopg import IsolationLevel

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("EVENTAPI_VAR") or BASE_DIR / "var").resolve()


def env_flag(name: str) -> bool:
    """Returns whether the environment variable `name` is on."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    """Returns the comma-separated words of an environment variable."""
    return [word.strip() for word in (os.environ.get(name) or default).split(",") if word.strip()]


def var_path(name: str) -> Path:
    """Returns a path in the folder `VAR`, which is created if missing, for its owner only."""
    for folder in (*reversed(VAR.parents), VAR):  # `parents=True` would leave them open to others
        folder.mkdir(mode=0o700, exist_ok=True)
    return VAR / name


def database_path(path: Path) -> Path:
    """Returns the path of a SQLite database, whose file is created if missing, for its owner only.

    SQLite gives its log (`-wal`, `-shm`) the mode of the file.
    """
    if not path.parent.is_dir():
        raise ImproperlyConfigured(f"{path.parent}, the folder of the database, is not there: make it first.")
    if not path.exists():
        path.touch(mode=0o600)
    return path.resolve()


def load_or_create_key(path: Path) -> str:
    """Returns the key in the file `path`, which is created if missing, readable by its owner only.

    The file appears completely or not at all, and of several processes that start together the first
    wins: a link, unlike a rename, never replaces a file.
    """
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=path.parent)  # mkstemp: O_EXCL, mode 0600
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return path.read_text(encoding="ascii").strip()


def default_database() -> dict[str, Any]:
    """Returns the default database: DATABASE_URL, or else SQLite in `VAR`."""
    config: dict[str, Any]
    if url := os.environ.get("DATABASE_URL"):
        config = dict(dj_database_url.parse(url))
    else:
        config = {"ENGINE": "django.db.backends.sqlite3", "NAME": var_path("db.sqlite3")}
    # The server has few, long-lived threads: each keeps its connection.
    config |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # Once the settings are read, nothing creates the file: a site whose database is gone says so,
        # and does not go on with an empty one.
        config["NAME"] = f"{database_path(Path(config['NAME'])).as_uri()}?mode=rw"
        # IMMEDIATE waits for the write lock at the start; a deferred transaction that starts to write
        # cannot wait and fails. With WAL, readers never wait for it. FULL: what was saved outlasts a
        # loss of power.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
        }
        # A file for the tests, too: a database in memory has no WAL and no second process.
        config["TEST"] = {"NAME": VAR / "test.sqlite3"}
    else:
        # A server that does not answer is told after seconds; the system would wait for minutes.
        config["OPTIONS"] = {"connect_timeout": 5} | config.get("OPTIONS", {})
    return config


# Hosts and secrets.
DEBUG = env_flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY") or load_or_create_key(var_path("secret_key"))
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
# The addresses and networks of the proxies in front, which alone say who asks, and whether by HTTPS.
PROXIES = env_list("PROXIES")
# The site stands at the root of its host: no header moves it (see events/wsgi/front_door.py).
FORCE_SCRIPT_NAME = ""

# Django's defaults apply to frames (DENY), nosniff and the referrer policy (same-origin).
# HTTPS=1 says that one of the PROXIES serves HTTPS and sets X-Forwarded-Proto itself.
if env_flag("HTTPS"):
    SECURE_SSL_REDIRECT = True
    # Supervisors on this machine ask without the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", 365 * 24 * 3600))
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
# Pages load nothing but files of this site: no inline scripts or styles, no requests to other hosts.
_NOWHERE, _HERE = ["'none'"], ["'self'"]
SECURE_CSP = {
    "default-src": _HERE,
    "script-src": _HERE,
    "style-src": _HERE,
    "img-src": [*_HERE, "data:"],  # icons in the style sheets of Swagger UI
    "object-src": _NOWHERE,
    "base-uri": _NOWHERE,
    "frame-ancestors": _NOWHERE,
    "form-action": _HERE,
}
# Whether subdomains require HTTPS (W005) and browsers preload that (W021) is up to the domain's owner.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# An event form may have 500 children of each kind, with several fields each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "events",
    "events.sign_in.apps.CuratorAdminConfig",  # Django's admin; after events, whose templates come first
]
MIDDLEWARE = [
    # First, so that the responses of the others have their headers, too.
    "events.middleware.requests.RequestMiddleware",
    "events.middleware.content_security_policy.ContentSecurityPolicyMiddleware",
    "events.middleware.compression.CompressionMiddleware",
    "events.api.middleware.ApiMiddleware",
    "events.middleware.pages.PageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "events.sign_in.session.SessionLifeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "eventapi.urls"
WSGI_APPLICATION = "eventapi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# A session ends after a shift without a request, so that a shared desk is not signed in the next morning,
# and after a week in any case. Django's defaults apply to its cookie: HttpOnly, SameSite=Lax.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_MAX_AGE = 7 * 24 * 3600
# Whose accounts need a second factor: nobody's, those of `publishers`, or those of `everyone`.
SECOND_FACTOR = os.environ.get("SECOND_FACTOR", "").strip().lower()
OTP_TOTP_ISSUER = "News-event database"
# Wrong codes have limits of our own (events/sign_in/attempts.py). These would double the wait with each wrong
# code, without an end: whoever knows the password could lock the owner out.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0

DEFAULT_DATASETS = env_list("DEFAULT_DATASETS")
"""The ids of the datasets that lists and sums show unless a query names others; empty: our own ones."""
READ_SECONDS = float(os.environ.get("READ_SECONDS", 5))
"""How long all queries of a public request may take together, in seconds."""


def read_only_database(config: dict[str, Any]) -> dict[str, Any]:
    """Returns the same database for public requests: read-only, one snapshot, with a time limit."""
    config = config | {"TEST": {"MIRROR": "default"}}
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["NAME"] = config["NAME"].replace("?mode=rw", "?mode=ro")
        config["OPTIONS"] = {
            "transaction_mode": "DEFERRED",
            "timeout": 20,
            "init_command": "PRAGMA query_only=ON",
        }
    else:
        limits = f"-c default_transaction_read_only=on -c statement_timeout={int(READ_SECONDS * 1000)}"
        config["OPTIONS"] = config.get("OPTIONS", {}) | {
            "isolation_level": IsolationLevel.REPEATABLE_READ,
            "options": limits,
        }
    return config


DATABASES = {"default": default_database()}
DATABASES["read"] = read_only_database(DATABASES["default"])
# Queries that were too costly a moment ago: a memory of each process, see events/api/costly_queries.py.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "costly_queries": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "costly_queries",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}

# The web server.
_IS_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
THREADS = int(os.environ.get("THREADS") or (8 if _IS_SQLITE else 4))
"""The threads of each process that answer: SQLite has one process, PostgreSQL one for each core."""
HEADER_SECONDS = float(os.environ.get("HEADER_SECONDS") or 10)
"""How long the header of a request may take to arrive."""
BODY_SECONDS = float(os.environ.get("BODY_SECONDS") or 60)
"""How long a whole request may take to arrive."""
WRITE_SECONDS = float(os.environ.get("WRITE_SECONDS") or 30)
"""How long a client may not read its answer, or read less than a kilobyte a second."""
IDLE_SECONDS = float(os.environ.get("IDLE_SECONDS") or 60)
"""How long a connection is kept for the next request."""
MAX_CONNECTIONS = int(os.environ.get("MAX_CONNECTIONS") or 1000)
"""The connections of each process; of more, those whose request has been waited for longest are closed."""
DATABASE_ROUTERS = ["events.snapshots.ReadRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
# Those of the pages for people, each under a prefix of its own; the admin and the API speak English.
LANGUAGES = [("en", "English"), ("ar", "العربية")]
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

REST_FRAMEWORK = {
    # The public API does not depend on the user: it reads no session, no cookie and no token.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    # No browsable API: its forms would show records that are not public.
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "events.api.errors.problem_handler",
    # `format` is one of our own parameters, with our own errors.
    "URL_FORMAT_OVERRIDE": None,
}
# Every vocabulary is one named type of the OpenAPI document, whichever members have its words.
VOCABULARIES = """
    Access ActorKind AffiliationStatus AffiliationType Basis CodedBy CodingMatch CodingScheme CodingStatus
    Collection Confidence Context ContradictionHow CreditKind DatasetKind DateAspect DateMatch DatePrecision
    DefectKind Directness EventType Factuality Form LocationKind Measure Mention NameKind OutletKind
    ParticipantRole ParticipationStatus PartKind PlacePosition PlaceRole Polarity PublicChange QuadClass
    Qualifier RelationType Sector Side Stance SuggestionKind SuggestionMatch Supports TextKind TimeOfDay Voice
    Weekday
"""
SPECTACULAR_SETTINGS = {
    "TITLE": "News-event database",
    "DESCRIPTION": "Who did what to whom, where and when, and which article says so in what words.",
    "VERSION": "1.0.0",
    "CONTACT": {"name": "The operators of this installation"},
    # The licence of the software; every dataset names the licence of its records.
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "SERVERS": [{"url": "/", "description": "This installation."}],
    "TAGS": [
        {"name": "articles", "description": "News articles as received."},
        {"name": "actors", "description": "Persons, bodies, groups and populations that act."},
        {"name": "events", "description": "Things that were done, said or went on."},
        {"name": "locations", "description": "Places, from a square to a country."},
        {"name": "outlets", "description": "Media that publish articles."},
        {"name": "claims", "description": "What somebody says is so."},
        {"name": "datasets", "description": "Bodies of records with a licence and an attribution."},
        {"name": "changes", "description": "What became of every record, in the order of commits."},
        {"name": "releases", "description": "Named states of the whole database."},
        {"name": "reference", "description": "What the API is made of."},
    ],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "events.api.schema_postprocessing.postprocess_schema",
    ],
    "ENUM_NAME_OVERRIDES": {
        "Country": "events.choices.countries.COUNTRY_CHOICES",
        "Mode": "events.choices.plover.MODE_CHOICES",
        "Dimension": "events.api.serializers.GROUP_BY",
        "Metric": "events.api.serializers.METRIC",
        "PlaceMatch": "events.api.serializers.PLACE_MATCH",
        "Spread": "events.api.serializers.SPREAD",
        "ReleaseDifference": "events.releases.RECORD_CHANGE_KINDS",
        "AffiliationObjectKind": "events.records.actor.OBJECT_KINDS",
        "RelationDirection": "events.records.event.DIRECTIONS",
        **{name: f"events.choices.{name}" for name in VOCABULARIES.split()},
    },
    "OAS_VERSION": "3.1.0",
    "SORT_OPERATION_PARAMETERS": False,  # as they are declared: by topic, then pages and formats
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",  # served from here: the page needs no internet
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Files of the site are its user's alone; `collectstatic` would make its own readable to all.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# A token of at least 16 characters switches /metrics on, for Prometheus to show; without it, that is a 404.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
if METRICS_TOKEN and len(METRICS_TOKEN) < 16:
    raise ImproperlyConfigured("METRICS_TOKEN is short: give at least 16 random characters, or none.")

LOG_FORMAT = os.environ.get("LOG_FORMAT") or "line"
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT={LOG_FORMAT} is none: choose line or json.")
# Log to the console, without refused requests (4xx), which are no errors of the site.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{request_id}]: {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{levelname}{name}{request_id}{message}",
            "style": "{",
            "rename_fields": {"levelname": "level", "name": "logger"},
            "timestamp": "time",
            "json_ensure_ascii": False,
        },
    },
    "filters": {
        "request_id": {"()": "events.monitoring.request_id.RequestIdFilter"},
        "outage": {"()": "events.monitoring.outage.OutageFilter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request_id"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR", "filters": ["outage"]},
        # ACCESS_LOG=1: a line for each request, when its answer is sent.
        "events.access": {"level": "INFO" if env_flag("ACCESS_LOG") else "WARNING"},
        "waitress.queue": {"level": "ERROR"},  # each request that waits for a thread
    },
}
