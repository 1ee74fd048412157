"""`make screenshots`: every page as it looks, light and dark, wide and narrow, into docs/screenshots."""

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.chromium import NARROW_VIEWPORT, SCHEMES, WIDE_VIEWPORT, Visitor, launch_chromium
from tests.browser.pages import PAGE_SPECS, PageSpec, page_urls
from tests.browser.site import PASSWORD, site_with_curators
from tests.fuzz.site import ROOT

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {"wide": WIDE_VIEWPORT, "narrow": NARROW_VIEWPORT}
# So that something waits on the first page, and the history has something to tell.
_PREPARE_CODE = """
from django.contrib.auth.models import User
from events import changes
from events.models import Actor, Dataset, Event
ravi, carla = (User.objects.get(username=name) for name in ("ravi", "carla"))
with changes.changeset(ravi, "edit", "The article says who."):
    event = Event.objects.get(slug="attacks-on-us-forces-in-iraq-and-syria-2023-2024")
    event.confidence = "medium"
    event.summary = "Militias backed by Iran attacked bases that house US forces some 150 times."
    event.save()
for name, status in (("Coast guard of Harbour Town", "in_review"), ("Port office", "draft")):
    with changes.changeset(carla, "create", "Named in the article on the ferry."):
        slug = name.lower().replace(" ", "-")
        Actor.objects.create(slug=slug, name=name, kind="government_body", dataset=Dataset.objects.get())
    if status == "in_review":
        with changes.changeset(carla, "hand_in", "Ready."):
            actor = Actor.objects.get(slug=slug)
            actor.review_status = status
            actor.save()
"""


def take_screenshot(page: Page, path: Path) -> None:
    """Take what the window shows; Playwright itself knows no WebP, which is a third of a PNG."""
    shown = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": 50, "optimizeForSpeed": False}
    )
    path.write_bytes(base64.b64decode(shown["data"]))


def take_screenshots(visitor: Visitor, look: PageSpec, address: str) -> None:
    """Take the four pictures of a page."""
    page = visitor.page
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.goto(address)
            page.wait_for_load_state("networkidle")
            if look.name == "redact":
                page.get_by_label("Passage").fill("Nasiriyah")
                page.get_by_role("button", name="See where it stands").click()
                page.get_by_text("It stands in").wait_for()
            if look.name == "place":
                page.locator(".field-map").evaluate("(map) => map.scrollIntoView({block: 'center'})")
            take_screenshot(page, FOLDER / f"{look.name}-{scheme}-{name}.webp")


def main(names: list[str]) -> None:
    """Take them anew: all, or those of some pages."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        if not names or old.stem.rsplit("-", 2)[0] in names:
            old.unlink()
    with tempfile.TemporaryDirectory() as folder, site_with_curators(Path(folder)) as site:
        site.run(_PREPARE_CODE)
        where = page_urls(site)
        with launch_chromium() as chromium:
            anybody = Visitor(chromium, site.address)
            curators = {name: Visitor(chromium, site.address) for name in ("edith", "chief")}
            for name, curator in curators.items():
                curator.sign_in(name, PASSWORD)
            for look in (one for one in PAGE_SPECS if one.in_docs and (not names or one.name in names)):
                take_screenshots(
                    curators[look.signed_in_as] if look.signed_in else anybody, look, where[look.name]
                )
            for visitor in (anybody, *curators.values()):
                visitor.close()


if __name__ == "__main__":
    main(sys.argv[1:])
