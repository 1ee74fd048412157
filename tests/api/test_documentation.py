"""The pages of documentation: all are there, and every link and picture of theirs leads somewhere."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from events.api.documentation import NOT_SERVED, page_addresses, page_path

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PATHS = [page_path(address) for address in page_addresses()]


class PageParser(HTMLParser):
    """Collects what a page links to, shows and runs, and its anchors."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.anchors: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.links += [attributes["href"]] if tag == "a" else []
        self.pictures += [attributes["src"]] if tag == "img" else []
        self.anchors += [attributes["id"]] if "id" in attributes else []


def parsed(client: Client, path: str) -> PageParser:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8"), path
    return PageParser(response.content.decode())


def test_every_page_that_people_are_meant_to_read_is_there() -> None:
    written = {
        path.relative_to(settings.BASE_DIR).as_posix() for path in settings.BASE_DIR.glob("docs/**/*.md")
    }
    assert written - set(NOT_SERVED) <= set(page_addresses().values())
    assert {"/docs/", "/docs/api/", "/docs/records/coding/", "/docs/contributing/", "/docs/seeds/"} <= set(
        PATHS
    )


@pytest.mark.parametrize("path", PATHS)
def test_every_link_and_picture_of_a_page_leads_somewhere(client: Client, path: str) -> None:
    page = parsed(client, path)
    assert page.tags.isdisjoint({"script", "style", "iframe"})
    assert len(page.anchors) == len(set(page.anchors))
    for link in page.links:
        target, _, anchor = link.partition("#")
        if target.startswith("/docs/") or not target:
            other = parsed(client, target) if target else page
            assert not anchor or anchor in other.anchors, link
        else:
            assert re.match(r"https?://|/", link), link
    for picture in page.pictures:
        shown = client.get(picture)
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp"), picture
        assert b"".join(shown).startswith(b"RIFF")


def test_a_page_is_rendered_whole(client: Client) -> None:
    page = client.get("/docs/api/").content.decode()
    assert '<h1 id="the-api">The API</h1>' in page
    assert '<h2 id="ten-recipes">' in page
    assert '<a href="/docs/clients/">clients.md</a>' in page
    assert "<td><code>participant</code></td>" in page
    assert "&lt;!--" not in page
    assert 'aria-current="page">The API<' in page


@pytest.mark.parametrize(
    "path",
    [
        "/docs/nowhere/",
        "/docs/articles/",
        "/docs/../manage/",
        "/docs/screenshots/nowhere.webp",
        "/docs/api.md/",
    ],
)
def test_nothing_else_is_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_pages_are_kept_by_browsers_and_have_the_policy(client: Client) -> None:
    first = client.get("/docs/api/")
    assert "default-src 'self'" in first["Content-Security-Policy"]
    assert "Cookie" not in first.get("Vary", "")
    again = client.get("/docs/api/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/docs/api").headers["Location"] == "/docs/api/"
    assert client.post("/docs/").status_code == 405


def test_home_and_the_admin_lead_there(client: Client) -> None:
    assert 'href="/docs/"' in client.get("/").content.decode()
    client.force_login(User.objects.create_superuser("somebody"))
    assert 'href="/docs/curating/"' in client.get("/admin/").content.decode()
