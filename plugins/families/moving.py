"""Adults move from a household to another; their children follow unless somebody stays for them (FAM-R06, R07)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from core.api import Forbidden, Refused, _, journal, local, prose_date, today, write_transaction
from plugins.families.codes import give_code
from plugins.families.mails import refuse_shared_mail
from plugins.families.models import Child, Guardian, Guardianship, Household, HouseholdMembership, refuse_archived

EDIT = "families.edit"


def move(guardian: Guardian, household: Household, day: date, user) -> list[Child]:
    """Have an adult live in another household from `day` on; returns the children whose main household follows.

    Raises Refused when she lives there already, when somebody is archived, or when the day does not follow what is
    known; Forbidden when `user` may not write the household.
    """
    check(guardian, household, day, user)
    with write_transaction():
        old, before = guardian.household_id, guardian.as_dict()
        write_membership(guardian, household, day)
        guardian.household = household
        guardian.save()
        journal.saved(user, "families.guardian.moved", guardian, before)
        return [follow(child, household, user) for child in followers(guardian, old)]


def write_membership(guardian: Guardian, household: Household, day: date) -> None:
    """The dated history: what is open ends the day before; what began that very day is corrected."""
    now = open_membership(guardian)
    if now.starts_on >= day:
        now.household = household
        now.save()
        return
    now.ends_on = day - timedelta(days=1)
    now.save()
    HouseholdMembership(guardian=guardian, household=household, starts_on=day).save()


def date_form(guardian: Guardian) -> None:
    """Write in the history a household that was changed in a form, in the transaction of the form."""
    if open_membership(guardian).household_id != guardian.household_id:
        write_membership(guardian, guardian.household, today())


def check(guardian: Guardian, household: Household, day: date, user) -> None:
    """Raise Refused or Forbidden when the move is not possible."""
    refuse_archived(guardian, household)
    refuse_shared_mail(Guardian(id=guardian.id, household=household, email=guardian.email), user)
    if guardian.household_id == household.id:
        raise Refused(_("%(who)s habite déjà ce foyer.", who=guardian), _("Choisissez un autre foyer."))
    if not user.can(EDIT, household):
        raise Forbidden(_("Vous n’avez pas le droit de modifier ce foyer."), _("Choisissez un autre foyer."))
    since = open_membership(guardian).starts_on
    if day > today():
        raise Refused(_("Ce jour n’est pas encore venu."), _("Écrivez le jour du déménagement quand il a eu lieu."))
    if day < since:
        raise Refused(_("%(who)s habite son foyer depuis le %(day)s.", who=guardian, day=prose_date(since)),
                      _("Choisissez ce jour, ou un jour plus tard."))


def open_membership(guardian: Guardian) -> HouseholdMembership:
    """Where an adult lives now, in the dated history; one that came without is given it."""
    found = HouseholdMembership.get_or_none((HouseholdMembership.guardian == guardian.id)
                                            & HouseholdMembership.ends_on.is_null())
    if found is None:
        found = HouseholdMembership(guardian=guardian, household=guardian.household_id,
                                    starts_on=local(guardian.created_at).date())
        found.save()
    return found


def followers(guardian: Guardian, old: int) -> list[Child]:
    """The children of an adult whose main household was the one she left, where nobody stays for them."""
    staying = (Guardianship.select(Guardianship.child).join(Guardian, on=Guardianship.guardian == Guardian.id)
               .where(Guardian.household == old, Guardian.archived_at.is_null(), Guardianship.current()))
    return list(children_of_adult(guardian).where(Child.household == old, Child.archived_at.is_null(),
                                                  Child.id.not_in(staying)))


def follow(child: Child, household: Household, user) -> Child:
    """The child's main household becomes this one."""
    before = child.as_dict()
    child.household = household
    child.save()
    journal.saved(user, "families.child.moved", child, before)
    return child


def children_of_adult(guardian: Guardian):
    """The query of the children that an adult is responsible for today."""
    ties = Guardianship.select(Guardianship.child).where(Guardianship.guardian == guardian.id, Guardianship.current())
    return Child.select().where(Child.id << ties).order_by(Child.birth_date, Child.id)


def children_of(household: Household):
    """The query of a household's children: those of its adults, and those whose main household it is."""
    ties = (Guardianship.select(Guardianship.child).join(Guardian, on=Guardianship.guardian == Guardian.id)
            .where(Guardian.household == household.id, Guardian.archived_at.is_null(), Guardianship.current()))
    return Child.select().where((Child.household == household.id) | (Child.id << ties)).order_by(
        Child.birth_date, Child.id)


def households_of(child: Child) -> list[Household]:
    """The main household of a child, then those of its other adults (FAM-R08, R09)."""
    found = {each.household_id: each.household for each in child.guardians() if each.archived_at is None}
    return [found.pop(child.household_id, child.household), *found.values()]


def separate(guardian: Guardian, name: str, address: Mapping[str, str], day: date, user) -> Household:
    """Have an adult live in a NEW household from `day` on, as parents who separate do (FAM-R07); returns it."""
    with write_transaction():
        household = Household(organisation=guardian.household.organisation_id, name=name, **address)
        begin(household, user)
        move(guardian, household, day, user)
    return household


def begin(household: Household, user) -> Household:
    """Save a new household with its code; its name and its address are mandatory (FAM-R03)."""
    if not (household.name.strip() and household.street.strip() and household.city.strip()
            and household.postal_code.strip()):
        raise Refused(_("Le nom du foyer et son adresse sont obligatoires."), _("Complétez-les."))
    if not user.can(EDIT, household):
        raise Forbidden(_("Vous ne pouvez pas créer de foyer ici : ce lieu n’est pas de votre ressort."))
    give_code(household).save()
    journal.saved(user, "families.household.created", household)
    return household
