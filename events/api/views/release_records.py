"""The views of the records of a release: a list of each collection, and one record by its id."""

from typing import ClassVar

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events import releases
from events.api import parameters
from events.api.caching import list_etag
from events.api.downloads import download_response, export_options, known_formats, read_export
from events.api.errors import ProblemError, bad_parameters, not_found, withdrawn
from events.api.pagination import Ordering, read_page
from events.api.results import page_body, select_members
from events.api.schema import (
    CURSOR_PARAMETER,
    ID_PARAMETER,
    LIMIT_PARAMETER,
    collection_page_serializer,
    export_parameters,
    export_responses,
    problem_responses,
    representation_parameters,
)
from events.api.snapshot_view import SnapshotView
from events.api.views.collection_viewset import CollectionViewSet
from events.api.views.releases import NAME_PARAMETER, PAGE_PARAMETERS, TAG, get_release
from events.api.views.viewsets import VIEWSETS
from events.choices import ReviewStatus
from events.filtersets.values import quote_value
from events.records import Representation
from events.rules.text import ID_PATTERN

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
        return Response(page_body(request, page, identity, rows), headers={"ETag": etag})


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
    name, exports = collection.value, known_formats(collection)
    attributes = {"viewset": viewset, "exports": exports}
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
            *representation_parameters(viewset.members(Representation.SUMMARY), exports),
            *export_parameters(collection),
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
