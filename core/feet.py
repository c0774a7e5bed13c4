"""The foot of a printed document, as words: core.stamping lays it on the pages."""

from __future__ import annotations

from typing import NamedTuple


class Foot(NamedTuple):
    """What is stamped on a document; `page_label` holds %(page)s and %(pages)s."""

    title: str
    left: str
    page_label: str = "page %(page)s sur %(pages)s"
    lang: str = "fr"
