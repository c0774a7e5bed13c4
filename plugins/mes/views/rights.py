"""« Droits d’accès »: the people of a service, their three rights, what to review, and what was done (1.9b)."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import MarelleError, NotFound, Organisation, Page, _, expose, fresh, needs, person, prose_date
from plugins.mes import rights
from plugins.mes.forms import RightForm

SCOPE = "les services dont elle gère les accès"


class RightsPage(Page):
    """For the person responsible for the electronic services (RSE), who reads no request by this."""

    name, url, label = "mes.rights", "/mes/droits", _("Droits d’accès")
    permission, scope = rights.MANAGE, SCOPE

    @expose("/")
    def index(self):
        """Everybody with a role in the service."""
        found = rights.services(person())
        if not found:
            raise NotFound(_("Vous ne gérez les accès d’aucun service de garde."))
        service = chosen(found)
        holders = rights.people(service)
        return self.render("mes/rights.html", service=service, services=found, holders=holders, roles=rights.roles(),
                           reviewed=rights.to_review(holders), acts=rights.acts(service))

    @expose("/<int:service>/<int:user>")
    @needs(rights.MANAGE, SCOPE)
    def one(self, service: int, user: int):
        """The three rights of one person."""
        return self.shown(managed(service), user)

    @expose("/<int:service>/<int:user>/<role>", methods=("POST",))
    @needs(rights.MANAGE, SCOPE)
    @fresh()
    def change(self, service: int, user: int, role: str):
        """Grant a right, prolong it, or take it away."""
        here = managed(service)
        holder, wanted = rights.holder_of(here, user), right_of(role)
        if http.form.get("acte") == "retirer":
            return self.done(here, user, lambda: rights.take_away(person(), holder.user, wanted, service=here),
                             _("Le droit « %(right)s » est retiré.", right=str(wanted)))
        form = RightForm(http.form)
        if not form.validate():
            return self.shown(here, user, wrong=(role, form)), 400
        day = form.ends_on.data
        said = _("Le droit « %(right)s » est accordé jusqu’au %(day)s.", right=str(wanted), day=prose_date(day)) \
            if day else _("Le droit « %(right)s » est accordé sans fin.", right=str(wanted))
        return self.done(here, user, lambda: rights.grant(person(), holder.user, wanted, service=here, ends_on=day),
                         said)

    def done(self, service: Organisation, user: int, act, said):
        """Do it and say so, or say why not."""
        try:
            act()
        except MarelleError as reason:
            return self.shown(service, user, refusal=reason), reason.status
        flash(said, "success")
        return redirect(url_for("mes_rights.one", service=service.id, user=user), 303)

    def shown(self, service: Organisation, user: int, *, wrong=("", None), refusal: MarelleError | None = None):
        """The page of one person."""
        holder = rights.holder_of(service, user)
        lines = [(role, holder.right(role), wrong[1] if role.name == wrong[0] else form_of(holder.right(role)),
                  rights.why_not(person(), holder.user, role, service)) for role in rights.roles()]
        elsewhere = [each for each in holder.rights if not each.at_service and each.in_force]
        return self.render("mes/right.html", service=service, holder=holder, lines=lines, refusal=refusal,
                           elsewhere=elsewhere)


def form_of(right: rights.Right | None) -> RightForm:
    """The form of a right, with the end that is kept."""
    return RightForm(ends_on=right.membership.ends_on if right and right.in_force else None)


def chosen(found: list[Organisation]) -> Organisation:
    """The service that the address names by its number; else the first."""
    number = http.args.get("service", "").replace("-", "").strip()
    if not number:
        return found[0]
    service = next((each for each in found if each.code == number), None)
    if service is None:
        raise NotFound(_("Aucun service que vous gérez ne porte ce numéro."))
    return service


def managed(service_id: int) -> Organisation:
    """The service of an address, if the person manages its accesses."""
    service = Organisation.find_for(person(), service_id, rights.MANAGE)
    if service.kind != "division":
        raise NotFound(_("Ce n’est pas un service de garde."))
    return service


def right_of(name: str):
    """The right of an address."""
    found = next((role for role in rights.roles() if role.name == name), None)
    if found is None:
        raise NotFound(_("Ce droit n’existe pas."))
    return found
