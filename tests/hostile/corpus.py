"""Requests that nobody means well: small lists of what is odd, at every address of the URL configuration."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

from tests import addresses

HUGE = "9" * 40
QUERIES = (
    "%00=1",
    "q=%00",
    "q=%ff%fe",
    "q=%ed%a0%80",
    "q=بغداد",
    "%D9=%",
    "limit=-1&limit=2",
    f"limit={HUGE}",
    "limit=%C2%B2",
    "cursor=AAAA%00",
    "format=..%2f..%2f",
    "fields=%00&omit=%0d%0a",
    "&&=&;==",
    "[]=1&a[b]=2&q[]=3",
    "q=%27%22%3Cscript%3E%25s%7B%7B7*7%7D%7D",
    "q=(((((((((((((((((((((((((((((",
    f"x={'x' * 17_000}",
    "&".join(f"p{number}=1" for number in range(40)),
)
SEGMENTS = (
    "%00",
    "a%00b",
    "..%2f..%2f..%2fetc%2fpasswd",
    "..",
    "%2e%2e%5c",
    "%ff%fe",
    "%ED%A0%80",
    "%0d%0aSet-Cookie:%20a=b",
    "%E2%80%AEevil",
    "ß",
    HUGE,
    "-1",
    "0x10",
    "1%3Bdrop%20table",
    "%3Cscript%3E",
    "x" * 3000,
)
METHODS = ("PROPFIND", "get", "TRACE", "CONNECT", "DELETE", "X" * 40, "PUT")
HEADERS: tuple[dict[str, str], ...] = (
    {"Accept": "text/html, image/png;q=\0"},
    {"Accept": "/;q=x,*"},
    {"Accept": "a/b," * 500},
    {"Accept-Encoding": "gzip;q=nan, identity;q=0"},
    {"Accept-Encoding": "\u00ff," * 200},
    {"Accept-Language": "x" * 4000},
    {"Host": "evil.example"},
    {"Host": "localhost:99999999"},
    {"Host": "[::1"},
    {"Host": ""},
    {"Host": "a\u00ffb"},
    {"If-None-Match": 'W/"x", "\u00ff", *'},
    {"If-Match": '"'},
    {"If-Modified-Since": "Thu, 32 Foo 99999 99:99:99 GMT"},
    {"If-Unmodified-Since": "Mon, 01 Jan 0001 00:00:00 GMT"},
    {"Range": "bytes=-1-,5"},
    {"Content-Length": "-1"},
    {"Content-Length": "abc"},
    {"Content-Length": HUGE},
    {"Content-Length": "\u0661"},
    {"Content-Type": "application/json; charset=no-such"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": f"multipart/form-data; boundary={'b' * 300}"},
    {"Transfer-Encoding": "chunked"},
    {"Transfer-Encoding": "gzip, chunked"},
    {"Script-Name": "/x"},
    {"Path-Info": "/admin/"},
    {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/x"},
    {"X-Forwarded-For": "1.2.3.4, \u00ff, [", "Forwarded": "for=_x;proto=https"},
    {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "PUT"},
    {"Origin": "null", "Access-Control-Request-Method": "DELETE"},
    {"Referer": "http://evil.example/\u00ff"},
    {"Authorization": "Basic \u00ff"},
    {"Cookie": 'sessionid="\\000aaaaaaaaaaaaaaa"; csrftoken="\\000"'},
    {"Cookie": "sessionid=aaaaaaaaaaaaaaaa\u00ff"},
    {"Cookie": "sessionid=" + "x" * 5000},
    {"Cookie": 'messages="\\000[[\\"__json_message\\"'},
    {"Cookie": ";;==;\u00ff="},
)
SEARCH = "/api/v1/events/search/"
BODIES = (
    b"",
    b"\0",
    b"null",
    b"[]",
    b'"x"',
    b"1",
    b"NaN",
    b"{",
    b"{}x",
    b"\xef\xbb\xbf{}",
    b"\xff\xfe{\0}\0",
    b'{"where": {"q": ["\xff"]}}',
    b'{"where": {"q": ["\\ud800"]}}',
    b'{"where": {"q": ["\\u0000"]}}',
    b'{"\\u0000": 1}',
    b'{"\\ud800": 1}',
    b'{"limit": 1, "limit": 2}',
    b'{"limit": NaN}',
    b'{"limit": -Infinity}',
    b'{"limit": 1e999}',
    b'{"limit": 1E-999999999}',
    b'{"limit": 1.0000000000000000000000000001}',
    b'{"limit": ' + b"9" * 5000 + b"}",
    b'{"where": {"figure_min": [' + b"9" * 5000 + b"]}}",
    b'{"where": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    b'{"where": ' + b'{"all": [' * 5000 + b"]}" * 5000 + b"}",
    b'{"where": ' + b'{"not": ' * 40 + b"{}" + b"}" * 40 + b"}",
    b'{"where": {"any": [' + b",".join(b'{"q": ["a"]}' for _ in range(5000)) + b"]}}",
    b'{"where": {"event_type": [' + b",".join(b'"a%d"' % number for number in range(5000)) + b"]}}",
    b"{" + b",".join(b'"a%d": 1' % number for number in range(5000)) + b"}",
    b'{"q": "' + b"x" * 1_100_000 + b'"}',
)
MEMBERS = ("where", "limit", "cursor", "count", "ordering", "fields", "omit", "format", "dry_run", "q", "bom")
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    1.5,
    10**30,
    "",
    "\0",
    "x" * 5000,
    [],
    [[]],
    [None],
    {},
    {"": {}},
    {"all": 1},
)
TREES: tuple[dict[str, Any], ...] = (
    {"all": []},
    {"any": {}},
    {"not": [1]},
    {"not": None},
    {"all": [{"not": {"any": []}}]},
    {"q": "a AND ("},
    {"q": ['"']},
    {"q": {"a": 1}},
    {"date": ["2024-13"]},
    {"date": [HUGE]},
    {"near": ["nan,inf"], "radius_km": ["-0"]},
    {"bbox": ["1,2,3"]},
    {"bbox": [[1, 2, 3, 4]]},
    {"where": {"where": {}}},
    {"participant": ["\0"]},
    {"__class__": 1},
    {"id__in": [1]},
)
ADMIN_QUERIES = (
    "q=%00",
    "q=%ff%27%22%25_%5c",
    f"q={'x' * 5000}",
    f"q={'%20a' * 300}",
    "p=abc",
    "p=-1",
    f"p={HUGE}",
    "o=zz.-.99",
    f"o={HUGE}.-{HUGE}",
    "all=",
    "e=1",
    "_popup=1&_to_field=password",
    "_to_field=no_such",
    f"id__exact={HUGE}",
    "id__in=a,b",
    "pk__gt=x",
    "slug__regex=(",
    "dataset__id__exact=x",
    f"dataset__id__exact={HUGE}",
    "dataset__password=1",
    "review_status__exact=%ff",
    "review_status__exact=%00",
    "review_status__isnull=maybe",
    "created_at__gte=never",
    "at__year=99999999999",
    "made_by=%ff",
    "collection__exact=%F0%9F%92%A9",
    "_changelist_filters=q%3D%2500",
    "logentry__user__password__startswith=a",
)
CHOICES = (
    "term=%00",
    "term=%ff%27%25",
    f"term={'x' * 5000}",
    "term=" + "%28" * 200,
    "page=abc&term=a",
    f"page={HUGE}&term=a",
    "page=-1&term=a",
    "field_name=%00",
    "field_name=password&model_name=user&app_label=auth",
    "model_name=%ff&app_label=%ff",
)
FORM = "application/x-www-form-urlencoded"
POSTS = (
    "action=publish&_selected_action=%00&index=x",
    f"action=delete_selected&_selected_action={HUGE}&select_across=1&post=yes",
    "read_at=%00&reason=%00&name=%00&title=%00&text=%00&slug=%00&seen=%00",
    "reason=%ff%fe&confirmed=yes&post=yes&other=%00&kind=%00&left=%00&right=%00",
    "evidence-TOTAL_FORMS=-1&figures-TOTAL_FORMS=20&names-TOTAL_FORMS=abc&places-INITIAL_FORMS=9",
    f"dataset={HUGE}&actor=%00&type=%F0%9F%92%A9&date={'1' * 3000}",
    "_save=1&username=%00&password=%00&password1=%00&old_password=%00&usable_password=%00",
)


@dataclass(frozen=True, slots=True)
class HostileRequest:
    """A request; its name is what the file of statuses calls it."""

    name: str
    method: str
    address: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def make_corpus() -> list[HostileRequest]:
    """All of them, named apart. Queries: those of the examples' keys."""
    everything = addresses.all_addresses()
    pages = [address for address in everything if address.startswith("/admin/")]
    public = [address for address in everything if address not in pages]
    return [
        *_queries(public),
        *_segments(everything),
        *_methods(everything),
        *_headers(public),
        *_bodies(),
        *_admin_queries(pages),
        *_admin_posts(pages),
    ]


def _request(
    method: str, address: str, query: str = "", headers: dict[str, str] | None = None, body: bytes = b""
) -> HostileRequest:
    filled = addresses.fill(address)
    whole = f"{filled}{'&' if '?' in filled else '?'}{query}" if query else filled
    parts = [method, address, query, json.dumps(headers) if headers else "", repr(body)[2:-1]]
    return HostileRequest(" ".join(map(_brief, filter(None, parts))), method, whole, headers or {}, body)


def _brief(text: str) -> str:
    """The text, of a long one the beginning and the length."""
    return text if len(text) <= 90 else f"{text[:80]}...({len(text)})"


def _queries(public: list[str]) -> Iterator[HostileRequest]:
    turn = cycle(QUERIES)
    for address in public:
        for query in islice(turn, 11):
            yield _request("GET", address, query)


def _segments(everything: list[str]) -> Iterator[HostileRequest]:
    """Every part that varies, as odd segments in turn."""
    turn = cycle(SEGMENTS)
    for address in everything:
        for part in re.findall(r"<\w+>", address):
            for segment in islice(turn, 2 if address.startswith("/admin/") else 6):
                yield _request("GET", address.replace(part, segment))
    for path in (
        "//evil.example/%2e%2e",
        "/..%2f..%2fetc/passwd",
        "/static/..%2f..%2fdb.sqlite3",
        "/api//v1",
    ):
        yield _request("GET", path)


def _methods(everything: list[str]) -> Iterator[HostileRequest]:
    turn = cycle(METHODS)
    for address in everything:
        yield _request(next(turn), address)


def _headers(public: list[str]) -> Iterator[HostileRequest]:
    turn = cycle(public)
    for headers in HEADERS:
        for address in ("/", "/admin/", "/api/v1/events/", *islice(turn, 2)):
            yield _request("GET", address, headers=headers)
        for address in (SEARCH, "/admin/login/"):
            yield _request("POST", address, headers={"Content-Type": FORM} | headers, body=b"username=a")


def _bodies() -> Iterator[HostileRequest]:
    bodies = [json.dumps({name: value}).encode() for name in MEMBERS for value in VALUES]
    bodies += [json.dumps({"where": tree}).encode() for tree in TREES]
    for body in (*BODIES, *bodies):
        yield _request("POST", SEARCH, headers={"Content-Type": "application/json"}, body=body)


def _admin_queries(pages: list[str]) -> Iterator[HostileRequest]:
    lists = [address for address in pages if re.fullmatch(r"/admin/\w+/\w+/", address)]
    turn = cycle(lists)
    for query in ADMIN_QUERIES:
        for address in ("/admin/events/event/", "/admin/events/revision/", next(turn)):
            yield _request("GET", address, query)
    choosers = [address for address in pages if address.endswith(("/choose/", "/autocomplete/", "/date/"))]
    for address, query in zip(choosers * 2, cycle(CHOICES), strict=False):
        yield _request("GET", address, query)
    for address, query in zip(pages[::2], cycle(ADMIN_QUERIES), strict=False):
        yield _request("GET", address, f"next=//evil.example/&{query}")


def _admin_posts(pages: list[str]) -> Iterator[HostileRequest]:
    for address, body in zip(pages, cycle(POSTS), strict=False):
        yield _request("POST", address, headers={"Content-Type": FORM}, body=body.encode())
