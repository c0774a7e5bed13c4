"""What a transition of a request brings with it: numbers, versions, signatures, notices. Never outside work."""

from __future__ import annotations

from core.api import SYSTEM, Refused, _, enqueue, fire, journal, next_number, notify, people_at, remove_file, utcnow
from plugins.mes.content import ANCHORS, content_digest, digest, full_content
from plugins.mes.diff import touched
from plugins.mes.form.prefill import prefill
from plugins.mes.kinds import previous_of, type_fits
from plugins.mes.models import TYPES, Comment, Request, Version
from plugins.mes.rules import no_other_live_request

LONGEST_KEY = 10
"""No row's id has as many digits: PostgreSQL would not even look for it."""


def give_number(request: Request, user, inputs) -> None:
    """Take the next number of the year and region, `YYYY-RR-NNN` (MES-R19)."""
    sequence = next_number(f"mes.{request.reference_year}.{request.region}")
    request.number = f"{request.reference_year}-{request.region}-{sequence:03d}"


def stand_alone(request: Request, user, inputs) -> None:
    """Ask again for a live twin: taking the number has waited for whoever was creating one meanwhile (MES-R09)."""
    if twin := no_other_live_request(request, user):
        raise Refused(twin.text, twin.remedy)


def link_people(request: Request, user, inputs) -> None:
    """Link the parents of the child's file: the first asks, the second is the other parent."""
    guardians = request.child.guardians()
    request.guardian = guardians[0] if guardians else None
    request.other_guardian = guardians[1] if len(guardians) > 1 else None


def take_over(request: Request, user, inputs) -> None:
    """Link the request that this one follows, and take over what its type allows (MES-R17, R18)."""
    request.previous = previous_of(request)
    prefill(request)


def change_type(request: Request, user, inputs) -> None:
    """Change the type under the same guard as at birth; a reason is kept (MES-R15), and what was typed stays."""
    request.type = inputs["type"]
    if request.type not in TYPES:
        raise Refused(_("Choisissez un des quatre types."))
    kept = {name: value for name, value in (request.form_data or {}).items() if name != "type_reason"}
    reason = (inputs.get("reason") or "").strip()[:1000]
    request.form_data = kept | ({"type_reason": reason} if reason else {})
    if obstacle := type_fits(request, user):
        raise Refused(obstacle.text, obstacle.remedy)
    take_over(request, user, inputs)


def remove_signature(request: Request, user, inputs) -> None:
    """Any change of form or documents removes the signature (MES-R57)."""
    request.signed_by = request.signed_at = None
    request.signed_hash = ""


def apply_signature(request: Request, user, inputs) -> None:
    """Bind the names, the function and the moment to the present content (MES-R54, R57)."""
    request.signer_first_name, request.signer_last_name = inputs["first_name"].strip(), inputs["last_name"].strip()
    request.signer_title = inputs["title"].strip()
    request.signed_by, request.signed_at = user.id, utcnow()
    request.signed_hash = content_digest(request)


def archive_version(request: Request, user, inputs) -> None:
    """Keep the transmitted content as a version, and ask for its PDF (MES-R60)."""
    request.submitted_at = utcnow()
    content = full_content(request)
    count = Version.select().where(Version.request == request.id).count()
    version = Version(request=request, number=count + 1, content=content, digest=digest(content),
                      submitted_by=user.name)
    version.save()
    enqueue("mes.archive_pdf", {"version": version.id}, key=f"mes.archive_pdf.{version.id}")


def notify_direction(request: Request, user, inputs) -> None:
    """Tell those who review in the request's region, and the direction's mailbox (MES-R60)."""
    direction = request.division.ancestor("direction")
    mailbox = direction.email if direction else ""
    notify(people_at("mes.request.review", request.organisation_path()),
           _("La demande %(number)s a été transmise.", number=request.number), link=address(request), mailbox=mailbox)


def ask_withdrawal(request: Request, user, inputs) -> None:
    """Note the wish and its reason, and tell those who can send the request back (MES-R79)."""
    request.withdrawal_asked_at, request.withdrawal_reason = utcnow(), inputs["reason"].strip()
    notify(people_at("mes.request.return_with_comments", request.organisation_path()),
           _("Le service de garde demande le retrait de la demande %(number)s.", number=request.number), kind="ask",
           link=address(request))


def settle_withdrawal(request: Request, user, inputs) -> None:
    """Whatever the Ministry does with the request answers a withdrawal that was asked."""
    request.withdrawal_asked_at, request.withdrawal_reason = None, ""


def notify_service(request: Request, user, inputs) -> None:
    """Tell those who fill in and sign for the service where the request now stands (MES-R66)."""
    number = request.number
    texts = {"returned": _("La demande %(number)s vous revient avec des commentaires.", number=number),
             "compliant": _("La demande %(number)s est déclarée conforme.", number=number),
             "closed": _("La demande %(number)s est terminée.", number=number)}
    notify(people_at("mes.request.edit", request.organisation_path()), texts[request.state], link=address(request))


def address(request: Request) -> str:
    """The address of the request's page."""
    return f"/mes/demandes/{request.id}"


def tick_comment(request: Request, user, inputs) -> None:
    """Tick a comment « Corrigé », or take the tick away (MES-R67); without any change a reply is asked (MES-R69)."""
    comment = sent_comment(request, inputs["comment"])
    comment.corrected = bool(inputs.get("corrected"))
    ask_reply(request, comment)
    comment.corrected_by, comment.corrected_at = (user.name, utcnow()) if comment.corrected else ("", None)
    comment.save()


def write_reply(request: Request, user, inputs) -> None:
    """Keep the service's answer to a comment (MES-R67)."""
    comment = sent_comment(request, inputs["comment"])
    comment.reply = str(inputs.get("reply") or "").strip()
    ask_reply(request, comment)
    comment.save()


def ask_reply(request: Request, comment: Comment) -> None:
    """Refuse a tick without a reply on what is as it was transmitted (MES-R69)."""
    if comment.corrected and not comment.reply and not touched(request, comment.anchor):
        raise Refused(_("« %(anchor)s » n’a pas changé depuis la transmission.", anchor=ANCHORS[comment.anchor]),
                      _("Corrigez-le, ou dites dans votre réponse pourquoi il reste ainsi."))


def sent_comment(request: Request, comment_id) -> Comment:
    """A comment of the open round; raises Refused for any other: earlier rounds are kept as they were (MES-R70)."""
    known = str(comment_id).isdecimal() and len(str(comment_id)) < LONGEST_KEY
    comment = Comment.get_or_none(Comment.id == int(comment_id), Comment.request == request.id,
                                  Comment.round <= request.round) if known else None
    if comment is None:
        raise Refused(_("Ce commentaire n’existe plus."), _("Rechargez la page."))
    if comment.round < request.round:
        raise Refused(_("Ce commentaire est d’un tour terminé : il ne change plus."),
                      _("Répondez à ceux du tour en cours."))
    return comment


def open_round(request: Request, user, inputs) -> None:
    """Send the comments that were written: a new round begins (MES-R70)."""
    request.round += 1


def mark_compliant(request: Request, user, inputs) -> None:
    """Note the day the request passed the Ministry's conformity step (MES-R73)."""
    request.compliant_at = utcnow()


def close_previous(request: Request, user, inputs) -> None:
    """A compliant transfer ends the earlier request (MES-R18)."""
    if request.type == "transfer" and request.previous and request.previous.state == "compliant":
        fire(request.previous, "close_transfer", SYSTEM)


def close_with(reason: str):
    """An effect that ends the request for this reason."""

    def close(request: Request, user, inputs) -> None:
        """Note the reason and the moment (MES-R75)."""
        request.closed_at, request.end_reason = utcnow(), reason

    return close


def close_early(request: Request, user, inputs) -> None:
    """End at the child's departure; without one, by the Ministry that accepts a withdrawal, before compliance only."""
    day = inputs.get("departure_on")
    if day is None and request.compliant_at is not None:
        raise Refused(_("La date du départ manque."), _("Une demande conforme se ferme au départ de l’enfant."))
    request.closed_at, request.departure_on = utcnow(), day
    request.end_reason = "departure" if day else "ministry"


def forget_end(request: Request, user, inputs) -> None:
    """A reopened request is compliant again: its end is forgotten, the journal keeps it."""
    request.closed_at, request.end_reason, request.departure_on = None, "", None


def confirm_number(request: Request, user, inputs) -> None:
    """Stop unless the number of the request was typed (MES-R72)."""
    if str(inputs["number"]).strip() != request.number:
        raise Refused(_("Le numéro écrit n’est pas celui de la demande : rien n’a été supprimé."),
                      _("Écrivez %(number)s, puis recommencez.", number=request.number))


def purge(request: Request, user, inputs) -> None:
    """Remove the documents and comments with the draft; their files go once nothing else holds them (MES-R72)."""
    for document in list(request.documents):
        journal.write(user, "mes.document.deleted", request, before={"title": document.title,
                                                                     "sha256": document.file.sha256})
        document.delete_instance()
        remove_file(document.file)
    Comment.delete().where(Comment.request == request.id).execute()
