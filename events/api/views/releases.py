"""The views of releases: the list, one release, its records, and the changes between two."""

from typing import Any, ClassVar

from django.http import HttpResponseBase, QueryDict
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events import releases
from events.api import parameters
from events.api import serializers as shapes
from events.api.errors import ProblemError, bad_parameters, not_found, withdrawn
from events.api.pagination import Ordering, read_page
from events.api.results import (
    defaults_members,
    download_response,
    export_options,
    known_formats,
    page_body,
    read_export,
    select_members,
)
from events.api.schema import (
    CURSOR_PARAMETER,
    FORMAT_PARAMETER,
    ID_PARAMETER,
    LIMIT_PARAMETER,
    NON_EMPTY_TEXT,
    collection_page_serializer,
    export_responses,
    page_serializer,
    problem_responses,
    query_parameter,
    representation_parameters,
)
from events.api.snapshot_view import SnapshotView, list_etag
from events.api.views.viewsets import VIEWSETS, CollectionViewSet
from events.choices import Collection, ReviewStatus
from events.filtersets.values import ChoiceValues, quote_value
from events.models import Release
from events.records import Representation
from events.records.representation import format_timestamp
from events.rules.text import ID_PATTERN

TAG = "releases"
PAGE_PARAMETERS = ("limit", "cursor", "format")
NEWEST_FIRST = Ordering("at", descending=True, tie="name")
BY_CHANGE = Ordering("public_seq", descending=False, tie="")
NAME_PARAMETER = OpenApiParameter("name", str, OpenApiParameter.PATH, description="The name of the release.")


def get_release(name: str) -> Release:
    """Returns a release by its name. Raises: ProblemError. Queries: 1."""
    if (release := _find_release(name)) is None:
        raise not_found(f"There is no release {quote_value(name)}.")
    return release


def _find_release(name: str) -> Release | None:
    return Release.objects.filter(name=name).first() if ID_PATTERN.match(name) else None


def _serialize_release(release: Release) -> dict[str, Any]:
    return {
        "name": release.name,
        "seq": release.seq,
        "at": format_timestamp(release.at),
        "note": release.note or None,
        "checksum": release.checksum,
        "counts": release.counts,
    }


class ReleasesView(SnapshotView):
    """The releases of this database."""

    @extend_schema(
        operation_id="list_releases",
        summary="List releases",
        description="Named states of the whole database, to cite and to compare; the newest first.",
        tags=[TAG],
        parameters=[LIMIT_PARAMETER, CURSOR_PARAMETER, FORMAT_PARAMETER],
        responses={200: page_serializer(shapes.ReleaseRow, "releases")} | problem_responses(503),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Returns a page of releases. Queries: the sequence, 2 for the page, and 1."""
        query = request.query_params
        errors = parameters.parameter_errors(query, PAGE_PARAMETERS)
        limit, cursor = parameters.read_page_position(query, "releases", errors)
        etag = list_etag(request)
        page = read_page(Release.objects.all(), NEWEST_FIRST, cursor, limit)
        by_pk = Release.objects.in_bulk(page.pks)
        rows = [_serialize_release(by_pk[pk]) for pk in page.pks]
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
        responses={200: shapes.Release} | problem_responses(404, 503),
    )
    def get(self, request: Request, name: str) -> Response:
        """Returns a release. Queries: 4, and those of its datasets."""
        parameters.allow_only(request.query_params, "format")
        release = get_release(name)
        source = releases.ReleaseSource(release)
        members = shapes.ReleaseDataset().fields.keys()
        datasets = [{name: dataset[name] for name in members} for dataset in source.datasets()]
        amended = releases.amendment(release)
        return Response(_serialize_release(release) | {"datasets": datasets, "amended": amended})


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
            query_parameter(
                "since", NON_EMPTY_TEXT, "The name of the earlier release.", "2024-01", required=True
            ),
            query_parameter(
                "collection",
                {"type": "string", "enum": Collection.values},
                "Only records of this collection.",
            ),
            LIMIT_PARAMETER,
            CURSOR_PARAMETER,
            FORMAT_PARAMETER,
        ],
        responses={200: page_serializer(shapes.ReleaseChange, "what changed between two releases")}
        | problem_responses(404, 503),
    )
    def get(self, request: Request, name: str) -> HttpResponseBase:
        """Returns a page of changes. Queries: the sequence, 2 releases, 2 for the page, the rows."""
        query = request.query_params
        errors = parameters.parameter_errors(query, ("since", "collection", *PAGE_PARAMETERS))
        choices = ChoiceValues(choices=Collection.values)
        collections = parameters.read_values(query, "collection", choices, errors)
        limit = parameters.read_limit(query, errors)
        release = get_release(name)
        since = _read_since(query, release, errors)
        identity = f"releases {name} changes {parameters.canonical_query(query, PAGE_PARAMETERS)}"
        cursor = parameters.read_cursor(query, identity, errors)
        if errors or since is None:
            raise bad_parameters(errors)
        etag = list_etag(request)
        collection = Collection(collections[0]) if collections else None
        changed = releases.changed_between(since.seq, release.seq, collection)
        page = read_page(changed, BY_CHANGE, cursor, limit)
        rows = releases.describe_changes(page.pks, since.seq, release.seq)
        return Response(page_body(request, page, identity, rows), headers={"ETag": etag})


def _read_since(query: QueryDict, release: Release, errors: parameters.ParameterErrors) -> Release | None:
    """Returns the earlier release to compare with; None with an error."""
    if "since" in errors:
        return None
    if "since" not in query:
        errors["since"] = ("missing_key", "“since” is missing; give it the name of an earlier release.")
        return None
    text = str(query["since"])
    if (earlier := _find_release(text)) is None:
        errors["since"] = ("unknown_id", f"There is no release {quote_value(text)}.")
    elif earlier.seq > release.seq:
        detail = f"{quote_value(text)} is later than {quote_value(release.name)}: ask the other way round."
        errors["since"] = ("out_of_range", detail)
    return earlier


BY_ID = Ordering("slug", descending=False, tie="")


class ReleaseRecordsView(SnapshotView):
    """The records of one collection in a release, ordered by id."""

    viewset: ClassVar[type[CollectionViewSet]]

    def get(self, request: Request, name: str) -> HttpResponseBase:
        """Returns a page of records, or all. Queries: the sequence, the release, 3 for the page, the rows."""
        query, collection = request.query_params, self.viewset.model.COLLECTION
        options, formats = export_options(collection), ("json", *self.exports)
        errors = parameters.parameter_errors(query, PAGE_PARAMETERS, parameters.REPEATABLE, options, formats)
        all_members = self.viewset.members(Representation.SUMMARY)
        members = parameters.read_member_selection(query, all_members, errors)
        limit = parameters.read_limit(query, errors)
        identity = f"releases {name} {collection.value}"
        cursor = parameters.read_cursor(query, identity, errors)
        export, export_errors = read_export(collection, query)
        if errors := export_errors | errors:
            raise bad_parameters(errors)
        release = get_release(name)
        etag = list_etag(request)
        if export is not None:
            batches = releases.ReleaseSource(release).batches(export)
            return download_response(export, batches, {"ETag": etag}, body=request.method != "HEAD")
        ids = releases.ids_at(collection, release.seq)
        page = read_page(ids, BY_ID, cursor, limit)
        slugs = releases.slugs_of(page.pks)
        rows = releases.records_at(collection, slugs, release.seq, Representation.SUMMARY)
        rows = [select_members(row, members) for row in rows]
        body = page_body(request, page, identity, rows) | defaults_members(collection)
        return Response(body, headers={"ETag": etag})


class ReleaseRecordView(SnapshotView):
    """One record of a release, whole."""

    viewset: ClassVar[type[CollectionViewSet]]

    def get(self, request: Request, name: str, id: str) -> Response:  # noqa: A002 - the address's own word
        """Returns one record as it was. Queries: 2, and those of the record."""
        query, collection = request.query_params, self.viewset.model.COLLECTION
        errors = parameters.parameter_errors(query, ("format",), parameters.REPEATABLE)
        members = parameters.read_member_selection(query, self.viewset.members(Representation.DETAIL), errors)
        if errors:
            raise bad_parameters(errors)
        release = get_release(name)
        is_contained = (
            ID_PATTERN.match(id) and releases.ids_at(collection, release.seq).filter(slug=id).exists()
        )
        if not is_contained:
            raise self._missing(name, id)
        (record,) = releases.records_at(collection, [id], release.seq, Representation.DETAIL)
        return Response(select_members(record, members))

    def _missing(self, name: str, slug: str) -> ProblemError:
        """The reason why the release does not contain this record."""
        model = self.viewset.model
        if ID_PATTERN.match(slug):
            records = model.objects.filter(slug=slug, review_status=ReviewStatus.WITHDRAWN)
            reason = records.values_list("withdrawn_reason", flat=True).first()
            if reason is not None:
                return withdrawn(reason)
        collection = model.COLLECTION.value
        return not_found(f"There is no {quote_value(slug)} in {collection} of release {quote_value(name)}.")


def _make_records_view(viewset: type[CollectionViewSet]) -> type[APIView]:
    """Returns the view of the list of a collection in a release."""
    collection = viewset.model.COLLECTION
    name = collection.value
    attributes = {"viewset": viewset, "exports": known_formats(collection)}
    view = type(f"Release{viewset.__name__}", (ReleaseRecordsView,), attributes)
    describe = extend_schema(
        operation_id=f"list_release_{name}",
        summary=f"List {name} of a release",
        description=f"The {name} of a release as they were when it was cut, by id, a page at a time. Its "
        "checksum is of the NDJSON. What was withdrawn since is left out.",
        tags=[TAG],
        parameters=[
            NAME_PARAMETER,
            LIMIT_PARAMETER,
            CURSOR_PARAMETER,
            *representation_parameters(viewset.members(Representation.SUMMARY), collection),
        ],
        responses={(200, "application/json"): collection_page_serializer(viewset)}
        | export_responses(collection)
        | problem_responses(404, 503),
    )
    return extend_schema_view(get=describe)(view)


def _make_record_view(viewset: type[CollectionViewSet]) -> type[APIView]:
    """Returns the view of one record of a collection in a release."""
    noun = viewset.model.COLLECTION.value.removesuffix("s")
    article = "an" if noun[0] in "aeiou" else "a"
    view = type(f"Release{viewset.__name__}Record", (ReleaseRecordView,), {"viewset": viewset})
    describe = extend_schema(
        operation_id=f"get_release_{noun}",
        summary=f"Get {article} {noun} of a release",
        description=f"One {noun} as it was when the release was cut, whole, with what it names as that was.",
        tags=[TAG],
        parameters=[
            NAME_PARAMETER,
            ID_PARAMETER,
            *representation_parameters(viewset.members(Representation.DETAIL)),
        ],
        responses={200: viewset.serializer_for(Representation.DETAIL)} | problem_responses(404, 410, 503),
    )
    return extend_schema_view(get=describe)(view)


RELEASE_VIEWS = {
    name: (_make_records_view(viewset), _make_record_view(viewset)) for name, viewset in VIEWSETS.items()
}
"""The views of the list and of one record of each collection in a release."""
