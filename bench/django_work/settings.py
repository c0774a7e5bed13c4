"""The rival's settings, with one application more."""

from __future__ import annotations

from bench.django_side.settings import *  # noqa: F403
from bench.django_side.settings import INSTALLED_APPS as OTHERS

INSTALLED_APPS = [*OTHERS, "bench.django_work"]
