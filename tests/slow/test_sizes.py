"""The security and loss runs at the size that the requirements name; the ordinary suite runs them smaller."""

from __future__ import annotations

import html
import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core import database
from core.errors import MarelleError
from core.render import Renderer
from core.sandbox import Limits
from tests.core.accounts.conftest import give_password, person
from tests.core.admin.conftest import app, make_repair, north, plugins, repairer
from tests.core.admin.workshop import Repair
from tests.core.test_render import gone, hanging

__all__ = ["app", "hanging", "make_repair", "north", "plugins", "repairer"]
PAIRS = 200
EDITS = 1_000


def gap(app, ask) -> float:
    """The median difference in seconds between a known and an unknown address, asked in turn."""
    gaps = []
    for number in range(PAIRS):
        known = person(f"p{number}@exemple.test", staff=False).email
        spans = []
        for address in (known, f"inconnue{number}@exemple.test"):
            visitor = app.test_client()
            visitor.environ_base["REMOTE_ADDR"] = f"10.0.{number // 200}.{number % 200}"
            start = time.perf_counter()
            assert ask(visitor, address).status_code in (200, 302)
            spans.append(time.perf_counter() - start)
        gaps.append(spans[0] - spans[1])
    return statistics.median(gaps)


@pytest.mark.parametrize("ask", [
    pytest.param(lambda visitor, email: give_password(visitor, email, "ce n’est pas le mot de passe"), id="sign-in"),
    pytest.param(lambda visitor, email: visitor.post("/reset", data={"email": email}), id="reset")])
def test_known_and_unknown_addresses_take_the_same_time(app, ask):
    """SEC-08, with the true cost of the hash."""
    app.extensions["security"].pwd_context.update(argon2__memory_cost=19_456, argon2__time_cost=2)
    found = gap(app, ask)
    print(f"median gap {found * 1000:.1f} ms over {PAIRS} pairs")
    assert abs(found) <= 0.020


def test_a_hundred_hanging_documents_leave_no_orphan(hanging):
    """SEC-14."""
    program, number = hanging
    renderer = Renderer(program, limits=Limits(0.3, 768))
    with ThreadPoolExecutor(4) as pool:
        refusals = list(pool.map(lambda _each: pytest.raises(MarelleError, renderer.pdf, "<p>x"), range(100)))
    assert len(refusals) == 100 and gone(number)


def test_of_a_thousand_pairs_of_saves_none_is_overwritten_unseen(app, sign_in, repairer, north, make_repair):
    """REL-05: two people save one field at the same time; one is kept, the other is shown both versions."""
    repair = make_repair(north)
    page, both = f"/reparations/{repair.id}/modifier", Barrier(2)

    def save(browser, title: str):
        with app.app_context(), database.connection():
            seen = dict(re.findall(r'name="(version|base)" value="([^"]*)"', browser.get(page).text))
            both.wait()
            sent = {"version": seen["version"], "base": html.unescape(seen["base"]), "owner": repair.owner_id,
                    "wear": repair.wear, "copies": repair.copies, "note": repair.note, "title": title}
            return browser.post(page, data=sent)

    browsers, silent = (sign_in(repairer), sign_in(repairer)), 0
    with ThreadPoolExecutor(2) as pool:
        for number in range(EDITS):
            titles = f"Premier {number}", f"Second {number}"
            answers = list(pool.map(save, browsers, titles))
            kept = Repair.get_by_id(repair.id).title
            saved = [title for title, answer in zip(titles, answers, strict=True) if answer.status_code == 303]
            told = [all(title in answer.text for title in titles) for answer in answers if answer.status_code == 409]
            silent += saved != [kept] or told != [True]
    assert silent == 0
