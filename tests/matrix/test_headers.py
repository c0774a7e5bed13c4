"""Each answer of each route carries the security headers; no page has what its own policy forbids (SEC-12)."""

from __future__ import annotations

import re

import pytest

from core.theme import HEADERS
from tests.matrix.arguments import own_address, plausible, rules_of

pytestmark = pytest.mark.words

POLICY = re.compile(r"default-src 'none'; script-src 'nonce-([\w-]{20,})' 'strict-dynamic'; style-src 'nonce-\1'; "
                    r".*base-uri 'none'; object-src 'none'; frame-ancestors 'none'")
FILE = "sandbox; default-src 'none'"
INLINE = re.compile(r"<[^>]+\s(?:on\w+|style)=", re.IGNORECASE)
TAGS = re.compile(r"<(script|style|link[^>]+stylesheet)\b([^>]*)>", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:src|href|action)="(?:https?:)?//(?!localhost/)""")
NONCES: list[str] = []


def faults_of(reply, path: str) -> list[str]:
    """What is missing in an answer."""
    headers, found = reply.headers, []
    found += [name for name, value in HEADERS.items() if headers.get(name) != value]
    policy, said = headers.get("Content-Security-Policy", ""), headers.get("Cache-Control", "")
    match = POLICY.fullmatch(policy)
    if not match and not (policy == FILE and headers.get("Content-Disposition", "").startswith("attachment")):
        found.append(f"policy: {policy}")
    if said != "no-store" and not ("static/" in path and said.startswith("public") and reply.status < 400):
        found.append(f"kept: {said}")
    if match and headers.get("Content-Type", "").startswith("text/html"):
        found += page_faults(reply.text, match[1])
    for cookie in headers.getlist("Set-Cookie"):
        found += [f"cookie without {word}" for word in ("HttpOnly", "SameSite=Lax", "Path=/") if word not in cookie]
    return found


def page_faults(text: str, nonce: str) -> list[str]:
    """What of a page its policy would stop, and a nonce that was seen before."""
    found = [f"inline: {each[:60]}" for each in INLINE.findall(text)]
    found += [f"without its nonce: {tag}" for tag, rest in TAGS.findall(text) if f'nonce="{nonce}"' not in rest]
    found += [f"elsewhere: {each}" for each in ELSEWHERE.findall(text)]
    found += ["the nonce of another answer"] if nonce in NONCES else []
    NONCES.append(nonce)
    return found


@pytest.mark.parametrize("key", ["everything", "visitor"])
def test_every_answer_has_its_headers(world, key):
    who, wrong, calls = world.people.get(key, world.visitor), [], 0
    for rule in rules_of(world):
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            path = own_address(world, rule)
            data = plausible(world, rule.endpoint, key) if method != "GET" else None
            calls += 1
            wrong += [f"{method} {path}: {fault}" for fault in faults_of(who.open(path, method, data=data), path)]
    assert calls > 200 and not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("path", "method", "status"), [
    ("/nulle-part", "GET", 404), ("/avis", "DELETE", 405), ("/mes/demandes/999999", "GET", 404),
    ("/login", "POST", 400),
    ("/mes/demandes", "GET", 308), ("/mes/demandes/1/transition/submit", "GET", 405)])
def test_refusals_have_theirs_too(world, path, method, status):
    reply = world["signer"].open(path, method, token=status != 400)
    assert reply.status == status and not faults_of(reply, path)


def test_an_overlong_form_is_refused_with_its_headers(world):
    reply = world["signer"].post("/mes/creer/1", {"type": "x" * (3 * 1024 * 1024)})
    assert reply.status == 413 and not faults_of(reply, "/mes/creer/1")


def test_over_tls_browsers_are_told_to_stay_there(world):
    reply = world["signer"].get("/comptes/moi", base_url="https://localhost")
    assert reply.headers["Strict-Transport-Security"].startswith("max-age=31536000")
