"""A person at a browser of her own: she signs in, opens pages, and her browser notes what goes wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from re import Pattern

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser.looks import LISTEN, policy_reports
from tests.browser.site import Site

EDITOR, SIGNER, READER, GUARD_OF_ACCESS = (f"{name}@galets.example" for name in (
    "annick.leblanc", "genevieve.arsenault", "mireille.bujold", "rodrigue.poirier"))
DIRECTOR, STRANGER, MINISTRY = (f"{name}@famille.example" for name in (
    "sylvain.robichaud", "claudette.fontaine", "helene.vaillancourt"))
BISCUIT = "solange.hamel@biscuit.example"
CLERK = "raymonde.bernier@galets.example"
CLERK_OF_TOWN, HEAD_OF_TOWN, SCHOOL_OF_TOWN = (f"{name}@belle-marelle.example" for name in (
    "colette.marchand", "hugues.delmas", "ines.tardieu"))
AGENT = "nadia.ouellet@famille.example"
ADMINISTRATOR = "marc-antoine.tessier@marelle.example"
EXPECTED = ("Failed to load resource",)
"""What a browser says of a 4xx page that was asked for on purpose."""


LEFT_OUT = ("RenderDocument", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
            "MediaRouter", "OptimizationHints", "PaintHolding", "ThirdPartyStoragePartitioning")
"""A frame made anew for each page of one site cost a fifth of opening it; Playwright leaves out the others, as the last
list of the command line is the only one."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that asks nothing of the network by itself."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update",
                  "--disable-dev-shm-usage", f"--disable-features={','.join(LEFT_OUT)}"])
        yield browser
        browser.close()


class Desk:
    """One person's window."""

    def __init__(self, browser: Browser, site: Site, **looks):
        options = {"viewport": {"width": 1366, "height": 900}, "locale": "fr-CA", "reduced_motion": "reduce"}
        self.site, self.wrong = site, []
        self.context: BrowserContext = browser.new_context(base_url=site.address, **(options | looks))
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(LISTEN)
        self._page: Page = self.context.new_page()
        self._page.on("pageerror", lambda error: self.wrong.append(f"{self._page.url}: {error}"))
        self._page.on("console", self._heard)
        self._arriving = ""

    def _heard(self, message) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.wrong.append(f"{self._page.url}: {message.text}")

    @property
    def page(self) -> Page:
        """What the window shows: the dashboard, to somebody who has just signed in and opened nothing yet."""
        return self.open("/") if self._arriving else self._page

    @page.setter
    def page(self, other: Page) -> None:
        self._page = other

    def sign_in(self, email: str) -> Desk:
        """She is in; the address and the password are given at the first page where nobody did before."""
        self.context.add_cookies(self.site.seats.get(email, []))
        self._arriving = email
        return self

    def _give_both(self, email: str) -> None:
        self._page.goto("/login")
        self._page.get_by_label("Adresse courriel").fill(email)
        self.give_password("Continuer")
        expect(self._page).to_have_url(f"{self.site.address}/")
        self.site.seats[email] = self.context.cookies()

    def give_password(self, button: str) -> None:
        """Type the password and go on."""
        self.page.get_by_label("Mot de passe", exact=True).fill(self.site.password)
        self.leave_by(self.page.get_by_role("button", name=button))

    def leave_by(self, control: Locator) -> Page:
        """Press a link or a button that opens another page, which then stands there."""
        with self.page.expect_navigation():
            control.click()
        return self.page

    def open(self, path: str, status: int = 200) -> Page:
        """Open an address of the site, which must answer so."""
        email, self._arriving = self._arriving, ""
        answer = self._page.goto(path)
        if email and self._page.url.startswith(f"{self.site.address}/login"):
            self._give_both(email)
            answer = self._page.goto(path)
        assert answer.status == status, f"{path}: {answer.status}"
        return self._page

    def sees(self, text: str | Pattern) -> None:
        """The text stands in the page."""
        expect(self.page.locator("body")).to_contain_text(text)

    def complaints(self) -> list[str]:
        """What the console and the policy said so far."""
        return [*self.wrong, *policy_reports(self._page)]

    def leave(self) -> None:
        """Close the window; nothing may have gone wrong in it."""
        said = self.complaints()
        self.context.close()
        assert said == []
