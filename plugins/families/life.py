"""Households, adults and children are archived and taken out again: the other plugins may refuse, and follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.api import (
    STAY,
    Forbidden,
    Obstacle,
    Record,
    Refused,
    State,
    Transition,
    Workflow,
    _,
    guard_conditions,
    journal,
    running,
    today,
    utcnow,
    write_transaction,
)
from plugins.families.mails import holder
from plugins.families.models import Child, Guardian, Guardianship, Household
from plugins.families.moving import children_of_adult

ARCHIVE, EDIT = "families.archive", "families.edit"
Archived = Household | Guardian | Child


def nobody_left(household: Household, user) -> Obstacle | None:
    """No adult in use lives in the household."""
    adults = list(living_in(household))
    return Obstacle(_("%(who)s y habite encore.", who=", ".join(map(str, adults))),
                    _("Archivez d’abord ses responsables : le foyer est alors proposé avec le dernier.")) \
        if adults else None


def mail_is_free(guardian: Guardian, user) -> object | None:
    """Nobody else took the e-mail address in the meantime (FAM-R23)."""
    back = Guardian(**{name: guardian.__data__[name] for name in ("id", "household", "email")})
    taken, who = holder(back, user)
    return Obstacle(_("Son adresse courriel est maintenant celle de %(who)s.", who=who or _("une autre personne")),
                    _("Changez d’abord l’adresse de cette autre fiche.")) if taken else None


def living_in(household: Household):
    """The query of the adults in use of a household."""
    return Guardian.select().where(Guardian.household == household.id, Guardian.archived_at.is_null())


class HouseholdLife(Workflow):
    """Un foyer, en service ou aux archives."""

    name = "families.household"
    active = State(_("En service"), "vert", "circle-check")
    archived = State(_("Aux archives"), "prune", "archive", final=True)
    archive = Transition(active, archived, _("Archiver"), permission=ARCHIVE, guards=[nobody_left])
    unarchive = Transition(archived, active, _("Désarchiver"), permission=ARCHIVE)


class GuardianLife(Workflow):
    """Un responsable, en service ou aux archives, ouvert ou non aux inscriptions (FAM-R18)."""

    name = "families.guardian"
    active = State(_("En service"), "vert", "circle-check")
    archived = State(_("Aux archives"), "prune", "archive", final=True)
    archive = Transition(active, archived, _("Archiver"), permission=ARCHIVE)
    unarchive = Transition(archived, active, _("Désarchiver"), permission=ARCHIVE, guards=[mail_is_free])
    open_registrations = Transition(active, STAY, _("Ouvrir l’accès aux inscriptions"), permission=EDIT)
    close_registrations = Transition(active, STAY, _("Fermer l’accès aux inscriptions"), permission=EDIT)


class ChildLife(Workflow):
    """Un enfant, en service ou aux archives."""

    name = "families.child"
    active = State(_("En service"), "vert", "circle-check")
    archived = State(_("Aux archives"), "prune", "archive", final=True)
    archive = Transition(active, archived, _("Archiver"), permission=ARCHIVE)
    unarchive = Transition(archived, active, _("Désarchiver"), permission=ARCHIVE)


LIVES: dict[type[Record], type[Workflow]] = {Household: HouseholdLife, Guardian: GuardianLife, Child: ChildLife}


def transition_of(record: Archived, verb: str) -> Transition:
    """The transition of this name in the life of a record."""
    return vars(LIVES[type(record)])[verb]


def reasons(record: Archived, verb: str, user) -> list:
    """Why it may not happen now, as conditions with their words; none when it may (FAM-R12, R18)."""
    found = guard_conditions(record, transition_of(record, verb), user)
    return [each for each in found if not each.met]


def refuse_unless_possible(record: Archived, verb: str, user) -> None:
    """Raise Forbidden without the right, Refused with every reason."""
    transition = transition_of(record, verb)
    if not user.can(transition.permission, record):
        raise Forbidden(_("Vous n’avez pas le droit « %(name)s ».", name=transition.label))
    if unmet := reasons(record, verb, user):
        raise Refused(_("« %(name)s » n’est pas possible pour %(who)s : %(reasons)s", name=transition.label, who=record,
                        reasons=" ".join(str(each.text) for each in unmet)),
                      " ".join(str(each.remedy) for each in unmet if each.remedy), obstacles=unmet)


def archive(record: Archived, user, along: Sequence[Archived] = ()) -> None:
    """Put a record in the archives, and with it some of those that were proposed (FAM-R11, R12, R16, R17)."""
    allowed = {(type(each), each.id) for each in proposed(record)}
    if any((type(each), each.id) not in allowed for each in along):
        raise Refused(_("Cette fiche n’est pas proposée avec celle-ci."), _("Rechargez la page, puis recommencez."))
    children = [each for each in along if isinstance(each, Child)]
    homes = [each for each in along if isinstance(each, Household)]
    with write_transaction():
        for each in (*children, record, *homes):
            put(each, "archive", user)


def unarchive(record: Archived, user) -> None:
    """Take a record out of the archives; its household comes out with it (FAM-R15)."""
    with write_transaction():
        home = None if isinstance(record, Household) else record.household
        if home is not None and home.archived_at is not None:
            put(home, "unarchive", user)
        put(record, "unarchive", user)


def put(record: Archived, verb: str, user) -> None:
    """One record, in the caller's transaction: asked, written, journalled, told."""
    refuse_put(record, verb, user)
    out = verb == "unarchive"
    before = record.as_dict()
    record.archived_at = None if out else utcnow()
    record.save()
    journal.saved(user, f"{record.kind()}.{'restored' if out else 'archived'}", record, before)
    running().host.call("transition_done", record=record, transition=transition_of(record, verb), user=user)


def refuse_put(record: Archived, verb: str, user) -> None:
    """Raise Refused when a record is there already, or anything else speaks against it."""
    out = verb == "unarchive"
    if (record.archived_at is None) == out:
        raise Refused(_("%(who)s n’est pas dans les archives.", who=record) if out else
                      _("%(who)s est déjà dans les archives.", who=record), _("Rechargez la page."))
    refuse_unless_possible(record, verb, user)


def set_registrations(guardian: Guardian, opened: bool, user) -> None:
    """Open or close an adult to registration; closing is asked of the plugins that registered her (FAM-R18)."""
    if guardian.registrations_open == opened:
        return
    verb = "open_registrations" if opened else "close_registrations"
    with write_transaction():
        refuse_unless_possible(guardian, verb, user)
        before = guardian.as_dict()
        guardian.registrations_open = opened
        guardian.save()
        journal.saved(user, f"families.guardian.{verb}", guardian, before)
        running().host.call("transition_done", record=guardian, transition=transition_of(guardian, verb), user=user)


def proposed(record: Archived) -> list[Archived]:
    """What goes with the last adult of a household: it, and the children nobody else is responsible for (FAM-R17)."""
    if not isinstance(record, Guardian) or record.archived_at is not None:
        return []
    others = living_in(record.household).where(Guardian.id != record.id).exists()
    return [*alone_with(record), *([] if others else [record.household])]


def alone_with(guardian: Guardian) -> list[Child]:
    """The children in use for whom no other adult in use is responsible."""
    cared = (Guardianship.select(Guardianship.child).join(Guardian, on=Guardianship.guardian == Guardian.id)
             .where(Guardian.id != guardian.id, Guardian.archived_at.is_null(), Guardianship.current()))
    return list(children_of_adult(guardian).where(Child.archived_at.is_null(), Child.id.not_in(cared)))


def consequences(record: Archived, day: date | None = None) -> list[object]:
    """What archiving takes away, in the words and numbers of the other plugins (FAM-R16)."""
    answers = running().host.call("archive_consequences", person=record, day=day or today())
    return [sentence for _plugin, said in answers for sentence in (said if isinstance(said, list) else [said]) if said]
