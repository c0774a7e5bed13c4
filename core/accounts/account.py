"""A person's own pages: who she is, her sessions, and what she had typed when one of them ended."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from core import journal
from core.accounts import keep, second_factor, sessions
from core.accounts.people_forms import choices
from core.accounts.redirects import local
from core.accounts.typed import TypedForm
from core.admin.naming import page_name
from core.database import write_transaction
from core.errors import NotFound
from core.i18n import LANGUAGES, _, ngettext, pgettext
from core.policy import SIGNED_IN, needs, person

pages = Blueprint("account", __name__, url_prefix="/comptes")
OWN = "soi-même"
DIGEST = re.compile("[0-9a-f]{64}")
THEMES = (("clair", _("Clair")), ("sombre", _("Sombre")), ("appareil", _("Comme l’appareil")))
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))


class MyAccount(TypedForm):
    """What a person may change of her own account without asking anybody."""

    first_name = StringField(_("Prénom"), validators=[DataRequired(_("Écrivez votre prénom.")), Length(max=80)],
                             render_kw={"autocomplete": "given-name"})
    last_name = StringField(pgettext("nom de famille", "Nom"),
                            validators=[DataRequired(_("Écrivez votre nom.")), Length(max=80)],
                            render_kw={"autocomplete": "family-name"})
    language = SelectField(_("Langue"), choices=choices(LANGUAGES.items()))
    theme = SelectField(_("Thème"), choices=choices(THEMES))


@pages.route("/moi", methods=["GET", "POST"])
@needs(SIGNED_IN, OWN)
def mine():
    """The page of one's own account."""
    user = person()
    form = MyAccount(obj=user)
    if form.validate_on_submit():
        before = user.as_dict()
        form.populate_obj(user)
        with write_transaction():
            user.save()
            journal.saved(user, "core.user.edited", user, before)
        session["language"] = user.language
        flash(_("Votre compte est enregistré."), "toast")
        return redirect(url_for("account.mine"))
    return render_template("accounts/mine.html", form=form, user=user, codes=second_factor.codes_left(user))


@pages.get("/seances")
@needs(SIGNED_IN, OWN)
def my_sessions():
    """Where one is signed in."""
    here = session.row.digest if session.row is not None else ""
    rows = [(row, device(row.agent), row.digest == here) for row in sessions.of(person())]
    return render_template("accounts/sessions.html", rows=rows)


@pages.post("/seances/fin")
@needs(SIGNED_IN, OWN)
def end_sessions():
    """End every session but this one."""
    user = person()
    with write_transaction():
        ended = sessions.end_all(user) - 1
        journal.write(user, "core.user.sessions_ended", user)
    sessions.stay(user)
    flash(ngettext("%(num)s autre séance est terminée.", "%(num)s autres séances sont terminées.", max(ended, 0)),
          "success")
    return redirect(url_for("account.my_sessions"))


@pages.post("/seances/<digest>/fin")
@needs(SIGNED_IN, OWN)
def end_session(digest: str):
    """End one of one's other sessions."""
    with write_transaction():
        if not DIGEST.fullmatch(digest) or not sessions.end(person(), digest):
            raise NotFound(_("Cette séance est déjà terminée."))
        journal.write(person(), "core.user.session_ended", person())
    flash(_("La séance est terminée."), "success")
    return redirect(url_for("account.my_sessions"))


@pages.get("/arrivee")
@needs(SIGNED_IN, OWN)
def arrive():
    """After the sign-in: to what was interrupted, else to the page that was asked for."""
    if keep.waiting(person()):
        return redirect(url_for("account.resume"))
    return redirect(onward())


def onward() -> str:
    """The page that was asked for before the sign-in, once."""
    asked = local(session.pop("next", None))
    return "/" if asked == url_for("account.resume") else asked


@pages.get("/reprise")
@needs(SIGNED_IN, OWN)
def resume():
    """What one had typed, ready to be sent."""
    found = keep.waiting(person())
    if not found:
        session.pop("kept", None)
        return redirect(onward())
    return render_template("accounts/resume.html", kept=[(each, page_name(each.back or each.url)) for each in found])


@pages.post("/reprise/<int(max=2147483647):kept_id>")
@needs(SIGNED_IN, OWN)
def send_again(kept_id: int):
    """Send a kept form to where it was going: the browser repeats its fields there."""
    url = keep.take(person(), kept_id)
    if url is None:
        raise NotFound(_("Ce texte n’est plus gardé : il l’est peu de temps."))
    return redirect(url, code=307)


@pages.post("/reprise/<int(max=2147483647):kept_id>/oublier")
@needs(SIGNED_IN, OWN)
def forget(kept_id: int):
    """Throw a kept form away."""
    keep.take(person(), kept_id)
    flash(_("Le texte est oublié."), "toast")
    return redirect(local(request.form.get("next"), url_for("account.resume")))


def device(agent: str) -> str:
    """« Firefox, Linux »: what a person recognises of what a browser says of itself."""
    names = [next((name for mark, name in found if re.search(mark, agent)), "") for found in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, names)) or str(_("Appareil inconnu"))
