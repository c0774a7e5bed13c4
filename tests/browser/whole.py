"""What holds of a page as a whole, asked of each: its outline, its landmarks, and that what is named or tied is there.

Axe says the same of the pages that it judges whole; asking costs a hundredth of it.
"""

from __future__ import annotations

WHOLE = """() => {
    const all = (some) => [...document.querySelectorAll(some)];
    const seen = (each) => each.checkVisibility() && !each.closest("[aria-hidden=true], [inert]");
    const told = [], say = (words, found) => found.forEach((each) => told.push(`${words}: ${each}`));
    const short = (each) => (each.outerHTML ?? each.data).trim().slice(0, 160);
    const levels = all("h1, h2, h3, h4, h5, h6").filter(seen).map((each) => Number(each.tagName[1]));
    if (levels.filter((each) => each === 1).length !== 1) say("h1", [levels]);
    if (levels.some((each, rank) => each > (levels[rank - 1] ?? each) + 1)) say("headings", [levels]);
    if (all("main").filter(seen).length !== 1) say("main", [all("main").length]);
    if (!document.title.trim() || !document.documentElement.lang) say("title and language", [document.title]);
    const ids = all("[id]").map((each) => each.id);
    say("id given twice", [...new Set(ids.filter((each, rank) => ids.indexOf(each) !== rank))]);
    for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for"])
        say(`${name} leads nowhere`, all(`[${name}]`).filter((each) => seen(each) && each.ariaExpanded !== "false"
            && each.getAttribute(name).split(/\\s+/).some((id) => id && !document.getElementById(id))).map(short));
    const LAND = "header, nav, main, aside, footer, dialog, section[aria-label], section[aria-labelledby], "
        + "a[href^='#'], script, style, noscript, template, [role]:not([role=presentation], [role=none], [role=group])";
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), loose = [];
    while (texts.nextNode()) {
        const here = texts.currentNode;
        if (here.data.trim() && !here.parentElement.closest(LAND) && seen(here.parentElement)) loose.push(short(here));
    }
    say("outside a landmark", loose);
    return told;
}"""
"""Faults in words; none when sound."""
