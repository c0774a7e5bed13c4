"""Pages for humans: components and their codes, the register, the files, what was received, and faults."""

from __future__ import annotations

import re
import secrets
from datetime import date

from flask import Blueprint, abort, flash, g, jsonify, redirect, render_template, request, url_for
from peewee import IntegrityError
from werkzeug.wrappers import Response

from core.api import today
from plugins.icsge.simulator import codes, faults, hostile, register
from plugins.icsge.simulator.files import age_band
from plugins.icsge.simulator.looking import PAGE, Search, exchanges, files, people
from plugins.icsge.simulator.models import Agreement, Closure, Component, Exchange, File, Period, Person, store, writing

pages = Blueprint("pages", __name__, url_prefix="/simulateur")
NATURES = {"cpe": "Installation de CPE", "subsidised": "Garderie subventionnée",
           "unsubsidised": "Garderie non subventionnée", "office": "Bureau coordonnateur"}
SECTIONS = (("home", "Accueil"), ("components", "Composantes et codes"), ("people", "Registre"),
            ("all_files", "Dossiers"), ("received", "Échanges reçus"), ("troubles", "Pannes"))
EIGHT = re.compile(r"[0-9]{8}")
MOST_INVENTED = 500


@pages.before_request
def open_store() -> None:
    """A connection for the page."""
    g.opened = store.connect(reuse_if_open=True)


@pages.teardown_request
def close_store(_fault) -> None:
    """Give it back."""
    if g.pop("opened", False):
        store.close()


@pages.context_processor
def around() -> dict[str, object]:
    """What each page is drawn with."""
    return {"sections": SECTIONS, "natures": NATURES, "on": {
        name: value for name, value in faults.standing().items() if value}, "labels": faults.BY_NAME}


@pages.get("/")
def home() -> str:
    """What the simulator holds."""
    counts = (("composantes", Component, "components"), ("personnes au registre", Person, "people"),
              ("dossiers parent-enfant", File, "all_files"), ("ententes de service", Agreement, "all_files"),
              ("périodes réservées", Period, "components"), ("jours de fermeture", Closure, "components"),
              ("échanges reçus", Exchange, "received"))
    return render_template("home.html", counts=[(words, model.select().count(), to) for words, model, to in counts])


@pages.get("/composantes")
def components() -> str:
    """Who may exchange, and whether a code opens it."""
    rows = Component.select().order_by(Component.name, Component.id)
    return render_template("components.html", components=list(rows), issued=None, typed={})


@pages.post("/composantes")
def add_component() -> str | Response:
    """Another component, without a code yet."""
    typed = {name: request.form.get(name, "").strip() for name in ("name", "division", "installation", "nature")}
    wrong = [words for fits, words in (
        (typed["name"], "Le nom est obligatoire."),
        (EIGHT.fullmatch(typed["division"]), "La division a huit chiffres."),
        (EIGHT.fullmatch(typed["installation"]), "L’installation a huit chiffres."),
        (typed["nature"] in NATURES, "Le type est obligatoire.")) if not fits]
    try:
        if not wrong:
            care = request.form.getlist("care")
            Component.create(evening="eve" in care, night="night" in care, **typed)
    except IntegrityError:
        wrong = ["Ces deux numéros sont déjà ceux d’une composante."]
    if not wrong:
        flash(f"« {typed['name']} » est inscrite. Émettez son code.")
        return redirect(url_for(".components"))
    rows = list(Component.select().order_by(Component.name, Component.id))
    return render_template("components.html", components=rows, issued=None, typed=typed, wrong=wrong)


@pages.post("/composantes/<int:number>/code")
def issue(number: int) -> str:
    """A new code, shown this once."""
    component = Component.get_or_none(Component.id == number) or abort(404)
    code = codes.issue(component)
    rows = list(Component.select().order_by(Component.name, Component.id))
    return render_template("components.html", components=rows, issued=(component, code), typed={})


@pages.post("/composantes/<int:number>/revocation")
def revoke(number: int) -> Response:
    """No code opens it any more."""
    component = Component.get_or_none(Component.id == number) or abort(404)
    codes.revoke(component)
    flash(f"Le code de « {component.name} » est révoqué.")
    return redirect(url_for(".components"))


@pages.get("/registre")
def people_page() -> str:
    """The fictional civil register."""
    search = Search.of(request.args)
    return render_template("people.html", search=search, rows=people(search), size=PAGE, typed={}, wrong=[])


@pages.post("/registre")
def invent() -> Response:
    """More invented people."""
    typed = request.form.get("count", "")
    if not typed.isdecimal() or not 0 < int(typed) <= MOST_INVENTED:
        flash(f"Donnez un nombre de 1 à {MOST_INVENTED}.")
        return redirect(url_for(".people_page"))
    with writing():
        made = register.fill(int(typed), seed=secrets.randbelow(10**9))
    flash(f"{len(made)} personnes inventées sont inscrites.")
    return redirect(url_for(".people_page"))


@pages.post("/registre/personne")
def enter() -> str | Response:
    """One entry of the register, as an act of birth says it."""
    typed = {name: request.form.get(name, "").strip() for name in (
        "last_name", "first_name", "birth_date", "sex", "nirec")}
    try:
        born = date.fromisoformat(typed["birth_date"])
    except ValueError:
        born = None
    wrong = [words for fits, words in (
        (typed["last_name"] and typed["first_name"], "Le nom et le prénom sont obligatoires."),
        (born, "La date de naissance s’écrit AAAA-MM-JJ."), (typed["sex"] in ("F", "M"), "Le sexe est F ou M."),
        (re.fullmatch(r"[0-9]{13}", typed["nirec"]), "Le NIREC a treize chiffres.")) if not fits]
    if not wrong and Person.select().where(Person.nirec == typed["nirec"]).exists():
        wrong = ["Ce NIREC est déjà au registre."]
    if wrong:
        search = Search()
        return render_template("people.html", search=search, rows=people(search), size=PAGE, typed=typed, wrong=wrong)
    Person.create(**(typed | {"birth_date": born}))
    flash(f"« {typed['first_name']} {typed['last_name']} » est au registre.")
    return redirect(url_for(".people_page"))


@pages.get("/dossiers")
def all_files() -> str:
    """The parent-child files, searched as the Ministry's own page does."""
    search = Search.of(request.args)
    choices = [(each.id, each.name) for each in Component.select().order_by(Component.name)]
    return render_template("files.html", search=search, rows=files(search, today()), size=PAGE,
                           component_choices=choices, band=lambda file: age_band(file.birth_date, today()))


@pages.get("/dossiers/<number>")
def one_file(number: str) -> str:
    """A file with its agreements."""
    file = File.get_or_none(File.number == number) or abort(404)
    return render_template("file.html", file=file, agreements=list(file.agreements.order_by(Agreement.starts_on)))


@pages.post("/dossiers/<number>/perte")
def lose(number: str) -> Response:
    """Lose the number of a file: the sender's one is not known any more (ICSGE-R15)."""
    file = File.get_or_none(File.number == number) or abort(404)
    file.number = f"D{secrets.randbelow(10**8):08d}"
    file.save()
    flash(f"Le numéro {number} est perdu ; le dossier porte maintenant {file.number}.")
    return redirect(url_for(".one_file", number=file.number))


@pages.get("/echanges")
def received() -> str:
    """What was received, the last first."""
    search = Search.of(request.args)
    return render_template("exchanges.html", search=search, rows=exchanges(search), size=PAGE)


@pages.get("/pannes")
def troubles() -> str:
    """Faults, and what of them is left."""
    return render_template("faults.html", faults=faults.FAULTS, values=faults.standing(), wrong="",
                           answers=[name for name, _made in hostile.HOSTILE])


@pages.post("/pannes")
def disturb() -> str | Response | tuple:
    """Put faults in: a form of the page, or JSON for who tests."""
    said = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    wrong = faults.change(said) if isinstance(said, dict) else "Il faut un objet JSON."
    if request.is_json:
        return (jsonify(erreur=wrong), 400) if wrong else jsonify(faults.standing())
    if wrong:
        return render_template("faults.html", faults=faults.FAULTS, values=faults.standing() | said, wrong=wrong,
                               answers=[name for name, _made in hostile.HOSTILE])
    flash("Les pannes sont en place." if any(faults.standing().values()) else "Aucune panne n’est en place.")
    return redirect(url_for(".troubles"))


@pages.post("/pannes/aucune")
def mend() -> Response:
    """Everything works again."""
    faults.change(dict.fromkeys(faults.BY_NAME, 0))
    flash("Aucune panne n’est en place.")
    return redirect(url_for(".troubles"))
