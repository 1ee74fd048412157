"""The view of changes: one feed of all collections, which mirrors follow."""

from typing import Any

from django.http import HttpResponseBase, QueryDict, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from events.api import change_feed, parameters
from events.api.change_feed import ChangeQuery, FeedCursor
from events.api.errors import bad_parameters
from events.api.pagination import CursorError
from events.api.results import Download
from events.api.schema import (
    NON_EMPTY_TEXT,
    format_parameter,
    limit_parameter,
    problem_responses,
    query_parameter,
    words_parameter,
)
from events.api.serializers import ChangesPage
from events.api.snapshot_view import SnapshotView, list_etag
from events.choices import Collection
from events.exports.ndjson import NdjsonExport, json_line
from events.filtersets.values import ChoiceValues, PastTimeValues

DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
SINGLE_VALUED, REPEATABLE = ("since", "limit", "cursor", "format"), ("collection",)

_PARAMETERS = [
    words_parameter("collection", Collection.values, "Only changes of these collections."),
    query_parameter(
        "since",
        NON_EMPTY_TEXT,
        "Only changes of this time or later. For whoever begins; to go on there is `cursor`.",
        "2024-01-27T12:00:00Z",
    ),
    limit_parameter("changes a page holds", MAX_LIMIT, DEFAULT_LIMIT),
    query_parameter("cursor", NON_EMPTY_TEXT, "Where to go on: the last `next_cursor` that was read."),
    format_parameter(
        "ndjson", description="The format. ndjson: all changes up to now, one a line, without limit."
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

    exports = {"ndjson": NdjsonExport}

    @extend_schema(
        operation_id="list_changes",
        summary="Follow changes",
        description="What became of every public record, of all collections, in the order in which changes "
        "were committed. Whoever asks again with the last `next_cursor` misses no change and gets none "
        "twice, however many write meanwhile (docs/mirroring.md).",
        tags=["changes"],
        parameters=_PARAMETERS,
        responses={(200, "application/json"): ChangesPage, (200, NdjsonExport.media_type): OpenApiTypes.STR}
        | problem_responses(503),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Returns a page, or all. Queries: the sequence, 1 each for cursor, `since` and end, the rows."""
        query = request.query_params
        changes, limit, identity = _read_query(query)
        etag = list_etag(request)
        end = change_feed.latest_cursor()
        if query.get("format") == "ndjson":
            link = _link_header(request, end.encode(identity))
            return _stream(request, changes, {"ETag": etag, "Link": link})
        rows = changes.rows(limit + 1)
        more = len(rows) > limit
        rows = rows[:limit]
        # The last page ends at the last change of any collection: a later request need not read those again.
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
    """Returns the changes, the limit of a page, and the identity of cursors. Raises: ProblemError."""
    errors = parameters.parameter_errors(query, SINGLE_VALUED, REPEATABLE, formats=("json", "ndjson"))
    names = set(parameters.read_values(query, "collection", ChoiceValues(choices=Collection.values), errors))
    collections = tuple(name for name in Collection.values if name in names)
    times = parameters.read_values(query, "since", PastTimeValues(), errors) if "since" in query else []
    limit = parameters.read_limit(query, errors, DEFAULT_LIMIT, MAX_LIMIT)
    if query.get("format") == "ndjson" and "limit" in query:
        errors["limit"] = ("whole_result", "“limit” shapes a page of JSON; ndjson is all up to now.")
    identity = f"changes {collections}"
    cursor = FeedCursor()
    if "cursor" in query and "cursor" not in errors:
        try:
            cursor = FeedCursor.decode(str(query["cursor"]), identity)
        except CursorError as error:
            errors["cursor"] = ("invalid_cursor", str(error))
    if errors:
        raise bad_parameters(errors)
    since = times[0] if times else None
    return ChangeQuery(_start_seq(cursor, since), collections, since), limit, identity


def _start_seq(cursor: FeedCursor, since: Any) -> int:
    """The number after which changes are read: without a cursor, that of the last change before `since`."""
    if since is None or cursor.seq:
        return cursor.seq
    first = change_feed.first_seq_since(since)
    return change_feed.latest_cursor().seq if first is None else first - 1


def _stream(request: Request, changes: ChangeQuery, headers: dict[str, str]) -> HttpResponseBase:
    """Streams all changes up to now, one on each line."""
    if request.method == "HEAD":
        return StreamingHttpResponse((), content_type=NdjsonExport.media_type, headers=headers)
    pieces = (
        "".join(f"{json_line(change_feed.serialize_change(row))}\n" for row in rows).encode()
        for rows in changes.batches()
    )
    return Download(pieces, content_type=NdjsonExport.media_type, headers=headers)


def _link_header(request: Request, cursor: str) -> str:
    """The value of the header `Link`."""
    return f'<{parameters.page_url(request, cursor)}>; rel="next"'
