"""Table 1.12.1: who may do what from which state, and what each transition brings with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import journal
from core.accounts.models import SYSTEM, holders
from core.database import write_transaction
from core.errors import Refused
from core.jobs import Job
from core.notify import Notice
from core.records import at, today, utcnow
from core.workflow import counters
from core.workflow.engine import create, fire
from plugins.families import Placement
from plugins.mes.comments import add_comment
from plugins.mes.content import content_digest, digest, full_content
from plugins.mes.documents import remove
from plugins.mes.form.filling import fill
from plugins.mes.jobs import close_year
from plugins.mes.models import Comment, Document, Request, Version
from plugins.mes.rules import mandatory_slots
from plugins.mes.workflow import RequestFlow
from plugins.mes.years import ReferenceYear
from tests.mes.table import ALLOWED, ARRIVES, MARELLE, SERVICE
from tests.mes.world import PEOPLE


def prepared(world, state: str, transition: str) -> Request:
    """A request in this state that lacks nothing for this transition."""
    request = {"draft": world.complete, "submitted": world.submitted, "returned": world.returned,
               "compliant": world.compliant, "closed": world.closed}[state]()
    if transition == "return_with_comments" and state == "submitted":
        add_comment(request, world.agent, anchor="general", text="À corriger.")
    if transition in ("sign", "submit", "resubmit") and state == "returned":
        request = world.corrected(request)
    if transition in ("", "mark_corrected") and state == "returned":
        fire(request, "reply", world.editor, comment=request.comments.get().id, reply="C’est bien ainsi.")
    if transition in ("submit", "resubmit") and state in ("draft", "returned"):
        world.sign(request)
    if transition == "unpropose" and state == "submitted":
        fire(request, "propose", world.agent)
    if transition == "close_year":
        Request.update(reference_year=request.reference_year - 1).where(Request.id == request.id).execute()
    return Request.get_by_id(request.id)


def inputs_of(request: Request, transition: str) -> dict:
    """What a person would give with it."""
    comment = request.comments.first()
    return {"sign": {"first_name": "Geneviève", "last_name": "Arsenault", "title": "Directrice"},
            "retype": {"type": request.type}, "assign": {"assignee": "0"},
            "edit": {"changes": {"contact": "Quelqu’un"}}, "delete": {"number": request.number},
            "mark_corrected": {"comment": comment.id if comment else 0, "corrected": True},
            "reply": {"comment": comment.id if comment else 0, "reply": "Fait."},
            "close_departure": {"departure_on": today(), "reason": "Départ."}, "reopen": {"reason": "Erreur."},
            "ask_withdrawal": {"reason": "Erreur."},
            }.get(transition, {})


class Undo(Exception):
    """Raised to leave a transaction without a trace."""


def could(request: Request, transition: str, user) -> bool:
    """Fire it for good, then undo it: True, or False when the engine refused."""
    try:
        with write_transaction():
            fire(Request.get_by_id(request.id), transition, user, **inputs_of(request, transition))
            raise Undo
    except Refused:
        return False
    except Undo:
        return True


@pytest.mark.words
@pytest.mark.parametrize("state", RequestFlow.states)
def test_each_transition_is_open_to_exactly_the_roles_of_the_table(world, state):
    plain = prepared(world, state, "")
    for transition in (name for name, each in RequestFlow.transitions.items() if not each.creates):
        request = prepared(world, state, transition) if (state, transition) in ALLOWED else plain
        who = {name for name in PEOPLE if could(request, transition, world.named[name])}
        if RequestFlow.transitions[transition].system and could(request, transition, SYSTEM):
            who |= MARELLE
        assert who == ALLOWED.get((state, transition), set()), transition


@pytest.mark.parametrize(("state", "transition"), sorted(set(ALLOWED) - {("draft", "delete")}))
def test_each_transition_of_the_table_arrives_where_it_says(world, state, transition):
    request, doer = prepared(world, state, transition), sorted(ALLOWED[state, transition])[0]
    fire(request, transition, SYSTEM if doer == "Marelle" else world.named[doer], **inputs_of(request, transition))
    assert Request.get_by_id(request.id).state == (ARRIVES[transition] or state)


@pytest.mark.parametrize("who", PEOPLE)
def test_only_those_who_fill_in_create_a_request(world, who):
    request = world.unborn()
    if who in SERVICE:
        assert create(request, "create", world.named[who]).state == "draft"
        return
    with pytest.raises(Refused, match="Vous n’avez pas le droit « Créer »"):
        create(request, "create", world.named[who])


def test_the_table_has_no_other_transition():
    declared = {(source.name, name) for name, each in RequestFlow.transitions.items() for source in each.sources}
    assert declared == set(ALLOWED)
    for name, each in RequestFlow.transitions.items():
        if name in ARRIVES:
            assert (each.target.name if not each.stays else "") == ARRIVES[name]


def test_a_refusal_names_the_state_and_what_is_possible(world):
    with pytest.raises(Refused) as refusal:
        fire(world.submitted(), "edit", world.editor, changes={})
    first = refusal.value.obstacles[0]
    assert "« Transmis »" in str(first.text) and "Renvoyer avec commentaires" in str(first.remedy)


def test_mes_r19_creating_gives_the_number_links_the_parents_and_leaves_an_event(world):
    request = world.draft()
    assert str(request.guardian) == "Josiane Poirier" and request.other_guardian is None
    assert [entry.action for entry in journal.history(request)] == ["mes.request.create"]


def test_mes_r54_first_name_last_name_and_function_are_all_needed(world):
    request = world.complete()
    names = {"first_name": "Geneviève", "last_name": "Arsenault", "title": "Directrice"}
    for name in names:
        for nothing in ("", "   "):
            with pytest.raises(Refused, match="manque"):
                fire(request, "sign", world.signer, **names | {name: nothing})
    assert Request.get_by_id(request.id).signed_at is None


def test_mes_r57_signing_binds_names_moment_and_content(world):
    request = world.sign(world.complete())
    stored = Request.get_by_id(request.id)
    assert (stored.signer_first_name, stored.signer_last_name, stored.signer_title) == (
        "Geneviève", "Arsenault", "Directrice")
    assert stored.signed_by == world.signer and stored.signed_hash == content_digest(stored)


@pytest.mark.parametrize("change", ["edit", "attach", "remove"])
def test_mes_r57_a_change_of_form_or_documents_removes_the_signature(world, change):
    request = world.sign(world.complete())
    if change == "edit":
        request = fill(request, world.editor, {"contact": "Une autre"}).request
    elif change == "attach":
        world.attach(request, "service_plan")
    else:
        remove(request, world.editor, request.documents.get().id)
    stored = Request.get_by_id(request.id)
    assert (stored.signed_at, stored.signed_by, stored.signed_hash) == (None, None, "")


def test_mes_r57_a_change_of_the_family_s_file_makes_the_signature_invalid(world):
    request = world.sign(world.complete())
    household = request.guardian.household
    household.street = "9, rue du Moulin"
    household.save()
    with pytest.raises(Refused, match="Le contenu a changé depuis la signature"):
        fire(Request.get_by_id(request.id), "submit", world.signer)


def test_mes_r59_transmission_names_every_line_that_is_not_filled(world):
    with pytest.raises(Refused) as refusal:
        fire(world.draft(), "submit", world.signer)
    assert len(refusal.value.obstacles) == 3
    assert all(word in str(refusal.value) for word in ("champs", "documents obligatoires", "signature"))


def test_mes_r60_transmission_archives_the_content_and_asks_for_its_pdf(world):
    request = world.submitted()
    version = Version.get(Version.request == request)
    assert (version.number, version.submitted_by) == (1, world.signer.name)
    assert version.content == full_content(request)
    assert version.digest == digest(version.content) == request.signed_hash
    assert request.submitted_at is not None
    assert Job.get(Job.key == f"mes.archive_pdf.{version.id}").arguments == {"version": version.id}


def notices(user) -> list[str]:
    return [notice.sentence for notice in Notice.select().where(Notice.user == user).order_by(Notice.id)]


def test_mes_r60_the_direction_of_the_region_is_told_and_no_other(world):
    request = world.submitted()
    said = [f"La demande {request.number} a été transmise."]
    assert notices(world.director) == notices(world.agent) == said
    assert notices(world.elsewhere) == notices(world.stranger) == notices(world.committee) == []


def test_messages_never_say_the_name_of_a_child(world):
    request = world.returned(child=world.child(name="Zéphirine Confidentielle"))
    assert not any("Zéphirine" in notice.text for notice in Notice.select())
    assert any(request.number in notice.text for notice in Notice.select())


def test_mes_r66_the_service_is_told_that_comments_came(world):
    request = world.returned()
    said = f"La demande {request.number} vous revient avec des commentaires."
    assert said in notices(world.editor) and said in notices(world.signer)
    assert notices(world.reader) == []


def test_sending_back_opens_a_round_and_removes_the_signature(world):
    request = world.returned()
    assert request.round == 1
    assert (request.signed_at, request.signed_hash) == (None, "")


def test_transmitting_again_archives_the_next_version(world):
    request = world.returned("field:contact")
    request = fill(request, world.editor, {"contact": "La coordination"}).request
    fire(request, "mark_corrected", world.editor, comment=request.comments.get().id, corrected=True)
    fire(world.sign(request), "resubmit", world.signer)
    contacts = [version.content["form"]["answers"]["contact"] for version in request.versions.order_by(Version.number)]
    assert contacts == ["Annick Leblanc", "La coordination"]


@pytest.mark.parametrize("state", ["submitted", "compliant", "closed"])
def test_mes_r61_r63_only_a_draft_or_a_request_sent_back_can_change(world, state):
    request = getattr(world, state)()
    for transition in ("edit", "attach", "sign", "delete"):
        with pytest.raises(Refused):
            fire(request, transition, world.signer, **inputs_of(request, transition))


@pytest.mark.parametrize("state", ["complete", "returned"])
def test_mes_r62_the_ministry_never_changes_the_content(world, state):
    request = getattr(world, state)()
    for who in ("agent", "director", "admin"):
        with pytest.raises(Refused, match="pas le droit « Modifier la demande »"):
            fire(request, "edit", world.named[who], changes={"contact": "Ministère"})


def test_editing_refuses_what_is_not_a_field_of_the_form(world):
    request = world.draft()
    for name in ("number", "state", "reference_year", "division", "compliant_at", "signed_hash"):
        with pytest.raises(Refused, match="ne se modifie pas"):
            fire(request, "edit", world.editor, changes={name: "1"})


def test_mes_r72_deleting_a_draft_removes_documents_and_comments_and_keeps_the_trace(world):
    request = world.complete()
    number, files = request.number, [document.file.sha256 for document in request.documents]
    fire(request, "delete", world.editor, number=number)
    assert Request.select().count() == Document.select().count() == Comment.select().count() == 0
    said = journal.Entry.select().order_by(journal.Entry.id.desc())
    assert said[0].action == "mes.request.delete" and said[0].note == number
    deleted = [entry for entry in said if entry.action == "mes.document.deleted"]
    assert {digest for digest in files if any(digest in entry.before for entry in deleted)} == set(files)


def test_mes_r73_compliance_notes_its_moment_and_tells_the_service(world):
    request = world.compliant()
    assert request.compliant_at is not None
    assert f"La demande {request.number} est déclarée conforme." in notices(world.editor)


def test_mes_r18_a_compliant_transfer_ends_the_earlier_request(world):
    first = world.compliant(world.child(world.laurier), world.laurier)
    child = first.child
    again = world.child(world.greve)
    Placement.update(child=child).where(Placement.child == again).execute()
    transfer = world.compliant(child, world.greve, type="transfer", previous=first)
    ended = Request.get_by_id(first.id)
    assert (ended.state, ended.end_reason) == ("closed", "replaced")
    assert transfer.previous_id == ended.id


def test_mes_r75_a_departure_notes_its_day_and_reason(world):
    request = world.compliant()
    day = today() - timedelta(days=3)
    fire(request, "close_departure", world.director, departure_on=day, reason="Déménagement.")
    stored = Request.get_by_id(request.id)
    assert (stored.end_reason, stored.departure_on) == ("departure", day) and stored.closed_at is not None
    assert journal.history(request)[0].note == "Déménagement."


@pytest.mark.parametrize("typed", [None, "", "2026", "2026-11-9999"])
def test_mes_r72_the_number_must_be_typed_whoever_asks(world, typed):
    request = world.complete()
    with pytest.raises(Refused, match="Numéro de la demande|n’est pas celui de la demande"):
        fire(request, "delete", world.editor, **({} if typed is None else {"number": typed}))
    assert Request.get_by_id(request.id).documents.count() == len(mandatory_slots(request))
    assert request.state == "draft"


@pytest.mark.parametrize("state", ["submitted", "returned"])
def test_a_withdrawal_that_the_ministry_accepts_closes_without_a_departure(world, state):
    request = getattr(world, state)()
    fire(request, "close_departure", world.director, reason="Retrait demandé par le service.")
    stored = Request.get_by_id(request.id)
    assert (stored.state, stored.end_reason, stored.departure_on) == ("closed", "ministry", None)


def test_before_compliance_a_departure_is_still_a_departure(world):
    request = world.submitted()
    fire(request, "close_departure", world.director, departure_on=today(), reason="Déménagement.")
    assert Request.get_by_id(request.id).end_reason == "departure"


@pytest.mark.parametrize("given", [{"reason": "Départ."}, {"departure_on": today()}])
def test_a_departure_needs_its_day_and_its_reason(world, given):
    with pytest.raises(Refused, match="manque"):
        fire(world.compliant(), "close_departure", world.director, **given)


def test_reopening_forgets_the_end_and_needs_a_reason(world):
    request = world.closed()
    with pytest.raises(Refused, match="Raison"):
        fire(request, "reopen", world.director)
    fire(request, "reopen", world.director, reason="Fermée par erreur.")
    stored = Request.get_by_id(request.id)
    assert (stored.state, stored.closed_at, stored.end_reason, stored.departure_on) == ("compliant", None, "", None)


class Steps:
    """A progress that remembers."""

    def __init__(self):
        self.seen = []

    def step(self, done, total, what=""):
        self.seen.append((done, total, str(what)))


def test_mes_r76_the_job_of_the_first_of_april_ends_what_the_year_granted_and_nothing_else(world):
    granted, waiting, next_year = world.compliant(), world.submitted(), world.compliant()
    Request.update(reference_year=Request.reference_year + 1).where(Request.id == next_year.id).execute()
    steps = Steps()
    assert close_year.run(steps) == {"closed": 0, "refused": []}
    spring = ReferenceYear(granted.reference_year + 1).first_day
    with at(utcnow() + (spring - today())):
        assert close_year.run(steps) == {"closed": 1, "refused": []}
        assert close_year.run(steps) == {"closed": 0, "refused": []}
    states = {row.id: (row.state, row.end_reason) for row in Request.select()}
    assert states == {granted.id: ("closed", "year"), waiting.id: ("submitted", ""), next_year.id: ("compliant", "")}
    assert steps.seen == [(1, 1, granted.number)]


def test_counters_follow_the_requests(world):
    world.draft()
    world.submitted()
    world.returned()
    world.closed()
    wanted = dict.fromkeys(RequestFlow.states, 0) | {"draft": 1, "submitted": 1, "returned": 1, "closed": 1}
    assert counters.totals(RequestFlow, ("",)) == wanted
    assert counters.totals(RequestFlow, (world.bourgeons.path,)) == dict.fromkeys(RequestFlow.states, 0)
    assert counters.rebuild(RequestFlow) == 0


def test_every_permission_of_the_table_is_held_by_somebody(world):
    for transition in RequestFlow.transitions.values():
        if not transition.system:
            assert holders(transition.permission, world.galets.path), transition.permission
