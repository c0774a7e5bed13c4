"""Messages on both databases: two towns, planted once; each test is rolled back after it."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from core.accounts.models import Membership, Role, User
from core.jobs import claim_job
from core.organisations import Organisation
from core.outbox import Delivery, deliver_next
from core.progress import Progress
from core.records import utcnow
from core.running import running
from core.testing import signed_in
from core.worker import run
from plugins.families import Child, Guardian, Guardianship, Household
from plugins.families.plugin import Families
from plugins.messages import MessageCopy
from plugins.messages.plugin import Messages
from tests.planted import planted, undone

CLERK = ("core.dashboard", "core.export", "families.read", "families.edit", "families.archive", "messages.read",
         "messages.send")


@pytest.fixture
def plugins():
    return [Families, Messages]


def plant() -> None:
    """Two towns with a clerk each, one of whom works in both, and a reader."""
    towns = {}
    for name in ("Belle-Marelle", "Grand-Vent"):
        towns[name] = Organisation(kind="town", name=name, code=name, country="FR", time_zone="Europe/Paris",
                                   email=f"enfance@{name.lower()}.test", phone="04 00 00 00 00")
        towns[name].save()
    for name, rights in (("clerk", CLERK), ("reader", ("core.dashboard", "families.read", "messages.read"))):
        Role(name=name, label=name, permissions=list(rights)).save()
    for name, role, places in (("clerk", "clerk", ("Belle-Marelle",)), ("reader", "reader", ("Belle-Marelle",)),
                               ("stranger", "clerk", ("Grand-Vent",)), ("both", "clerk", tuple(towns))):
        user = User.create(email=f"{name}@marelle.test", first_name=name, last_name="Essai")
        for place in places:
            Membership(user=user, role=Role.get(Role.name == role), organisation=towns[place]).save()


planted_messages = planted("messages", [Families, Messages], plant)


@dataclass
class Town:
    """What is planted, and ways to add families and to let the workers work."""

    app: object
    users: dict[str, User]

    def __getattr__(self, name: str) -> User:
        """`town.clerk`, `town.stranger`…"""
        try:
            return self.users[name]
        except KeyError:
            raise AttributeError(name) from None

    def window(self, name: str = "clerk"):
        """A browser in which somebody is signed in."""
        return signed_in(self.app, self.users[name])

    def adult(self, name: str = "Alix Lerouet", mail: str | None = None, place: str = "Belle-Marelle",
              home: Household | None = None) -> Guardian:
        """An adult in a household of her own."""
        first, _space, last = name.partition(" ")
        if home is None:
            home = Household(organisation=Organisation.get(Organisation.name == place), name=f"Foyer {last}",
                             street="4, rue du Puits", city="Rive-Basse", postal_code="38999", family_code="AB12")
            home.save()
        found = Guardian(household=home, first_name=first, last_name=last, title="mrs",
                         email=f"{first}.{last}@courriel.test".lower() if mail is None else mail)
        found.save()
        return found

    def child(self, name: str, *parents: Guardian, authority: bool = True) -> Child:
        """A child of these adults."""
        first, _space, last = name.partition(" ")
        found = Child(household=parents[0].household, first_name=first, last_name=last, birth_date=date(2019, 4, 2))
        found.save()
        for each in parents:
            Guardianship(child=found, guardian=each, kind="mother", parental_authority=authority).save()
        return found

    def work(self) -> None:
        """Let the workers do all that is ready."""
        while row := claim_job("worker"):
            run(row, Progress(row))
        while deliver_next():
            pass

    def let_time_pass(self) -> None:
        """The leases run out, and what waits is due."""
        past = utcnow() - timedelta(seconds=1)
        Delivery.update(run_at=past, lease_until=past).execute()

    def mails(self) -> list:
        """What the mail server was given, in the order of addresses."""
        found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in self.folder()]
        return sorted(found, key=lambda mail: mail["To"])

    def folder(self) -> list:
        """The files of the mails."""
        return sorted((running().config.data / "mail").glob("*.eml"))

    def states(self) -> dict[str, str]:
        """What became of each copy, by the first name of who gets it."""
        return {each.guardian.first_name: each.state for each in MessageCopy.select()}


@pytest.fixture
def town(planted_messages) -> Iterator[Town]:
    """The towns; whatever the test does is undone after it."""
    with undone(*planted_messages):
        found = Town(planted_messages[0], {each.first_name: each for each in User.select()})
        yield found
        for path in found.folder():
            path.unlink()


@pytest.fixture
def compose(town):
    """A factory: posts the composer's form as the clerk, for a list of adults or of children."""

    def post(people, who: str = "clerk", origin: str = "responsables", **data):
        ids = ",".join(str(each.id) for each in people)
        return town.window(who).post(f"/messages/ecrire/{origin}", data={"ids": ids} | data)

    return post


