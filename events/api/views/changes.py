"""changes/: one feed of all collections, which keeps a copy in step with this installation."""

from typing import Any

from django.http import HttpResponseBase, QueryDict, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from events.api import change_feed, parameters
from events.api.caching import list_etag, not_modified
from events.api.change_feed import ChangeQuery, FeedCursor
from events.api.downloads import Download
from events.api.errors import bad_parameters
from events.api.pagination import CursorError
from events.api.renderers import renderer_for
from events.api.schema import problem_responses
from events.api.serializers.changes import ChangesPage
from events.api.snapshot_view import SnapshotView
from events.choices import Collection
from events.exports.ndjson import NdjsonExport, json_line
from events.filtersets.values import ChoiceValues, DateTimeValues

DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
SINGLE_VALUED, REPEATABLE = ("since", "limit", "cursor", "format"), ("collection",)
FORMATS = ("json", "ndjson")

_PARAMETERS = [
    OpenApiParameter(
        "collection",
        {"type": "array", "items": {"type": "string", "enum": Collection.values}},
        explode=True,
        description="Only changes of these collections. Repeat the key.",
    ),
    OpenApiParameter(
        "since",
        {"type": "string", "minLength": 1},
        description="Only changes of this time or later. For whoever begins; to go on there is `cursor`.",
        examples=[OpenApiExample("example", value="2024-01-27T12:00:00Z")],
    ),
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        description="How many changes a page holds.",
    ),
    OpenApiParameter(
        "cursor",
        {"type": "string", "minLength": 1},
        description="Where to go on: the last `next_cursor` that was read.",
    ),
    OpenApiParameter(
        "format",
        {"type": "string", "enum": list(FORMATS), "default": "json"},
        description="The format. ndjson: all changes up to now, one a line, without limit.",
    ),
    OpenApiParameter(
        "Link",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        required=True,
        description='Where to go on after this answer: `<address>; rel="next"` (RFC 8288).',
        response=[200],
    ),
]


class ChangesView(SnapshotView):
    """What became of every public record, in the order of commits."""

    def get_renderers(self) -> list[BaseRenderer]:
        """JSON or lines of it; errors are JSON always."""
        if self.request is not None and self.request.query_params.get("format") == "ndjson":
            return [renderer_for(NdjsonExport.media_type)()]
        return super().get_renderers()

    @extend_schema(
        operation_id="list_changes",
        summary="Follow changes",
        description="What became of every public record, of all collections, in the order in which changes "
        "were committed. Whoever asks again with the last `next_cursor` misses no change and gets none "
        "twice, however many write meanwhile (docs/mirroring.md).",
        tags=["changes"],
        parameters=_PARAMETERS,
        responses={(200, "application/json"): ChangesPage, (200, NdjsonExport.media_type): OpenApiTypes.STR}
        | problem_responses(400, 405, 406, 413, 414, 500, 503),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """A page, or all. Queries: the sequence, 1 of the cursor, 1 of `since`, 1 of the end, the rows."""
        query = request.query_params
        wanted, limit, identity = _read_query(query)
        etag = list_etag(request.path, query)
        if (answer := not_modified(request, etag)) is not None:
            return answer
        end = change_feed.latest_cursor()
        if query.get("format") == "ndjson":
            return _stream(
                request, wanted, {"ETag": etag, "Link": _link_header(request, end.encode(identity))}
            )
        rows = wanted.rows(limit + 1)
        more = len(rows) > limit
        rows = rows[:limit]
        # At the end behind all there is, wanted or not: whoever goes on need not look through it again.
        cursor = (FeedCursor.after_row(rows[-1]) if more else end).encode(identity)
        body = {
            "next": parameters.page_url(request, cursor) if more else None,
            "previous": None,
            "next_cursor": cursor,
            "previous_cursor": None,
            "count": None,
            "results": [change_feed.serialize_change(row) for row in rows],
        }
        return Response(body, headers={"ETag": etag, "Link": _link_header(request, cursor)})


def _read_query(query: QueryDict) -> tuple[ChangeQuery, int, str]:
    """What is wanted, how many a page, and what cursors are bound to. Raises: ProblemError."""
    wrong = parameters.unknown_parameter_errors(query, (*SINGLE_VALUED, *REPEATABLE))
    wrong |= parameters.common_errors(query, SINGLE_VALUED, REPEATABLE, FORMATS)
    chosen = set(parameters.read_values(query, "collection", ChoiceValues(choices=Collection.values), wrong))
    collections = tuple(one for one in Collection.values if one in chosen)
    times: list[Any] = (
        parameters.read_values(query, "since", DateTimeValues(), wrong) if "since" in query else []
    )
    limit = parameters.read_limit(query, wrong, DEFAULT_LIMIT, MAX_LIMIT)
    if query.get("format") == "ndjson" and "limit" in query:
        wrong["limit"] = ("whole_result", "“limit” shapes a page of JSON; ndjson is all up to now.")
    identity = f"changes {collections}"
    place = FeedCursor()
    if "cursor" in query and "cursor" not in wrong:
        try:
            place = FeedCursor.decode(str(query["cursor"]), identity)
        except CursorError as error:
            wrong["cursor"] = ("invalid_cursor", str(error))
    if wrong:
        raise bad_parameters(wrong)
    since = times[0] if times else None
    return ChangeQuery(_start_seq(place, since), collections, since), limit, identity


def _start_seq(place: FeedCursor, since: Any) -> int:
    """Behind which number to look: without a cursor not through all that came before a time."""
    if since is None or place.seq:
        return place.seq
    first = change_feed.first_seq_since(since)
    return change_feed.latest_cursor().seq if first is None else first - 1


def _stream(request: Request, wanted: ChangeQuery, headers: dict[str, str]) -> HttpResponseBase:
    """All changes up to now, a line each."""
    if request.method == "HEAD":
        return StreamingHttpResponse((), content_type=NdjsonExport.media_type, headers=headers)
    pieces = (
        "".join(f"{json_line(change_feed.serialize_change(row))}\n" for row in rows).encode()
        for rows in wanted.batches()
    )
    return Download(pieces, content_type=NdjsonExport.media_type, headers=headers)


def _link_header(request: Request, cursor: str) -> str:
    """The header that leads on."""
    return f'<{parameters.page_url(request, cursor)}>; rel="next"'
