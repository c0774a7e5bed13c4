"""A person without a mouse: she goes from element to element, and sees at each step where she is."""

from __future__ import annotations

from re import Pattern

from playwright.sync_api import Page

from tests.browser.looks import RING

FARTHEST = 150
NAME = r"""() => {
    const here = document.activeElement;
    const said = (all) => all.map((each) => each?.innerText ?? "").join(" ").trim();
    const tied = (here.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id));
    const words = said(tied) || here.ariaLabel || said([...(here.labels ?? [])]) || here.innerText || here.value || "";
    return words.replace(/\s+/g, " ").replace(/ ,/g, ",").replace(/ \*$/, "").trim();
}"""
HERE = f"() => document.activeElement === document.body ? null : [({NAME})(), ({RING})()]"


class Keys:
    """The keyboard on a page; `steps` counts the stops whose ring was looked at."""

    def __init__(self, page: Page):
        self.page, self.steps = page, 0

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)

    def here(self) -> str:
        """The name of what has the focus, "" at the end of the page; fails when its ring cannot be seen."""
        found = self.page.evaluate(HERE)
        if found is None:
            return ""
        name, fault = found
        assert not fault, f"{self.page.url}, « {name[:80]} »: {fault}"
        self.steps += 1
        return name

    def stands_on(self, name: str) -> None:
        """This has the focus, or is given it in a moment."""
        self.page.wait_for_function(f"name => ({NAME})() === name", arg=name)
        assert self.here() == name

    def to(self, name: str | Pattern) -> None:
        """Press Tab until this is reached; after the last stop of a page the browser begins again at the first."""
        passed = []
        for _step in range(FARTHEST):
            self.press("Tab")
            passed.append(self.here())
            if name.match(passed[-1]) if isinstance(name, Pattern) else passed[-1] == name:
                return
        raise AssertionError(f"« {name} » is not reached by Tab: {passed}")

    def to_content(self) -> None:
        """Jump over the frame by the first link of the page."""
        self.to("Aller au contenu")
        self.press("Enter")

    def activate(self, name: str) -> None:
        """Go to it and press Enter."""
        self.to(name)
        self.press("Enter")

    def leave_by(self, name: str | Pattern) -> None:
        """Go to a link or a button that opens another page."""
        self.to(name)
        with self.page.expect_navigation():
            self.press("Enter")

    def write(self, name: str, text: str) -> None:
        """Go to a field and type over what it holds."""
        self.to(name)
        self.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
