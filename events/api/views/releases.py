"""Named states of the database: what they are, their records, and what changed between two."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.http import HttpResponseBase, QueryDict
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from events import releases
from events.api import parameters
from events.api.caching import list_etag, not_modified
from events.api.errors import ProblemError, bad_parameters
from events.api.pagination import Ordering, Page, read_page
from events.api.schema import CURSOR_PARAMETER, LIMIT_PARAMETER, plain_page_serializer, problem_responses
from events.api.serializers import release as shapes
from events.api.snapshot_view import SnapshotView
from events.choices import Collection
from events.filtersets.values import ChoiceValues, quote_value
from events.models import Release
from events.records.representation import format_timestamp
from events.rules.text import ID_PATTERN

TAG = "releases"
PAGE_PARAMETERS = ("limit", "cursor", "format")
NEWEST_FIRST = Ordering("at", descending=True)
BY_CHANGE = Ordering("seq", descending=False)
NAME_PARAMETER = OpenApiParameter("name", str, OpenApiParameter.PATH, description="The name of the release.")
FORMAT_PARAMETER = OpenApiParameter(
    "format", {"type": "string", "enum": ["json"], "default": "json"}, description="The format."
)
LIST_PROBLEMS = (400, 405, 406, 413, 414, 500, 503)
RELEASE_PROBLEMS = (400, 404, *LIST_PROBLEMS[1:])


def get_release(name: str) -> Release:
    """A release by its name. Raises: ProblemError. Queries: 1."""
    found = Release.objects.filter(name=name).first() if ID_PATTERN.match(name) else None
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "not_found", f"There is no release {quote_value(name)}.")
    return found


def _serialize_release(release: Release) -> dict[str, Any]:
    return {
        "name": release.name,
        "seq": release.seq,
        "at": format_timestamp(release.at),
        "note": release.note or None,
        "checksum": release.checksum,
        "counts": release.counts,
    }


def page_body(request: Request, page: Page, identity: str, results: list[Any]) -> dict[str, Any]:
    """A page as lists answer it."""
    ahead = page.next.encode(identity) if page.next else None
    behind = page.previous.encode(identity) if page.previous else None
    return {
        "next": parameters.page_url(request, ahead),
        "previous": parameters.page_url(request, behind),
        "next_cursor": ahead,
        "previous_cursor": behind,
        "count": None,
        "results": results,
    }


def _page_serializer(row: type[serializers.Serializer], name: str) -> Any:
    page = plain_page_serializer(row, name, f"{row.__name__.removesuffix('Row')}Page")
    return forced_singular_serializer(page)  # type: ignore[no-untyped-call]


class ReleasesView(SnapshotView):
    """The releases of this database."""

    @extend_schema(
        operation_id="list_releases",
        summary="List releases",
        description="Named states of the whole database, to cite and to compare; the newest first.",
        tags=[TAG],
        parameters=[LIMIT_PARAMETER, CURSOR_PARAMETER, FORMAT_PARAMETER],
        responses={200: _page_serializer(shapes.ReleaseRow, "releases")} | problem_responses(*LIST_PROBLEMS),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """A page of releases. Queries: the sequence, and 2 of the page, and 1."""
        query, wrong = (
            request.query_params,
            parameters.unknown_parameter_errors(request.query_params, PAGE_PARAMETERS),
        )
        wrong |= parameters.common_errors(query, PAGE_PARAMETERS)
        limit = parameters.read_limit(query, wrong)
        cursor = parameters.read_cursor(query, "releases", wrong)
        if wrong:
            raise bad_parameters(wrong)
        etag = list_etag(request.path, query)
        if (answer := not_modified(request, etag)) is not None:
            return answer
        page = read_page(Release.objects.all(), NEWEST_FIRST, cursor, limit)
        found = Release.objects.in_bulk(page.pks)
        rows = [_serialize_release(found[pk]) for pk in page.pks]
        return Response(page_body(request, page, "releases", rows), headers={"ETag": etag})


class ReleaseView(SnapshotView):
    """One release."""

    @extend_schema(
        operation_id="get_release",
        summary="Get a release",
        description="A named state of the whole database: when it was cut, on whose terms its records may be "
        "used, how many they are, and what was taken from it since.",
        tags=[TAG],
        parameters=[NAME_PARAMETER, FORMAT_PARAMETER],
        responses={200: shapes.Release} | problem_responses(*RELEASE_PROBLEMS),
    )
    def get(self, request: Request, name: str) -> Response:
        """A release. Queries: 4, and those of its datasets."""
        parameters.allow_only(request.query_params, "format")
        release = get_release(name)
        source = releases.ReleaseSource(release)
        members = shapes.ReleaseDataset().fields.keys()
        datasets = [{name: one[name] for name in members} for one in source.datasets()]
        amended = releases.amendment(release)
        told = asdict(amended) | {"at": format_timestamp(amended.at)} if amended else None
        return Response(_serialize_release(release) | {"datasets": datasets, "amended": told})


class ReleaseChangesView(SnapshotView):
    """What changed from one release to another."""

    @extend_schema(
        operation_id="list_release_changes",
        summary="Compare two releases",
        description="Each record that differs between an earlier release and this one, once, however often "
        "it was changed; in the order of their last changes.",
        tags=[TAG],
        parameters=[
            NAME_PARAMETER,
            OpenApiParameter(
                "since",
                {"type": "string", "minLength": 1},
                required=True,
                description="The name of the earlier release.",
                examples=[OpenApiExample("example", value="2024-01")],
            ),
            OpenApiParameter(
                "collection",
                {"type": "string", "enum": Collection.values},
                description="Only records of this collection.",
            ),
            LIMIT_PARAMETER,
            CURSOR_PARAMETER,
            FORMAT_PARAMETER,
        ],
        responses={200: _page_serializer(shapes.ReleaseChange, "what changed between two releases")}
        | problem_responses(*RELEASE_PROBLEMS),
    )
    def get(self, request: Request, name: str) -> HttpResponseBase:
        """A page of the difference. Queries: the sequence, 2 releases, 2 of the page, those of its rows."""
        query, single = request.query_params, ("since", "collection", *PAGE_PARAMETERS)
        wrong = parameters.unknown_parameter_errors(query, single)
        wrong |= parameters.common_errors(query, single)
        only = parameters.read_values(query, "collection", ChoiceValues(choices=Collection.values), wrong)
        limit = parameters.read_limit(query, wrong)
        release = get_release(name)
        since = _read_since(query, release, wrong)
        identity = f"releases {name} changes {parameters.canonical_query(query, PAGE_PARAMETERS)}"
        cursor = parameters.read_cursor(query, identity, wrong)
        if wrong or since is None:
            raise bad_parameters(wrong)
        etag = list_etag(request.path, query)
        if (answer := not_modified(request, etag)) is not None:
            return answer
        changed = releases.changed_between(since.seq, release.seq, Collection(only[0]) if only else None)
        page = read_page(changed, BY_CHANGE, cursor, limit)
        rows = releases.describe_changes(page.pks, since.seq, release.seq)
        return Response(page_body(request, page, identity, rows), headers={"ETag": etag})


def _read_since(query: QueryDict, release: Release, wrong: parameters.ParameterErrors) -> Release | None:
    """The earlier release to compare with, or what is wrong with it."""
    if "since" in wrong:
        return None
    if "since" not in query:
        wrong["since"] = ("missing_key", "“since” is missing; give it the name of an earlier release.")
        return None
    text = str(query["since"])
    found = Release.objects.filter(name=text).first() if ID_PATTERN.match(text) else None
    if found is None:
        wrong["since"] = ("unknown_id", f"There is no release {quote_value(text)}.")
    elif found.seq > release.seq:
        told = f"{quote_value(text)} is later than {quote_value(release.name)}: ask the other way round."
        wrong["since"] = ("out_of_range", told)
    return found
