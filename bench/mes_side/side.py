"""What the worker asks of MES: each act gives a function to time and one that says what came of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from bench.mes_side.seed import application, seed as seed
from bench.worker import DEEP, PAGE, Act, listed
from bench.worklist import EAST, REGION, crowded, searched
from core.accounts.models import User
from core.database import connection, db
from plugins.families import Child
from plugins.mes import diff, printing
from plugins.mes.form.filling import stamp_of
from plugins.mes.models import Request, Version

LIST, BOARD, REQUESTS = "/mes/examen/", "/mes/tableau/", "/mes/demandes"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PEOPLE = {"editor": "annick.leblanc@galets.example", "signer": "genevieve.arsenault@galets.example",
          "director": "sylvain.robichaud@famille.example", "north": "nord@famille.example",
          "ministry": "helene.vaillancourt@famille.example"}
BATCH = 100
SAVED = "incapacities"


class Side:
    """Five people signed in: two of a service, two directors, one of the Ministry."""

    session = ""

    def __init__(self):
        self.app = application()
        with self.app.app_context(), connection():
            self.users = {name: User.get(User.email == email) for name, email in PEOPLE.items()}
        self.clients = {name: self.signed_in(user) for name, user in self.users.items()}
        self.writes = 0

    def signed_in(self, user: User):
        """A session row like any other."""
        client = self.app.test_client()
        with self.app.app_context(), client.session_transaction() as session:
            session["_user_id"], session["_fresh"], session["fs_paa"] = user.fs_uniquifier, True, time.time()
        return client

    def prepare(self, rows: int) -> None:
        """Find the rows that each act will use, tokens, and count the transactions from now on."""
        galets = self.users["signer"].memberships.get().organisation
        waiting = Request.select().where(Request.state == "submitted", Request.region << EAST)
        drafts = Request.select().where(Request.state == "draft", Request.division == galets, Request.type == "new",
                                        Request.hours_per_day.is_null(False))
        sent = Request.select().where(Request.state != "draft", Request.region << EAST).order_by(Request.id)
        with self.app.app_context(), connection():
            if crowded():
                Request.update(state="submitted").where(Request.region << EAST, Request.state != "draft").execute()
            self.deepest = int(waiting.count() * DEEP) // PAGE
            self.waiting = waiting.order_by(Request.state_since, Request.id)
            self.drafts = [row.id for row in drafts.order_by(Request.id)]
            self.child = Child.get_by_id(Request.get_by_id(self.drafts[0]).child_id)
            self.sent = [row.id for row in sent.limit(BATCH)]
            twice = Version.select(Version.request).join(Request).where(Version.number == 2, Request.region << EAST)
            self.twice = [row.request_id for row in twice.order_by(Version.id).limit(20)
                          if diff.compared(row.request).changes]
        self.tokens = {"editor": self.token("editor", f"{REQUESTS}/{self.drafts[0]}/formulaire/2"),
                       "director": self.token("director", f"{REQUESTS}/{self.sent[0]}/imprimer")}
        self.count_writes()

    def token(self, who: str, address: str) -> str:
        """The forgery token of a page."""
        return TOKEN.search(self.clients[who].get(address).text).group(1)

    def count_writes(self) -> None:
        """Note each write transaction that begins."""
        kind = type(db.obj)
        begin = kind.begin

        def counted(*args, **kwargs):
            self.writes += 1
            return begin(*args, **kwargs)

        kind.begin = counted

    def shown(self, who: str, address: str) -> Act:
        """A page, and whether it came whole."""
        return lambda: self.clients[who].get(address), lambda answer: (answer.status_code, "</html>" in answer.text)

    def asked(self, question: Callable) -> Any:
        """The answer to a question to the database, outside of what is timed."""
        with self.app.app_context(), connection():
            return question()

    # The list of requests to examine

    def page(self, number: int, who: str = "director") -> Act:
        """The first page of a direction's list."""
        return lambda: self.clients[who].get(f"{LIST}?page_size={PAGE}"), listed

    def deep(self, number: int) -> Act:
        """A page far down: its link names the row before it."""
        rank = (self.deepest - number % 5) * PAGE
        (last,) = self.asked(lambda: list(self.waiting.offset(rank - 1).limit(1)))
        mark = f"{last.id}.{last.state_since.isoformat()}".replace("+", "%2B")
        address = f"{LIST}?page_size={PAGE}&after={mark}&rank={rank + 1}"
        return lambda: self.clients["director"].get(address), listed

    def search(self, number: int) -> Act:
        """A family name among the requests of one region."""
        address = f"{LIST}?page_size={PAGE}&region={REGION}&q={searched(number)}"
        return lambda: self.clients["director"].get(address), listed

    def steady(self, number: int) -> Act:
        """The same first page for a region that never grows."""
        return self.page(number, "north")

    def board(self, number: int) -> Act:
        """The board of a direction."""
        return self.shown("director", BOARD)

    def steady_board(self, number: int) -> Act:
        """The board of the region that never grows."""
        return self.shown("north", BOARD)

    def whole_board(self, number: int) -> Act:
        """The board of the Ministry."""
        return self.shown("ministry", BOARD)

    # The wizard

    def identity(self, number: int) -> Act:
        """Step 1: a child is found by her name."""
        asked = f"last_name={self.child.last_name}&first_name={self.child.first_name}"
        return self.shown("editor", f"/mes/creer/?{asked}&birth_date={self.child.birth_date}")

    def type(self, number: int) -> Act:
        """Step 2: installation, year and type for that child."""
        return self.shown("editor", f"/mes/creer/{self.child.id}")

    def form(self, number: int) -> Act:
        """Step 3: a page of the form, the seven in turn."""
        return self.shown("editor", f"{REQUESTS}/{self.draft(number)}/formulaire/{number % 7 + 1}")

    def papers(self, number: int) -> Act:
        """Step 4: the documents."""
        return self.shown("editor", f"{REQUESTS}/{self.draft(number)}/pieces")

    def check(self, number: int) -> Act:
        """Step 5: the verification, for who may sign."""
        return self.shown("signer", f"{REQUESTS}/{self.draft(number)}/verification")

    def draft(self, number: int) -> int:
        """One of the drafts of the service."""
        return self.drafts[number % len(self.drafts)]

    def save(self, number: int) -> Act:
        """One field is saved while it is typed; how many transactions that took, and whether it is kept."""
        pk, text = self.draft(number), f"A besoin d’une présence constante, essai {number}."
        seen = self.asked(lambda: stamp_of(Request.get_by_id(pk), SAVED))
        sent = {"fields": {SAVED: {"value": text, "seen": seen}}}
        before = self.writes
        return (lambda: self.clients["editor"].post(f"{REQUESTS}/{pk}/saisie", json=sent,
                                                    headers={"X-CSRFToken": self.tokens["editor"]}),
                lambda answer: (answer.status_code, self.writes - before,
                                self.asked(lambda: text in str(Request.get_by_id(pk).form_data))))

    # On paper, and compared

    def print(self, number: int) -> Act:
        """« Formulaire complet » of one request, as the browser gets it."""
        address = f"{REQUESTS}/{self.sent[number % BATCH]}/imprimer/form"
        return (lambda: self.clients["director"].post(address, data={"csrf_token": self.tokens["director"]}),
                lambda answer: (answer.status_code, answer.data[:5].decode()))

    def batch(self, number: int) -> Act:
        """« Formulaire complet » of a hundred requests, from their rows to their files."""
        return self.inside(self.printed, lambda made: (len(set(made)), all(each[:5] == b"%PDF-" for each in made)))

    def printed(self) -> list[bytes]:
        requests = Request.select().where(Request.id << self.sent)
        return printing.FORM.pdfs(((each, printing.context(each)) for each in requests), user=self.users["director"])

    def diff(self, number: int) -> Act:
        """What differs between the last version and the one before it, each word marked."""
        request = self.asked(lambda: Request.get_by_id(self.twice[number % len(self.twice)]))

        def compared():
            found = diff.compared(request)
            return [change.marks() for change in found.changes]

        return self.inside(compared, lambda marks: bool(marks))

    def review(self, number: int) -> Act:
        """The page that shows it."""
        return self.shown("director", f"{REQUESTS}/{self.twice[number % len(self.twice)]}/examen")

    def inside(self, do: Callable, look: Callable) -> Act:
        """An act without a request of its own, in a context and with a connection that were there before."""
        context = self.app.test_request_context()
        context.push()
        db.connect(reuse_if_open=True)

        def looked(result) -> Any:
            db.close()
            context.pop()
            return look(result)

        return do, looked
