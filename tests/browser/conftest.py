"""What the tests in a browser have in common: one site, one browser, windows that complain."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import Visitor, launch_chromium
from tests.browser.site import PASSWORD, Site, site_with_curators

SignIn = Callable[..., Visitor]


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site; what one test writes, the next ones see."""
    folder: Path = tmp_path_factory.mktemp("site")
    with site_with_curators(folder) as site:
        yield site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with launch_chromium() as launched:
        yield launched


@pytest.fixture(scope="session")
def cookies() -> dict[str, Any]:
    """Who is signed in, so that nobody signs in twice."""
    return {}


@pytest.fixture
def visitor(chromium: Browser, live_site: Site) -> Iterator[Visitor]:
    """A window in which nobody is signed in."""
    somebody = Visitor(chromium, live_site.address)
    yield somebody
    somebody.close()


@pytest.fixture
def sign_in(chromium: Browser, live_site: Site, cookies: dict[str, Any]) -> Iterator[SignIn]:
    """Windows of curators: `chief`, who may do everything, or one of `CURATORS`."""
    opened: list[Visitor] = []

    def signed_in(name: str = "chief") -> Visitor:
        window = Visitor(chromium, live_site.address)
        opened.append(window)
        if name in cookies:
            window.context.add_cookies(cookies[name])
        else:
            window.sign_in(name, PASSWORD)
            cookies[name] = window.context.cookies()
        return window

    yield signed_in
    for window in opened:
        window.close()
