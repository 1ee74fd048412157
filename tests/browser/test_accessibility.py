"""No page keeps anybody out: axe finds nothing, light and dark, wide and narrow."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import NARROW_VIEWPORT, SCHEMES, WIDE_VIEWPORT, Visitor
from tests.browser.conftest import SignIn
from tests.browser.pages import PAGE_SPECS, PageSpec, page_urls
from tests.browser.site import Site

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What we did not write: Swagger UI, whose page and frame are ours.
NOT_OURS = [".swagger-ui"]
# Colours fade from one theme to the other; some animations never end.
SETTLED = """() => Promise.race([
    Promise.all(document.getAnimations().map((one) => one.finished)),
    new Promise((done) => setTimeout(done, 1000)),
]).then(() => null)"""


def violations(page: Page) -> list[str]:
    """What axe finds on a page, a line each."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(f"{AXE}; null")
    options = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
    found: list[dict[str, Any]] = page.evaluate(
        "([exclude, options]) => axe.run({exclude}, options).then((found) => found.violations)",
        [NOT_OURS, options],
    )
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found
        for node in one["nodes"][:5]
    ]


@pytest.fixture(scope="module")
def urls(live_site: Site) -> dict[str, str]:
    """Where every page is."""
    return page_urls(live_site)


@pytest.mark.parametrize("look", PAGE_SPECS, ids=lambda look: look.name)
def test_axe_finds_nothing(look: PageSpec, urls: dict[str, str], sign_in: SignIn, visitor: Visitor) -> None:
    page = (sign_in() if look.signed_in else visitor).page
    page.goto(urls[look.name])
    page.wait_for_load_state("networkidle")
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLED)
        for size in (WIDE_VIEWPORT, NARROW_VIEWPORT):
            page.set_viewport_size(size)
            found += [f"{scheme} {size['width']} {one}" for one in violations(page)]
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], "scrolls sideways"
    assert found == []
