"""The records of a release: each collection as it was, in pages or whole, and one record of it."""

from http import HTTPStatus
from typing import ClassVar

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events import releases
from events.api import parameters
from events.api.caching import list_etag, not_modified
from events.api.downloads import download_response, export_options, known_formats, read_export
from events.api.errors import ProblemError, bad_parameters
from events.api.pagination import Ordering, read_page
from events.api.renderers import renderer_for
from events.api.results import select_members
from events.api.schema import (
    CURSOR_PARAMETER,
    LIMIT_PARAMETER,
    collection_page_serializer,
    export_parameters,
    export_responses,
    problem_responses,
    representation_parameters,
)
from events.api.snapshot_view import SnapshotView
from events.api.views.collection_viewset import CollectionViewSet
from events.api.views.releases import (
    NAME_PARAMETER,
    PAGE_PARAMETERS,
    RELEASE_PROBLEMS,
    TAG,
    get_release,
    page_body,
)
from events.api.views.viewsets import VIEWSETS
from events.choices import ReviewStatus
from events.filtersets.values import quote_value
from events.records import Representation
from events.rules.text import ID_PATTERN

BY_ID = Ordering("slug", descending=False)


class ReleaseRecordsView(SnapshotView):
    """The records of one collection in a release, ordered by id."""

    viewset: ClassVar[type[CollectionViewSet]]

    def get_renderers(self) -> list[BaseRenderer]:
        """JSON, or what `format` asks for; errors are JSON always."""
        if self.request is not None:
            formats = known_formats(self.viewset.model.COLLECTION)
            if export := formats.get(self.request.query_params.get("format", "")):
                return [renderer_for(export.media_type)()]
        return super().get_renderers()

    def get(self, request: Request, name: str) -> HttpResponseBase:
        """A page of records, or all of them. Queries: the sequence, the release, 3 of the page, its rows."""
        query, collection = request.query_params, self.viewset.model.COLLECTION
        known, formats = self.viewset.members(Representation.SUMMARY), ("json", *known_formats(collection))
        names = (*PAGE_PARAMETERS, *parameters.REPEATABLE, *export_options(collection))
        wrong = parameters.unknown_parameter_errors(query, names)
        wrong |= parameters.common_errors(query, PAGE_PARAMETERS, parameters.REPEATABLE, formats)
        members = parameters.read_member_selection(query, known, wrong)
        limit = parameters.read_limit(query, wrong)
        identity = f"releases {name} {collection.value}"
        cursor = parameters.read_cursor(query, identity, wrong)
        export, misexported = read_export(collection, query)
        if wrong := misexported | wrong:
            raise bad_parameters(wrong)
        release = get_release(name)
        etag = list_etag(request.path, query)
        if (answer := not_modified(request, etag)) is not None:
            return answer
        if export is not None:
            batches = releases.ReleaseSource(release).batches(export)
            return download_response(export, batches, {"ETag": etag}, body=request.method != "HEAD")
        ids = releases.ids_at(collection, release.seq)
        page = read_page(ids, BY_ID, cursor, limit)
        rows = releases.records_at(
            collection, releases.slugs_of(page.pks), release.seq, Representation.SUMMARY
        )
        if members is not None:
            rows = [select_members(row, members) for row in rows]
        return Response(page_body(request, page, identity, rows), headers={"ETag": etag})


class ReleaseRecordView(SnapshotView):
    """One record of a release, whole."""

    viewset: ClassVar[type[CollectionViewSet]]

    def get(self, request: Request, name: str, id: str) -> Response:  # noqa: A002 - the address's own word
        """One record as it was. Queries: 2, and those of the record."""
        query, collection = request.query_params, self.viewset.model.COLLECTION
        wrong = parameters.unknown_parameter_errors(query, ("format", *parameters.REPEATABLE))
        wrong |= parameters.common_errors(query, ("format",), parameters.REPEATABLE)
        members = parameters.read_member_selection(query, self.viewset.members(Representation.DETAIL), wrong)
        if wrong:
            raise bad_parameters(wrong)
        release = get_release(name)
        held = ID_PATTERN.match(id) and releases.ids_at(collection, release.seq).filter(slug=id).exists()
        if not held:
            raise self._missing(name, id)
        (record,) = releases.records_at(collection, [id], release.seq, Representation.DETAIL)
        return Response(record if members is None else select_members(record, members))

    def _missing(self, name: str, slug: str) -> ProblemError:
        """Why there is no such record in the release."""
        model = self.viewset.model
        if ID_PATTERN.match(slug):
            withdrawn = model.objects.filter(slug=slug, review_status=ReviewStatus.WITHDRAWN)
            reason = withdrawn.values_list("withdrawn_reason", flat=True).first()
            if reason is not None:
                told = f"This record was withdrawn: {reason}"
                return ProblemError(HTTPStatus.GONE, "withdrawn", told)
        told = f"There is no {quote_value(slug)} in {model.COLLECTION.value} of release {quote_value(name)}."
        return ProblemError(HTTPStatus.NOT_FOUND, "not_found", told)


def _make_records_view(viewset: type[CollectionViewSet]) -> type[APIView]:
    """The list of a collection in a release."""
    collection = viewset.model.COLLECTION
    name = collection.value
    view = type(f"Release{viewset.__name__}", (ReleaseRecordsView,), {"viewset": viewset})
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
            *representation_parameters(viewset.members(Representation.SUMMARY), known_formats(collection)),
            *export_parameters(collection),
        ],
        responses={(200, "application/json"): collection_page_serializer(viewset)}
        | export_responses(collection)
        | problem_responses(*RELEASE_PROBLEMS),
    )
    return extend_schema_view(get=describe)(view)


def _make_record_view(viewset: type[CollectionViewSet]) -> type[APIView]:
    """One record of a collection in a release."""
    one = viewset.model.COLLECTION.value.removesuffix("s")
    article = "an" if one[0] in "aeiou" else "a"
    view = type(f"Release{viewset.__name__}Record", (ReleaseRecordView,), {"viewset": viewset})
    describe = extend_schema(
        operation_id=f"get_release_{one}",
        summary=f"Get {article} {one} of a release",
        description=f"One {one} as it was when the release was cut, whole, with what it names as that was.",
        tags=[TAG],
        parameters=[
            NAME_PARAMETER,
            OpenApiParameter("id", str, OpenApiParameter.PATH, description="Its public id."),
            *representation_parameters(viewset.members(Representation.DETAIL)),
        ],
        responses={200: viewset.serializer_for(Representation.DETAIL)}
        | problem_responses(400, 404, 405, 406, 410, 413, 414, 500, 503),
    )
    return extend_schema_view(get=describe)(view)


RELEASE_VIEWS = {
    name: (_make_records_view(viewset), _make_record_view(viewset)) for name, viewset in VIEWSETS.items()
}
"""The list and the single record of each collection in a release."""
