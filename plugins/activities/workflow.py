"""The life of a school year, of a booking and of an act on many bookings (1.8 of the specification)."""

from __future__ import annotations

from core.api import Input, State, Transition, Workflow, _
from plugins.activities import effects, guards, undo
from plugins.activities.models import Booking, BulkAct, SchoolYear

SETTINGS, BOOK, OVERRIDE, ATTEND, PERIODS, BULK = (
    f"activities.{verb}" for verb in ("settings", "book", "override", "attend", "periods", "bulk"))
UNTOUCHED = [guards.is_not_invoiced, guards.sheet_is_open]
MARKING = [*UNTOUCHED, guards.may_be_marked]
MAKING = [effects.note_lateness, effects.keep_within_places, effects.tell_placed]
REASON = Input("reason", _("Raison"), kind="long", required=False)


class YearFlow(Workflow):
    """L’année scolaire : en préparation, en cours, puis close ; une seule est en cours dans une collectivité."""

    model = SchoolYear
    title = _("Années scolaires")

    preparation = State(_("En préparation"), "neutre", "pencil", editable=True)
    current = State(_("En cours"), "vert", "badge-check", editable=True)
    closed = State(_("Close"), "prune", "archive", final=True)

    create = Transition(None, preparation, _("Créer"), permission=SETTINGS, icon="plus", done=_("Créée"),
                        guards=[guards.dates_are_a_year])
    start = Transition(
        preparation, current, _("Mettre en cours"), permission=SETTINGS, icon="play", primary=True,
        done=_("Mise en cours"), guards=[guards.no_other_is_current],
        consequence=_("L’année devient celle que les pages montrent d’abord."))
    close = Transition(
        current, closed, _("Clore"), permission=SETTINGS, icon="archive", exceptional=True, done=_("Close"),
        confirm=_("Clore cette année ?"),
        consequence=_("Plus aucune réservation ne s’y fait ; rien n’est effacé, et tout n’a pas à être facturé."))
    reopen = Transition(
        closed, current, _("Rouvrir"), permission=SETTINGS, icon="rotate-ccw", exceptional=True, done=_("Rouverte"),
        guards=[guards.no_other_is_current], consequence=_("Les réservations y sont possibles de nouveau."))


class BookingFlow(Workflow):
    """La réservation, du panier à la présence ; être facturée est à côté de l’état, et le fige."""

    model = Booking
    title = _("Réservations")

    cart = State(_("Panier"), "neutre", "shopping-basket", editable=True)
    booked = State(_("Réservée"), "vert", "calendar-check", editable=True)
    waiting = State(_("Liste d’attente"), "ambre", "hourglass", editable=True)
    present = State(_("Présent"), "bleu", "user-check")
    absent_excused = State(_("Absence justifiée"), "ambre", "circle-pause")
    absent = State(_("Absence non justifiée"), "brique", "user-x")
    cancelled = State(_("Annulée"), "neutre", "circle-x", final=True)
    cancelled_late = State(_("Annulée hors délai"), "prune", "clock-alert", final=True)
    closed = State(_("Supprimée par fermeture"), "prune", "calendar-x-2", final=True)

    put = Transition(None, cart, _("Mettre au panier"), permission=BOOK, icon="shopping-basket",
                     done=_("Mise au panier"), guards=[guards.may_ask])
    drop = Transition(cart, None, _("Retirer du panier"), permission=BOOK, icon="x", done=_("Retirée du panier"))
    expire = Transition(cart, None, _("Vider le panier oublié"), icon="clock", system=True, done=_("Panier vidé"),
                        guards=[guards.is_forgotten])
    confirm = Transition(
        cart, booked, _("Enregistrer"), permission=BOOK, icon="calendar-check", primary=True, done=_("Réservée"),
        guards=[guards.may_book], effects=MAKING)
    book = Transition(
        None, booked, _("Réserver"), permission=BOOK, icon="calendar-check", done=_("Réservée"),
        guards=[guards.may_book], effects=MAKING)
    queue = Transition(
        cart, waiting, _("Mettre en liste d’attente"), permission=BOOK, icon="hourglass",
        done=_("Mise en liste d’attente"), guards=[guards.may_wait],
        consequence=_("La réservation se fait d’elle-même quand une place se libère."))
    promote = Transition(waiting, booked, _("Donner la place libérée"), icon="badge-check", system=True,
                         done=_("Place donnée"), guards=[guards.may_be_promoted],
                         effects=[effects.keep_within_places, effects.tell_placed])
    cancel = Transition(
        [booked, waiting], cancelled, _("Annuler"), permission=BOOK, icon="circle-x", done=_("Annulée"),
        inputs=[REASON], guards=[*UNTOUCHED, guards.in_time_to_cancel],
        effects=[effects.tell_removed, effects.give_place_on])
    cancel_late = Transition(
        booked, cancelled_late, _("Annuler hors délai"), permission=OVERRIDE, icon="clock-alert", exceptional=True,
        done=_("Annulée hors délai"), inputs=[REASON], guards=[*UNTOUCHED, guards.too_late_to_cancel],
        effects=[effects.note_late_cancelling, effects.give_place_on], consequence=_("La prestation reste due."))
    mark_present = Transition(
        [booked, absent_excused, absent], present, _("Présent"), permission=ATTEND, icon="user-check",
        done=_("Pointée présente"), guards=MARKING, effects=[effects.note_marking])
    come = Transition(
        [cart, waiting], present, _("Présent, sans réservation confirmée"), permission=ATTEND, icon="user-plus",
        done=_("Pointée présente"), guards=MARKING, effects=[effects.note_marking, effects.tell_placed])
    mark_absent_excused = Transition(
        [booked, present, absent], absent_excused, _("Absence justifiée"), permission=ATTEND, icon="circle-pause",
        done=_("Absence justifiée"), guards=[*MARKING, guards.was_booked],
        effects=[effects.note_marking])
    mark_absent = Transition(
        [booked, present, absent_excused], absent, _("Absence non justifiée"), permission=ATTEND, icon="user-x",
        done=_("Absence non justifiée"), guards=[*MARKING, guards.was_booked],
        effects=[effects.note_marking])
    unmark = Transition(
        [present, absent_excused, absent], booked, _("Reprendre le pointage"), permission=ATTEND, icon="undo-2",
        done=_("Pointage repris"), guards=[*UNTOUCHED, guards.was_booked],
        effects=[effects.forget_marking])
    walk_in = Transition(
        None, present, _("Présent sans réservation"), permission=ATTEND, icon="user-plus",
        done=_("Présent sans réservation"), guards=[guards.may_walk_in],
        effects=[effects.note_marking, effects.tell_placed])
    erase = Transition(
        present, None, _("Retirer la présence"), permission=ATTEND, icon="trash-2", done=_("Présence retirée"),
        guards=[*UNTOUCHED, guards.walked_in], effects=[effects.tell_removed])
    close = Transition(
        [booked, waiting], closed, _("Supprimer par fermeture"), permission=PERIODS, icon="calendar-x-2",
        done=_("Supprimée par fermeture"), guards=[guards.is_not_invoiced], effects=[effects.tell_removed],
        listed=False)
    reopen = Transition(
        closed, booked, _("Rétablir"), permission=PERIODS, icon="rotate-ccw", exceptional=True, done=_("Rétablie"),
        guards=[guards.cell_is_free], effects=[effects.tell_placed], listed=False)


class BulkFlow(Workflow):
    """Un acte sur beaucoup de réservations, que l’on peut annuler en bloc pendant 24 heures."""

    model = BulkAct
    title = _("Actes en masse")

    running = State(_("En cours"), "ambre", "loader")
    done = State(_("Fait"), "vert", "check-check")
    undone = State(_("Annulé"), "neutre", "undo-2", final=True)

    start = Transition(None, running, _("Agir en masse"), permission=BULK, icon="play", done=_("Commencé"))
    finish = Transition(running, done, _("Finir"), system=True, icon="check-check", done=_("Fait"))
    undo = Transition(
        done, undone, _("Annuler cet acte"), permission=BULK, icon="undo-2", exceptional=True, done=_("Annulé"),
        confirm=_("Remettre les réservations comme elles étaient ?"), guards=[guards.within_a_day, *undo.GUARDS],
        effects=[undo.put_back],
        consequence=_("Ce que l’acte a ajouté est retiré, ce qu’il a retiré revient."))
