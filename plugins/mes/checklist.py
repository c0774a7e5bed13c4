"""« Analyse de recevabilité »: the guards of the transmission, line by line, with a link to all that is missing."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import Obstacle, Transition, _, journal, ngettext, prose_moment, running
from plugins.mes.content import ANCHORS
from plugins.mes.form.answers import Answers, Problem
from plugins.mes.form.pages import FIELDS, PAGE_OF_BLOCK, PAGE_OF_FIELD
from plugins.mes.models import SLOTS, Comment, Request
from plugins.mes.rules import mandatory_slots, paper_left_behind, papers_wanting, signed, unexplained, warnings
from plugins.mes.workflow import RequestFlow

FORM, DOCUMENTS, OTHERS = _("Formulaire"), _("Documents"), _("Autres conditions")


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, and where to mend it."""

    text: object
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the check: met or not, in words; `missing` says what and where, `remedy` and `who` what to do."""

    part: object
    title: object
    met: bool
    said: object
    missing: tuple[Missing, ...] = ()
    remedy: object = ""
    who: tuple[str, ...] = ()


def transmission(request: Request) -> Transition:
    """The transition that transmits a request from where it stands: the first time, or again."""
    return RequestFlow.resubmit if request.state == "returned" else RequestFlow.submit


def check(request: Request, user) -> list[Line]:
    """Every line, from the very rules that guard the transmission (MES-R50 to R53, R59)."""
    return [form_line(request), comments_line(request), *paper_lines(request), signature_line(request, user),
            *other_lines(request, user)]


def ready(request: Request, user) -> bool:
    """Whether nothing but the signature is missing (MES-R56)."""
    return all(line.met for line in (form_line(request), comments_line(request), *paper_lines(request)))


def cautions(request: Request) -> list:
    """What the service should know before it transmits, without being stopped."""
    return [*warnings(request), *filter(None, [paper_left_behind(request)])]


def form_line(request: Request) -> Line:
    """« Champs obligatoires remplis »; each field that is not, with its link (MES-R50)."""
    wrong = Answers(request).problems()
    said = ngettext("%(num)s champ à remplir ou à corriger", "%(num)s champs à remplir ou à corriger",
                    len(wrong)) if wrong else _("Tous remplis")
    return Line(FORM, _("Champs obligatoires remplis"), not wrong, said,
                tuple(Missing(_("Page %(number)s : %(text)s", number=each.page.number, text=each.text),
                              problem_link(request, each)) for each in wrong))


def problem_link(request: Request, problem: Problem) -> str:
    """The page of a problem, judged, at its field or block."""
    anchor = f"champ-{problem.name}" if problem.name in FIELDS else f"bloc-{problem.name}"
    return f"/mes/demandes/{request.id}/formulaire/{problem.page.number}?revoir=1#{anchor}"


def comments_line(request: Request) -> Line:
    """« Commentaires corrigés »; each that is not, with its link; without object when none was sent (MES-R51, R69)."""
    sent = list(Comment.select().where(Comment.request == request.id, Comment.round <= request.round)
                .order_by(Comment.id))
    left, same = [each for each in sent if not each.corrected], unexplained(request)
    wrong = len(left) + len(same)
    said = _("Sans objet : aucun commentaire") if not sent else _("Tous corrigés") if not wrong else \
        ngettext("%(num)s commentaire à corriger", "%(num)s commentaires à corriger", wrong)
    return Line(FORM, _("Commentaires corrigés"), not wrong, said, (
        *(missing_comment(request, each, _("Commentaire sur « %(anchor)s »", anchor=ANCHORS[each.anchor]))
          for each in left),
        *(missing_comment(request, each, _("Coché sans réponse : « %(anchor)s » n’a pas changé depuis la transmission.",
                                           anchor=ANCHORS[each.anchor])) for each in same)))


def missing_comment(request: Request, comment: Comment, text) -> Missing:
    """What a comment still lacks, and where it is mended."""
    return Missing(text, comment_link(request, comment))


def comment_link(request: Request, comment: Comment) -> str:
    """Where a comment is mended: at its field or block of the form, in its slot, else on the request's page."""
    kind, _colon, name = comment.anchor.partition(":")
    page = PAGE_OF_FIELD.get(name) if kind == "field" else PAGE_OF_BLOCK.get(comment.anchor)
    here = f"/mes/demandes/{request.id}"
    if page:
        return f"{here}/formulaire/{page.number}#" + (f"champ-{name}" if kind == "field" else f"bloc-{comment.anchor}")
    if kind in ("document", "documents"):
        return f"{here}/pieces" + (f"#piece-{name}" if name else "")
    return f"{here}#commentaire-{comment.id}"


def paper_lines(request: Request) -> list[Line]:
    """One line for each mandatory slot, and for each other one that holds a document back (MES-R48, R52)."""
    wrong, counts = papers_wanting(request), dict.fromkeys(SLOTS, 0)
    for document in request.documents:
        counts[document.slot] += 1
    asked = [name for name in SLOTS if name in mandatory_slots(request) or name in wrong]
    return [paper_line(request, name, counts[name], wrong.get(name)) for name in asked]


def paper_line(request: Request, slot: str, count: int, wrong) -> Line:
    """A slot: how many documents it holds, or what is wrong with it."""
    held = ngettext("%(num)s document joint", "%(num)s documents joints", count)
    said = held if not wrong else _("Retenu") if count else _("Manque")
    return Line(DOCUMENTS, SLOTS[slot], not wrong, said,
                (Missing(wrong, f"/mes/demandes/{request.id}/pieces#piece-{slot}"),) if wrong else ())


def signature_line(request: Request, user) -> Line:
    """« Signature électronique du directeur du service de garde » (MES-R53, R57)."""
    title = _("Signature électronique de la direction du service de garde")
    answer = signed(request, user)
    if answer is None:
        return Line(DOCUMENTS, title, True, _("Signée par %(first)s %(last)s, %(title)s, %(when)s",
                                              first=request.signer_first_name, last=request.signer_last_name,
                                              title=request.signer_title, when=prose_moment(request.signed_at)))
    return Line(DOCUMENTS, title, False, _("Manque"), (Missing(answer.text, answer.link),), answer.remedy, answer.who)


def other_lines(request: Request, user) -> list[Line]:
    """What other plugins object to the transmission."""
    answers = running().host.call("transition_obstacle", record=request, transition=transmission(request), user=user)
    return [other_line(answer) for _plugin, answer in answers]


def other_line(answer) -> Line:
    """An objection: an Obstacle or a sentence."""
    if isinstance(answer, Obstacle):
        return Line(OTHERS, answer.text, False, _("Manque"),
                    (Missing(answer.link_label, answer.link),) if answer.link else (), answer.remedy, answer.who)
    return Line(OTHERS, answer, False, _("Manque"))


def lost_signature(request: Request) -> object:
    """« La signature électronique a été retirée : … » when a change removed it (MES-R57); nothing otherwise."""
    if request.signed_at or not request.current.editable:
        return None
    entry = journal.Entry
    last = (entry.select().where(entry.kind == "mes.request", entry.record == request.id,
                                 entry.after.contains('"signed_hash":""')).order_by(entry.id.desc()).first())
    acts = {"mes.request.edit": _("le formulaire a changé"), "mes.request.attach": _("les documents ont changé")}
    if last is None or last.action not in acts:
        return None
    return _("La signature électronique est retirée : %(what)s (%(who)s, %(when)s). Signez de nouveau une fois les "
             "changements finis.", what=acts[last.action], who=last.actor_name, when=prose_moment(last.at))
