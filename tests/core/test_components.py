"""The frame around a page, its refusals, and the components: landmarks, names, ties, tokens, escaping."""

import re
from types import SimpleNamespace as Made

import pytest
from flask import flash, render_template, render_template_string
from flask_admin import Admin, BaseView, expose, helpers
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

from tests.core import themed
from tests.core.themed import CORE

site, shown = themed.site, themed.shown


def frame(**changes) -> Made:
    """What stands around a page, for one person."""
    link = Made(label="Demandes <en> cours", url="/demandes", count=1250, count_word="demandes", current=True)
    urls = {name: f"/{name}" for name in ("search", "notices", "language", "theme", "account", "sign_out", "switch",
                                         "dashboard", "administration", "accessibility")}
    values = {"groups": [Made(id="mes", title="Mesure", icon="hand-helping", links=[link])], "organisation": None,
              "organisations": [], "unread": 3, "user_name": "Léa <Roy>", "initials": "LR", "demo": True,
              "theme": "sombre", "version": "0.1", "privacy_officer": "", "help_url": "/aide",
              "dashboard_current": False, "session_seconds": 1800, "urls": Made(**urls)}
    return Made(**values | changes)


PAGE = '{% extends "admin/base.html" %}{% block title %}Ma page{% endblock %}{% block body %}Corps{% endblock %}'


def test_the_frame_holds_landmarks_counts_and_the_persons_choices(shown):
    page = shown(PAGE, frame=frame())
    assert '<html lang="fr" data-theme="sombre">' in page
    assert page.index('class="m-skip"') < page.index("<nav")
    for landmark in ('<nav class="m-banner', "<header", '<main class="m-main" id="contenu"', "<footer"):
        assert page.count(landmark) == 1
    assert "Demandes &lt;en&gt; cours" in page and "Léa &lt;Roy&gt;" in page
    assert '1\u00a0250<span class="sr-only"> demandes</span>' in page
    assert "3 avis non lus" in page and "Démonstration" in page
    assert page.count('name="csrf_token"') >= 4


def test_a_page_for_nobody_has_no_banner_and_says_nothing_of_anybody(shown):
    page = shown(PAGE, frame=None)
    assert "m-banner" not in page and "<footer" not in page
    assert "Corps" in page and 'data-theme="appareil"' in page


def test_a_group_that_was_closed_stays_closed(site):
    with site.test_request_context("/page", headers={"Cookie": "marelle_groups=mes.familles; marelle_banner=folded"}):
        page = render_template_string(PAGE, frame=frame())
    assert re.search(r'data-remember="mes">', page) and "is-folded" in page


def test_links_whose_page_does_not_exist_are_not_shown(shown):
    urls = Made(**dict.fromkeys(("search", "notices", "account", "administration", "accessibility", "help"), ""),
                language="/l", theme="/t", sign_out="/o", switch="/s", dashboard="/")
    page = shown(PAGE, frame=frame(urls=urls, help_url=""))
    assert 'href=""' not in re.sub(r'<template.*?</template>', "", page, flags=re.S) and 'action=""' not in page


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 429, 500, 503])
def test_every_refusal_says_what_happened_what_is_safe_and_where_to_go(site, code):
    for person in (None, frame()):
        with site.test_request_context("/page"):
            page = render_template("error.html", frame=person, code=code, title="Le dossier a changé.",
                                   happened="Annick l’a <enregistré>.", safe="Rien n’est perdu.", links=[])
        assert "<h1>Le dossier a changé.</h1>" in page and "&lt;enregistré&gt;" in page and "Rien n’est perdu." in page
        assert 'class="m-btn is-primary" href="/' in page


CONDITION = Made(met=False, text="La signature <manque>", remedy="Signez.", who=("Paul Duguay",), link="/signer",
                 link_label="Signer")
MET = Made(met=True, text="Les champs sont remplis", remedy="", who=(), link="", link_label="")


def action(**changes) -> Made:
    """One line of « Ce que vous pouvez faire »."""
    values = {"name": "submit", "label": "Transmettre", "title": "", "icon": "send", "consequence": "",
              "possible": True, "primary": True, "explanation": None, "url": "/faire", "page_url": "",
              "confirm": "", "typed": "", "inputs": (), "why_url": "/pourquoi", "other_url": "", "version": 7}
    return Made(**values | changes)


ACTIONS = '{% from "ui/actions.html" import actions %}{{ actions(list) }}'


def test_a_possible_action_is_a_form_with_token_version_and_question(shown):
    asked = Made(name="reason", label="Motif", kind="long", required=True, choices=(), help="Une phrase.", value="",
                 error="Le motif manque.")
    page = shown(ACTIONS, list=[action(confirm="2 avis partent.", inputs=[asked])])
    assert '<form class="m-action-line" method="post" action="/faire" data-confirm="2 avis partent."' in page
    assert 'name="csrf_token"' in page and 'name="version" value="7"' in page
    assert 'aria-describedby="action-submit-reason-help action-submit-reason-error"' in page
    assert 'aria-invalid="true"' in page


def test_a_blocked_action_stays_readable_and_leads_to_its_reasons(shown):
    why = Made(possible=False, title="Il manque 1 condition sur 2", conditions=[MET, CONDITION])
    page = shown(ACTIONS, list=[action(possible=False, explanation=why), action(name="edit", label="Modifier")])
    assert page.index("Modifier") < page.index("indisponible")
    assert "is-blocked" in page and 'aria-disabled="true"' in page
    assert 'href="/pourquoi" data-disclosure="action-submit-why"' in page and 'id="action-submit-why" hidden' in page
    assert page.index("La signature &lt;manque&gt;") < page.index("Les champs sont remplis")
    assert "<strong>Paul Duguay</strong>" in page and 'href="/signer">Signer' in page


SUMMARY = '{% from "ui/error_summary.html" import error_summary %}{{ error_summary(form) }}'
FIELD = '{% from "ui/field.html" import field %}{{ field(form.name) }}'


class Asked(FlaskForm):
    """A form with one required field."""

    name = StringField("Nom", [DataRequired("Le nom manque.")], description="Comme sur l’acte <officiel>.")


def test_a_field_is_tied_to_its_help_and_to_its_error(site):
    with site.test_request_context("/page", method="POST"):
        form = Asked()
        form.validate()
        page = render_template_string(FIELD, form=form)
        summary = render_template_string(SUMMARY, form=form)
    assert 'aria-describedby="name-help name-error"' in page and 'aria-invalid="true"' in page and "required" in page
    assert "&lt;officiel&gt;" in page and "Le nom manque." in page
    assert 'role="alert"' in summary and '<a href="#name">Nom</a>' in summary and "1 champ est à corriger" in summary


def test_chips_say_their_word_and_hide_their_icon(shown):
    state = Made(label="Trans<mis>", tone="bleu", icon="send")
    page = shown('{% from "ui/chip.html" import chip %}{{ chip(state) }}', state=state)
    assert 'class="m-chip is-bleu"' in page and "Trans&lt;mis&gt;" in page and 'aria-hidden="true"' in page


def test_every_component_documents_its_macros():
    pages = sorted((CORE / "templates" / "ui").glob("*.html"))
    guide = (CORE / "templates" / "ui" / "README.md").read_text()
    assert len(pages) > 25
    for page in pages:
        assert page.read_text().startswith("{#"), page.name
        assert f"`{page.name}`" in guide, page.name


class Strange(BaseView):
    """A page of somebody who knows Flask-Admin and nothing of ours."""

    @expose("/")
    def index(self):
        return render_template_string(STRANGE, **self._template_args, admin_view=self, h=helpers)


STRANGE = """{% extends "admin/master.html" %}
{% block head_css %}{{ super() }}<link rel="stylesheet" nonce="{{ csp_nonce() }}" href="/theirs.css">{% endblock %}
{% block body %}<p class="alert alert-info">Bonjour</p><ul>{{ layout.menu() }}</ul>{% endblock %}
{% block tail_js %}{{ super() }}{% endblock %}"""


def test_a_flask_admin_page_of_a_stranger_wears_the_frame(site):
    site.jinja_env.globals["admin_base_template"] = "admin/base.html"
    Admin(site, name="Ailleurs", url="/ailleurs").add_view(Strange(name="Leur page", url="/leur", endpoint="strange"))
    page = site.test_client().get("/leur/").text
    assert "<h1> Leur page</h1>" in page and "/theirs.css" in page and "marelle.js" in page
    assert '<p class="alert alert-info">Bonjour</p>' in page and ">Leur page</span></a>" in page
    assert "javascript:" not in page and not re.search(r"<[^>]*\son[a-z]+=", page)


def test_a_message_is_read_out_by_its_tone(site):
    with site.test_request_context("/page"):
        flash("Refusé.", "error")
        flash("Document joint.", "toast")
        page = render_template_string(PAGE, frame=None)
    assert re.search(r'class="m-alert is-brique" role="alert"', page)
    assert re.search(r'class="m-toast m-on-slate" role="status" data-toast', page)
