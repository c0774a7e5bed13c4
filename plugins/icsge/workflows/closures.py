"""The closure days of a civil year: exactly table 1.12.6."""

from __future__ import annotations

from datetime import date

from core.api import (
    SYSTEM,
    Input,
    Obstacle,
    Refused,
    Setting,
    State,
    Transition,
    Workflow,
    _,
    create,
    fire,
    guard,
    journal,
    notify,
    people_at,
    prose_date,
    running,
    today,
)
from plugins.agreements import ServiceAgreement
from plugins.families import ParentChildFile
from plugins.icsge.checking import closure_messages
from plugins.icsge.closures import (
    ATTENDING,
    ClosureBatch,
    ClosureDay,
    attends,
    remove_row,
    write_row,
)
from plugins.icsge.components import Component
from plugins.icsge.links import transfer_of

CLOSES_ON = Setting("icsge.closures_close_on", "01-31", _("Fermeture du calendrier de l’année précédente"), "text",
                    _("Mois et jour de l’année suivante, comme 01-31."))
EDIT, CONFIRM = "icsge.closure_batch.edit", "icsge.closure_batch.confirm"


@guard(_("La composante est une installation"))
def is_installation(batch: ClosureBatch, user):
    """The component is an installation, no coordinating office (ICSGE-R65)."""
    if batch.component.is_office:
        return Obstacle(_("Un bureau coordonnateur ne transmet pas de jours de fermeture."))
    return None


@guard(_("Aucune erreur dans le calendrier"))
def has_no_error(batch: ClosureBatch, user):
    """No day breaks an E rule of R65–R71."""
    return [Obstacle(f"{each.code} {each.text}" if day is None else
                     _("%(day)s : %(text)s", day=prose_date(day), text=each.text), each.rule.asks)
            for day, each in closure_messages(batch) if each.severity == "E"]


@guard(_("Le calendrier a au moins une date"))
def has_days(batch: ClosureBatch, user):
    """There is a day to send, or to withdraw."""
    if not batch.all_rows():
        return Obstacle(_("Le calendrier est vide."), _("Importez les jours fériés, ou ajoutez une date."))
    return None


@guard(_("L’année est finie"))
def is_past(batch: ClosureBatch, user):
    """The day has come on which last year's calendar is closed."""
    if today() < closing_day(batch.year):
        return Obstacle(_("Le calendrier se ferme le %(day)s.", day=prose_date(closing_day(batch.year))))
    return None


def closing_day(year: int) -> date:
    """When the calendar of a year is closed."""
    month, day = running().settings[CLOSES_ON.name].split("-")
    return date(year + 1, int(month), int(day))


def change_rows(batch: ClosureBatch, user, inputs) -> None:
    """Write the rows that were given and take out those that were removed, each with its line in the journal."""
    for row in inputs.get("removed", ()):
        journal.write(user, "icsge.closure_day.removed", row, note=str(row))
        remove_row(row)
    for row in inputs.get("rows", ()):
        before = ClosureDay.get_by_id(row.id).as_dict() if row.id else None
        kept = write_row(batch, row)
        journal.saved(user, "icsge.closure_day.edited" if before else "icsge.closure_day.created", kept, before)


def tell_parents(batch: ClosureBatch, user, inputs) -> None:
    """Write to the parents whose child attends on a day that closes unforeseen (ICSGE-R70)."""
    for row in inputs.get("rows", ()):
        for mailbox in sorted(mailboxes(batch.component, row)):
            notify([], _("%(place)s ferme le %(day)s : %(reason)s.", place=batch.component.organisation.name,
                         day=prose_date(row.day), reason=inputs["reason"]), mailbox=mailbox)


def mailboxes(component: Component, row: ClosureDay) -> set[str]:
    """The addresses of the parents whose child attends in a slot that the day closes."""
    rows = ServiceAgreement.select(ServiceAgreement, ParentChildFile).join(ParentChildFile).where(
        ParentChildFile.installation == component.organisation_id, ServiceAgreement.state << ATTENDING)
    files = [each.file for each in rows if attends(each, each.planned, row)]
    parents = [parent for file in files for parent in (file.guardian_a, file.guardian_b) if parent is not None]
    return {parent.email for parent in parents if parent.email}


def tell_director(batch: ClosureBatch, user, inputs) -> None:
    """Tell who edits the calendar that some days were refused."""
    notify(people_at(EDIT, batch.organisation_path()),
           _("Calendrier %(year)s : le Ministère a refusé des jours de fermeture.", year=batch.year),
           link=transfer_of(batch.component_id, volet="fermetures", annee=batch.year), kind="ask")


class ClosureFlow(Workflow):
    """Les jours de fermeture d’une année civile, de la saisie à la clôture."""

    model = ClosureBatch
    title = _("Jours de fermeture")

    empty = State(_("Vide"), "neutre", "calendar")
    draft = State(_("En préparation"), "neutre", "pencil", editable=True)
    pending = State(_("À transmettre"), "bleu", "send")
    accepted = State(_("Acceptée"), "vert", "badge-check")
    partial = State(_("Partielle"), "ambre", "triangle-alert", editable=True, waits_for=EDIT)
    amended = State(_("Modifiée"), "ambre", "pencil-line", editable=True, waits_for=CONFIRM)
    closed = State(_("Close"), "prune", "archive", final=True)

    open_year = Transition(None, empty, _("Ouvrir l’année"), icon="calendar", system=True, guards=[is_installation])
    import_holidays = Transition(
        [empty, draft], draft, _("Importer les jours fériés"), icon="calendar", permission=EDIT, listed=False,
        page="icsge_closures.holidays", done=_("Jours fériés importés"), guards=[is_installation],
        effects=[change_rows])
    add = Transition([empty, draft], draft, _("Ajouter une date"), icon="plus", permission=EDIT, listed=False,
                     page="icsge_closures.save", done=_("Date ajoutée"), guards=[is_installation],
                     effects=[change_rows])
    edit = Transition([empty, draft], draft, _("Modifier une date"), icon="pencil", permission=EDIT, listed=False,
                      page="icsge_closures.save", done=_("Date modifiée"), effects=[change_rows])
    remove = Transition([empty, draft], draft, _("Retirer une date"), icon="trash-2", permission=EDIT, listed=False,
                        page="icsge_closures.save", done=_("Date retirée"), effects=[change_rows])
    confirm = Transition(
        [draft, amended], pending, _("Confirmer le calendrier"), icon="send", primary=True, done=_("Confirmé"),
        consequence=_("Part à la prochaine synchronisation ; le calendrier des parents peut s’imprimer."),
        guards=[has_days, has_no_error])
    ack = Transition(pending, accepted, _("Accepter"), icon="badge-check", system=True)
    ack_partial = Transition(pending, partial, _("Accepter en partie"), icon="triangle-alert", system=True,
                             effects=[tell_director])
    fix = Transition(partial, pending, _("Corriger"), icon="pencil", permission=EDIT, listed=False,
                     page="icsge_closures.save", done=_("Corrigé"),
                     consequence=_("Seules les dates changées repartent."), effects=[change_rows])
    amend = Transition(
        accepted, amended, _("Inscrire une fermeture imprévue"), icon="pencil", permission=EDIT, listed=False,
        page="icsge_closures.save", done=_("Fermeture imprévue inscrite"),
        inputs=[Input("reason", _("Raison, telle que les parents la liront"), kind="long")],
        consequence=_("Avertit par courriel les parents des enfants attendus ce jour-là."),
        effects=[change_rows, tell_parents])
    close_year = Transition(accepted, closed, _("Clore l’année"), icon="archive", system=True, guards=[is_past])


def batch_for(component: Component, year: int) -> ClosureBatch:
    """The batch of a year, opened when there is none."""
    if component.is_office:
        raise Refused(_("Un bureau coordonnateur ne transmet pas de jours de fermeture."))
    found = ClosureBatch.get_or_none(ClosureBatch.component == component.id, ClosureBatch.year == year)
    return found or create(ClosureBatch(component=component, year=year), "open_year", SYSTEM)


def to_send(component: Component) -> list[ClosureBatch]:
    """The batches whose days wait for a run."""
    return list(ClosureBatch.select().where(ClosureBatch.component == component.id, ClosureBatch.state == "pending")
                .order_by(ClosureBatch.year))


def answered(batch: ClosureBatch) -> None:
    """Once each row has its answer: forget what was withdrawn, and say whether all was accepted."""
    for row in batch.all_rows():
        if row.removed and row.sent_hash:
            row.delete_instance()
        elif row.sent_hash and not row.known:
            row.known = True
            row.save()
    refused = any(not row.sent_hash for row in batch.all_rows())
    fire(batch, "ack_partial" if refused else "ack", SYSTEM)
