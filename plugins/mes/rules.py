"""The rules of a request: why not (guards), each named by its number in the specification."""

from __future__ import annotations

from core.api import Obstacle, User, _, guard, holders, ngettext, number, prose_date, running, today
from plugins.families import Placement
from plugins.mes.content import content_digest
from plugins.mes.diff import covered, since_last
from plugins.mes.documents import held, left_behind
from plugins.mes.form.answers import Answers
from plugins.mes.form.declare import Page
from plugins.mes.form.planned import attendance, computed
from plugins.mes.kinds import type_unusual
from plugins.mes.models import SLOTS, Comment, Request
from plugins.mes.years import open_years

LIVE = ("draft", "submitted", "returned")
SUBSIDISED = ("cpe", "subsidised", "office")
STARRED = {
    "new": ("plan", "report", "signatures"),
    "renewal": ("plan", "signatures"),
    "renewal_change": ("plan", "report", "signatures"),
    "transfer": ("plan", "report", "signatures"),
}
"""The mandatory slots by type (table 1.10.1); the report is not, when Retraite Québec attests."""


def mandatory_slots(request: Request) -> tuple[str, ...]:
    """The starred slots of this request."""
    return tuple(slot for slot in STARRED[request.type] if slot != "report" or request.attestation != "retraite_quebec")


def names(people: list[User]) -> tuple[str, ...]:
    """Their names, for « qui peut le faire »."""
    return tuple(person.name for person in people)


# Creating


@guard(_("Le service tient des places subventionnées"))
def service_is_subsidised(request: Request, user):
    """The service holds subsidised places: CPE, subsidised daycare or coordinating office (MES-R06)."""
    if (request.installation.nature or request.division.nature) not in SUBSIDISED:
        return Obstacle(_("Ce service de garde ne tient pas de places subventionnées."),
                        _("La mesure s’adresse aux CPE, aux garderies subventionnées et aux bureaux coordonnateurs."))
    return None


@guard(_("L’installation est de la division"))
def installation_is_ours(request: Request, user):
    """The installation belongs to the division signed in (MES-R08)."""
    if not request.installation.path.startswith(request.division.path):
        return Obstacle(_("Cette installation n’est pas de votre division."), _("Choisissez une des vôtres."))
    return None


@guard(_("L’enfant reçoit l’allocation pour l’intégration dans l’installation"))
def child_has_allowance(request: Request, user):
    """The child receives the disabled-child integration allowance in the chosen installation (MES-R05)."""
    day = max(today(), request.year.first_day)
    places = Placement.select().where(Placement.child == request.child_id,
                                      Placement.installation == request.installation_id)
    if not any(place.has_allowance(day) or place.has_allowance(today()) for place in places):
        return Obstacle(_("Cet enfant ne reçoit pas l’allocation pour l’intégration dans cette installation."),
                        _("Inscrivez l’allocation et ses dates au dossier de l’enfant, ou choisissez l’installation "
                          "où il la reçoit."))
    return None


@guard(_("L’enfant a 59 mois ou moins"))
def child_is_young_enough(request: Request, user):
    """The child is 59 months or less on the first day of the support asked for (MES-R07)."""
    limit = running().settings["mes.max_age_months"]
    first = max(today(), request.year.first_day)
    months = (first.year - request.child.birth_date.year) * 12 + first.month - request.child.birth_date.month
    months -= first.day < request.child.birth_date.day
    if months > limit:
        return Obstacle(_("L’enfant aura %(months)s mois ; la mesure s’arrête à %(limit)s mois.", months=months,
                          limit=limit), _("Vérifiez sa date de naissance."))
    return None


@guard(_("L’année de référence est ouverte"))
def year_is_open(request: Request, user):
    """The reference year is the current one, or the next one once it is open (MES-R20)."""
    years = open_years(today(), running().settings["mes.next_year_opens_on"])
    if request.year not in years:
        return Obstacle(_("L’année %(year)s n’est pas ouverte.", year=request.year),
                        _("Années ouvertes : %(years)s.", years=", ".join(str(each) for each in years)))
    return None


@guard(_("Aucune autre demande n’est en cours pour cet enfant"))
def no_other_live_request(request: Request, user):
    """One live request per child, installation and reference year (MES-R09)."""
    other = Request.get_or_none(
        Request.child == request.child_id, Request.installation == request.installation_id,
        Request.reference_year == request.reference_year, Request.state << LIVE, Request.id != request.id)
    if other:
        return Obstacle(_("La demande %(number)s est déjà en cours pour cet enfant.", number=other.number),
                        _("Reprenez-la plutôt que d’en créer une autre."), link=f"/mes/demandes/{other.id}",
                        link_label=_("Ouvrir la demande"))
    return None


# Transmitting: the lines of the « Analyse de recevabilité »


def warnings(request: Request) -> list:
    """What the service should know before it transmits, without being stopped (MES-R14, R31, R34, R36 to R38)."""
    values = Answers(request).values
    return [text for check in (email_missing, phone_wrong, hours_beyond_presence, too_many_days, unlike_computed,
                               plan_too_old, nothing_concerted, type_unusual) if (text := check(request, values))]


def email_missing(request: Request, values):
    """The parent's e-mail is absent or malformed (MES-R37)."""
    if request.guardian and "@" not in request.guardian.email:
        return _("L’adresse courriel du parent manque ou est mal formée.")
    return None


def phone_wrong(request: Request, values):
    """No phone of the parent has ten digits (MES-R37)."""
    parent = request.guardian
    if parent and not any(sum(sign.isdigit() for sign in phone) == 10
                          for phone in (parent.home_phone, parent.cell_phone)):
        return _("Aucun téléphone du parent n’a 10 chiffres.")
    return None


def hours_beyond_presence(request: Request, values):
    """The hours a day exceed what the child's agreement plans for a day (MES-R31)."""
    hours, first, last = values["hours_per_day"], values["support_from"], values["support_until"]
    days = attendance(request, first, last) if hours and first and last and first <= last else None
    if days and hours > max(days.values()):
        return _("L’accompagnement (%(hours)s h) dépasse la présence prévue à l’entente (%(planned)s h).",
                 hours=number(hours), planned=number(max(days.values())))
    return None


def too_many_days(request: Request, values):
    """More planned days than the year's usual limit (MES-R38)."""
    limit = running().settings["mes.max_planned_days"]
    if values["planned_days"] and values["planned_days"] > limit:
        return _("La fréquentation prévue dépasse %(limit)s jours.", limit=limit)
    return None


def unlike_computed(request: Request, values):
    """The planned days are not what the days a week and the period give, and no reason says why (MES-R32, R38)."""
    expected = computed(request, values)
    if expected and values["planned_days"] and values["planned_days"] != expected.days \
            and not values["planned_days_reason"]:
        return _("La fréquentation prévue (%(typed)s jours) s’écarte du calcul (%(days)s jours) : dites pourquoi.",
                 typed=values["planned_days"], days=expected.days)
    return None


def plan_too_old(request: Request, values):
    """The integration plan is older than one year (MES-R34)."""
    day = values["plan_date"]
    if day and (today() - day).days > 365:
        return _("Le plan d’intégration date du %(day)s : il a plus d’un an.", day=prose_date(day))
    return None


def nothing_concerted(request: Request, values):
    """No partner and no intervention plan (MES-R36)."""
    if values["intervention_plan"] == "none" and not values["partners"]:
        return _("Aucun partenaire ni plan d’intervention n’est déclaré.")
    return None


def paper_left_behind(request: Request):
    """The form changed since the attached signatures page was printed (MES-R45)."""
    if request.current.editable and left_behind(request):
        return _("Le contenu a changé depuis l’impression de la page des signatures jointe ; réimprimez-la et "
                 "faites-la signer de nouveau.")
    return None


def page_link(request: Request, page: Page, name: str = "") -> str:
    """The address of a page of the form, at a field."""
    return f"/mes/demandes/{request.id}/formulaire/{page.number}" + (f"#champ-{name}" if name else "")


@guard(_("Les champs obligatoires sont remplis"))
def form_complete(request: Request, user):
    """Every mandatory field of the form is filled and valid (MES-R28 to R33, R35, R50)."""
    wrong = Answers(request).problems()
    if wrong:
        text = ngettext("Il reste %(num)s champ à remplir ou à corriger.",
                        "Il reste %(num)s champs à remplir ou à corriger.", len(wrong))
        return Obstacle(text, " ".join(str(each.text) for each in wrong[:5]),
                        link=page_link(request, wrong[0].page, wrong[0].name), link_label=_("Aller au champ"))
    return None


def open_comments(request: Request) -> int:
    """How many comments of the rounds sent back are not ticked « Corrigé »."""
    return Comment.select().where(Comment.request == request.id, Comment.round <= request.round,
                                  ~Comment.corrected).count()


def unexplained(request: Request) -> list[Comment]:
    """The comments ticked without a reply on what is again as it was transmitted: its change was undone (MES-R69)."""
    if request.state != "returned":
        return []
    ticked = list(Comment.select().where(Comment.request == request.id, Comment.round == request.round,
                                         Comment.corrected, Comment.reply == "").order_by(Comment.id))
    changes = since_last(request) if ticked else []
    return [each for each in ticked if not covered(each.anchor, changes)]


@guard(_("Les commentaires sont corrigés"))
def comments_corrected(request: Request, user):
    """Every comment of the open round is ticked « Corrigé » (MES-R51), with a reply where nothing changed (R69)."""
    link = {"link": f"/mes/demandes/{request.id}#commentaires", "link_label": _("Voir les commentaires")}
    if left := open_comments(request):
        return Obstacle(ngettext("Il reste %(num)s commentaire à corriger.",
                                 "Il reste %(num)s commentaires à corriger.", left),
                        _("Cochez « Corrigé » sous chaque commentaire une fois la correction faite."), **link)
    if same := unexplained(request):
        return Obstacle(ngettext("%(num)s commentaire est coché « Corrigé » sans réponse, et rien n’y a changé.",
                                 "%(num)s commentaires sont cochés « Corrigé » sans réponse, et rien n’y a changé.",
                                 len(same)),
                        _("Corrigez ce dont il parle, ou dites dans votre réponse pourquoi rien ne change."), **link)
    return None


def papers_wanting(request: Request) -> dict[str, object]:
    """What is wrong with each slot, in a sentence: nothing in a starred one, or a document held back (R41, R48)."""
    attached = list(request.documents)
    filled = {document.slot for document in attached}
    wrong = {slot: _("Aucun document n’est joint.") for slot in mandatory_slots(request) if slot not in filled}
    for document in attached:
        if why := held(document):
            wrong[document.slot] = _("« %(title)s » : %(why)s", title=document.title, why=why)
    return wrong


@guard(_("Les documents obligatoires sont joints"))
def documents_complete(request: Request, user):
    """Every starred slot of the type holds a document, and none is held back (MES-R41, R48, R52)."""
    wrong = papers_wanting(request)
    if not wrong:
        return None
    link = {"link": f"/mes/demandes/{request.id}/pieces#piece-{next(iter(wrong))}",
            "link_label": _("Joindre un document")}
    filled = {document.slot for document in request.documents}
    missing = [str(SLOTS[slot]) for slot in wrong if slot not in filled]
    if missing:
        return Obstacle(ngettext("Il manque %(num)s document obligatoire.", "Il manque %(num)s documents obligatoires.",
                                 len(missing)), ", ".join(missing) + ".", **link)
    return Obstacle(ngettext("%(num)s document est retenu.", "%(num)s documents sont retenus.", len(wrong)),
                    " ".join(str(why) for why in wrong.values()), **link)


@guard(_("La signature électronique est apposée"))
def signed(request: Request, user):
    """The director's electronic signature is there, and of the present content (MES-R53, R57)."""
    if request.signed_at and request.signed_hash == content_digest(request):
        return None
    who = names(holders("mes.request.sign", request.organisation_path()))
    text = _("La signature électronique manque.") if not request.signed_at else \
        _("Le contenu a changé depuis la signature.")
    return Obstacle(text, "" if who else _("Personne n’a le droit de signer : la personne responsable des services "
                                           "électroniques peut l’accorder."), who,
                    f"/mes/demandes/{request.id}/verification#signature", _("Signer"))


@guard(_("Toutes les autres lignes sont remplies"))
def ready_to_sign(request: Request, user):
    """Signing comes last: form, documents and comments are in order (MES-R56)."""
    for each in (form_complete, documents_complete, comments_corrected):
        if answer := each(request, user):
            return answer
    return None


# Reviewing and ending


def pending_comments(request: Request) -> int:
    """How many comments the Ministry has written and not sent yet."""
    return Comment.select().where(Comment.request == request.id, Comment.round == request.round + 1).count()


@guard(_("Au moins un commentaire est écrit"))
def has_comment(request: Request, user):
    """Sending back needs at least one comment (MES-R65)."""
    if not pending_comments(request):
        return Obstacle(_("Aucun commentaire n’est écrit."), _("Dites au service ce qu’il doit corriger."),
                        link=f"/mes/demandes/{request.id}#commentaires", link_label=_("Écrire un commentaire"))
    return None


@guard(_("Le retrait n’est pas encore demandé"))
def withdrawal_not_asked(request: Request, user):
    """A withdrawal is asked once; the Ministry then sends the request back (MES-R79)."""
    if request.withdrawal_asked_at:
        return Obstacle(_("Le retrait est demandé depuis le %(day)s.", day=prose_date(request.withdrawal_asked_at)),
                        _("La direction régionale renvoie la demande avec un commentaire « retrait »."))
    return None


@guard(_("Aucun commentaire n’est ouvert"))
def no_open_comment(request: Request, user):
    """No comment waits for a correction or to be sent (MES-R74)."""
    waiting = open_comments(request) + pending_comments(request)
    if waiting:
        return Obstacle(ngettext("%(num)s commentaire est encore ouvert.", "%(num)s commentaires sont encore ouverts.",
                                 waiting), _("Renvoyez la demande avec ses commentaires, ou supprimez-les."),
                        link=f"/mes/demandes/{request.id}#commentaires", link_label=_("Voir les commentaires"))
    return None


@guard(_("Avant la conformité, le Ministère seul ferme une demande"))
def ministry_before_compliance(request: Request, user):
    """A request that is not compliant yet is closed by the Ministry only (table 1.12.1)."""
    if request.state != "compliant" and not user.can("mes.request.declare_compliant", request):
        return Obstacle(_("Cette demande n’est pas encore conforme : seule la direction régionale peut la fermer."),
                        who=names(holders("mes.request.declare_compliant", request.organisation_path())))
    return None


@guard(_("L’année de référence est terminée"))
def year_is_over(request: Request, user):
    """1 April of the following reference year has come (MES-R76)."""
    if today() <= request.year.last_day:
        return Obstacle(_("L’année %(year)s n’est pas terminée.", year=request.year))
    return None


@guard(_("L’année de référence court encore"))
def same_year(request: Request, user):
    """A request is reopened before its reference year is over (table 1.12.1)."""
    if today() > request.year.last_day:
        return Obstacle(_("L’année %(year)s est terminée : cette demande ne peut plus être rouverte.",
                          year=request.year))
    return None


@guard(_("La demande avait été déclarée conforme"))
def was_compliant(request: Request, user):
    """Reopening makes a request compliant again, never for the first time (MES-R73)."""
    if request.compliant_at is None:
        return Obstacle(_("Cette demande n’a jamais été déclarée conforme."),
                        _("Le service peut en créer une autre pour cet enfant."))
    return None
