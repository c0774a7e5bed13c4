"""Settings of a small Django in production: cached templates, WAL, the pragmas of Marelle."""

from __future__ import annotations

import os

DATABASE = os.environ["BENCH_DATABASE"]
SYNCHRONOUS = os.environ["BENCH_SYNCHRONOUS"]

SECRET_KEY = "a key for measuring only, of more than fifty characters, never used elsewhere"
DEBUG = False
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "bench.django_side.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE, TIME_ZONE, USE_I18N, USE_TZ = "fr", "America/Toronto", True, True
STATIC_URL = "static/"
LOGGING_CONFIG = None

INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "django_fsm", "bench.django_side",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware", "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages"]},
}]
DATABASES = {"default": {
    "ENGINE": "django.db.backends.sqlite3", "NAME": DATABASE, "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE", "timeout": 10,
        "init_command": f"PRAGMA journal_mode=wal; PRAGMA synchronous={SYNCHRONOUS}; PRAGMA cache_size=-32000; "
                        "PRAGMA temp_store=memory;"},
}}
