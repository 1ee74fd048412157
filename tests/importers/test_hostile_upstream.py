"""What another installation may answer to harm a mirror is told in a sentence, and nothing of it is kept."""

import json
import os
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from events.choices import Collection
from events.importers.mirror.errors import UpstreamError
from events.importers.mirror.feed_page import check_page
from events.importers.mirror.follow import follow, open_mirror
from events.importers.mirror.upstream_client import MAX_DEPTH, UpstreamClient
from events.models import Mirror, PublicId, Revision
from tests.hostile_server import hostile_server, sends
from tests.importers.recorded_upstream import RecordedUpstream, record_stages
from tests.importers.test_mirror import create_records

ADDRESS = "https://source.example/api/v1/changes/"
ROW: dict[str, Any] = {
    "seq": 7,
    "at": "2026-11-30T12:00:00.000000Z",
    "collection": "actors",
    "id": "one",
    "change": "upsert",
    "revision": 1,
    "stored_form": 1,
    "successor": None,
    "public_reason": None,
}
SAMPLE = int(os.environ.get("HOSTILE_RECORDS", "60"))
JUNK: list[Any] = [
    *(None, True, 0, -1, 3.5, 10**30, "", "x", "\0", "\ud800", "x" * 100_000, "2024-13-99"),
    *([], {}, [None], [[]], {"ref": "actors/one"}, {"kind": "event", "id": "one"}, {"id": 5, "kind": []}),
]


def page(*rows: Any, **members: Any) -> dict[str, Any]:
    return {"results": list(rows), "next": None, "next_cursor": "c"} | members


def test_a_page_that_is_one_is_taken() -> None:
    for answer in (page(), page(ROW), page(ROW, ROW | {"seq": 8}, next="more")):
        assert check_page(answer, "", ADDRESS) == answer


@pytest.mark.parametrize("member", ROW)
@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: repr(junk)[:20])
def test_a_change_of_any_shape_is_told_by_its_member(member: str, junk: Any) -> None:
    allowed: dict[str, list[Any]] = {
        "id": ["x", "2024-13-99"],
        "successor": [None, "x", "2024-13-99"],
        "public_reason": [None, "", "x", "2024-13-99"],
    }
    if junk in allowed.get(member, []) and not isinstance(junk, bool | int):
        assert check_page(page(ROW | {member: junk}), "", ADDRESS)
        return
    with pytest.raises(UpstreamError, match=rf"a change \(1\) whose {member} is") as raised:
        check_page(page(ROW | {member: junk}), "", ADDRESS)
    assert len(str(raised.value)) < 200
    assert str(raised.value).isprintable()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        *((junk, "no page of changes") for junk in JUNK),
        (page() | {"results": {}}, "no list of at most 1000"),
        (page(*[ROW] * 1001), "no list of at most 1000"),
        (page(next_cursor=None), "without a cursor"),
        (page(next_cursor="c" * 401), "without a cursor"),
        (page(next_cursor="\0"), "without a cursor"),
        (page(None), r"\(1\) that is no object"),
        (page(ROW, {}), r"\(2\) without seq"),
        (page(ROW | {"change": "merged"}), "merged into nothing"),
        (page(ROW | {"change": "merged", "successor": "one"}), "merged into nothing"),
        (page(ROW, ROW), "out of order"),
        (page(ROW, ROW | {"seq": 6}), "out of order"),
        (page(ROW, next=5), "no address"),
        (page(next="more"), "would never end"),
        (page(ROW, next="more", next_cursor="before"), "would never end"),
        (page(ROW, next="more", next_cursor=""), "would never end"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_page_or_does_not_move_on_is_told(answer: Any, why: str) -> None:
    with pytest.raises(UpstreamError, match=why):
        check_page(answer, "before", ADDRESS)


class ScriptedClient(UpstreamClient):
    """A client that is answered by a function of the path."""

    def __init__(self, answer: Callable[[str], Any]) -> None:
        super().__init__("https://source.example", wait=lambda _: None)
        self._answer = answer

    def _get(self, path: str, not_public: tuple[int, ...] = ()) -> Any:
        value = self._answer(path)
        self.bytes_read += len(json.dumps(value))
        return value


@pytest.mark.once
def test_pages_in_a_circle_are_left() -> None:
    asked: list[str] = []

    def answer(path: str) -> Any:
        asked.append(path)
        return page(ROW, next="more", next_cursor="b" if path.endswith("cursor=a") else "a")

    client = ScriptedClient(answer)
    assert client.page("", 1)["next_cursor"] == "a"
    with pytest.raises(UpstreamError, match="begins again where it was before"):
        client.page("a", 1)
    assert len(asked) == 2


@pytest.mark.django_db
def test_a_batch_that_never_fits_together_is_left_before_it_fills_the_memory() -> None:
    """A record that is not there, and always another page that might say why."""
    pages = iter(range(1, 10**6))

    def answer(path: str) -> Any:
        if not path.startswith("changes/"):
            return None
        number = next(pages)
        row = ROW | {"seq": number, "id": f"record-{number}"}
        return page(row, next="more", next_cursor=str(number))

    client = ScriptedClient(answer)
    state = open_mirror(client.url)
    with pytest.raises(UpstreamError, match="more than a batch may hold"):
        list(follow(client, state, max_batch_bytes=50_000))
    assert client.bytes_read < 51_000
    assert Mirror.objects.get().cursor == ""


@pytest.mark.django_db
def test_a_record_that_is_another_is_told() -> None:
    client = ScriptedClient(lambda path: page(ROW) if "changes" in path else {"id": "two"})
    with pytest.raises(UpstreamError, match="another record"):
        list(follow(client, open_mirror(client.url)))
    assert not PublicId.objects.exists()


def places_in(value: Any) -> Iterator[tuple[Any, ...]]:
    """The places of all members of a value, of each list those of its first item."""
    if isinstance(value, list):
        value = dict(enumerate(value[:1]))
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (name,)
            yield from ((name, *rest) for rest in places_in(inner))


def put(value: Any, place: tuple[Any, ...], junk: Any) -> None:
    for step in place[:-1]:
        value = value[step]
    value[place[-1]] = junk


def followed_or_told(source: UpstreamClient) -> str:
    """What stopped the mirror; nothing if it took everything."""
    try:
        list(follow(source, open_mirror(source.url)))
    except UpstreamError as error:
        return str(error)
    return ""


@pytest.mark.django_db
def test_records_of_any_shape_are_told_and_nothing_is_half_written() -> None:
    source = record_stages(create_records)
    (stage,) = source.stages
    records = {path: json.loads(body) for path, (_, body) in stage.answers.items() if "?" not in path}
    places = [(path, place) for path, record in records.items() for place in places_in(record)]
    refused = 0
    for path, place in random.Random(5).sample(places, min(SAMPLE, len(places))):
        record = json.loads(json.dumps(records[path]))
        put(record, place, junk := random.Random(f"{SAMPLE}{path}{place}").choice(JUNK))
        answers = stage.answers | {path: (200, json.dumps(record))}
        hostile = RecordedUpstream(
            source.url, wait=lambda _: None, stages=[type(stage)(stage.changes, answers)]
        )
        with transaction.atomic():
            words = followed_or_told(hostile)
            if words:
                refused += 1
                assert words.isprintable(), (path, place, junk)
                assert not Revision.objects.exists(), (path, place, junk)
                assert Mirror.objects.get().cursor == ""
            transaction.set_rollback(True)
    assert refused > min(SAMPLE, len(places)) // 3


@pytest.mark.once
@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2), "of more than 32 levels"),
        (b'{"results": NaN}', "NaN is no number"),
        (b'{"results": ' + b"9" * 5000 + b"}", "no JSON that can be read"),
        (b'{"results":', "no JSON that can be read"),
        (b"\xff\xfe", "no JSON that can be read"),
    ],
)
@pytest.mark.django_db
def test_the_command_says_what_is_wrong_in_a_sentence(body: bytes, why: str) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    with hostile_server(sends(head + body)) as (port, _):
        url = f"http://127.0.0.1:{port}"
        with pytest.raises(CommandError, match=why) as raised:
            call_command("mirror", url, "--once", "--allow-http", "--allow-private")
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 300


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("200 OK\r\nContent-Type: text/html", "answers with text/html instead of JSON"),
        ("200 OK\r\nContent-Encoding: gzip", "answers compressed"),
        ("302 Found\r\nLocation: https://elsewhere.example/", "it leads to https://elsewhere.example/"),
        ("403 Forbidden", "answers 403: Forbidden"),
    ],
)
def test_what_is_no_answer_of_an_installation_is_not_asked_again(head: str, why: str) -> None:
    with hostile_server(sends(f"HTTP/1.1 {head}\r\n\r\n<h1>\x1b[31m".encode())) as (port, asked):
        url = f"http://127.0.0.1:{port}"
        with pytest.raises(CommandError, match=why):
            call_command("mirror", url, "--once", "--allow-http", "--allow-private")
        assert len(asked) == 1


@pytest.mark.once
@pytest.mark.django_db
def test_without_being_allowed_neither_http_nor_a_private_address_is_asked() -> None:
    with hostile_server(sends(b"")) as (port, asked):
        url = f"127.0.0.1:{port}"
        with pytest.raises(CommandError, match="it has no HTTPS"):
            call_command("mirror", f"http://{url}", "--once")
        Mirror.objects.all().delete()
        with pytest.raises(CommandError, match="no public address"):
            call_command("mirror", f"https://{url}", "--once")
        assert not asked


@pytest.mark.once
def test_a_record_of_another_id_is_refused_by_the_client() -> None:
    client = ScriptedClient(lambda _: {"id": "two"})
    with pytest.raises(UpstreamError, match="another record"):
        client.record(Collection.ACTORS, "one")
