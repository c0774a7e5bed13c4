"""The kinds of pages, each with who opens it and what she does there before it is looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from core.records import today
from tests.browser.acts import DONE, YEAR
from tests.browser.desk import (
    ADMINISTRATOR,
    AGENT,
    BISCUIT,
    CLERK,
    CLERK_OF_TOWN,
    DIRECTOR,
    EDITOR,
    HEAD_OF_TOWN,
    MINISTRY,
    READER,
    SIGNER,
    Desk,
)

NOBODY = ""
OPEN_ALL = "document.querySelectorAll('main details').forEach((each) => { each.open = true; })"
THEIRS = """
UPDATE mes_request SET version = version + 1, form_data = json_set(form_data, '$.values.means', 'Une salle calme.',
    '$.stamps.means', json(?)) WHERE id = ?"""
WHY = "document.querySelectorAll('[data-disclosure][aria-expanded=false]').forEach((each) => each.click())"


def nothing(desk: Desk) -> None:
    """The page as it opens."""


def no_hour(desk: Desk) -> None:
    """An hour that cannot be read, in a schedule that takes the other parent's Monday."""
    desk.page.get_by_label("Arrivée, mardi").first.fill("midi")
    desk.page.get_by_role("button", name="Enregistrer l’horaire").click()
    desk.sees("ne se lit pas")


def to_end(desk: Desk) -> None:
    """An agreement in force, all of it unfolded, and what is asked before it ends."""
    script(f"{OPEN_ALL}; {WHY}")(desk)
    desk.page.get_by_label("Type de fin").select_option("by_parent")
    desk.page.get_by_label("Dernier jour").fill(today().isoformat())
    desk.page.get_by_label("Raison").fill("Déménagement.")
    desk.page.get_by_role("button", name="Résilier", exact=True).first.click()
    expect(desk.page.get_by_role("dialog")).to_contain_text("Résilier cette entente ?")


@dataclass(frozen=True)
class Kind:
    """A kind of page. In `path`, {-11-026} stands for the identifier of that request, {user} for a person's."""

    name: str
    who: str
    path: str
    act: Callable[[Desk], None] = nothing
    status: int = 200


def press(name: str) -> Callable[[Desk], None]:
    """Press a button that opens something in the page."""
    return lambda desk: desk.page.get_by_role("button", name=name, exact=True).first.click()


def send(name: str) -> Callable[[Desk], None]:
    """Press a button that leads to another page."""
    return lambda desk: desk.leave_by(desk.page.get_by_role("button", name=name, exact=True))


def script(text: str) -> Callable[[Desk], None]:
    """Open what the page keeps folded."""
    return lambda desk: desk.page.evaluate(text)


def wrong_form(desk: Desk) -> None:
    """A form with errors."""
    desk.page.get_by_label("Accompagnement par jour").fill("beaucoup")
    desk.page.get_by_label("Fréquentation prévue").fill("-3")
    desk.page.get_by_role("button", name="Suivant", exact=True).click()
    desk.page.wait_for_url("**revoir=1")  # the page that judges, not the words that saving by itself writes before it
    expect(desk.page.locator("[data-focus-first], .m-error").first).to_be_visible()


def two_values(desk: Desk) -> None:
    """Somebody else wrote the same answer while the page was open."""
    number = desk.page.url.split("/")[-3]
    desk.site.do(THEIRS, json.dumps([9, "Geneviève Arsenault", "2026-11-22T14:02:00+00:00"]), number)
    desk.page.get_by_role("textbox", name="Moyens déjà en place").fill("Un coin calme.")
    expect(desk.page.locator("[data-conflict]")).to_be_visible()


def offline(desk: Desk) -> None:
    """The network fails once: the page says what waits."""
    desk.page.route("**/saisie", lambda route: route.abort(), times=1)
    desk.page.get_by_role("textbox", name="Partenaires", exact=True).fill("CLSC")
    expect(desk.page.locator("[data-saving]")).to_contain_text("Hors ligne")


def no_pdf(desk: Desk) -> None:
    """A picture chosen in the place of a PDF."""
    desk.page.locator("input[type=file]").first.set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": b"PNG"})
    expect(desk.page.locator("[data-error]:visible").first).to_contain_text("PDF")


def empty_comment(desk: Desk) -> None:
    """A comment of spaces only."""
    desk.page.get_by_role("textbox", name="Commentaire", exact=True).fill("   ")
    desk.page.get_by_role("button", name="Ajouter le commentaire").click()
    desk.sees("Le commentaire est vide.")


def conflict(desk: Desk) -> None:
    """Somebody else saves while the form is open."""
    number = desk.page.url.split("/")[-2]
    desk.site.do("UPDATE families_household SET version = version + 1, city = 'Ailleurs' WHERE id = ?", number)
    desk.page.get_by_role("textbox", name="Ville").fill("Ici")
    desk.page.get_by_role("button", name="Enregistrer").click()
    desk.sees("Quelqu’un d’autre a enregistré ce dossier")


def too_late(desk: Desk) -> None:
    """Somebody else made the transition first."""
    desk.site.do("UPDATE mes_request SET version = version + 1 WHERE id = ?", desk.page.url.split("/")[-1])
    desk.page.get_by_role("button", name="Déclarer conforme").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="Déclarer conforme").click()
    desk.sees("Ce dossier a changé depuis que vous l’avez ouvert")


def dry_run(desk: Desk) -> None:
    """A bulk transition, before anything is done."""
    desk.page.locator(".m-pick").first.check()
    desk.page.locator("[data-bulk] button[name=action]").first.click()
    desk.sees("ce qui arriverait")


def chosen(desk: Desk) -> None:
    """The bulk bar, two rows chosen."""
    for box in desk.page.locator(".m-pick").all()[:2]:
        box.check()


def kept(desk: Desk) -> None:
    """The password was asked in the middle of a grave act: what was typed waits."""
    desk.site.let_passwords_grow_old()
    desk.page.get_by_label("Prénom").fill("Geneviève-Anne")
    desk.page.get_by_role("button", name="Enregistrer").first.click()
    desk.give_password("Confirmer")
    desk.sees("Ce que vous aviez écrit est gardé")


def search_child(last_name: str, first_name: str, born: str) -> str:
    """The address of a search by names."""
    return f"/mes/creer/?last_name={last_name}&first_name={first_name}&birth_date={born}"


def wrong_password(desk: Desk) -> None:
    """A sign-in refused."""
    desk.page.get_by_label("Adresse courriel").fill("personne@exemple.test")
    desk.page.get_by_label("Mot de passe", exact=True).fill("ce n’est pas le mien")
    desk.page.get_by_role("button", name="Continuer").click()
    expect(desk.page.locator(".m-alert.is-brique")).to_be_visible()


def sent_empty(button: str) -> Callable[[Desk], None]:
    """A form sent as it stands, past the browser's own check."""

    def act(desk: Desk) -> None:
        desk.page.evaluate("document.querySelectorAll('form').forEach((each) => { each.noValidate = true; })")
        desk.page.get_by_role("button", name=button, exact=True).click()
        expect(desk.page.locator(".m-error").first).to_be_visible()

    return act


def typeless(desk: Desk) -> None:
    """Step 2 sent without a type."""
    desk.page.evaluate("document.querySelectorAll('[name=type]').forEach((each) => { each.checked = false; })")
    sent_empty("Suivant")(desk)


def preview(desk: Desk) -> None:
    """A message to a list, as one of them will read it, with one who is left out."""
    for box in desk.page.locator(".m-pick").all():
        box.check()
    desk.leave_by(desk.page.get_by_role("button", name="Écrire à la liste"))
    desk.page.get_by_label("Objet").fill("Pour {enfants}")
    desk.page.get_by_label("Texte").fill("Bonjour {prénom}")
    desk.leave_by(desk.page.get_by_role("button", name="Voir l’aperçu"))
    desk.sees("destinataire 1 sur")


EXCHANGE = (
    "/icsge/?composante={biscuit}",
    "/icsge/?composante={cases}",
    "/icsge/?composante={biscuit}&volet=fermetures&annee=2016",
    "/icsge/?composante={biscuit}&volet=protocole&annee=2016",
    "/icsge/?composante={biscuit}&volet=options",
    "/icsge/composantes/{biscuit}",
    "/icsge/composantes/{biscuit}/code",
    "/icsge/composantes/nouvelle",
    "/icsge/fermetures/{biscuit}/2027/feries",
    "/icsge/retenus/",
    "/icsge/synchronisations/",
    "/icsge/dossiers/",
    "/icsge/etat/",
    "/icsge/aide/",
    "/icsge/imprimer/validation/{cases}",
    "/icsge/imprimer/fermetures/{biscuit}?annee=2016",
    "/icsge/imprimer/protocole/{biscuit}?annee=2016",
    "/icsge/calendriers/1",
    "/icsge/periodes/1",
    "/icsge/dossiers/1")
"""The pages of the exchange with the Ministry; {biscuit} and {cases} are components."""

TOWN = (
    "/presences/?prestation={meal}&classe={class}&jours=5", "/presences/semaine/?classe={class}",
    "/presences/tablette/?prestation={meal}&classe={class}", "/presences/tablette/",
    "/presences/semaine/pourquoi?case={participant}.{meal}.2026-01-04", "/familles/enfants/{pupil}",
    "/inscriptions/enfants/{pupil}/classe", "/inscriptions/{participant}/prestations",
    "/reservations-en-masse/personne/{participant}?prestation={meal}", "/reservations/calendrier/famille/{home}",
    "/activites/repas/", "/activites/attente/", "/activites/actes/", "/activites/periodes/",
    "/activites/fermetures/{period}", "/activites/fermetures/calendrier", "/activites/calendrier-officiel/",
    "/activites/prestations/{meal}", "/activites/classes/{class}", "/activites/associations/",
    "/activites/annees/{coming}", "/activites/import/?annee={coming}", "/activites/changement/?vers={coming}")
"""The pages of a town's activities; {pupil} is a child of the guide, with her participant, class and home."""
FAMILIES = (
    "/familles/criteres/", "/familles/criteres/nouveau", "/familles/assurances/",
    "/familles/fiche/enfant/{pupil}/criteres", "/familles/fiche/enfant/{pupil}/assurance", "/familles/quotients/{home}",
    "/familles/deplacer/{payer}", "/familles/responsables/{payer}/archiver")
"""The pages of a town's families; {payer} is an adult who lives apart from the other parent."""

KINDS = (
    Kind("sign-in", NOBODY, "/login"),
    Kind("sign-in refused", NOBODY, "/login", wrong_password),
    Kind("forgotten password", NOBODY, "/reset"),
    Kind("link too old", NOBODY, "/reset/ancien"),
    Kind("not found, signed out", NOBODY, "/nulle-part", status=404),
    Kind("dashboard of a service", SIGNER, "/"),
    Kind("dashboard of a direction", DIRECTOR, "/"),
    Kind("dashboard of the Ministry", MINISTRY, "/"),
    Kind("dashboard of an administrator", ADMINISTRATOR, "/"),
    Kind("dashboard, arranged", SIGNER, "/reorganiser"),
    Kind("list", SIGNER, "/mes/demandes/liste/en-cours"),
    Kind("list, filters open", SIGNER, "/mes/demandes/?state=returned&q=cyr", script(OPEN_ALL)),
    Kind("list, rows chosen", DIRECTOR, "/mes/demandes/", chosen),
    Kind("list, nothing found", SIGNER, "/mes/demandes/?q=zzzz"),
    Kind("list, dry run", DIRECTOR, "/mes/demandes/", dry_run),
    Kind("drafts", EDITOR, "/mes/demandes/liste/brouillons"),
    Kind("list, compliant", SIGNER, "/mes/demandes/liste/conformes"),
    Kind("list, closed", SIGNER, "/mes/demandes/liste/terminees"),
    Kind("record returned, why not", SIGNER, "/mes/demandes/{-11-026}", script(f"{OPEN_ALL}; {WHY}")),
    Kind("record submitted", DIRECTOR, "/mes/demandes/{-11-012}", script(f"{OPEN_ALL}; {WHY}")),
    Kind("record draft", EDITOR, "/mes/demandes/{-11-043}", script(f"{OPEN_ALL}; {WHY}")),
    Kind("record compliant", SIGNER, "/mes/demandes/{-11-001}", script(f"{OPEN_ALL}; {WHY}")),
    Kind("record closed", DIRECTOR, "/mes/demandes/{-11-016}", script(f"{OPEN_ALL}; {WHY}")),
    Kind("record, question", DIRECTOR, "/mes/demandes/{-11-038}", press("Déclarer conforme")),
    Kind("record, too late (409)", DIRECTOR, "/mes/demandes/{-11-009}", too_late),
    Kind("record, history", SIGNER, "/mes/demandes/{-11-026}/historique"),
    Kind("why not", SIGNER, "/mes/demandes/{-11-026}/pourquoi/resubmit"),
    Kind("why not, for another", MINISTRY, "/mes/demandes/{-11-026}/pourquoi/resubmit?pour=genevieve"),
    Kind("form", SIGNER, "/mes/demandes/{-11-026}/formulaire/4"),
    Kind("form with errors", SIGNER, "/mes/demandes/{-11-026}/formulaire/6", wrong_form),
    Kind("type", SIGNER, "/mes/demandes/{-11-043}/type"),
    Kind("conflict (409)", EDITOR, "/familles/foyers/{household}/modifier", conflict),
    Kind("deletion", EDITOR, "/mes/demandes/{-11-043}/transition/delete/confirmer"),
    Kind("attach", SIGNER, "/mes/demandes/{-11-026}/joindre"),
    Kind("attach, nothing chosen", SIGNER, "/mes/demandes/{-11-043}/joindre", sent_empty("Joindre")),
    Kind("sign, not yet", SIGNER, "/mes/demandes/{-11-026}/signer"),
    Kind("sign", SIGNER, "/mes/demandes/{-11-051}/signer"),
    *(Kind(f"form, page {number}", SIGNER, f"/mes/demandes/{{-11-026}}/formulaire/{number}")
      for number in (1, 2, 3, 5, 6, 7)),
    Kind("form, empty", EDITOR, "/mes/demandes/{-11-039}/formulaire/4?revoir=1"),
    Kind("form, taken over", EDITOR, "/mes/demandes/{-11-017}/formulaire/2"),
    Kind("form, two values", EDITOR, "/mes/demandes/{-11-044}/formulaire/3", two_values),
    Kind("form, offline", SIGNER, "/mes/demandes/{-11-040}/formulaire/5", offline),
    Kind("form, transmitted", SIGNER, "/mes/demandes/{-11-012}/formulaire/1"),
    Kind("documents", SIGNER, "/mes/demandes/{-11-026}/pieces"),
    Kind("documents, a file refused", EDITOR, "/mes/demandes/{-11-039}/pieces", no_pdf),
    Kind("check, returned", SIGNER, "/mes/demandes/{-11-026}/verification"),
    Kind("check, empty", EDITOR, "/mes/demandes/{-11-039}/verification"),
    Kind("check, ready to sign", SIGNER, "/mes/demandes/{-11-051}/verification"),
    Kind("check, of a reader", READER, "/mes/demandes/{-11-051}/verification"),
    Kind("printouts", SIGNER, "/mes/demandes/{-11-026}/imprimer"),
    *(Kind(f"printout on the screen, {kind}", SIGNER, f"/mes/demandes/{{-11-026}}/imprimer/{kind}/page")
      for kind in ("form", "signatures", "summary", "checklist", "comments", "history")),
    Kind("transmitted version", SIGNER, "/mes/demandes/{-11-026}/transmise/1"),
    Kind("transmitted version, of a direction", DIRECTOR, "/mes/demandes/{-11-012}/transmise/1"),
    Kind("comment refused", DIRECTOR, "/mes/demandes/{-11-031}", empty_comment),
    Kind("create, search", SIGNER, "/mes/creer/"),
    Kind("create, nobody found", SIGNER, search_child("Roy", "Léo", "2022-01-01")),
    Kind("create, half a name", SIGNER, "/mes/creer/?last_name=Roy"),
    Kind("create, found", SIGNER, "/mes/creer/?{search}"),
    Kind("create, choose", SIGNER, "/mes/creer/{child}"),
    Kind("create, choose with errors", SIGNER, "/mes/creer/{child}", typeless),
    Kind("children", SIGNER, "/mes/enfants/"),
    Kind("child", SIGNER, "/familles/enfants/{child}"),
    Kind("requests of a child", SIGNER, "/mes/enfants/{child}"),
    Kind("online help", SIGNER, "/mes/aide/"),
    Kind("online help, nothing found", SIGNER, "/mes/aide/?q=zzzz"),
    Kind("section of the help", MINISTRY, "/administration/textes-aide/help.introuvable"),
    Kind("who read", SIGNER, "/mes/demandes/{-11-012}/historique?quoi=consultations"),
    Kind("departure", DIRECTOR, f"/mes/demandes/{{-11-012}}/depart?jour={DONE}"),
    Kind("departure with errors", DIRECTOR, "/mes/demandes/{-11-012}/depart", sent_empty("Fermer la demande")),
    Kind("rights", ADMINISTRATOR, "/mes/droits/?service=30002000"),
    Kind("rights of a person", ADMINISTRATOR, "/mes/droits/{place}/{user}"),
    Kind("rates", MINISTRY, "/mes/tarifs/"),
    *(Kind(f"work of a direction, {path}", DIRECTOR, path) for path in (
        "/mes/examen/", "/mes/tableau/", "/mes/delegations/", "/mes/demandes/{corrected}/confier")),
    *(Kind(f"work of the Ministry, {path}", MINISTRY, path) for path in (
        "/mes/examen/liste/en-attente", "/mes/tableau/", "/mes/calendrier/", f"/mes/calendrier/{YEAR.start}",
        "/mes/directions/", "/mes/directions/{east}")),
    Kind("review", AGENT, "/mes/demandes/{corrected}/examen"),
    Kind("calendar of a service", SIGNER, "/mes/calendrier/"),
    Kind("record returned, of a reader", READER, "/mes/demandes/{-11-026}"),
    Kind("child form", SIGNER, "/familles/enfants/{child}/modifier"),
    Kind("household", SIGNER, "/familles/foyers/{household}"),
    Kind("parent-child file", SIGNER, "/familles/dossiers/{file}"),
    Kind("new parent-child file", SIGNER, "/familles/dossiers/nouveau?enfant={child}"),
    Kind("other signatories", SIGNER, "/familles/dossiers/{file}/signataire", sent_empty("Ouvrir le nouveau dossier")),
    Kind("end of attendance", SIGNER, "/familles/departs/{child}"),
    *(Kind(f"exchange, {path}", BISCUIT, path) for path in EXCHANGE),
    Kind("rule, its services", HEAD_OF_TOWN, "/facturation/regles/nouvelle/{payer}", send("Suivant")),
    Kind("end of a rule", HEAD_OF_TOWN, "/facturation/regles/{rule}/fin"),
    Kind("transfer of a rule", HEAD_OF_TOWN, "/facturation/regles/{rule}/transfert?q=ma"),
    Kind("separation, who would pay", HEAD_OF_TOWN, "/facturation/separation/{payer}", send("Voir qui paierait")),
    *(Kind(f"town, {path}", HEAD_OF_TOWN, path, script(OPEN_ALL)) for path in TOWN),
    *(Kind(f"families, {path}", HEAD_OF_TOWN, path) for path in FAMILIES),
    Kind("families, move to a new home", HEAD_OF_TOWN, "/familles/deplacer/{payer}/nouveau"),
    Kind("families, wizard with errors", HEAD_OF_TOWN, "/familles/creer/foyer", sent_empty("Suivant")),
    Kind("new household", SIGNER, "/familles/foyers/nouveau"),
    Kind("dashboard of a clerk", CLERK, "/"),
    Kind("notice board", CLERK, "/ententes/babillard/"),
    Kind("agreements", CLERK, "/ententes/"),
    Kind("agreement, both parents", CLERK, "/ententes/{shared}", script(f"{OPEN_ALL}; {WHY}")),
    *(Kind(f"agreement, {state}", CLERK, f"/ententes/{{{state}}}", script(f"{OPEN_ALL}; {WHY}"))
      for state in ("to_sign", "expired")),
    Kind("agreement, question", CLERK, "/ententes/{active}", to_end),
    Kind("new agreement", CLERK, "/ententes/nouveau?dossier={clerk_file}"),
    Kind("agreement under its signature", CLERK, "/ententes/{active}/modifier"),
    Kind("schedule, refused", CLERK, "/ententes/{shared}/horaire", no_hour),
    Kind("agreement copied", CLERK, "/ententes/{active}/copier"),
    Kind("agreement replaced, with errors", CLERK, "/ententes/{active}/suivante",
         sent_empty("Fermer et créer la suivante")),
    Kind("agreement renewed", CLERK, "/ententes/{expired}/renouveler"),
    Kind("agreement, not renewed", CLERK, "/ententes/{active}/renouveler"),
    Kind("file with agreements", CLERK, "/familles/dossiers/{clerk_file}"),
    Kind("diagram of agreements", CLERK, "/parcours/agreements.agreement"),
    *(Kind(f"messages, {path}", CLERK_OF_TOWN, path) for path in (
        "/messages/1", "/messages/envois/{unsure}", "/messages/non-recus/", "/messages/ecrire/responsable/{bounced}")),
    Kind("message, preview", CLERK_OF_TOWN, "/familles/responsables/", preview),
    Kind("sheet with messages", CLERK_OF_TOWN, "/familles/responsables/{bounced}", script(OPEN_ALL)),
    Kind("diagram", DIRECTOR, "/parcours/mes.request"),
    Kind("search", SIGNER, "/recherche/?q=cyr"),
    Kind("search, nothing", SIGNER, "/recherche/?q=zzzz"),
    Kind("notices", SIGNER, "/avis"),
    Kind("jobs", ADMINISTRATOR, "/taches"),
    Kind("job", ADMINISTRATOR, "/taches/{job}"),
    Kind("account", SIGNER, "/comptes/moi"),
    Kind("sessions", SIGNER, "/comptes/seances"),
    Kind("change of password", SIGNER, "/change"),
    Kind("second factor", SIGNER, "/tf-setup"),
    Kind("second factor, key", SIGNER, "/tf-setup", send("Utiliser une application de codes")),
    Kind("password again", SIGNER, "/verify"),
    Kind("administration", ADMINISTRATOR, "/administration/"),
    Kind("people", ADMINISTRATOR, "/administration/utilisateurs/"),
    Kind("person", ADMINISTRATOR, "/administration/utilisateurs/{user}"),
    Kind("new person", ADMINISTRATOR, "/administration/utilisateurs/nouveau"),
    Kind("person to archive", ADMINISTRATOR, "/administration/utilisateurs/{user}/archiver"),
    Kind("role of a person to end", ADMINISTRATOR, "/administration/utilisateurs/{user}/roles/{membership}/retirer"),
    Kind("roles", ADMINISTRATOR, "/administration/roles/"),
    Kind("role", ADMINISTRATOR, "/administration/roles/{role}"),
    Kind("role still held (409)", ADMINISTRATOR, "/administration/roles/{role}/supprimer", status=409),
    Kind("permission to take away", ADMINISTRATOR, "/administration/roles/{role}/permissions/mes.request.edit/retirer"),
    Kind("new role", ADMINISTRATOR, "/administration/roles/nouveau"),
    Kind("organisations", ADMINISTRATOR, "/administration/organisations/"),
    Kind("organisation", ADMINISTRATOR, "/administration/organisations/{place}"),
    Kind("organisation form", ADMINISTRATOR, "/administration/organisations/{place}/modifier"),
    Kind("settings", ADMINISTRATOR, "/administration/reglages/"),
    Kind("journal", ADMINISTRATOR, "/administration/journal/"),
    Kind("modules", ADMINISTRATOR, "/administration/modules/"),
    Kind("text kept", ADMINISTRATOR, "/administration/utilisateurs/{user}", kept),
    Kind("accessibility", SIGNER, "/accessibilite/"),
    Kind("privacy", SIGNER, "/renseignements-personnels/"),
    Kind("forbidden (403)", EDITOR, "/administration/journal/", status=403),
    Kind("not found (404)", EDITOR, "/mes/demandes/999999", status=404),
)


def address_of(kind: Kind, found: dict[str, object]) -> str:
    """The address of a page, its places filled in."""
    path = kind.path
    for name, value in found.items():
        path = path.replace(f"{{{name}}}", str(value))
    return path
