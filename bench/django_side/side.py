"""What the worker asks of Django: each act gives a function to time and one that says what came of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.django_side.settings")

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import Group, Permission, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django_fsm import can_proceed, has_transition_perm  # noqa: E402

from bench import dataset  # noqa: E402
from bench.django_side.models import Request, TransitionLog  # noqa: E402
from bench.worker import DEEP, PAGE, Act, listed, searched  # noqa: E402

LIST = "/admin/django_side/request/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
PLACES = "insert into django_side_installation (id, code, name) values (?, ?, ?)"
CHILDREN = ("insert into django_side_child (id, nirec, first_name, last_name, birth_date, installation_id) "
            "values (?, ?, ?, ?, ?, ?)")
REQUESTS = ("insert into django_side_request (id, reference, child_id, installation_id, state, type, hours, days, "
            "reason, state_since, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")


def seed(rows: int) -> None:
    """Make the tables and fill them; one officer of a group that may do everything here."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    officers = Group.objects.create(name="officers")
    officers.permissions.set(Permission.objects.filter(content_type__app_label="django_side"))
    officer = User.objects.create_user("officer", "officer@exemple.test", "a password for measuring", is_staff=True)
    officer.groups.add(officers)
    with transaction.atomic(), connection.cursor() as cursor:
        raw = cursor.connection
        raw.executemany(PLACES, dataset.installations())
        raw.executemany(CHILDREN, ((*child[:4], child.birth_date.isoformat(), child.installation)
                                   for child in dataset.children(rows)))
        raw.executemany(REQUESTS, ((*each[:9], *[each.since.isoformat(" ")] * 3) for each in dataset.requests(rows)))
    connection.close()


class Side:
    """A signed-in officer in front of the admin."""

    def __init__(self, session: str = ""):
        self.client = Client(enforce_csrf_checks=True)
        self.officer = User.objects.get(username="officer")
        if session:
            self.client.cookies["sessionid"] = session
        else:
            self.client.force_login(self.officer)
        self.session = self.client.cookies["sessionid"].value

    def prepare(self, rows: int) -> None:
        """Find the rows that each act will use, and a token."""
        self.rows, self.token = rows, TOKEN.search(self.get(f"{LIST}add/").content.decode()).group(1)
        self.edited, self.pressed, self.fired = ids("draft"), ids("submitted", 1), ids("submitted", 0)
        many = Request.objects.filter(state="compliant").order_by("pk")
        self.many = list(many.values_list("pk", flat=True)[:dataset.BULK])

    def get(self, address: str):
        return self.client.get(address)

    def post(self, address: str, fields: dict):
        return self.client.post(address, {"csrfmiddlewaretoken": self.token} | fields)

    def done(self, answer) -> bool:
        """Whether a form was accepted; reads, untimed, a page that says so, as a browser would."""
        return answer.status_code == 302 and b"messagelist" in self.get("/admin/password_change/").content

    def page(self, number: int) -> Act:
        """The first page of the list."""
        return lambda: self.get(LIST), listed

    def deep(self, number: int) -> Act:
        """A page far down."""
        page = int(self.rows * DEEP) // PAGE + number
        return lambda: self.get(f"{LIST}?p={page}"), listed

    def search(self, number: int) -> Act:
        """A family name among the requests in one state."""
        return lambda: self.get(f"{LIST}?state__exact=submitted&q={searched(number)}"), listed

    def form(self, number: int) -> Act:
        """The form of a request."""
        address = f"{LIST}{next(self.edited)}/change/"
        return lambda: self.get(address), lambda answer: (answer.status_code, b'name="reason"' in answer.content)

    def create(self, number: int) -> Act:
        """Send the form of a new request."""
        fields = {"reference": f"2027-01-{number:06d}", "child": 1 + number % 1000, "installation": 1 + number % 40,
                  "type": "new", "hours": 4, "days": 100, "reason": "Un essai de saisie."}
        return lambda: self.post(f"{LIST}add/", fields), lambda answer: (
            self.done(answer), Request.objects.filter(reference=fields["reference"]).count())

    def edit(self, number: int) -> Act:
        """Send the form of a request with another reason."""
        row = Request.objects.get(pk=next(self.edited))
        fields = self.fields(row) | {"reason": f"Motif revu {number}.", "days": row.days + 1}
        return lambda: self.post(f"{LIST}{row.pk}/change/", fields), lambda answer: (
            self.done(answer), Request.objects.filter(pk=row.pk, reason=fields["reason"]).count())

    def fields(self, row: Request) -> dict:
        """What the form of a request sends."""
        return {"reference": row.reference, "child": row.child_id, "installation": row.installation_id,
                "type": row.type, "hours": "" if row.hours is None else row.hours, "days": row.days,
                "reason": row.reason}

    def press(self, number: int) -> Act:
        """Press the button of a transition in the form."""
        row = Request.objects.get(pk=next(self.pressed))
        fields = self.fields(row) | {"_fsm_transition_to": "comply"}
        return lambda: self.post(f"{LIST}{row.pk}/change/", fields), lambda answer: (
            self.done(answer), *self.moved(row.pk))

    def fire(self, number: int) -> Act:
        """Read a request, check, move it and write the log row, in one transaction."""
        pk = next(self.fired)
        return lambda: self.comply(pk), lambda _nothing: self.moved(pk)

    def comply(self, pk: int) -> None:
        with transaction.atomic():
            row = Request.objects.get(pk=pk)
            if has_transition_perm(row.comply, self.officer):
                row.by = self.officer
                row.comply()
                row.save(update_fields=["state", "state_since", "updated_at"])

    def moved(self, pk: int) -> tuple:
        return Request.objects.get(pk=pk).state, TransitionLog.objects.filter(request=pk).count()

    def bulk(self, number: int) -> Act:
        """Move ten thousand requests, each with its log row, and say of each other why not."""
        name = "reopen" if number % 2 else "close"
        return lambda: self.move_many(name), lambda refused: (
            len(refused), Request.objects.filter(pk__in=self.many, state="compliant").count())

    def move_many(self, name: str) -> dict[int, str]:
        """The usual admin action: each row checked, moved and saved; why the others were not."""
        refused = {}
        with transaction.atomic():
            for row in Request.objects.filter(pk__in=self.many):
                move = getattr(row, name)
                if not can_proceed(move):
                    refused[row.pk] = f"{row}: {row.why_not()}"
                elif not has_transition_perm(move, self.officer):
                    refused[row.pk] = f"{row}: not allowed"
                else:
                    row.by = self.officer
                    move()
                    row.save(update_fields=["state", "state_since", "updated_at"])
        return refused


def ids(state: str, part: int | None = None) -> Iterator[int]:
    """Requests in a state that no guard refuses, from the oldest; every second one when a part is asked for."""
    found = Request.objects.filter(state=state).exclude(hours=None).order_by("pk").values_list("pk", flat=True)[:10_000]
    return iter(found if part is None else list(found)[part::2])


def start(session: str) -> list[str]:
    """The first page in a new process."""
    do, look = Side(session).page(0)
    return look(do())
