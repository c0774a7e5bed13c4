"""What is looked at on every page: axe, the policy, the console, the width, the heading, the focus ring."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page

from tests.browser.site import ROOT
from tests.browser.whole import WHOLE
from tests.cases import EVERYTHING, usually

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ENOUGH = 3
PARTS = """(() => {
    const ACTS = "a, button, input, select, textarea, summary, img, svg[role], [tabindex], [role=button]";
    const NAMES = "aria-label, aria-labelledby, title, alt, placeholder".split(", ");
    const SURFACES = ".m-alert, .m-banner, .m-card, .m-chip, .m-dialog, .m-slate, .m-table, .m-topbar";
    const classes = (each) => [...each?.classList ?? []].sort().join(" ");
    const small = (each) => { const box = each.getBoundingClientRect(); return Math.min(box.width, box.height) < 24; };
    const says = (each) => each.textContent.trim() !== "";
    const acts = (each) => [NAMES.filter((name) => each.getAttribute(name)), [...each.labels ?? []].some(says),
        says(each), small(each) && each.parentNode.querySelectorAll(":scope > :is(a, button)").length > 1];
    const writes = (each) => [...each.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    const key = (each) => [writes(each) && classes(each.parentElement?.closest(SURFACES)), each.tagName,
        /^([UOD]L|T.*|SELECT)$/.test(each.parentNode.tagName) && each.parentNode.tagName, classes(each),
        ...["role", "type", "aria-invalid", "aria-expanded"].map((name) => each.getAttribute(name)),
        each.disabled === true, each.matches(ACTS) ? acts(each) : ""].join();
    return () => [...document.querySelectorAll("body *")].filter((each) => !each.parentElement.closest("svg")
        && each.checkVisibility()).map((each) => [key(each), each]);
})()"""
"""What a page shows, each thing with its sort: what it is, how it is called, its states, and on what it stands."""
LOOK = f"""() => ({{whole: ({WHOLE})(), sideways: ({WIDER})(),
    parts: [...new Set(({PARTS})().map(([sort]) => sort))]}})"""
NEW = f"""(sorts) => {{
    const met = new Map(sorts.map((sort) => [sort, []]));
    for (const [sort, each] of ({PARTS})()) if (met.get(sort)?.length < {ENOUGH}) met.get(sort).push(each);
    const shown = [...met.values()].flat();
    const chosen = new Set(shown.concat(shown.map((each) => each.closest("ul, ol, dl, tr, fieldset") ?? each)));
    const within = [...chosen].flatMap((each) => [...each.children]).filter((each) => !chosen.has(each));
    return {{include: [...chosen], exclude: within}};
}}"""
"""For axe: some of the things of each of these sorts, with the list, row or group in which they stand, and nothing else
of what these hold."""
JUDGE = f"""([rules, sorts]) => axe.run(sorts ? ({NEW})(sorts) : document,
    {{runOnly: rules, resultTypes: ["violations"], preload: false}})"""
SIZES = {"wide": {"width": 1366, "height": 900}, "phone": {"width": 390, "height": 844}}
PAPER = {"width": 720, "height": 1000}
SPACED = f"""() => {{ for (const each of document.querySelectorAll("body *")) {{
    each.style.setProperty("line-height", "1.5", "important");
    each.style.setProperty("letter-spacing", "0.12em", "important");
    each.style.setProperty("word-spacing", "0.16em", "important");
}} return ({WIDER})(); }}"""
"""The text spacing that a reader may impose (WCAG 1.4.12)."""
PRINTED = f"""() => [({WIDER})(), [...document.querySelectorAll("button, a.m-btn, nav, dialog")]
    .filter((each) => each.checkVisibility()).length]"""
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


def violations(page: Page, sorts: Iterable[str] = ()) -> list[str]:
    """What axe has to say of a page as it stands, or of its things of these sorts."""
    if not page.evaluate("'axe' in window"):
        inject(page)
    found = page.evaluate(JUDGE, [RULES, list(sorts) or None])
    return [f"{each['id']}: {' '.join(str(target) for target in node['target'])} {node['html'][:160]}"
            for each in found["violations"] for node in each["nodes"]]


def inject(page: Page) -> None:
    """Give a page axe: by the protocol itself, which reads half a megabyte once where Playwright does so twice."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE, "silent": True})
    session.detach()


def judged(page: Page, look: str) -> dict[str, object]:
    """What is wrong with the whole page, and what axe says of what it has not seen in this look; with SLOW=1 of all."""
    told = page.evaluate(LOOK)
    new = set(told["parts"]) - SEEN[look]
    found = violations(page, () if EVERYTHING else new) if new or EVERYTHING else []
    SEEN[look] |= new if not found else set()
    return {f"{look}, whole": told["whole"], f"{look}, sideways": told["sideways"], f"{look}, axe": found}


def policy_reports(page: Page) -> list[str]:
    """What the content security policy refused on this page."""
    return page.evaluate("policyReports")


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate(WIDER)


def faults(page: Page, looks: Iterable[str] = ("wide", "phone")) -> dict[str, object]:
    """What is wrong with a page as it stands, in these looks; nothing when sound.

    Axe judges twice: wide and light, narrow and dark, so that each width and each theme is seen whole. To the first
    look belong tablets and paper, to the second the narrowest telephone and text that a reader spaces out. Each new
    width costs as much as opening a page: the order is the one in which there are fewest.
    """
    page.wait_for_load_state()
    found: dict[str, object] = {}
    for name in looks:
        found |= LOOKS[name](page)
    return {name: fault for name, fault in found.items() if fault}


def sized(page: Page, width: int, height: int) -> None:
    """Give the window a size, unless it has it."""
    if page.viewport_size != {"width": width, "height": height}:
        page.set_viewport_size({"width": width, "height": height})


def wide(page: Page) -> dict[str, object]:
    """On a desk, in the light; then on a tablet both ways, and on paper, whose width is that of a tablet."""
    sized(page, **SIZES["wide"])
    found = judged(page, "wide")
    for width in usually((1024, 768, PAPER["width"]), PAPER["width"]):
        sized(page, width, PAPER["height"])
        found[f"{width}, sideways"] = overflow(page)
    page.emulate_media(media="print")
    found["paper, sideways"], found["paper, things to press"] = page.evaluate(PRINTED)
    page.emulate_media(media="screen")
    return found


def phone(page: Page) -> dict[str, object]:
    """On a desk at 200 % and the narrowest telephone; then on a usual one in the dark, its text spaced out last."""
    found = {}
    for width in usually((683, 320), 320):
        sized(page, width, 640)
        found[f"{width}, sideways"] = overflow(page)
    page.emulate_media(color_scheme="dark")
    sized(page, **SIZES["phone"])
    found |= judged(page, "phone") | {"text spaced out, sideways": page.evaluate(SPACED)}
    page.emulate_media(color_scheme="light")
    return found


LOOKS = {"wide": wide, "phone": phone}
SEEN: dict[str, set[str]] = {look: set() for look in LOOKS}
"""The sorts of things that axe has found sound in each look."""
