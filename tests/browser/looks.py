"""What is looked at on every page: axe, the policy, the console, the width, the heading, the focus ring."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page

from tests.browser.site import ROOT
from tests.cases import EVERYTHING, usually

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PARTS = """() => [...new Set([...document.querySelectorAll("body *")].map((each) => [each.parentNode.className,
    each.tagName, each.className, each.role, each.type, each.disabled, each.ariaInvalid, each.ariaExpanded,
    each.checkVisibility()].join()))]"""
"""What a page is made of: each sort of element, and in what it stands."""
JUDGE = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})"
SIZES = {"wide": {"width": 1366, "height": 900}, "phone": {"width": 390, "height": 844}}
PAPER = {"width": 720, "height": 1000}
SPACED = """for (const each of document.querySelectorAll("body *")) {
    each.style.setProperty("line-height", "1.5", "important");
    each.style.setProperty("letter-spacing", "0.12em", "important");
    each.style.setProperty("word-spacing", "0.16em", "important");
}"""
"""The text spacing that a reader may impose (WCAG 1.4.12)."""
LEFT_ON_PAPER = """[...document.querySelectorAll("button, a.m-btn, nav, dialog")]
    .filter((each) => each.checkVisibility()).length"""
LISTEN = """window.policyReports = [];
document.addEventListener("securitypolicyviolation", (event) => policyReports.push(
    `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""
RING = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return "nothing has the focus";
    const style = getComputedStyle(here), box = here.getBoundingClientRect();
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no ring";
    if (box.width === 0 || box.bottom < 1 || box.top > innerHeight - 1) return "out of sight";
    const x = Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max(box.y + box.height / 2, 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    return top && (here.contains(top) || top.contains(here) || top.closest("label")?.control === here) ? "" : "covered";
}"""


def violations(page: Page) -> list[str]:
    """What axe has to say of a page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(JUDGE, RULES)
    return [f"{each['id']}: {' '.join(str(target) for target in node['target'])} {node['html'][:160]}"
            for each in found["violations"] for node in each["nodes"]]


def judged(page: Page, look: str) -> list[str]:
    """What axe has to say, in this look, of a page that has a part which it has not seen yet; with SLOW=1 of any."""
    parts = set(page.evaluate(PARTS))
    if parts <= SEEN[look] and not EVERYTHING:
        return []
    found = violations(page)
    SEEN[look] |= parts if not found else set()
    return found


def policy_reports(page: Page) -> list[str]:
    """What the content security policy refused on this page."""
    return page.evaluate("policyReports")


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def faults(page: Page, looks: Iterable[str] = ("wide", "phone")) -> dict[str, object]:
    """What is wrong with a page as it stands, in these looks; nothing when sound.

    Axe judges twice: wide and light, narrow and dark, so that each width and each theme is seen whole. To the first
    look belong tablets and paper, to the second the narrowest telephone and text that a reader spaces out.
    """
    page.wait_for_load_state()
    found: dict[str, object] = {"h1": page.evaluate("document.querySelectorAll('h1').length") - 1}
    for name in looks:
        theme, widths, last = LOOKS[name]
        page.set_viewport_size(SIZES[name])
        page.emulate_media(color_scheme=theme)
        found |= {f"{name}, sideways": overflow(page), f"{name}, {theme}": judged(page, name)}
        page.emulate_media(color_scheme="light")
        for width in usually(widths, widths[0]):
            page.set_viewport_size({"width": width, "height": 640})
            found[f"{width}, sideways"] = overflow(page)
        found |= last(page)
    return {name: fault for name, fault in found.items() if fault}


def spaced_out(page: Page) -> dict[str, int]:
    """By how many pixels the page sticks out of a telephone when its reader spaces the text out."""
    page.set_viewport_size(SIZES["phone"])
    page.evaluate(SPACED)
    return {"text spaced out, sideways": overflow(page)}


def on_paper(page: Page) -> dict[str, int]:
    """What sticks out of a printed page, and what it shows that nobody can press."""
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    found = {"paper, sideways": overflow(page), "paper, things to press": page.evaluate(LEFT_ON_PAPER)}
    page.emulate_media(media="screen")
    return found


LOOKS = {"wide": ("light", (768, 1024), on_paper), "phone": ("dark", (320, 683), spaced_out)}
"""Each look: its theme, the widths at which nothing may stick out (a tablet both ways; the narrowest telephone, a desk
at 200 %; the second of each with SLOW=1), and what is looked at last."""
SEEN: dict[str, set[str]] = {look: set() for look in LOOKS}
"""The parts of the pages that axe has found sound in each look."""
