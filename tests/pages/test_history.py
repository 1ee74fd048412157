"""The past of a record as pages: the list of its changes, two states compared, a past state, a release."""

import html
from typing import Any

import pytest
from django.test import Client

from events.actions.merge import merge, plan_merge
from events.actions.redact import redact_text
from events.actions.review_status import withdraw
from events.models import Actor
from events.pages.members import LABELS
from events.records import RECORDS
from events.records.declaration import DeclaredSerializer
from events.records.representation import Representation
from events.records.stored_paths import schema_of
from tests import factories as make
from tests.api.helpers import COLLECTIONS, get_json
from tests.api.test_revisions import edit
from tests.pages.test_page import WORDS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PUBLIC = {"review_status": "published"}


def text_of(client: Client, address: str, status: int = 200) -> str:
    """The page at an address, with its entities read."""
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return html.unescape(response.content.decode())


@pytest.fixture
def actor() -> Actor:
    """Creates a draft, and publishes it under three names, the last with a country."""
    with make.change():
        actor = make.actor("person", name="Draft")
    edit(actor, name="First", **PUBLIC)
    edit(actor, name="Second", country="IQ")
    return edit(actor, name="Third", note="Private.")


def test_history_tells_each_change_with_what_it_changed(client: Client, actor: Actor) -> None:  # noqa: ARG001
    page = text_of(client, "/actors/person/history/")
    rows = get_json(client, "actors/person/revisions/")["results"]
    places = [page.index(f'id="revision-{row["revision"]}"') for row in rows]
    assert places == sorted(places)
    assert len(rows) == page.count('<li id="revision-') == 3
    assert "First published" in page
    assert '<del dir="auto">Second</del>' in page
    assert '<ins dir="auto">Third</ins>' in page
    assert '<bdi>Country</bdi></span>: added <ins dir="auto">Iraq</ins>' in page
    for secret in ("Draft", "Private"):
        assert secret not in page


def test_two_revisions_are_compared_in_either_order(client: Client, actor: Actor) -> None:  # noqa: ARG001
    page = text_of(client, "/actors/person/history/?from=1&to=3")
    assert '<del dir="auto">First</del>' in page
    assert '<ins dir="auto">Third</ins>' in page
    assert '<del dir="auto">Third</del>' in text_of(client, "/actors/person/history/?from=3&to=1")
    for wrong in (
        "from=1",
        "to=1",
        "from=x&to=1",
        "from=1&to=1&limit=2",
        "limit=0",
        "cursor=x",
        "limit=11&a=b",
    ):
        text_of(client, f"/actors/person/history/?{wrong}", 400)
    text_of(client, "/actors/person/history/?from=1&to=9", 404)
    text_of(client, "/actors/nobody/history/", 404)


def test_history_comes_in_pages_that_know_the_state_before_their_last_change(client: Client) -> None:
    with make.change():
        actor: Any = make.actor("person", name="Name 1", **PUBLIC)
    for number in range(2, 14):
        actor = edit(actor, name=f"Name {number}")
    page = text_of(client, "/actors/person/history/")
    assert page.count('<li id="revision-') == 10
    assert '<del dir="auto">Name 3</del>' in page
    cursor = get_json(client, "actors/person/revisions/?limit=10")["next_cursor"]
    assert f'href="?cursor={cursor}"' in page
    older = text_of(client, f"/actors/person/history/?cursor={cursor}")
    assert older.count('<li id="revision-') == 3
    assert '<del dir="auto">Name 2</del>' in older
    text_of(client, "/actors/person/history/?limit=11", 400)


def test_a_past_state_says_so_and_leads_to_its_neighbours(client: Client, actor: Actor) -> None:  # noqa: ARG001
    today = text_of(client, "/actors/person/")
    assert 'role="note"' not in today
    page = text_of(client, "/actors/person/?revision=2")
    assert "You read revision 2 of this record, not the newest." in page
    assert "<h1" in page
    assert "Second" in page
    for link in ("?revision=1", "?revision=3", "history/?from=2&to=3", "history/"):
        assert f'href="/actors/person/{link}"' in page
    assert 'href="/actors/person/">As it is today' in page
    newest = text_of(client, "/ar/actors/person/?revision=3")
    assert "?revision=4" not in newest
    assert 'href="/ar/actors/person/?revision=2"' in newest
    time = get_json(client, "actors/person/?revision=1")["updated_at"]
    then = text_of(client, f"/actors/person/?as_of={time}")
    assert f"as it was public at <bdi>{time}</bdi>" in then
    assert "Revision 1 stood from" in then


def test_what_left_the_public_has_no_past_and_gives_its_reason(client: Client, actor: Actor) -> None:
    withdraw([actor], "tester", "It was somebody else.")
    for address in ("", "?revision=1", "history/"):
        page = text_of(client, f"/actors/person/{address}", 410)
        assert "<h1>Withdrawn</h1>" in page
        assert "It was somebody else." in page
        assert "Third" not in page
    edit(actor, **PUBLIC)
    page = text_of(client, "/actors/person/history/")
    assert "Published again" in page
    assert "It was somebody else." in page


def test_a_page_shows_members_whole(client: Client, actor: Actor) -> None:  # noqa: ARG001
    for name in ("fields=name", "omit=name", "format=json"):
        assert name.split("=")[0] in text_of(client, f"/actors/person/?{name}", 400)


@pytest.mark.usefixtures("seeded")
def test_each_record_of_a_release_has_a_page_that_says_so(client: Client) -> None:
    make.release("2024-01")
    for collection in COLLECTIONS:
        record = get_json(client, f"{collection}/?limit=1")["results"][0]
        address = f"{WORDS.get(collection, collection)}/{record['id']}/"
        page = text_of(client, f"/releases/2024-01/{address}")
        assert "You read this record as released in <bdi>2024-01</bdi>." in page
        assert f'href="/{address}">As it is today' in page
        assert 'dir="rtl"' in text_of(client, f"/ar/releases/2024-01/{address}")
        text_of(client, f"/releases/nothing/{address}", 404)
        assert 'id="history"' in text_of(client, f"/{address}")
        assert "First published" in text_of(client, f"/{address}history/")


def test_a_merged_record_leads_to_its_successor_and_keeps_its_past(client: Client, actor: Actor) -> None:
    with make.change():
        other = make.actor("other", name="Other", **PUBLIC)
    other.refresh_from_db()
    merge(plan_merge(actor, other), "tester", "The same.")
    for prefix in ("", "/ar"):
        response = client.get(f"{prefix}/actors/person/")
        assert (response.status_code, response["Location"]) == (301, f"{prefix}/actors/other/")
    assert 'role="note"' not in text_of(client, "/actors/other/")
    assert "You read revision 2 of this record" in text_of(client, "/actors/person/?revision=2")
    page = text_of(client, "/actors/person/history/")
    assert "Merged" in page
    assert 'href="/actors/other/"' in page


def test_a_redacted_passage_reads_as_redacted(client: Client, actor: Actor) -> None:  # noqa: ARG001
    assert "██ stands where it was" not in text_of(client, "/actors/person/")
    redact_text("Third", "tester", "On request.", "Ticket 7.")
    page = text_of(client, "/actors/person/")
    assert "██ stands where it was" in page
    assert "█" * len("Third") in page
    history = text_of(client, "/actors/person/history/")
    assert "Redacted" in history
    assert "On request." in history
    for secret in ("Third", "Ticket"):
        assert secret not in page + history + text_of(client, "/actors/person/?revision=3")


def test_every_member_that_a_revision_keeps_has_a_label() -> None:
    def names(declared: Any, above: tuple[Any, ...] = ()) -> set[str]:
        """The public members of an object, and those of the objects in it."""
        found = set()
        for name, member in declared.shown(Representation.DETAIL):
            if name in declared.Meta.public:
                continue
            schema = schema_of(member)
            inner = type(getattr(schema, "child", schema))
            found |= {name}
            if issubclass(inner, DeclaredSerializer) and inner not in above:
                found |= names(inner, (*above, declared))
        return found

    assert set().union(*map(names, RECORDS.values())) == LABELS.keys()
