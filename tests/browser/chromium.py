"""A browser that complains: of errors, of requests to anybody else, of what the policy stopped."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    sync_playwright,
)

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDE_VIEWPORT: ViewportSize = {"width": 1400, "height": 900}
NARROW_VIEWPORT: ViewportSize = {"width": 420, "height": 800}
TIMEOUT_MS = 15_000
"""Milliseconds that a page may take; the machine may be busy."""


@contextmanager
def launch_chromium() -> Iterator[Browser]:
    """A Chromium: the system's, or else the one that `playwright install chromium` fetched."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    arguments = ["--disable-gpu"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to run as root otherwise
    with sync_playwright() as playwright:
        path = next(filter(None, found), None)
        launched = playwright.chromium.launch(executable_path=path, args=arguments)
        yield launched
        launched.close()


class Visitor:
    """Somebody at a browser window, and what the window complained of."""

    def __init__(self, chromium: Browser, address: str, scheme: Scheme = "light") -> None:
        self.address = address
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        """Statuses that this visitor means to meet; the console calls them errors."""
        self.context: BrowserContext = chromium.new_context(
            base_url=address, viewport=WIDE_VIEWPORT, color_scheme=scheme, reduced_motion="reduce"
        )
        self.context.set_default_timeout(TIMEOUT_MS)
        self.context.on("console", self._record_console)
        self.context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        self.context.on("request", self._record_request)
        self.page: Page = self.context.new_page()

    def sign_in(self, name: str, password: str) -> None:
        """Sign in as one of the curators."""
        self.page.goto("/admin/login/?next=/admin/")
        self.page.get_by_label("Username").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()
        self.page.get_by_role("button", name="Log out").wait_for()

    def close(self) -> None:
        """Close the window. Raises: AssertionError where it complained."""
        self.context.close()
        assert self.complaints == []

    def _record_console(self, message: ConsoleMessage) -> None:
        refused = [f"status of {status} " for status in self.expected]
        if message.type == "error" and not any(words in message.text for words in refused):
            where = message.location.get("url", "") if message.location else ""
            self.complaints.append(f"console: {message.text} ({where})")

    def _record_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.complaints.append(f"request to outside: {request.url}")
