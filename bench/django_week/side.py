"""The rival as a process: reads addresses from its input, answers how much processor each took and what came."""

from __future__ import annotations

import json
import os
import re
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.django_week.settings"

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import Permission, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

CELL = re.compile(r'class="m-cell is-(\w+)" data-cell="([\d.-]+)"')


def main() -> None:
    """Answer one address a line."""
    call_command("migrate", verbosity=0)
    client = Client()
    clerk = User.objects.create_user("clerk")
    clerk.user_permissions.add(Permission.objects.get(codename="view_booking"))
    client.force_login(clerk)
    for line in sys.stdin:
        start = time.process_time()
        answer = client.get(line.strip())
        spent = time.process_time() - start
        print(json.dumps({"processor": spent, "seen": sorted(CELL.findall(answer.content.decode()))}), flush=True)


if __name__ == "__main__":
    main()
