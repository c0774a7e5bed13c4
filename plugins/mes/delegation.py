"""During an absence: a direction lends its review rights to a colleague of the Ministry, from a day to a day.

What gives the rights is a membership that ends by itself; a delegation says who lent it, since when and until when.
"""

from __future__ import annotations

from datetime import date, timedelta

from core.api import (
    SYSTEM,
    CharField,
    DateField,
    Forbidden,
    ForeignKeyField,
    Membership,
    MomentField,
    Organisation,
    Record,
    Refused,
    Role,
    User,
    _,
    end_role,
    give_role,
    journal,
    notify,
    prose_date,
    today,
    utcnow,
    write_transaction,
)

RIGHT, REVIEW = "mes.review.delegate", "mes.request.review"
LONGEST = 366
OFFICES = ("ministry", "direction", "region")
PAGE = "/mes/delegations"
KEPT_BACK = ("core.user.edit", "core.role.edit", "core.setting.edit", "core.organisation.edit")
"""What is never lent: whoever holds it could keep it."""


class Delegation(Record):
    """A role lent at a place, both days included.

    `begun_at`: when the rights were given; `ended_at`: when they were taken back before their day.
    """

    organisation = ForeignKeyField(Organisation, on_delete="CASCADE", backref="+")
    role = ForeignKeyField(Role, on_delete="RESTRICT", backref="+")
    delegator = ForeignKeyField(User, on_delete="CASCADE", backref="+")
    delegate = ForeignKeyField(User, on_delete="CASCADE", backref="+")
    starts_on = DateField()
    ends_on = DateField()
    reason = CharField(max_length=200, default="")
    begun_at = MomentField(null=True)
    ended_at = MomentField(null=True)

    belongs_to = "organisation"

    class Meta:
        table_name = "mes_delegation"

    def __str__(self):
        return f"{self.delegator} → {self.delegate}"

    @classmethod
    def within(cls, user, permission: str = ""):
        """One's own, given and received, and those of the places whose people one manages."""
        own = (cls.delegator == user.id) | (cls.delegate == user.id)
        return own | super().within(user, "core.user.edit")

    @property
    def is_over(self) -> bool:
        """Whether it gives nothing any more."""
        return self.ended_at is not None or self.ends_on < today()

    @property
    def is_in_force(self) -> bool:
        """Whether it gives its rights today."""
        return self.begun_at is not None and not self.is_over


def in_force_for(user) -> list[Delegation]:
    """Those of today that a person gave or received: one query."""
    return [each for each in known_to(user, since=today()) if each.is_in_force]


def known_to(user, *, since: date | None = None) -> list[Delegation]:
    """Those given and received by a person, the newest first; with their people, role and place."""
    delegate = User.alias()
    query = (Delegation.select(Delegation, Organisation, Role, User, delegate).join(Organisation).switch(Delegation)
             .join(Role).switch(Delegation).join(User, on=Delegation.delegator).switch(Delegation)
             .join(delegate, on=(Delegation.delegate == delegate.id), attr="delegate")
             .where((Delegation.delegator == user.id) | (Delegation.delegate == user.id)))
    if since:
        query = query.where(Delegation.ends_on >= since, Delegation.ended_at.is_null())
    return list(query.order_by(Delegation.starts_on.desc(), Delegation.id.desc()).limit(100))


def lendable(user) -> list[tuple[Role, Organisation]]:
    """What a person may lend: review roles whose every right she holds there by herself, none of them lent to her."""
    roles = [role for role in Role.select().order_by(Role.label) if REVIEW in role.permissions
             and not set(KEPT_BACK) & set(role.permissions)]
    found = []
    for place, rights in first_hand(user).values():
        if RIGHT in rights:
            found += [(role, place) for role in roles if rights >= set(role.permissions)]
    return found


def first_hand(user) -> dict[int, tuple[Organisation, frozenset[str]]]:
    """The rights of a person's own memberships by place, without those that somebody lent her."""
    lent = {(each.role_id, each.organisation_id) for each in Delegation.select().where(
        Delegation.delegate == user.id, Delegation.begun_at.is_null(False), Delegation.ended_at.is_null(),
        Delegation.ends_on >= today())}
    found: dict[int, tuple[Organisation, frozenset[str]]] = {}
    for held in (Membership.select(Membership, Role, Organisation).join(Role).switch(Membership).join(Organisation)
                 .where(Membership.user == user.id, Membership.in_force())):
        if (held.role_id, held.organisation_id) not in lent:
            before = found.get(held.organisation_id, (None, frozenset()))[1]
            found[held.organisation_id] = held.organisation, before | frozenset(held.role.permissions)
    return found


def colleagues(user) -> list[User]:
    """The people of the Ministry that one may lend rights to: active, with a role in one of its offices."""
    roots = {int(path.split(".")[0]) for path in user.places_with(RIGHT) if path}
    if not roots:
        return []
    offices = Organisation.select(Organisation.id).where(
        Organisation.kind << list(OFFICES), below_any(roots))
    members = Membership.select(Membership.user).where(Membership.organisation << offices, Membership.in_force())
    return list(User.select().where(User.id << members, User.id != user.id, User.active, User.is_staff,
                                    User.archived_at.is_null()).order_by(User.last_name, User.first_name, User.id))


def below_any(roots: set[int]):
    """The condition that an organisation stands in one of these trees."""
    found = None
    for root in roots:
        below = Organisation.path.startswith(f"{root}.")
        found = below if found is None else found | below
    return found


def delegate(user, to: User, role: Role, place: Organisation, *, starts_on: date, ends_on: date,
             reason: str = "") -> Delegation:
    """Lend a role at a place from a day to a day. Raises Forbidden for what one does not hold, Refused for the rest."""
    if (role.id, place.id) not in {(each.id, where.id) for each, where in lendable(user)}:
        raise Forbidden(_("Vous ne pouvez pas déléguer « %(role)s » à « %(place)s » : vous n’en avez pas vous-même "
                          "tous les droits.", role=role.label, place=place.name),
                        _("Seuls vos propres droits se délèguent, pas ceux qu’on vous a délégués."))
    if to.id not in {each.id for each in colleagues(user)}:
        raise Refused(_("Cette personne n’est pas une collègue du Ministère."), _("Choisissez quelqu’un de la liste."))
    check_days(user, role, place, starts_on, ends_on)
    check_free(to, role, place, starts_on, ends_on)
    made = Delegation(organisation=place, role=role, delegator=user.id, delegate=to.id, starts_on=starts_on,
                      ends_on=ends_on, reason=reason.replace("\x00", "").strip()[:200])
    with write_transaction():
        made.save()
        journal.saved(user, "mes.delegation.created", made)
        if starts_on <= today():
            begin(made, user)
        notify([to], _("%(who)s vous délègue « %(role)s » à « %(place)s », du %(first)s au %(last)s.", who=user.name,
                       role=role.label, place=place.name, first=prose_date(starts_on), last=prose_date(ends_on)),
               link=PAGE)
    return made


def check_days(user, role: Role, place: Organisation, starts_on: date, ends_on: date) -> None:
    """Refuse days that are past, reversed, too long, or that outlive what the delegator holds."""
    if starts_on < today():
        raise Refused(_("La délégation commence dans le passé."), _("Choisissez aujourd’hui ou plus tard."))
    if ends_on < starts_on:
        raise Refused(_("La délégation finit avant de commencer."), _("Changez l’une des deux dates."))
    if (ends_on - starts_on).days >= LONGEST:
        raise Refused(_("Une délégation dure un an au plus."), _("Choisissez une fin plus proche."))
    ends = [held.ends_on for held in Membership.select().where(
        Membership.user == user.id, Membership.organisation == place.id, Membership.in_force())]
    if None not in ends and ends and max(ends) < ends_on:
        raise Refused(_("Vos propres droits finissent le %(day)s.", day=prose_date(max(ends))),
                      _("La délégation ne peut pas durer plus longtemps."))


def check_free(to: User, role: Role, place: Organisation, starts_on: date, ends_on: date) -> None:
    """Refuse what the colleague holds already, by herself or by another delegation of the same days."""
    held = Membership.get_or_none(user=to, role=role, organisation=place)
    twin = Delegation.get_or_none(
        Delegation.delegate == to.id, Delegation.role == role.id, Delegation.organisation == place.id,
        Delegation.ended_at.is_null(), Delegation.starts_on <= ends_on, Delegation.ends_on >= starts_on)
    if twin is not None:
        raise Refused(_("%(name)s a déjà cette délégation du %(first)s au %(last)s.", name=to.name,
                        first=prose_date(twin.starts_on), last=prose_date(twin.ends_on)),
                      _("Mettez-y fin, ou choisissez d’autres jours."))
    if held is not None and held.is_in_force and (held.ends_on is None or held.ends_on >= starts_on) \
            and not lent_until(to, role, place, held.ends_on):
        raise Refused(_("%(name)s a déjà ces droits.", name=to.name), _("Il n’y a rien à déléguer."))


def lent_until(to: User, role: Role, place: Organisation, ends_on: date | None) -> bool:
    """Whether a membership that ends this day comes from a delegation."""
    return Delegation.select().where(
        Delegation.delegate == to.id, Delegation.role == role.id, Delegation.organisation == place.id,
        Delegation.begun_at.is_null(False), Delegation.ended_at.is_null(), Delegation.ends_on == ends_on).exists()


def begin(made: Delegation, actor) -> None:
    """Give the rights until the last day: they end by themselves."""
    give_role(actor, made.delegate, made.role, made.organisation, ends_on=made.ends_on)
    made.begun_at = utcnow()
    made.save()


def end(user, made: Delegation) -> None:
    """End a delegation before its day: whoever gave it, received it or manages the accounts there."""
    if user.id not in (made.delegator_id, made.delegate_id) and not user.can("core.user.edit", made.organisation):
        raise Forbidden(_("Cette délégation n’est pas la vôtre."))
    if made.is_over:
        raise Refused(_("Cette délégation est déjà finie."))
    stop(made, user)
    other = made.delegate if user.id == made.delegator_id else made.delegator
    notify([other], _("%(who)s met fin à la délégation de « %(role)s » à « %(place)s ».", who=user.name,
                      role=made.role.label, place=made.organisation.name), link=PAGE)


def stop(made: Delegation, actor) -> None:
    """Take the rights back at once."""
    with write_transaction():
        held = Membership.get_or_none(user=made.delegate_id, role=made.role_id, organisation=made.organisation_id)
        if made.begun_at and held is not None and held.ends_on == made.ends_on:
            end_role(actor, held, today() - timedelta(days=1), "core.membership.ended")
        before = made.as_dict()
        made.ended_at = utcnow()
        made.save()
        journal.saved(actor, "mes.delegation.ended", made, before)


def settle() -> dict[str, int]:
    """Begin what starts today, and end what the delegator does not hold any more; safe to run again."""
    begun = ended = 0
    for made in Delegation.select().where(Delegation.ended_at.is_null(), Delegation.ends_on >= today()):
        if not still_held(made):
            stop(made, SYSTEM)
            ended += 1
        elif made.begun_at is None and made.starts_on <= today():
            with write_transaction():
                begin(made, SYSTEM)
            begun += 1
    return {"begun": begun, "ended": ended}


def still_held(made: Delegation) -> bool:
    """Whether the delegator is still there and holds by herself all that she lends."""
    lender = made.delegator
    if not lender.active or lender.archived_at is not None:
        return False
    return any(role.id == made.role_id and place.id == made.organisation_id for role, place in lendable(lender))


__all__ = ["Delegation", "delegate", "end", "in_force_for", "known_to", "lendable", "settle"]
