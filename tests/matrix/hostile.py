"""Texts that would do harm where they were not written out, and a reader of pages that finds whether one did."""

from __future__ import annotations

import re
from html.parser import HTMLParser

PAYLOADS = (
    "<script>zorglub()</script>", "<img src=x onerror=zorglub()>", "\"><svg onload=zorglub()>",
    "' onmouseover='zorglub()",
    "javascript:zorglub()", "</textarea></title></style><zorglub>", "{{ 7919*7907 }}{% zorglub %}${7919*7907}",
    "<!--zorglub--><![CDATA[zorglub]]>", "&lt;zorglub&gt;&#60;zorglub&#62;", "zorglub\r\nX-Zorglub: 1\r\n\r\n<zorglub>",
    "=cmd|' /C zorglub'!A0", "@SUM(1+1)*zorglub", "\u202ezorglub\u2066\ufeff", "<a href='//zorglub.test'>z</a>",
    "zorglub " + "é𝔘" * 2_000,
)
"""Script, handlers, attributes, addresses, templates, comments, entities, headers, formulas, directions, length."""
COMPUTED = str(7919 * 7907)
MARK = "zorglub"
FORMULA = re.compile(r"^[\s\u200b-\u2069\ufeff]*[=+\-@＝＋－＠\t\r]")
VOID = ("href", "src", "action", "formaction", "data-confirm-url")


class Watch(HTMLParser):
    """Reads a page as a browser does, and notes what of a payload came alive; `shown`: what stands as text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.alive: list[str] = []
        self.shown: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, pairs: list) -> None:
        self.inside = tag if tag in ("script", "style") else ""
        if MARK in tag:
            self.alive.append(f"<{tag}>")
        for name, value in pairs:
            if name.startswith("on") or MARK in name:
                self.alive.append(f"{tag} {name}")
            elif name in VOID and re.match(r"\s*(javascript:|data:text|//|https?://zorglub)", value or "",
                                           re.IGNORECASE):
                self.alive.append(f"{tag} {name}={value[:60]}")
            elif MARK in (value or ""):
                self.shown.append(value)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_comment(self, data: str) -> None:
        self.alive += [f"<!--{data[:60]}"] if MARK in data else []

    unknown_decl = handle_decl = handle_pi = handle_comment

    def handle_data(self, data: str) -> None:
        if MARK not in data:
            return
        if self.inside:
            self.alive.append(f"{self.inside}: {data[:60]}")
        self.shown.append(data)


def alive_in(text: str) -> list[str]:
    """What of a payload is alive in a page."""
    watch = Watch()
    watch.feed(text)
    watch.close()
    return watch.alive + (["computed"] if COMPUTED in text else [])


def shown_in(text: str) -> str:
    """What of the payloads a page shows as text."""
    watch = Watch()
    watch.feed(text)
    watch.close()
    return "\n".join(watch.shown)
