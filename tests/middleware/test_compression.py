"""Compression: what is asked for by weight, the same bytes each time, an entity tag for each coding."""

import gzip
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from events.middleware.compression import MIN_BYTES, accepted_codings

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
LIST = "/api/v1/events/?limit=20"
RECORD = "/api/v1/articles/widespread-protests-in-southern-iraq-over-arrest-of-activists/"
PUBLIC = (LIST, RECORD, "/api/schema/", "/api/v1/fields/", "/ogc/api", "/", "/api/v1/events/feed/")
EXPORTS = tuple(f"/api/v1/events/?format={name}" for name in ("csv", "ndjson", "geojson"))


def ask(client: Client, address: str, coding: str | None = "gzip", tags: str | None = None) -> Any:
    headers = {"accept-encoding": coding, "if-none-match": tags}
    return client.get(address, headers={name: text for name, text in headers.items() if text is not None})


@pytest.mark.parametrize(
    ("header", "gzipped", "plain"),
    [
        ("", False, True),
        ("gzip", True, True),
        ("GZIP;Q=1.0", True, True),
        ("x-gzip", True, True),
        ("deflate, gzip;q=0.5, br", True, True),
        ("gzip;q=0", False, True),
        ("gzip;q=0.000, *", False, True),
        ("*", True, True),
        ("*;q=0.1", True, True),
        ("*;q=0", False, False),
        ("*;q=0, identity", False, True),
        ("gzip, *;q=0", True, False),
        ("identity;q=0", False, False),
        ("gzip, identity;q=0", True, False),
        ("gzip;q=0.5, identity;q=0.8", False, True),
        ("gzip;q=0.8, identity;q=0.5", True, True),
        ("gzip ; q=0.5", True, True),
        ("br, zstd", False, True),
        ("gzip;q=much", False, True),
        ("gzip;q=2", False, True),
        ("gzipped", False, True),
        (",,;", False, True),
    ],
)
def test_codings_are_read_by_their_weights(client: Client, header: str, gzipped: bool, plain: bool) -> None:
    assert accepted_codings(header) == (gzipped, plain)
    assert ask(client, LIST, header).get("Content-Encoding") == ("gzip" if gzipped else None)


@pytest.mark.parametrize("address", [*PUBLIC, *EXPORTS])
def test_public_answers_are_compressed_to_the_same_bytes_each_time(client: Client, address: str) -> None:
    plain = ask(client, address, None)
    text = plain.getvalue()  # one stream after another: each is a snapshot of its own
    first = ask(client, address)
    body = first.getvalue()
    assert gzip.decompress(body) == text
    assert len(body) < len(text) / 2
    assert ask(client, address).getvalue() == body
    assert body[4:8] == bytes(4)  # no time
    assert "Content-Encoding" not in plain
    for response, sent in ((plain, text), (first, body)):
        assert "Accept-Encoding" in response["Vary"]
        assert int(response.get("Content-Length", len(sent))) == len(sent)


def test_each_coding_has_an_entity_tag_and_either_is_answered_304(client: Client) -> None:
    plain, packed = ask(client, RECORD, None), ask(client, RECORD)
    assert packed["ETag"] == f'{plain["ETag"][:-1]}-gzip"'
    for response, coding in ((plain, None), (plain, "gzip"), (packed, "gzip"), (packed, "gzip;q=0.5")):
        again = ask(client, RECORD, coding, f'"other", {response["ETag"]}')
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
        assert "Accept-Encoding" in again["Vary"]
    # A coding that may not be sent is not said to be right still.
    assert ask(client, RECORD, None, packed["ETag"]).status_code == 200
    assert ask(client, RECORD, "gzip, identity;q=0", plain["ETag"]).status_code == 200
    assert ask(client, RECORD, "gzip", "*").status_code == 304


def test_a_weak_entity_tag_holds_for_both_codings(client: Client) -> None:
    plain, packed = ask(client, LIST, None), ask(client, LIST)
    assert packed["ETag"] == plain["ETag"]
    assert plain["ETag"].startswith("W/")
    assert ask(client, LIST, None, packed["ETag"]).status_code == 304


def test_head_has_the_headers_of_get(client: Client) -> None:
    got, head = (method(RECORD, headers={"accept-encoding": "gzip"}) for method in (client.get, client.head))
    assert {name: head[name] for name in ("ETag", "Content-Encoding", "Content-Length")} == {
        name: got[name] for name in ("ETag", "Content-Encoding", "Content-Length")
    }


def test_exports_are_compressed_as_streams(client: Client) -> None:
    response = ask(client, "/api/v1/events/?format=ndjson")
    assert response.streaming
    assert "Content-Length" not in response
    assert len(list(response)) > 2


def test_small_answers_are_compressed_only_where_they_must_be(client: Client) -> None:
    small = "/api/v1/outlets/nowhere/"
    plain = ask(client, small)
    assert len(plain.content) < MIN_BYTES
    assert "Content-Encoding" not in plain
    packed = ask(client, small, "gzip, identity;q=0")
    assert gzip.decompress(packed.content) == plain.content


def test_what_is_compressed_already_is_left_alone(client: Client) -> None:
    response = ask(client, "/api/v1/events/?format=parquet")
    assert (response.status_code, response.get("Content-Encoding")) == (200, None)
    assert response.getvalue()


def test_pages_of_people_and_tokens_are_never_compressed(client: Client) -> None:
    sign_in = ask(client, "/admin/login/")
    assert b"csrfmiddlewaretoken" in sign_in.content
    assert "Content-Encoding" not in sign_in
    client.force_login(User.objects.create_superuser("somebody"))
    for address in ("/admin/", "/admin/events/event/", "/admin/events/event/add/", "/admin/jsi18n/"):
        response = ask(client, address)
        assert (response.status_code, response.get("Content-Encoding")) == (200, None), address
