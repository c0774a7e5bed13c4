"""The ⓘ texts: ours, or those that the Ministry changed, in the language of the page (MES-R27)."""

from __future__ import annotations

from core.api import language
from plugins.mes.form.declare import Page
from plugins.mes.form.pages import FIELDS
from plugins.mes.models import HelpText


def changed(keys) -> dict[str, str]:
    """The changed texts of these keys, in the language of the page, French where no English was written: one query."""
    rows = HelpText.select(HelpText.key, HelpText.french, HelpText.english).where(HelpText.key << list(keys)).tuples()
    return {key: english if language() == "en" and english else french for key, french, english in rows}


def helps_of(page: Page) -> dict[str, object]:
    """The help of each field of a page."""
    names = [field.name for field in page.fields()]
    ours = changed(names)
    return {name: ours.get(name, FIELDS[name].help) for name in names}
