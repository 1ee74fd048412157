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
from events.api.caching import list_etag, unchanged
from events.api.errors import ProblemError, bad_parameters
from events.api.pagination import Ordering, Page, read_page
from events.api.schema import CURSOR, LIMIT, plain_page_of, problems
from events.api.serializers import release as shapes
from events.api.snapshots import SnapshotView
from events.choices import Collection
from events.filtersets.values import Words, shown
from events.models import Release
from events.records.shape import moment
from events.rules.text import ID_PATTERN

TAG = "releases"
PAGED = ("limit", "cursor", "format")
NEWEST = Ordering("at", descending=True)
BY_CHANGE = Ordering("seq", descending=False)
NAME = OpenApiParameter("name", str, OpenApiParameter.PATH, description="The name of the release.")
FORMAT = OpenApiParameter(
    "format", {"type": "string", "enum": ["json"], "default": "json"}, description="The format."
)
OF_LISTS = (400, 405, 406, 413, 414, 500, 503)
OF_RELEASES = (400, 404, *OF_LISTS[1:])


def find_release(name: str) -> Release:
    """A release by its name. Raises: ProblemError. Queries: 1."""
    found = Release.objects.filter(name=name).first() if ID_PATTERN.match(name) else None
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "not_found", f"There is no release {shown(name)}.")
    return found


def _row(release: Release) -> dict[str, Any]:
    return {
        "name": release.name,
        "seq": release.seq,
        "at": moment(release.at),
        "note": release.note or None,
        "checksum": release.checksum,
        "counts": release.counts,
    }


def linked(request: Request, page: Page, identity: str, results: list[Any]) -> dict[str, Any]:
    """A page as lists answer it."""
    ahead = page.next.encode(identity) if page.next else None
    behind = page.previous.encode(identity) if page.previous else None
    return {
        "next": parameters.page_address(request, ahead),
        "previous": parameters.page_address(request, behind),
        "next_cursor": ahead,
        "previous_cursor": behind,
        "count": None,
        "results": results,
    }


def _page_of(row: type[serializers.Serializer], name: str) -> Any:
    page = plain_page_of(row, name, f"{row.__name__.removesuffix('Row')}Page")
    return forced_singular_serializer(page)  # type: ignore[no-untyped-call]


class ReleasesView(SnapshotView):
    """The releases of this database."""

    @extend_schema(
        operation_id="list_releases",
        summary="List releases",
        description="Named states of the whole database, to cite and to compare; the newest first.",
        tags=[TAG],
        parameters=[LIMIT, CURSOR, FORMAT],
        responses={200: _page_of(shapes.ReleaseRow, "releases")} | problems(*OF_LISTS),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """A page of releases. Queries: the sequence, and 2 of the page, and 1."""
        query, wrong = request.query_params, parameters.unknown_parameters(request.query_params, PAGED)
        wrong |= parameters.common_refusals(query, PAGED)
        limit = parameters.read_limit(query, wrong)
        cursor = parameters.read_cursor(query, "releases", wrong)
        if wrong:
            raise bad_parameters(wrong)
        etag = list_etag(request.path, query)
        if (answer := unchanged(request, etag)) is not None:
            return answer
        page = read_page(Release.objects.all(), NEWEST, cursor, limit)
        found = Release.objects.in_bulk(page.pks)
        rows = [_row(found[pk]) for pk in page.pks]
        return Response(linked(request, page, "releases", rows), headers={"ETag": etag})


class ReleaseView(SnapshotView):
    """One release."""

    @extend_schema(
        operation_id="get_release",
        summary="Get a release",
        description="A named state of the whole database: when it was cut, on whose terms its records may be "
        "used, how many they are, and what was taken from it since.",
        tags=[TAG],
        parameters=[NAME, FORMAT],
        responses={200: shapes.Release} | problems(*OF_RELEASES),
    )
    def get(self, request: Request, name: str) -> Response:
        """A release. Queries: 4, and those of its datasets."""
        parameters.refuse_unknown(request.query_params, "format")
        release = find_release(name)
        source = releases.ReleaseSource(release)
        members = shapes.ReleaseDataset().fields.keys()
        datasets = [{name: one[name] for name in members} for one in source.datasets()]
        amended = releases.amendment(release)
        told = asdict(amended) | {"at": moment(amended.at)} if amended else None
        return Response(_row(release) | {"datasets": datasets, "amended": told})


class ReleaseChangesView(SnapshotView):
    """What changed from one release to another."""

    @extend_schema(
        operation_id="list_release_changes",
        summary="Compare two releases",
        description="Each record that differs between an earlier release and this one, once, however often "
        "it was changed; in the order of their last changes.",
        tags=[TAG],
        parameters=[
            NAME,
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
            LIMIT,
            CURSOR,
            FORMAT,
        ],
        responses={200: _page_of(shapes.ReleaseChange, "what changed between two releases")}
        | problems(*OF_RELEASES),
    )
    def get(self, request: Request, name: str) -> HttpResponseBase:
        """A page of the difference. Queries: the sequence, 2 releases, 2 of the page, those of its rows."""
        query, single = request.query_params, ("since", "collection", *PAGED)
        wrong = parameters.unknown_parameters(query, single)
        wrong |= parameters.common_refusals(query, single)
        only = parameters.read_values(query, "collection", Words(words=Collection.values), wrong)
        limit = parameters.read_limit(query, wrong)
        release = find_release(name)
        since = _since(query, release, wrong)
        identity = f"releases {name} changes {parameters.canonical(query, PAGED)}"
        cursor = parameters.read_cursor(query, identity, wrong)
        if wrong or since is None:
            raise bad_parameters(wrong)
        etag = list_etag(request.path, query)
        if (answer := unchanged(request, etag)) is not None:
            return answer
        changed = releases.changed_between(since.seq, release.seq, Collection(only[0]) if only else None)
        page = read_page(changed, BY_CHANGE, cursor, limit)
        rows = releases.differences(page.pks, since.seq, release.seq)
        return Response(linked(request, page, identity, rows), headers={"ETag": etag})


def _since(query: QueryDict, release: Release, wrong: parameters.Wrong) -> Release | None:
    """The earlier release to compare with, or what is wrong with it."""
    if "since" in wrong:
        return None
    if "since" not in query:
        wrong["since"] = ("missing_key", "“since” is missing; give it the name of an earlier release.")
        return None
    text = str(query["since"])
    found = Release.objects.filter(name=text).first() if ID_PATTERN.match(text) else None
    if found is None:
        wrong["since"] = ("unknown_id", f"There is no release {shown(text)}.")
    elif found.seq > release.seq:
        told = f"{shown(text)} is later than {shown(release.name)}: ask the other way round."
        wrong["since"] = ("out_of_range", told)
    return found
