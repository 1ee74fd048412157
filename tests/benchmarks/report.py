"""What is measured, and how it is told: ratios first, the raw medians beside them."""

import json
from collections.abc import Callable
from typing import Any

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.renderers import JSONRenderer

from events import records, snapshots
from events.api.pagination import Cursor, read_page
from events.choices import Collection
from events.models import Event
from events.records import Representation
from tests.benchmarks import aggregates, handwritten_sql, plain_serializers, trees
from tests.benchmarks.filters import LIMIT, NEWEST, cases, exclusion_cases, pks_by_api, pks_by_sql
from tests.benchmarks.full_text import search_cases
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.timing import median_seconds, print_line

ORM = "API: read_page, records.load, JSON"


def compare_lists() -> None:
    """A page of 50 events: the API against hand-written SQL and against plain nested serializers."""
    api, hand, nested = _api_page(), handwritten_sql.first_events_json(LIMIT), _plain_page()
    if json.loads(api) != json.loads(hand):
        raise AssertionError("The API and the hand-written SQL do not build the same JSON.")
    _assert_same_structure(json.loads(hand)["results"], json.loads(nested)["results"])
    found = median_seconds(
        {
            ORM: _api_page,
            "hand-written SQL": lambda: handwritten_sql.first_events_json(LIMIT),
            "plain nested DRF": _plain_page,
            "whole request (filters, ETag, links)": _get("events/"),
        }
    )
    print_line(f"\nA list page of {LIMIT} nested events ({len(api):,} bytes of JSON)")
    ours, hand_seconds = found[ORM], found["hand-written SQL"]
    _line("API to hand-written SQL (goal 1.5, floor 2.5)", ours / hand_seconds)
    _line("plain nested DRF to API (goal 4)", found["plain nested DRF"] / ours)
    _line("whole request to hand-written SQL", found["whole request (filters, ETag, links)"] / hand_seconds)
    for name, seconds in found.items():
        print_line(f"    {seconds * 1000:8.1f} ms  {name}")


def compare_pages() -> None:
    """Page 1 against deep pages, by cursor and without anything but the page."""
    ordered = Event.objects.published().order_by("-start_earliest", "-slug")
    order = list(ordered.values_list("start_earliest", "slug"))
    deep = {
        f"page {number:,}": Cursor(*order[(number - 1) * LIMIT - 1], backwards=False)
        for number in (1000, len(order) // LIMIT)
        if LIMIT < number * LIMIT <= len(order)
    }
    pages: dict[str, Cursor | None] = {"page 1": None, **deep}
    found = median_seconds({name: _page(cursor) for name, cursor in pages.items()})
    whole = median_seconds({name: _page(cursor, whole=True) for name, cursor in pages.items()})
    print_line("\nPages by cursor")
    for name in deep:
        _line(f"{name} to page 1, keys alone", found[name] / found["page 1"])
        _line(f"{name} to page 1, with the records", whole[name] / whole["page 1"])
    for name, seconds in found.items():
        print_line(f"    {seconds * 1000:8.2f} ms keys, {whole[name] * 1000:8.1f} ms with records  {name}")


def compare_filters(sizes: Sizes) -> None:
    """Each filter, and each that excludes, against a statement written by hand for the same events."""
    print_line(
        f"\nFilters: the newest {LIMIT} events, their keys by the API to those by hand, and the whole request"
    )
    found = cases(sizes)
    for query, condition in (*found.items(), *exclusion_cases(found)):
        _compare_keys(query, pks_by_sql(condition))


def compare_searches() -> None:
    """Full text, by date and by relevance, against a statement written by hand for the same events."""
    print_line(f"\nFull text: the first {LIMIT} events, likewise")
    for query, hand in search_cases().items():
        _compare_keys(query, hand)


def compare_trees(sizes: Sizes) -> None:
    """Three posted trees, whole requests, against a statement written by hand for the same events."""
    print_line(f"\nTrees: the newest {LIMIT} events, the request for their ids to the keys by hand")
    for name, (tree, condition) in trees.tree_cases(cases(sizes)).items():
        ours, hand = trees.ids_by_post(tree), pks_by_sql(condition)
        if ours() != [f"event-{pk}" for pk in hand()]:
            raise AssertionError(f"{name}: the API and the hand-written SQL give different events.")
        _print_ratio(name, ours, hand)


def compare_aggregates() -> None:
    """Six aggregates, whole requests, against a statement written by hand for the same numbers."""
    print_line("\nAggregates: the whole request to the numbers by hand")
    for query, sql in aggregates.AGGREGATES.items():
        ours, hand = aggregates.numbers_by_api(query), aggregates.numbers_by_sql(sql)
        if not aggregates.equal_numbers(ours(), hand()):
            raise AssertionError(f"{query}: the API and the hand-written SQL give different numbers.")
        _print_ratio(query, ours, hand)


def compare_suggestions() -> None:
    """What somebody types, whole requests, to the actors by hand of which a spelling begins so."""
    print_line("\nSuggestions: the whole request to a plain look at names that begin so")
    for typed in ("ba", "republic", "zadishir al", "ministry of r", "armd forces"):
        _print_ratio(typed, _get(f"suggest/?q={typed}"), _pks_by_prefix(typed))


def _pks_by_prefix(typed: str) -> Callable[[], Any]:
    sql = """SELECT DISTINCT a."slug" FROM events_actorname n JOIN events_actor a ON a."id" = n."actor_id"
        WHERE n."key_name" >= %s AND n."key_name" < %s LIMIT 10"""
    return lambda: handwritten_sql.fetch_rows(sql, [typed, f"{typed}\U0010ffff"])


def _print_ratio(name: str, ours: Callable[[], Any], hand: Callable[[], Any]) -> None:
    found = median_seconds({"ours": ours, "hand": hand})
    ratio, (one, other) = found["ours"] / found["hand"], (found["ours"] * 1000, found["hand"] * 1000)
    print_line(f"  {ratio:7.2f} to SQL {one:8.1f} ms to {other:8.1f} ms  {name}")


def _compare_keys(query: str, hand: Callable[[], list[int]]) -> None:
    ours = pks_by_api(query)
    if (keys := ours()) != hand():
        raise AssertionError(f"{query}: the API and the hand-written SQL give different events.")
    found = median_seconds({"ours": ours, "hand": hand, "whole": _get(f"events/?limit={LIMIT}&{query}")})
    print_line(
        f"  {found['ours'] / found['hand']:7.2f} to SQL {found['ours'] * 1000:8.1f} ms to"
        f" {found['hand'] * 1000:8.1f} ms, request {found['whole'] * 1000:8.1f} ms,"
        f" {len(keys):2} events  {query or 'no filter'}"
    )


def compare_queries() -> None:
    """The queries of a list of each collection, which do not depend on how many rows it shows."""
    print_line("\nQueries of a list")
    for collection in Collection:
        counts = {limit: _queries(f"{collection.value}/?limit={limit}") for limit in (1, 10, 200)}
        print_line(
            f"  {collection.value:10} " + ", ".join(f"{n} with limit={at}" for at, n in counts.items())
        )
        if len(set(counts.values())) > 1:
            raise AssertionError("The number of queries depends on the number of rows.")


def _queries(path: str) -> int:
    ask = _get(path)
    ask()
    with CaptureQueriesContext(connections[snapshots.ALIAS]) as captured:
        ask()
    return len(captured)


def _api_page() -> bytes:
    page = read_page(Event.objects.published(), NEWEST, None, LIMIT)
    rows = records.load(Collection.EVENTS, page.pks, Representation.SUMMARY)
    rendered: bytes = JSONRenderer().render({"results": rows})
    return rendered


def _plain_page() -> bytes:
    keys = read_page(Event.objects.published(), NEWEST, None, LIMIT).pks
    rendered: bytes = JSONRenderer().render({"results": plain_serializers.serialize_events(keys)})
    return rendered


def _page(cursor: Cursor | None, *, whole: bool = False) -> Callable[[], Any]:
    def run() -> Any:
        keys = read_page(Event.objects.published(), NEWEST, cursor, LIMIT).pks
        return records.load(Collection.EVENTS, keys, Representation.SUMMARY) if whole else keys

    return run


def _get(path: str) -> Callable[[], Any]:
    client = Client()

    def run() -> Any:
        response = client.get(f"/api/v1/{path}", headers={"host": "localhost"})
        if response.status_code != 200:
            raise AssertionError(f"{path}: {response.status_code}")
        return response

    return run


def _assert_same_structure(ours: list[Any], nested: list[Any]) -> None:
    """The plain serializers must at least build the same events with as many parts."""
    for one, other in zip(ours, nested, strict=True):
        if missing := one.keys() - other.keys() - {"plover_folded"}:
            raise AssertionError(f"The plain serializers lack {sorted(missing)}.")
        for name, value in one.items():
            if isinstance(value, list) and len(value) != len(other[name]):
                raise AssertionError(f"The plain serializers differ in {name} of {one['id']}.")


def _line(what: str, ratio: float) -> None:
    print_line(f"  {ratio:6.2f}  {what}")


def versions() -> str:
    """The database and its version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return f"{connection.display_name} {cursor.fetchone()[0]}"
