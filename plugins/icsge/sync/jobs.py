"""The work of the exchange that the clock starts."""

from __future__ import annotations

from datetime import timedelta

from core.api import SYSTEM, Refused, _, job, local, notify, people_at, running, utcnow, write_transaction
from plugins.icsge.components import Component
from plugins.icsge.links import transfer_of
from plugins.icsge.sync import holding
from plugins.icsge.sync.ending import CONFIGURE
from plugins.icsge.sync.models import Result
from plugins.icsge.sync.reconciling import reconcile
from plugins.icsge.sync.running import OPEN, carry_out, launch, release_abandoned
from plugins.icsge.sync.selecting import counts
from plugins.icsge.sync.settings import KEPT_DAYS, RUNS_AT


@job("icsge.scheduled", title=_("Synchronisations à heure fixe"), every="0 * * * *")
def scheduled(progress) -> dict:
    """Launch a run of every component that has something to send, at the hour that was set; none at any other."""
    wanted = str(running().settings[RUNS_AT.name]).strip()
    if not wanted.isdigit() or int(wanted) != local(utcnow()).hour:
        return {"launched": 0}
    launched = 0
    for component in Component.select():
        launched += launch_quietly(component)
        progress.step(launched)
    return {"launched": launched}


def launch_quietly(component: Component) -> bool:
    """Launch a run where there is something to send; one that is not configured, or busy, is left."""
    if not counts(component).to_send:
        return False
    try:
        launch(component, SYSTEM, "scheduled")
    except Refused:
        return False
    return True


@job("icsge.remind", title=_("Rappels des dossiers retenus"), every="30 6 * * *")
def remind(progress) -> dict:
    """Remind of what has been held too long (ICSGE-R91)."""
    return {"held": holding.remind()}


@job("icsge.purge", title=_("Contenus transmis dont le délai est passé"), every="40 2 * * *")
def purge(progress) -> dict:
    """Forget the bodies kept longer than the setting says; their digests and codes stay (ICSGE-R93)."""
    before = utcnow() - timedelta(days=running().settings[KEPT_DAYS.name])
    with write_transaction():
        count = Result.update(body="").where(Result.sent_at < before, Result.body != "",
                                             Result.status.not_in(OPEN)).execute()
    return {"forgotten": count}


@job("icsge.tidy", title=_("Synchronisations abandonnées"), every=timedelta(minutes=10))
def tidy(progress) -> dict:
    """End the runs whose work failed for good or was taken away, so that another may be launched."""
    return {"released": release_abandoned()}


@job("icsge.reconcile", title=_("Concordance des échanges avec le Ministère"), every="50 3 * * *")
def compare(progress) -> dict:
    """Compare what we believe with itself, and tell who configures a component where something differs (REL-17)."""
    found = 0
    for component in Component.select():
        differing = reconcile(component)
        if differing:
            notify(people_at(CONFIGURE, component.organisation_path()),
                   _("%(place)s : ce que Marelle garde de ses échanges ne concorde pas (%(count)s).",
                     place=str(component), count=len(differing)),
                   link=transfer_of(component.id), kind="fault")
        found += len(differing)
        progress.step(found)
    return {"differences": found}


JOBS = (carry_out, scheduled, remind, purge, tidy, compare)
