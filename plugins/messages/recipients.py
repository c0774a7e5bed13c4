"""Who gets a message, and who does not with the reason: read at once for a whole list (MSG-R02)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from core.api import Organisation, Refused, _
from plugins.families import Child, Guardian, Guardianship, Household
from plugins.messages.models import REASONS, Preference

SEND = "messages.send"
AT_ONCE = 500


@dataclass(frozen=True)
class Recipient:
    """An adult, the first names of the children whom the message is about, and why she gets none, if so."""

    guardian: Guardian
    children: tuple[str, ...] = ()
    town: str = ""
    reason: str = ""

    @property
    def why_not(self) -> object:
        """The reason in words."""
        return REASONS[self.reason]


@dataclass(frozen=True)
class Audience:
    """Everybody who was chosen, in the order of names. `childless`: children without an adult to write to."""

    origin: str
    organisation: Organisation | None = None
    everybody: Sequence[Recipient] = ()
    childless: Sequence[Child] = field(default=())

    @property
    def reached(self) -> list[Recipient]:
        """Those who get the message."""
        return [each for each in self.everybody if not each.reason]

    @property
    def excluded(self) -> list[Recipient]:
        """Those who do not."""
        return [each for each in self.everybody if each.reason]

    @property
    def exclusions(self) -> list[tuple[object, list[Recipient]]]:
        """Those who do not, by reason."""
        groups = [(label, [each for each in self.excluded if each.reason == name]) for name, label in REASONS.items()]
        return [(label, people) for label, people in groups if people]


def of_guardians(ids: Sequence[int], user, origin: str = "guardians") -> Audience:
    """The adults of these numbers whom the person may write to, with all their children."""
    children = defaultdict(list)
    for chunk in chunks(ids):
        for guardian, name in ties().where(Guardianship.guardian << chunk).select(
                Guardianship.guardian, Child.first_name).tuples():
            children[guardian].append(name)
    return gathered(origin, guardians(ids, user), children)


def of_children(ids: Sequence[int], user) -> Audience:
    """The adults who have parental authority over these children, with those of their children that were chosen."""
    pairs = []
    for chunk in chunks(ids):
        pairs.extend(ties().where(Guardianship.child << chunk, Guardianship.parental_authority).select(
            Guardianship.guardian, Guardianship.child, Child.first_name).tuples())
    found = guardians([guardian for guardian, _child, _name in pairs], user)
    known, children, held = {each.id for each in found}, defaultdict(list), set()
    for guardian, child, name in pairs:
        if guardian in known:
            children[guardian].append(name)
            held.add(child)
    alone = [each for each in ids if each not in held]
    return gathered("children", found, children, [
        each for chunk in chunks(alone)
        for each in Child.visible_to(user).where(Child.id << chunk).order_by(Child.last_name, Child.id)])


def ties():
    """The ties that hold today, with their children, the eldest first."""
    return Guardianship.select().join(Child).where(Guardianship.current(), Child.archived_at.is_null()).order_by(
        Child.birth_date, Child.id)


def guardians(ids: Sequence[int], user) -> list[Guardian]:
    """Those of these adults whom the person may see and write to, with their households, by name."""
    found = []
    for chunk in chunks(ids):
        found.extend(Guardian.select(Guardian, Household).join(Household).where(
            Guardian.within(user), Guardian.within(user, SEND), Guardian.id << chunk))
    return sorted(found, key=lambda each: (each.last_name.casefold(), each.first_name.casefold(), each.id))


def gathered(origin: str, found: list[Guardian], children: dict, childless: Sequence[Child] = ()) -> Audience:
    """The audience that these adults are: judged one by one, in the name of one town."""
    if not found:
        return Audience(origin, childless=childless)
    place = organisation_of(found)
    town, refusing, taken = str(place.ancestor("town") or place), unwilling(found), set()
    return Audience(origin, place, [
        Recipient(each, tuple(dict.fromkeys(children[each.id])), town, why_not(each, refusing, taken))
        for each in found], childless)


def organisation_of(found: list[Guardian]) -> Organisation:
    """The place in whose name they are written to; Refused when they are families of two."""
    places = {each.household.organisation_id for each in found}
    rows = list(Organisation.select().where(Organisation.id << places))
    if len(rows) == 1:
        return rows[0]
    tops = {row.path.partition(".")[0] for row in rows}
    top = Organisation.get_by_id(int(tops.pop())) if len(tops) == 1 else None
    if top is None or top.kind != "town":
        raise Refused(_("Ces familles ne sont pas toutes de la même collectivité."),
                      _("Filtrez la liste, et écrivez à chacune en son nom."))
    return top


def unwilling(found: Sequence[Guardian]) -> set[int]:
    """Those who want no messages."""
    return {guardian for chunk in chunks(each.id for each in found)
            for (guardian,) in Preference.select(Preference.guardian).where(
                Preference.guardian << chunk, ~Preference.accepts_messages).tuples()}


def why_not(guardian: Guardian, refusing: set[int], taken: set[str]) -> str:
    """The reason why an adult gets no message; her address counts as `taken` from then on."""
    address = guardian.email.strip().casefold()
    if guardian.archived_at is not None:
        return "archived"
    if guardian.id in refusing:
        return "opted_out"
    if not address:
        return "no_email"
    if not is_address(address):
        return "unusable"
    if address in taken:
        return "same_address"
    taken.add(address)
    return ""


def is_address(text: str) -> bool:
    """Whether this can be an address: a name, one @, a domain with a dot, nothing else."""
    name, _at, domain = text.partition("@")
    return bool(name) and "." in domain.strip(".") and text.isprintable() and not set(text) & set(" ,;<>\"()[]\\") \
        and "@" not in domain


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Some numbers at a time, each once."""
    listed = list(dict.fromkeys(ids))
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start:start + AT_ONCE]
