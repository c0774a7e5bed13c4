"""A page as a screen reader tells it: roles, names and states from the browser's own accessibility tree."""

from __future__ import annotations

from playwright.sync_api import Page, expect

TELLS = ("required", "checked", "disabled", "expanded", "focused")


def told(page: Page, role: str, name: str) -> dict[str, object]:
    """What is said of the one thing of this role and name: its value, its description, and the states that it has."""
    window = page.context.new_cdp_session(page)
    root = window.send("DOM.getDocument")["root"]["nodeId"]
    query = {"nodeId": root, "role": role, "accessibleName": name}
    found = [each for each in window.send("Accessibility.queryAXTree", query)["nodes"] if not each["ignored"]]
    window.detach()
    assert len(found) == 1, f"{page.url}: {len(found)} « {name} », {role}"
    has = {each["name"]: each["value"].get("value") for each in found[0].get("properties", ())}
    said = {name: found[0].get(name, {}).get("value", "") for name in ("value", "description")}
    states = {name: True for name in TELLS if has.get(name) in (True, "true")}
    return said | states | ({"invalid": True} if has.get("invalid") == "true" else {})


def arrives(page: Page, title: str, heading: str) -> None:
    """A page that opens says its own name first, its h1 tells where one is, and the first Tab leads to the content.

    An address that names the content, kept by the browser from the page before, leads there by itself.
    """
    expect(page).to_have_title(f"{title} · CPE Les Galets de la baie · Marelle")
    expect(page.get_by_role("heading", level=1)).to_have_accessible_name(heading)
    if not page.url.endswith("#contenu"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def announced(page: Page, words) -> None:
    """A live region says these words."""
    expect(page.get_by_role("status").filter(has_text=words).or_(
        page.get_by_role("alert").filter(has_text=words)).first).to_be_attached()


def outline(page: Page) -> list[tuple[int, str]]:
    """The headings of the content in their order, each with its level."""
    return [tuple(each) for each in page.get_by_role("main").get_by_role("heading").evaluate_all(
        "all => all.map((each) => [Number(each.tagName[1]), each.innerText.replace(/\\s+/g, ' ').trim()])")]
