"""A synchronisation of a component: exactly table 1.12.3.

« Any final → waiting » is the birth of the component's next run; what was done stays in the history.
"""

from __future__ import annotations

from core.api import STAY, Obstacle, State, Transition, Workflow, _, enqueue, guard, hasten, pack, utcnow
from plugins.icsge.exchange.client import VERSION
from plugins.icsge.exchange.envelope import CLIENT
from plugins.icsge.sync.models import Run

JOB = "icsge.run"
LAUNCH = "icsge.run.request"


@guard(_("Les numéros et le code d’accès sont inscrits"))
def is_configured(run: Run, user):
    """Division, installation and access code are there (ICSGE-R81)."""
    if lacking := run.component.missing():
        return Obstacle(_("Il manque %(what)s.", what=", ".join(str(each) for each in lacking)),
                        _("Remplissez la zone 1, Configuration."))
    return None


def put_down(run: Run, user, inputs) -> None:
    """Put the work down: it goes on whatever becomes of the page (ICSGE-R80)."""
    run.actor = user if user.id else None
    run.trigger = inputs.get("trigger") or "manual"
    run.job = enqueue(JOB, {"run": run.id}, key=f"{JOB}:{run.id}", user=run.actor).id


def note_start(run: Run, user, inputs) -> None:
    """Keep when it began, and by which version of Marelle."""
    run.started_at, run.client_version = utcnow(), f"{CLIENT} {VERSION}"


def note_total(run: Run, user, inputs) -> None:
    """Keep how many records the frozen selection has."""
    run.total = inputs["total"]


def note_wish(run: Run, user, inputs) -> None:
    """Ask the worker to stop after the record in hand; a paused run is taken up to stop at once."""
    run.cancel_asked = True
    hasten(run.job)


def count_loss(run: Run, user, inputs) -> None:
    """Count the times the connection was lost in a row."""
    run.lost += 1


def end(run: Run, user, inputs) -> None:
    """Keep the end, what became of the records, and why it ended early; the component shows it (ICSGE-R89)."""
    run.ended_at, run.alive_for, run.reason = utcnow(), None, pack(inputs.get("why") or "")
    run.counters, run.outcomes = inputs.get("counters") or {}, inputs.get("outcomes") or {}


class RunFlow(Workflow):
    """La synchronisation d’une composante."""

    model = Run
    title = _("Synchronisations")

    idle = State(_("En attente"), "neutre", "hourglass", waits_for=LAUNCH)
    queued = State(_("En file"), "bleu", "list")
    connecting = State(_("Connexion"), "bleu", "plug")
    running = State(_("En cours"), "bleu", "refresh-cw")
    paused = State(_("En pause"), "ambre", "pause")
    done = State(_("Terminée"), "vert", "badge-check", final=True)
    done_warn = State(_("Terminée avec avertissements"), "vert", "circle-alert", final=True)
    done_errors = State(_("Terminée avec erreurs"), "brique", "circle-x", final=True)
    connection_failed = State(_("Connexion impossible"), "brique", "unplug", final=True)
    interrupted = State(_("Interrompue"), "ambre", "octagon-x", final=True)
    cancelled = State(_("Annulée"), "neutre", "ban", final=True)

    configure = Transition(None, idle, _("Configurer"), system=True, done=_("Prête"))
    reset = Transition(None, idle, _("Remettre en attente"), system=True, done=_("Remise en attente"))
    request = Transition(idle, queued, _("Lancer la synchronisation"), icon="refresh-cw", primary=True,
                         permission=LAUNCH, done=_("Lancée"), guards=[is_configured], effects=[put_down])
    start = Transition(queued, connecting, _("Commencer"), system=True, done=_("Commencée"), effects=[note_start])
    authenticated = Transition(connecting, running, _("Être reconnue"), system=True, done=_("Connectée"),
                               effects=[note_total])
    refuse = Transition(connecting, connection_failed, _("Échouer à se connecter"), system=True,
                        done=_("Connexion impossible"), effects=[end])
    progress = Transition(running, STAY, _("Avancer"), system=True, done=_("Avancée"))
    lost = Transition(running, paused, _("Perdre la connexion"), system=True, done=_("Connexion perdue"),
                      effects=[count_loss])
    resume = Transition(paused, running, _("Reprendre"), system=True, done=_("Reprise"))
    give_up = Transition([queued, connecting, running, paused], interrupted, _("Abandonner"), system=True,
                         done=_("Interrompue"), effects=[end])
    ask_to_cancel = Transition(
        [queued, connecting, running, paused], STAY, _("Annuler"), icon="circle-x", permission=LAUNCH,
        done=_("Annulation demandée"), confirm=_("Annuler cette synchronisation ?"), effects=[note_wish],
        consequence=_("S’arrête après l’enregistrement en cours ; ce qui reste sera transmis une autre fois."))
    cancel = Transition([queued, connecting, running, paused], cancelled, _("Cesser"), system=True, done=_("Annulée"),
                        effects=[end])
    finish = Transition(running, done, _("Terminer"), system=True, done=_("Terminée"), effects=[end])
    finish_warn = Transition(running, done_warn, _("Terminer avec avertissements"), system=True,
                             done=_("Terminée avec avertissements"), effects=[end])
    finish_errors = Transition(running, done_errors, _("Terminer avec erreurs"), system=True,
                               done=_("Terminée avec erreurs"), effects=[end])
