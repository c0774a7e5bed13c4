"""The words and numbers of the interface: French source text, its catalogue, and every formatter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import UnknownLocaleError
from babel.dates import format_date as babel_date, get_date_format
from babel.support import NullTranslations
from flask import current_app, g, has_request_context, request, session
from flask_babel import Domain, force_locale, get_locale
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from markupsafe import Markup, escape

NBSP = "\u00a0"
LANGUAGES = {"fr": "Français", "en": "English"}
DEFAULT_ZONE = "America/Toronto"


class French(NullTranslations):
    """The French of the source, where 0 and 1 are singular."""

    def ngettext(self, one: str, many: str, num: int) -> str:
        return one if abs(num) < 2 else many


class Catalogues(dict):
    """The catalogues of one application by (locale, domain); what the French one lacks is said as in the source."""

    def __setitem__(self, key, translations):
        if key[0].startswith("fr"):
            translations.add_fallback(French())
        super().__setitem__(key, translations)


class Sentence(LazyString):
    """A text translated when it is shown. Its values are what people wrote: a page escapes it like any text.

    LazyString says of itself that it is safe HTML, and would bring a `<script>` in a child's name to life.
    """

    def __html__(self) -> str:
        return escape(str(self))


class OwnDomain(Domain):
    """The catalogues of each application apart: two of them, with other plugins, may live in one process."""

    def lazy_gettext(self, text: str, /, **values) -> Sentence:
        return Sentence(self.gettext, text, **values)

    def lazy_pgettext(self, context: str, text: str, /, **values) -> Sentence:
        return Sentence(self.pgettext, context, text, **values)

    def get_translations(self):
        """The reader's catalogue, looked up once: a page asks for hundreds of words."""
        if not g:
            return super().get_translations()
        here = g._get_current_object()
        kept, chosen = here.get("catalogue"), here.get("_flask_babel")
        if kept is None or kept[0] is not getattr(chosen, "babel_locale", None):
            kept = here.catalogue = get_locale(), super().get_translations()
        return kept[1]

    def get_translations_cache(self, ctx):
        return current_app.extensions.setdefault("marelle_catalogues", Catalogues())


domain = OwnDomain()


def _(text: str, /, **values) -> LazyString:
    """The text in the reader's language, translated when it is shown; `%(name)s` takes `values`."""
    return domain.lazy_gettext(text, **values)


def pgettext(context: str, text: str, /, **values) -> LazyString:
    """As `_`, for a French word that has two English ones: `context` says in French which is meant."""
    return domain.lazy_pgettext(context, text, **values)


def ngettext(one: str, many: str, num: int | Decimal, **values) -> str:
    """The singular or plural in the reader's language; in French what is under 2 is singular, in English 1 alone."""
    whole = int(num) if num == int(num) or language() == "fr" else 2
    return domain.get_translations().ungettext(one, many, whole) % ({"num": num} | values)


@pass_eval_context
def said(around, text: str, /, **values) -> str:
    """The `_` of the templates, which ask for a hundred texts a page: in the reader's language, its values escaped."""
    found = domain.get_translations().ugettext(text)
    found = Markup(found) if around.autoescape else found  # noqa: S704 (the catalogues are ours)
    return found % values if "%" in found else found


def source(text: object) -> str:
    """The French source of a text made with `_`, whoever reads it; any other text as it is."""
    return text._args[-1] if isinstance(text, LazyString) else str(text)


def language() -> str:
    """`fr` or `en`: the language of the page being written; French outside a request."""
    locale = get_locale()
    return locale.language if locale and locale.language in LANGUAGES else "fr"


def in_french():
    """A block where everything is said in French, whoever reads or asked: official papers."""
    return force_locale("fr")


def choose_language() -> str:
    """What the person chose, else what her browser asks for, else French."""
    if not has_request_context():
        return g.get("language", "fr") if g else "fr"
    chosen = session.get("language")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES), "fr")


def own_zone() -> str:
    """The zone of the application itself: the setting `time_zone` of the deployment."""
    return current_app.config.get("BABEL_DEFAULT_TIMEZONE", DEFAULT_ZONE) if current_app else DEFAULT_ZONE


def choose_zone() -> str:
    """The zone of the organisation being worked in (see core.organisations), else the application's."""
    return g.get("zone") or own_zone() if g else own_zone()


@contextmanager
def in_zone(zone: str | None) -> Iterator[None]:
    """A block in which days and hours are those of a zone: of an organisation, for work without a page."""
    before = g.get("zone")
    g.zone = zone or before
    try:
        yield
    finally:
        g.zone = before


def choose_locale() -> str:
    """The locale of the organisation being worked in (see core.organisations), else that of Québec."""
    return (g.get("locale") if g else "") or "fr_CA"


def local(moment: datetime) -> datetime:
    """A UTC moment in the zone of the organisation being worked in."""
    return moment.astimezone(ZoneInfo(choose_zone()))


def prose_date(day: date | datetime | None) -> str:
    """« 22 juillet 2021 », « 1er août 2021 »; in English « July 22, 2021 » (MES-R80)."""
    return written_day(day, "MMMM")


def french_day(day: date) -> str:
    """The number of a day: the first of a month is « 1er »."""
    return "1er" if day.day == 1 else str(day.day)


def short_date(day: date | datetime | None) -> str:
    """« 10 nov. 2026 », « 1er nov. 2026 », for narrow places; in English « Nov 10, 2026 »."""
    return written_day(day, "MMM")


def written_day(day: date | datetime | None, month: str) -> str:
    """A day whose month is written out (`MMMM`) or cut short (`MMM`)."""
    if day is None:
        return ""
    day = local(day).date() if isinstance(day, datetime) else day
    if language() == "en":
        return babel_date(day, f"{month} d, y", locale="en_CA")
    return f"{french_day(day)} {babel_date(day, f'{month} y', locale='fr')}"


def long_day(day: date) -> str:
    """« Lundi 23 novembre 2026 », at the head of the dashboard; in English « Monday, November 23, 2026 »."""
    if language() == "en":
        return babel_date(day, "EEEE, MMMM d, y", locale="en_CA")
    return f"{babel_date(day, 'EEEE', locale='fr').capitalize()} {prose_date(day)}"


def iso_date(day: date | datetime | None) -> str:
    """« 2021-07-22 », as the lists of MES print it."""
    if day is None:
        return ""
    return (local(day).date() if isinstance(day, datetime) else day).isoformat()


def local_date(day: date | datetime | None) -> str:
    """A day in digits as the country of the organisation writes it: « 22/07/2021 » in France, else « 2021-07-22 »."""
    if day is None:
        return ""
    day = local(day).date() if isinstance(day, datetime) else day
    return f"{day:%d/%m/%Y}" if day_first(choose_locale()) else day.isoformat()


@cache
def day_first(locale: str) -> bool:
    """Whether a locale writes the day first; the others are shown ISO's form, so that no two may be mixed up."""
    try:
        return get_date_format("short", locale).pattern.startswith("d")
    except (UnknownLocaleError, ValueError):
        return False


def slash_date(day: date | datetime | None) -> str:
    """« 22/07/2021 », as the grids of ICSGE print it."""
    if day is None:
        return ""
    return (local(day) if isinstance(day, datetime) else day).strftime("%d/%m/%Y")


def clock(moment: datetime | None) -> str:
    """« 14 h 02 » in French, « 14:02 » in English."""
    if moment is None:
        return ""
    moment = local(moment)
    if language() == "en":
        return moment.strftime("%H:%M")
    return f"{moment.hour}{NBSP}h{NBSP}{moment.minute:02d}"


def prose_moment(moment: datetime | None) -> str:
    """« 20 nov. 2026 à 14 h 02 »."""
    if moment is None:
        return ""
    return str(_("%(day)s à %(clock)s", day=short_date(moment), clock=clock(moment)))


FRENCH = str.maketrans({",": NBSP, ".": ","})


def number(value: Decimal | int | None, places: int | None = None) -> str:
    """A number with the language's comma; `places` fixes the decimals, else as few as needed."""
    if value is None:
        return ""
    text = f"{value:,.{3 if places is None else places}f}".replace("-", "\u2212")
    text = text.rstrip("0").rstrip(".") if places is None else text
    return text if language() == "en" else text.translate(FRENCH)


def money(cents: int | None, currency: str = "CAD") -> str:
    """Integer cents as « 12,40 € » or « 12,40 $ »."""
    if cents is None:
        return ""
    sign = {"EUR": "€", "CAD": "$"}[currency]
    amount = number(Decimal(cents).scaleb(-2), 2)
    return f"{amount}{NBSP}{sign}" if language() == "fr" else f"{sign}{amount}"


def size(octets: int | None) -> str:
    """A file's size: « 4,7 Mo », 1 Mo being 1024 × 1024 octets (MES-R40)."""
    if octets is None:
        return ""
    units = ("o", "Ko", "Mo", "Go") if language() == "fr" else ("B", "KB", "MB", "GB")
    value, unit = Decimal(octets), 0
    while value >= 1024 and unit < len(units) - 1:
        value, unit = value / 1024, unit + 1
    return f"{number(round(value, 1) if unit else value)}{NBSP}{units[unit]}"


def days(count: int | timedelta) -> str:
    """« 8 j »: an age or a delay in whole days."""
    count = count.days if isinstance(count, timedelta) else count
    return f"{count}{NBSP}{'j' if language() == 'fr' else 'd'}"


def fold(text: str) -> str:
    """Without case, accents or NULs, which PostgreSQL refuses, for search: « Maëlle Cyr » becomes « maelle cyr »."""
    flat = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("\x00", ""))
    return "".join(sign for sign in flat if not unicodedata.combining(sign)).casefold()


FORMATTERS = {
    "prose_date": prose_date, "short_date": short_date, "local_date": local_date, "iso_date": iso_date,
    "slash_date": slash_date,
    "clock": clock, "prose_moment": prose_moment, "number": number, "money": money, "size": size, "days": days,
}
"""The template filters, by name."""
