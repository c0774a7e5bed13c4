"""The small scripts of the theme, driven in Chromium under the strict policy, with the keyboard, looked at by axe."""

import threading
from pathlib import Path
from types import SimpleNamespace as Made

import pytest
from flask import jsonify, render_template_string
from werkzeug.serving import make_server

from tests.browser.desk import chromium
from tests.cases import usually
from tests.core import themed
from tests.core.themed import CORE

pytestmark = pytest.mark.browser
AXE = CORE.parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LISTEN = """window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));"""

PAGE = Path(__file__).with_name("components.html").read_text()


UNMET = Made(met=False, text="La signature manque", remedy="Signez.", who=("Paul Duguay",), link="/signer",
             link_label="Signer")
WHY = Made(possible=False, title="Il manque 1 condition sur 1", conditions=[UNMET])
ACTION = {"title": "", "icon": "send", "consequence": "Une phrase.", "primary": False, "explanation": None,
          "url": "/fait", "page_url": "", "confirm": "", "typed": "", "inputs": (), "why_url": "/pourquoi",
          "other_url": "", "possible": True}
ACTIONS = [Made(**ACTION | changes) for changes in (
    {"name": "edit", "label": "Modifier", "page_url": "/page", "primary": True},
    {"name": "delete", "label": "Supprimer", "confirm": "Tout disparaît.", "typed": "026"},
    {"name": "submit", "label": "Transmettre", "possible": False, "explanation": WHY})]
HERE, THERE = (Made(id=rank, name=name, detail="Division", icon="", current=rank == 1)
               for rank, name in ((1, "CPE Les Galets"), (2, "CPE Sept-Marées")))
LINK = Made(label="Demandes", url="/demandes", count=14, count_word="demandes", current=True)
URLS = {name: f"/{name}" for name in ("search", "notices", "language", "theme", "account", "sign_out", "switch",
                                      "dashboard", "administration", "accessibility")}
FRAME = Made(groups=[Made(id="mes", title="Mesure", icon="hand-helping", links=[LINK])], organisation=HERE,
             organisations=[HERE, THERE], unread=3, user_name="Léa Roy", initials="LR", demo=True, theme="appareil",
             version="0.1", privacy_officer="Mireille Sansregret", help_url="/aide", dashboard_current=False,
             session_seconds=1800, urls=Made(**URLS))
SHOWN = {"list": ACTIONS, "frame": FRAME, "bulk": [Made(name="print", label="Imprimer", icon="printer")],
         "state": Made(label="Commentaires", tone="ambre", icon="message-square-warning")}


@pytest.fixture(scope="module")
def address():
    """A server of the theme's test page."""
    app = themed.build()
    app.add_url_rule("/essai", "essai", lambda: render_template_string(PAGE, **SHOWN))
    app.add_url_rule("/fait", "fait", lambda: render_template_string(PAGE, **SHOWN), methods=["POST"])
    app.add_url_rule("/enfants", "enfants", lambda: jsonify([{"id": 7, "label": "Maëlle Cyr", "detail": "2022"}]))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/essai"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    """One browser for the module."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser, address):
    """The test page, freshly opened; afterwards nothing was refused and no script failed."""
    opened = browser.new_page(viewport={"width": 1366, "height": 800})
    failed = []
    opened.on("pageerror", lambda error: failed.append(str(error)))
    opened.add_init_script(LISTEN)
    opened.goto(address)
    yield opened
    assert opened.evaluate("refused") == [] and failed == []
    opened.close()


def violations(page) -> list:
    """What axe has to say of a page as it stands."""
    page.evaluate(Path(AXE).read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found["violations"]]


LOOKS = [(1366, "light"), (1366, "dark"), (800, "light"), (390, "dark"), (320, "light")]


@pytest.mark.parametrize(("width", "scheme"), usually(LOOKS, LOOKS[0], LOOKS[3]))
def test_a_page_pleases_axe_at_every_width_and_never_scrolls_sideways(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 760})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_why_not_opens_below_the_line_and_escape_gives_the_focus_back(page):
    link = page.locator("[data-disclosure]")
    link.focus()
    page.keyboard.press("Enter")
    assert page.locator(".m-obstacles").is_visible() and link.get_attribute("aria-expanded") == "true"
    assert violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.locator(".m-obstacles").is_visible()
    assert page.evaluate("document.activeElement.hasAttribute('data-disclosure')")


def test_a_deletion_wants_the_number_typed_and_cancelling_sends_nothing(page):
    button = page.locator("form[data-confirm] button")
    button.click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert page.url.endswith("/essai") and page.evaluate("document.activeElement.textContent.trim()") == "Supprimer"
    button.click()
    page.locator("dialog [data-verb]").evaluate("button => button.click()")
    assert page.locator("dialog[open]").count() == 1
    page.fill("dialog input", "026")
    page.click("dialog [data-verb]")
    page.wait_for_url("**/fait")


def test_the_bulk_bar_counts_what_is_chosen(page):
    bar, count = page.locator("[data-bulk]"), page.locator("[data-bulk-count]")
    assert not bar.is_visible()
    page.check("[data-pick-all]")
    assert count.inner_text() == "2 lignes choisies"
    page.check("[data-bulk-all]")
    assert count.inner_text() == "14 lignes choisies"
    page.hover("[data-bulk-clear]")
    page.wait_for_timeout(200)
    assert violations(page) == []
    page.click("[data-bulk-clear]")
    bar.wait_for(state="hidden")


def test_what_was_typed_is_offered_back_with_the_identifier_that_was_chosen(page):
    page.fill("#note", "Un long texte")
    page.fill("#child", "ma")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.reload()
    page.click("[data-restore]")
    assert page.input_value("#note") == "Un long texte" and page.input_value("#child") == "Maëlle Cyr"
    assert page.input_value("input[type=hidden][name=child]") == "7"


def test_menus_close_on_escape_and_the_slash_goes_to_the_search(page):
    page.click(".m-user summary")
    assert page.locator(".m-user[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".m-user[open]").count() == 0
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_the_banner_stays_folded_and_the_toast_can_be_closed(page):
    page.click("[data-fold]")
    page.reload()
    page.mouse.move(900, 500)
    assert page.locator(".m-banner").evaluate("banner => banner.clientWidth") == 56
    assert violations(page) == []
    page.click("#m-toasts .m-toast button")
    assert page.locator(".m-toast").count() == 0


def test_the_phones_banner_opens_over_the_page(page):
    page.set_viewport_size({"width": 390, "height": 760})
    assert not page.locator("#bandeau").is_visible()
    page.click("[popovertarget=bandeau]")
    assert page.locator("#bandeau").is_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("#bandeau").is_visible()
