"""What zone 4 does: try without sending, launch, cancel, force, correct in one click."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import (
    MarelleError,
    NotFound,
    Page,
    Refused,
    Stale,
    _,
    as_key,
    back_to,
    enqueue,
    expose,
    fire,
    journal,
    needs,
    ngettext,
    person,
    utcnow,
    write_transaction,
)
from plugins.agreements import HELD_TYPES
from plugins.icsge import jobs, lines, mending, notices
from plugins.icsge.components import Component
from plugins.icsge.showing import LIVE, advance
from plugins.icsge.sync.models import Dossier, Message, Run
from plugins.icsge.sync.prechecking import precheck
from plugins.icsge.sync.running import launch

LAUNCH, TEST, READ, FORCE = "icsge.run.request", "icsge.test", "icsge.message.read", "icsge.dossier.force"
AT_ONCE = 300
"""So many lines at most are judged while the person waits; more are in the background."""
SCOPE = "Component visible_to"


class RunningPage(Page):
    """« Prévalider », « Lancer la synchronisation », « Annuler »."""

    name, url, label = "icsge.running", "/icsge/composantes", _("Synchronisation")
    permission = LAUNCH

    @expose("/<int:id>/prevalider", methods=("POST",))
    @needs(TEST, SCOPE)
    def precheck(self, id: int):
        """« Prévalider » : every local rule, and nothing is sent (ICSGE-R92)."""
        component = Component.find_for(person(), id, TEST)
        if lines.figures(component).lines > AT_ONCE:
            key = f"{jobs.PRECHECK}:{id}:{utcnow():%Y%m%d%H%M}"
            job = enqueue(jobs.PRECHECK, {"component": id}, key=key, user=person())
            return redirect(url_for("jobs.one", id=job.id), 303)
        found = precheck(component)
        if found["invalid_local"]:
            flash(ngettext("Rien n’est parti. %(num)s enregistrement est à corriger.",
                           "Rien n’est parti. %(num)s enregistrements sont à corriger.", found["invalid_local"]),
                  "warning")
        else:
            flash(_("Rien n’est parti. Aucune règle n’est enfreinte de façon bloquante."), "success")
        return redirect(back_to(home(id)), 303)

    @expose("/<int:id>/lancer", methods=("POST",))
    @needs(LAUNCH, SCOPE)
    def launch(self, id: int):
        """« Lancer la synchronisation »; during a known incident, after a confirmation (ICSGE-R90)."""
        component = Component.find_for(person(), id, LAUNCH)
        standing = notices.standing()
        if standing and http.form.get("known") != "1":
            return self.render("icsge/confirm_launch.html", component=component, notices=standing)
        try:
            launch(component, person())
        except MarelleError as reason:
            flash(str(reason), "error")
        else:
            flash(_("La synchronisation est lancée. Vous pouvez fermer cette page."), "success")
        return redirect(f"{home(id)}#zone-4", 303)

    @expose("/<int:id>/annuler", methods=("POST",))
    @needs(LAUNCH, SCOPE)
    def cancel(self, id: int):
        """« Annuler » : stop after the record in hand."""
        component = Component.find_for(person(), id, LAUNCH)
        run = Run.get_or_none(Run.alive_for == component.id, Run.state << LIVE)
        try:
            if run is None:
                raise Refused(_("Aucune synchronisation n’est en cours."))
            fire(run, "ask_to_cancel", person())
        except MarelleError as reason:
            flash(str(reason), "error")
        else:
            flash(_("La synchronisation s’arrête après l’enregistrement en cours."), "success")
        return redirect(f"{home(id)}#zone-4", 303)

    @expose("/<int:id>/avancement/<int:run>.json")
    @needs("icsge.component.read", SCOPE)
    def progress(self, id: int, run: int):
        """The progress of a run, for the page's script."""
        component = Component.find_for(person(), id)
        found = Run.get_or_none(Run.id == run, Run.component == component.id)
        if found is None:
            raise NotFound(_("Cette synchronisation n’existe pas."))
        return advance(found).as_dict()

    @expose("/<int:id>/forcer", methods=("POST",))
    @needs(FORCE, SCOPE)
    def force(self, id: int):
        """« Forcer l’envoi » of records that are up to date, with a reason (ICSGE-R76)."""
        component = Component.find_for(person(), id, FORCE)
        wanted = http.form.getlist("dossier", type=as_key)[:500]
        rows = list(Dossier.select().where(Dossier.id << (wanted or [0]), Dossier.component == component.id))
        try:
            if not rows:
                raise Refused(_("Choisissez au moins un dossier."))
            with write_transaction():
                for row in rows:
                    fire(row, "force", person(), reason=http.form.get("reason", ""))
        except MarelleError as reason:
            flash(str(reason), "error")
        else:
            flash(ngettext("%(num)s enregistrement repartira.", "%(num)s enregistrements repartiront.", len(rows)),
                  "success")
        return redirect(f"{home(id)}&volet=options", 303)

    @expose("/<int:id>/corriger/<int:message>", methods=("POST",))
    @needs(READ, SCOPE)
    def mend(self, id: int, message: int):
        """A correction in one click; then the line again."""
        component = Component.find_for(person(), id)
        found = Message.get_or_none(Message.id == message, ~Message.archived)
        if found is None or found.dossier is None or found.dossier.component_id != component.id:
            raise NotFound(_("Ce message n’existe plus."))
        try:
            mend = mending.offered(found, found.dossier.file, found.dossier.agreement)
            if mend is None:
                raise Refused(_("Cette correction n’est plus nécessaire."))
            mending.apply(mend, person())
        except MarelleError as reason:
            flash(str(reason), "error")
        else:
            flash(_("Corrigé : %(after)s. Prévalidez de nouveau pour le vérifier.", after=mend.after), "success")
        return redirect(back_to(home(id)), 303)

    @expose("/<int:id>/types", methods=("POST",))
    @needs("icsge.component.edit", SCOPE)
    def held_types(self, id: int):
        """« Types retenus » : the sorts of agreements that wait here (ICSGE-R56)."""
        component = Component.find_for(person(), id, "icsge.component.edit")
        try:
            hold(component, set(http.form.getlist("type")) & set(HELD_TYPES))
        except MarelleError as reason:
            flash(f"{reason.message} {reason.remedy}", "error")
        else:
            flash(_("Les types retenus sont enregistrés."), "success")
        return redirect(f"{home(id)}&volet=options", 303)


def hold(component: Component, kinds: set[str]) -> None:
    """Hold these sorts; raises Stale when the component is not as the page showed it."""
    if http.form.get("version", type=as_key) != component.version:
        raise Stale(component, _("La composante a changé depuis que la page est ouverte : rien n’a été fait."),
                    _("Voyez les types retenus tels qu’ils sont, puis recommencez s’il le faut."))
    with write_transaction():
        before = component.as_dict()
        component.held_types = sorted(kinds)
        if component.save():
            journal.saved(person(), "icsge.component.edited", component, before)


def home(component: int) -> str:
    """The transfer page of a component."""
    return url_for("icsge_transfer.index", composante=component)
