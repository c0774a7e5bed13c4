"""The rival's settings, with one page more."""

from __future__ import annotations

from bench.django_side.settings import *  # noqa: F403
from bench.django_side.settings import INSTALLED_APPS as OTHERS

INSTALLED_APPS = [*OTHERS, "bench.django_week"]
ROOT_URLCONF = "bench.django_week.views"
TIME_ZONE = "Europe/Paris"
