"""Stored texts that would do harm are shown as written, on every page, in every PDF and export (SEC-13, 16)."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlsplit

import pytest
from flask_security import hash_password
from openpyxl import load_workbook
from peewee import CharField, TextField

from core.accounts.models import Membership, Role, User
from core.files import File, display_name
from core.jobs import Job
from core.notify import Notice
from core.organisations import Organisation
from core.render import Renderer
from core.running import running
from core.sentences import pack
from plugins.agreements import ServiceAgreement
from plugins.families import Child, EmergencyContact, Guardian, Household, ParentChildFile, Placement
from plugins.icsge.notices import SystemStatusNotice
from plugins.icsge.sync.models import Message
from plugins.mes.form.pages import FIELDS, PAGES
from plugins.mes.models import Comment, Document, Request, Version
from plugins.mes.printouts import PRINTOUTS
from tests.cases import usually
from tests.matrix.arguments import ids, own_address, rules_of, view_of
from tests.matrix.browsing import undone
from tests.matrix.crawling import harvest
from tests.matrix.hostile import FORMULA, MARK, PAYLOADS, alive_in, shown_in
from tests.matrix.printing import pdf_text

pytestmark = pytest.mark.words

FREE = (Organisation, Role, User, Household, Guardian, Child, Placement, EmergencyContact, ParentChildFile,
        ServiceAgreement, SystemStatusNotice, Request, Document, Comment, Version, File)
FIXED = ("kind", "code", "path", "state", "slot", "anchor", "type", "region", "digest", "sha256", "content_type",
         "language",
         "theme", "email", "fs_uniquifier", "password", "tf_primary_method", "tf_totp_secret", "signed_hash",
         "printed_hash",
         "nature", "currency", "time_zone", "locale", "country", "end_reason", "rank", "number", "nirec", "necsg",
         "folded")
PACKED = ((Notice, ("text",)), (Job, ("message", "error")), (Message, ("text",)))
TURNS = 3


def texts_of(model) -> list:
    """The fields in which a person writes what she wants."""
    return [field for name, field in model._meta.fields.items() if isinstance(field, CharField | TextField)
            and name not in FIXED and not field.choices and type(field) in (CharField, TextField)]


def cut(text: str, field) -> str:
    """As much of a text as its column holds."""
    return text[:field.max_length] if isinstance(field, CharField) else text


def poison(turn: int) -> int:
    """Write another payload into every text of every row; over the rows, and the more so the turns, each meets each."""
    count = 0
    for model in FREE:
        fields = texts_of(model)
        for row in model.select():
            values = {field: cut(PAYLOADS[(row.id + place + 5 * turn) % len(PAYLOADS)], field)
                      for place, field in enumerate(fields)}
            if model is File:
                values = {field: display_name(f"{text}.pdf") for field, text in values.items()}
            if model is Role:
                values[Role.name] = f"{values[Role.name][:60]}{row.id}"
            if model is Request:
                values[Request.form_data] = row.form_data | {
                    "values": row.form_data["values"] | answered(row.id, turn),
                    "type_reason": PAYLOADS[(row.id + turn) % len(PAYLOADS)],
                    "stamps": {name: [count, PAYLOADS[turn], *rest] for name, (count, _who, *rest) in
                               row.form_data["stamps"].items()}}
            if model is Version:
                values[Version.content] = archived(row.content, row.id, turn)
            model.update(values).where(model.id == row.id).execute()
            count += len(values)
    for model, names in PACKED:
        for row in model.select():
            model.update({name: pack(PAYLOADS[(row.id + turn) % len(PAYLOADS)]) for name in names}).where(
                model.id == row.id).execute()
    return count


def answered(rank: int, turn: int) -> dict[str, str]:
    """Answers of the form: every text, and in one request of two what cannot be read in the place of each other."""
    names = [name for name, field in FIELDS.items() if field.kind in ("text", "long") or (rank + turn) % 2]
    return {name: PAYLOADS[(place + rank + 5 * turn) % len(PAYLOADS)] for place, name in enumerate(names)}


def archived(content: dict, rank: int, turn: int) -> dict:
    """A transmitted version whose texts, facts and titles are payloads."""
    def payload(place: int) -> str:
        return PAYLOADS[(place + rank + 5 * turn) % len(PAYLOADS)]

    said = {name: payload(place) if isinstance(value, str) and FIELDS[name].kind in ("text", "long") else value
            for place, (name, value) in enumerate(content["form"]["answers"].items())}
    facts = {name: payload(place) if name != "birth_date" else value
             for place, (name, value) in enumerate(content["identity"].items())}
    papers = [[slot, payload(place), digest] for place, (slot, _title, digest) in enumerate(content["documents"])]
    return content | {"form": content["form"] | {"answers": said}, "identity": facts, "documents": papers}


def pages(world) -> list[str]:
    """Every page that can be read, and the pages of each row of what people write most."""
    found = [own_address(world, rule) for rule in rules_of(world)
             if "GET" in rule.methods and "static" not in rule.endpoint]
    requests = [*ids(world, Request, "A", ""), *ids(world, Request, "B", "")]
    found += [f"/mes/demandes/{row}{page}" for row in requests for page in (
        "", "/type", "/pieces", "/verification", "/joindre", "/imprimer", "/historique", "/transmise/1",
        *(f"/formulaire/{page.number}?revoir=1" for page in PAGES),
        *(f"/imprimer/{kind}/page" for kind in PRINTOUTS))]
    found += ["/mes/demandes/liste/conformes", "/mes/demandes/liste/brouillons", "/recherche/?q=zorglub"]
    return [*dict.fromkeys(found)]


@pytest.mark.parametrize("turn", usually(range(TURNS), 0))
def test_nothing_written_comes_alive_on_any_page(world, turn):
    assert poison(turn) > 300
    wrong, shown = [], ""
    for path in pages(world):
        reply = world["everything"].get(path)
        html = reply.headers.get("Content-Type", "").startswith("text/html")
        alive = alive_in(reply.text) if html else []
        shown += shown_in(reply.text) if html else ""
        if alive or reply.status >= 500 or "X-Zorglub" in reply.headers:
            wrong.append(f"{path}: {reply.status} {alive}")
    assert not wrong, "\n".join(wrong)
    flat = " ".join(shown.split())
    assert all(" ".join(each.split())[:40] in flat for each in PAYLOADS), "not all of them were shown"


@pytest.mark.parametrize("turn", usually(range(TURNS), 0))
def test_nothing_written_comes_alive_in_a_printed_page(world, turn):
    """The pages that the renderer is given, and the names of the files."""
    poison(turn)
    printer = running().renderer
    printer.pages.clear()
    for row in ids(world, Request, "A", ""):
        for kind in PRINTOUTS:
            reply = world["everything"].post(f"/mes/demandes/{row}/imprimer/{kind}")
            assert reply.status == 200 and reply.data.startswith(b"%PDF-") and "X-Zorglub" not in reply.headers
    for document in Document.select():
        reply = world["everything"].get(f"/mes/demandes/{document.request_id}/documents/{document.id}")
        said = reply.headers["Content-Disposition"]
        assert reply.status == 200 and said.startswith("attachment; filename") and "\n" not in said
        assert "X-Zorglub" not in reply.headers
    assert len(printer.pages) >= 30
    assert not [alive for page in printer.pages for alive in alive_in(page)]


def test_the_true_renderer_prints_it_as_it_was_written(world, monkeypatch):
    poison(0)
    monkeypatch.setattr(running(), "renderer", Renderer())
    Request.update(contact=PAYLOADS[0], form_data={"values": {"means": PAYLOADS[6]}}).execute()
    text = pdf_text(world["everything"].post(f"/mes/demandes/{ids(world, Request, 'A', '')[0]}/imprimer/form").data)
    assert PAYLOADS[0] in text.replace("\n", "") and "7919*7907" in text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("turn", usually(range(TURNS), 0))
def test_no_exported_cell_is_a_formula(world, form, turn):
    poison(turn)
    cells = []
    for rule in rules_of(world):
        view = view_of(rule.endpoint)
        if view is None or not rule.endpoint.endswith(".export"):
            continue
        for shown in view.lists:
            reply = world["everything"].post(rule.rule, {"form": form, "list": shown.name})
            assert reply.status == 200, rule.rule
            cells += cells_of(reply.data, form)
    assert len([cell for cell in cells if MARK in cell]) > 30
    assert not [cell[:60] for cell in cells if FORMULA.match(cell)]


def cells_of(data: bytes, form: str) -> list[str]:
    """The texts of a file."""
    if form == "csv":
        return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";") for cell in row]
    book = load_workbook(io.BytesIO(data))
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
    return [value for sheet in book for row in sheet.values for value in row if isinstance(value, str)]


@pytest.mark.parametrize("number", usually([0, 3, 6, 9, 12, 14], 0, 6, 12))
@pytest.mark.parametrize("key", ["signer", "director"])
def test_nothing_typed_comes_alive_in_the_answer(world, key, number):
    """The same texts sent through every form that a person finds; what is refused shows them again."""
    for form in harvest(world[key]):
        typed = {field.name: PAYLOADS[number] for field in form.fields if field.kind in ("text", "textarea", "search")}
        if typed:
            reply = world[key].post(form.action, form.filled(*form.buttons[:1]) | typed)
            assert reply.status < 500 and not alive_in(reply.text), form.action


@pytest.mark.parametrize("number", usually([0, 2, 4], 4))
@pytest.mark.parametrize("key", ["signer", "director"])
def test_nothing_put_in_the_place_of_a_choice_comes_alive(world, key, number):
    """Anchors, natures, types, days, stamps and what says where to return: one field at a time, and in the address."""
    for form in harvest(world[key]):
        for field in form.fields:
            if field.kind in ("text", "textarea", "search", "file", "password") or field.name == "csrf_token":
                continue
            reply = world[key].post(form.action, form.filled(*form.buttons[:1]) | {field.name: PAYLOADS[number]})
            assert reply.status < 500 and not alive_in(reply.text), (form.action, field.name)
    for row in ids(world, Request, "A", "")[:2]:
        for page in ("/verification", "/pieces", "/formulaire/1", "/imprimer", "", "/transmise/1"):
            asked = dict.fromkeys(("retour", "commentaire", "contenu", "revoir", "aller"), PAYLOADS[number])
            reply = world[key].get(f"/mes/demandes/{row}{page}", query_string=asked)
            assert reply.status < 500 and not alive_in(reply.text), page


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_comment_is_hung_on_what_the_form_has_only(world, number):
    """An anchor that was made up is refused in words that do not come alive; the comment's own text is kept."""
    path = f"/mes/demandes/{ids(world, Request, 'A', '')[0]}/commentaires"
    reply = world["director"].post(path, {"anchor": PAYLOADS[number], "text": PAYLOADS[-1 - number]}, watch=True)
    assert reply.status == 409 and not reply.rows and not alive_in(reply.text)
    assert " ".join(PAYLOADS[-1 - number].split())[:40] in " ".join(shown_in(reply.text).split())


@pytest.mark.parametrize("number", usually(range(len(PAYLOADS)), 0, 3, 6, 9, 14))
def test_what_a_script_sends_comes_back_as_text(world, number):
    """Answers and replies by the ways that a page's script takes: JSON, never a page; then the page shows them."""
    back, draft = (ids(world, Request, "A", "")[rank] for rank in (1, -1))
    comment = Comment.get(Comment.request == back).id
    fields = {name: {"value": PAYLOADS[number]} for name in FIELDS}
    for path, sent in ((f"/mes/demandes/{draft}/saisie", {"json": {"fields": fields}}),
                       (f"/mes/demandes/{back}/commentaires/{comment}?retour=1",
                        {"data": {f"reponse.{comment}": PAYLOADS[number][:3_000], f"corrige.{comment}": "on"}})):
        with undone():
            reply = world["signer"].ask(world["signer"].browser(), path, "POST",
                                        headers={"Accept": "application/json"}, **sent)
            assert reply.status == 200 and reply.headers["Content-Type"] == "application/json", path
            for page in ("", *(f"/formulaire/{page.number}" for page in PAGES)):
                for row in (back, draft):
                    shown = world["signer"].ask(world["signer"].browser(), f"/mes/demandes/{row}{page}")
                    assert shown.status == 200 and not alive_in(shown.text), page


AWAY = ("https://zorglub.test/", "//zorglub.test/", "/\\zorglub.test", "\\\\zorglub.test", "http:zorglub.test",
        "javascript:zorglub()", "/\t/zorglub.test", "https:/zorglub.test", "///zorglub.test",
        "/%0d%0aLocation:%20zorglub",
        "https://localhost@zorglub.test/", "data:text/html,zorglub")


@pytest.mark.parametrize("address", AWAY)
def test_nobody_is_sent_elsewhere(world, address):
    """By no form and no page, whoever asks, whatever `next` says; nor after a sign-in (SEC-17)."""
    for rule in rules_of(world):
        for method in sorted(rule.methods & {"GET", "POST"}):
            if rule.endpoint.partition(".")[0] not in ("security", "account", "preferences", "notices"):
                continue
            for who in (world["signer"], world.visitor):
                path, more = own_address(world, rule, "signer"), {"next": address, "back": address, "url": address}
                reply = who.open(path, method, query_string=more, data=more if method == "POST" else None,
                                 headers={"Referer": "http://localhost/avis"})
                assert at_home(reply), f"{method} {path}: {reply.location}"


@pytest.mark.parametrize("address", AWAY)
def test_a_sign_in_leads_home(world, address):
    user = User(email="parent@exemple.test", is_staff=False, password=hash_password("quatre girafes sous la pluie"))
    user.save()
    Membership(user=user, role=Role.get(), organisation=world.place("ministry")).save()
    client = world.visitor.browser()
    data = {"email": user.email, "password": "quatre girafes sous la pluie", "next": address}
    reply = world.visitor.ask(client, "/login", "POST", data=data, query_string={"next": address})
    assert reply.status == 302 and at_home(reply), reply.location
    assert at_home(world.visitor.ask(client, reply.location)), reply.location


def at_home(reply) -> bool:
    """Whether an answer sends nowhere, or to an address of ours."""
    said = reply.headers.get("Location", "")
    return urlsplit(reply.location).netloc == "localhost" and MARK not in urlsplit(said).netloc and "\\" not in said
