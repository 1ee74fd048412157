"""The views of the seven collections: a list with filters and pages, and one record by its id."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from events import records
from events.api import parameters, record_lookup
from events.api.errors import bad_parameters
from events.api.pagination import Ordering
from events.api.record_lookup import get_published_pk
from events.api.results import (
    Results,
    export_options,
    known_formats,
    read_export,
    select_members,
)
from events.api.schema import extend_collection_schema, record_schema
from events.api.snapshot_view import SnapshotView, list_etag
from events.api.views.revisions import RevisionsMixin
from events.exports import Export
from events.filtersets import (
    ActorFilterSet,
    ArticleFilterSet,
    ClaimFilterSet,
    DatasetFilterSet,
    EventFilterSet,
    LocationFilterSet,
    OutletFilterSet,
    StrictFilterSet,
)
from events.filtersets.base import ParsedQuery
from events.models import Actor, Article, Claim, Dataset, Event, Location, Outlet
from events.models.figure_total import ORDERING_MEASURES, FigureTotal
from events.models.record import Record
from events.records import RECORDS, Representation


class CollectionViewSet(RevisionsMixin, SnapshotView, GenericViewSet):
    """Reads published records of one collection; a new one names model, shapes, filters and orderings."""

    model: ClassVar[type[Record]]
    filterset_class: ClassVar[type[StrictFilterSet]]
    orderings: ClassVar[parameters.Orderings] = {"name": "name"}
    """What a list can be ordered by, by its names in the query."""
    default_ordering: ClassVar[str] = "name"
    lookup_field = "slug"
    lookup_url_kwarg = "id"

    @classmethod
    def members(cls, representation: Representation) -> tuple[str, ...]:
        """The members of a record in a representation."""
        return tuple(name for name, _ in RECORDS[cls.model.COLLECTION].shown(representation))

    @classmethod
    def serializer_for(cls, representation: Representation) -> type[serializers.Serializer]:
        """The serializer of a record in a representation, for the OpenAPI document."""
        return record_schema(RECORDS[cls.model.COLLECTION], representation)

    def get_queryset(self) -> QuerySet[Any]:
        """The published records."""
        public: QuerySet[Any] = self.model.objects.published()
        return public

    @property
    def exports(self) -> Mapping[str, type[Export]]:  # type: ignore[override]
        """The formats of a list; a record is JSON."""
        return known_formats(self.model.COLLECTION) if self.action == "list" else {}

    def list(self, request: Request) -> HttpResponseBase:
        """Returns a page of records, or all as a download.

        Queries: the sequence, 3 for the page (9 by relevance), those of the rows and of snippets.
        """
        query, collection = request.query_params, self.model.COLLECTION
        known = (*self.filterset_class.parameters(), *parameters.PAGE_PARAMETERS, *export_options(collection))
        errors = parameters.unknown_parameter_errors(query, known)
        parsed, filter_errors = self.filterset_class.read(query)
        page_request, page_errors = self.read_page_request(query, collection.value)
        export, export_errors = read_export(collection, query)
        errors |= filter_errors | export_errors | page_errors
        if errors or page_request is None:
            raise bad_parameters(errors)
        etag = list_etag(request)
        results = self._results(parsed, page_request.ordering, export)
        if export is not None:
            return results.download(export, {"ETag": etag}, body=request.method != "HEAD")
        return Response(results.page(request, page_request), headers={"ETag": etag})

    @classmethod
    def all_orderings(cls) -> parameters.Orderings:
        """Every value of `ordering`, with its column."""
        orderings = {**cls.orderings, "updated_at": "updated_at", "created_at": "created_at"}
        return orderings | {parameters.RELEVANCE: cls.orderings[cls.default_ordering.removeprefix("-")]}

    @classmethod
    def read_page_request(
        cls, query: QueryDict, identity: str
    ) -> tuple[parameters.PageRequest | None, parameters.ParameterErrors]:
        """The page of a list that a query asks for, or the errors of its parameters."""
        members, formats = cls.members(Representation.SUMMARY), ("json", *known_formats(cls.model.COLLECTION))
        orderings, default = cls.all_orderings(), cls.default_ordering
        return parameters.read_page_request(identity, query, orderings, default, members, formats)

    def _results(self, parsed: ParsedQuery, ordering: Ordering, export: Export | None) -> Results:
        """The records that match, in their order."""
        (words,) = parsed.get("q", [None])
        others = {name: values for name, values in parsed.items() if name != "q"}
        condition = self.filterset_class.condition(others)
        public = self.get_queryset()
        return Results.of_query(self.filterset_class, public, (parsed,), ordering, export, words, condition)

    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002 - the address's own word
        """Returns one record, as it is or was. Queries: 1 and those of the record, or of its past."""
        query = request.query_params
        all_members = self.members(Representation.DETAIL)
        single = ("format", *record_lookup.STATE_PARAMETERS)
        errors = parameters.parameter_errors(query, single, parameters.REPEATABLE)
        members = parameters.read_member_selection(query, all_members, errors)
        state = record_lookup.read_state(query, errors)
        if errors:
            raise bad_parameters(errors)
        suffix = f"?{query.urlencode()}" if state else ""

        def address(slug: str) -> str:
            return request.build_absolute_uri(f"/api/v1/{self.model.COLLECTION.value}/{slug}/{suffix}")

        if state is None:
            pk = get_published_pk(self.model, id, address)
            record = records.load(self.model.COLLECTION, [pk])[0]
        else:
            record = record_lookup.load_record_state(self.model, id, state, address)
        return Response(select_members(record, members))


@extend_collection_schema
class ArticleViewSet(CollectionViewSet):
    """News articles as received."""

    model = Article
    filterset_class = ArticleFilterSet
    orderings = {"title": "title", "publication_date": "start_earliest"}
    default_ordering = "title"


@extend_collection_schema
class ActorViewSet(CollectionViewSet):
    """Persons, bodies, groups and populations that act."""

    model = Actor
    filterset_class = ActorFilterSet


@extend_collection_schema
class EventViewSet(CollectionViewSet):
    """Things that were done, said or went on."""

    model = Event
    filterset_class = EventFilterSet
    orderings = {
        "date": "start_earliest",
        "end": "end_latest",
        **{measure: partial(FigureTotal.sort_key, measure) for measure in ORDERING_MEASURES},
    }
    default_ordering = "-date"


@extend_collection_schema
class LocationViewSet(CollectionViewSet):
    """Places, from a square to a country."""

    model = Location
    filterset_class = LocationFilterSet


@extend_collection_schema
class OutletViewSet(CollectionViewSet):
    """Media that publish articles."""

    model = Outlet
    filterset_class = OutletFilterSet


@extend_collection_schema
class ClaimViewSet(CollectionViewSet):
    """What somebody says is so."""

    model = Claim
    filterset_class = ClaimFilterSet
    orderings = {"id": "slug"}
    default_ordering = "id"


@extend_collection_schema
class DatasetViewSet(CollectionViewSet):
    """Bodies of records with a licence and an attribution."""

    model = Dataset
    filterset_class = DatasetFilterSet


VIEWSETS = {viewset.model.COLLECTION.value: viewset for viewset in CollectionViewSet.__subclasses__()}
