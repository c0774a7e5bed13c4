"""What we believe, compared with itself and with the Ministry: nothing lost, doubled or wrongly accepted (REL-17)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.api import MarelleError, _, decrypt
from plugins.icsge.closures import ClosureDay
from plugins.icsge.components import Component
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.exchange.bodies import digest
from plugins.icsge.exchange.envelope import Identity, Sent
from plugins.icsge.exchange.transport import Transport
from plugins.icsge.sync import versions
from plugins.icsge.sync.following import MODELS, body_of, pages, read
from plugins.icsge.sync.models import Dossier, Message, Result, Run
from plugins.icsge.sync.ordering import outcomes
from plugins.icsge.sync.sending import JOURNAL

FINE = ("accepted", "accepted_warn")


@dataclass(frozen=True)
class Difference:
    """Something that does not agree: on what, and how, in words."""

    what: str
    told: object

    def __str__(self):
        return f"{self.what}, {self.told}"


def reconcile(component: Component, transport: Transport | None = None) -> list[Difference]:
    """Every difference of a component; with a transport, the Ministry is asked about each accepted record too."""
    found = [difference for check in CHECKS for difference in check(component)]
    return found + (list(with_ministry(component, transport)) if transport else [])


def contents_agree(component: Component) -> Iterator[Difference]:
    """What a dossier says of its record is what the record says, where nobody wrote it since."""
    for kind in MODELS:
        mine = Dossier.select(Dossier.id).where(Dossier.component == component.id, Dossier.record_kind == kind,
                                                ~Dossier.removed).order_by(Dossier.id)
        for ids in pages([row[0] for row in mine.tuples()]):
            dossiers = {each.record: each for each in Dossier.select().where(Dossier.id << ids)}
            seen = versions.versions_of(kind, dossiers)
            for record in read(kind, list(dossiers)):
                dossier = dossiers[record.id]
                if dossier.seen == seen[record.id] and dossier.now_hash != digest(body_of(dossier, record)):
                    yield Difference(str(dossier), _("l’empreinte n’est pas celle du contenu"))


def every_record_has_a_dossier(component: Component) -> Iterator[Difference]:
    """No record is left out: each was looked at once, and once only."""
    known = {(kind, record) for kind, record in Dossier.select(Dossier.record_kind, Dossier.record).tuples()}
    for kind in MODELS:
        for record in versions.changed(component, kind):
            if (kind, record) not in known:
                yield Difference(f"{kind} {record}", _("n’a pas de dossier de synchronisation"))


def states_agree(component: Component) -> Iterator[Difference]:
    """The state of a dossier fits what is kept of it."""
    told_why = Message.select(Message.dossier).where(Message.severity == "E", ~Message.archived,
                                                     Message.dossier.is_null(False))
    awaited = Result.select(Result.dossier).where(Result.status << ("sent", "unknown"), Result.dossier.is_null(False))
    wrong = (
        ((Dossier.state == "in_sync") & (Dossier.now_hash != Dossier.last_hash) & Dossier.wanted,
         _("est à jour, mais son contenu n’est pas celui qui fut accepté")),
        ((Dossier.state == "held") & ((Dossier.held_for == "") | Dossier.held_since.is_null()),
         _("est retenu sans raison ou sans date")),
        ((Dossier.state == "rejected") & Dossier.id.not_in(told_why), _("est refusé sans message")),
        ((Dossier.state == "sent") & Dossier.id.not_in(awaited), _("est en chemin, mais rien n’attend de réponse")))
    for condition, told in wrong:
        for dossier in Dossier.select().where(Dossier.component == component.id, condition):
            yield Difference(str(dossier), told)


def acceptances_agree(component: Component) -> Iterator[Difference]:
    """What a dossier takes for accepted is the last acceptance in its history; its file was added once."""
    rows = (Result.select(Result.dossier, Dossier.file, Result.key, Result.operation, Result.csg_number).join(Dossier)
            .where(Dossier.component == component.id, Result.outcome << FINE)
            .order_by(Result.answered_at, Result.id).tuples())
    last, added, numbers = {}, Counter(), {}
    for dossier, file, key, operation, number in rows:
        last[dossier] = key
        added[dossier] += operation.endswith("Ajouts")
        numbers[file] = number or numbers.get(file, "")
    for dossier in Dossier.select().where(Dossier.component == component.id):
        if dossier.last_key != last.get(dossier.id, ""):
            yield Difference(str(dossier), _("n’a pas été accepté comme il le croit"))
        if bool(dossier.last_key) != bool(dossier.last_hash) or bool(dossier.rank) != bool(dossier.last_key):
            yield Difference(str(dossier), _("garde une empreinte sans sa clé, ou l’inverse"))
        if added[dossier.id] > 1 and not repaired(dossier):
            yield Difference(str(dossier), _("a été ajouté deux fois"))
        given = numbers.get(dossier.file_id)
        if dossier.record_kind == "file" and given and dossier.file.csg_number != given:
            yield Difference(str(dossier), _("ne porte pas le numéro que le Ministère a donné"))


def repaired(dossier: Dossier) -> bool:
    """Whether the Ministry once lost the file, so that it was added anew (ICSGE-R15)."""
    return Result.select().where(Result.dossier == dossier.id, Result.repaired).exists()


def journal_agrees(component: Component) -> Iterator[Difference]:
    """What is kept of each sending fits together: key, digest, content; a run that is over left nothing behind."""
    for result in Result.select(Result, Run).join(Run).where(Run.component == component.id, Result.key != ""):
        if not result.key.endswith(result.payload_hash[:32]):
            yield Difference(result.key, _("la clé n’est pas celle de l’empreinte"))
        if result.body and content_digest(result) != result.payload_hash:
            yield Difference(result.key, _("le contenu gardé n’est pas celui qui fut transmis"))
        if result.outcome in FINE and result.answered_at is None:
            yield Difference(result.key, _("est accepté sans date de réponse"))
        if result.status == "waiting" and result.run.state in ("done", "done_warn", "done_errors"):
            yield Difference(result.key, _("n’est pas parti dans une synchronisation terminée"))


def content_digest(result: Result) -> str:
    """The digest of the kept content; nothing when it cannot be read."""
    try:
        return digest(json.loads(decrypt(result.body, JOURNAL)))
    except (MarelleError, ValueError):
        return ""


def runs_agree(component: Component) -> Iterator[Difference]:
    """The figures of a run are those of its results; the component shows its last one."""
    runs = list(Run.select().where(Run.component == component.id, Run.state != "idle").order_by(Run.id))
    for run in (each for each in runs if each.is_over):
        late = Result.select().where(Result.run == run.id, Result.answered_at > run.ended_at).count()
        if run.outcomes != outcomes(run) and not late:
            yield Difference(str(run), _("les totaux ne sont pas ceux des résultats"))
        if run.alive_for is not None:
            yield Difference(str(run), _("est finie, et compte encore comme en cours"))
    if runs and runs[-1].is_over and component.run_state != runs[-1].state:
        yield Difference(str(component), _("ne montre pas l’état de la dernière synchronisation"))


def beside_agree(component: Component) -> Iterator[Difference]:
    """Each closure day and period that counts as accepted was accepted with that content."""
    for kind, model in (("closure", ClosureDay), ("period", CsssPeriod)):
        accepted = {(record, content) for record, content in Result.select(Result.record, Result.payload_hash).where(
            Result.record_kind == kind, Result.outcome << FINE).tuples()}
        for row in model.select().where(model.component == component.id, model.sent_hash != ""):
            if (row.id, row.sent_hash) not in accepted:
                yield Difference(str(row), _("compte comme accepté, sans acceptation"))


CHECKS: tuple[Callable[[Component], Iterator[Difference]], ...] = (
    contents_agree, every_record_has_a_dossier, states_agree, acceptances_agree, journal_agrees, runs_agree,
    beside_agree)


def with_ministry(component: Component, transport: Transport) -> Iterator[Difference]:
    """Ask the Ministry about each record that counts as accepted; raises TransportFault when it does not answer."""
    identity = Identity(component.division_no, component.installation_no, component.code())
    for dossier in Dossier.select().where(Dossier.component == component.id, Dossier.last_key != ""):
        operation = Result.select(Result.operation).where(Result.key == dossier.last_key).limit(1).scalar() or ""
        outcome = transport.look_up(identity, Sent(operation, dossier.last_key, {}))
        if outcome is None or not outcome.accepted:
            yield Difference(str(dossier), _("le Ministère ne l’a pas"))
        elif outcome.csg_number and outcome.csg_number != dossier.file.csg_number:
            yield Difference(str(dossier), _("le Ministère lui donne un autre numéro : %(number)s",
                                             number=outcome.csg_number))
