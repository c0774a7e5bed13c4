"""What the worker asks of the rival's list; its rows are copied from those of Marelle."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.django_work.settings"

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import Permission, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.django_work.models import Child, Division, Person, Work  # noqa: E402
from bench.sides import seeded  # noqa: E402
from bench.worker import DEEP, PAGE, Act, listed  # noqa: E402
from bench.worklist import EAST, REGION, crowded, searched  # noqa: E402

LIST = "/admin/django_work/work/"
SOURCES = ((Division, "core_organisation where kind = 'division'"), (Child, "families_child"),
           (Person, "core_user"), (Work, "mes_request"))


def seed(rows: int) -> None:
    """Make the tables and fill them from Marelle's; one person who may see and change all of them."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    User.objects.create_user("officer", is_staff=True).user_permissions.set(
        Permission.objects.filter(content_type__app_label="django_work"))
    with connection.cursor() as cursor:
        cursor.execute("attach %s as theirs", [str(seeded("mes", rows))])
        for model, source in SOURCES:
            columns = ", ".join(field.column for field in model._meta.concrete_fields)
            cursor.execute(f"insert into {model._meta.db_table} ({columns}) select {columns} from theirs.{source}")
    connection.close()


class Side:
    """A signed-in officer in front of the list."""

    session = ""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(User.objects.get(username="officer"))

    def prepare(self, rows: int) -> None:
        """How many rows the list has."""
        if crowded():
            Work.objects.filter(region__in=EAST).exclude(state="draft").update(state="submitted")
        self.deepest = int(Work.objects.filter(state="submitted", region__in=EAST).count() * DEEP) // PAGE

    def page(self, number: int) -> Act:
        """The first page of the list."""
        return lambda: self.client.get(LIST), listed

    def deep(self, number: int) -> Act:
        """A page far down."""
        return lambda: self.client.get(f"{LIST}?p={self.deepest - number % 5 + 1}"), listed

    def search(self, number: int) -> Act:
        """A family name among the requests of one region."""
        address = f"{LIST}?region__exact={REGION}&q={searched(number)}"
        return lambda: self.client.get(address), listed
