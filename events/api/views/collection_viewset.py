"""What every collection does: a list with filters and pages, and one record by its id."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from rest_framework import renderers, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from events import records
from events.api import parameters, revision_lookup
from events.api.caching import list_etag, not_modified
from events.api.downloads import export_options, known_formats, read_export
from events.api.errors import bad_parameters
from events.api.pagination import Ordering
from events.api.record_lookup import get_published_pk
from events.api.record_schemas import record_schema
from events.api.renderers import renderer_for
from events.api.results import Results, select_members
from events.api.snapshot_view import SnapshotView
from events.api.views.revisions import RevisionsMixin
from events.filtersets import StrictFilterSet
from events.filtersets.base import ParsedQuery
from events.models.record import Record
from events.records import RECORDS, Representation


class CollectionViewSet(RevisionsMixin, SnapshotView, GenericViewSet):
    """Reads published records of one collection; a new one names model, shapes, filters and orderings."""

    model: ClassVar[type[Record]]
    filterset_class: ClassVar[type[StrictFilterSet]]
    orderings: ClassVar[dict[str, str]] = {"name": "name"}
    """The columns that a list can be ordered by, by the name that the query gives them."""
    default_ordering: ClassVar[str] = "name"
    lookup_field = "slug"
    lookup_url_kwarg = "id"

    @classmethod
    def members(cls, representation: Representation) -> tuple[str, ...]:
        """The members of a record in a list, or whole."""
        return tuple(name for name, _ in RECORDS[cls.model.COLLECTION].shown(representation))

    @classmethod
    def serializer_for(cls, representation: Representation) -> type[serializers.Serializer]:
        """What the OpenAPI document says of a record in a list, or whole."""
        return record_schema(RECORDS[cls.model.COLLECTION], representation)

    def get_queryset(self) -> QuerySet[Any]:
        """The published records."""
        public: QuerySet[Any] = self.model.objects.published()
        return public

    def get_renderers(self) -> list[renderers.BaseRenderer]:
        """JSON, or for a list what `format` asks for; errors are JSON always."""
        if self.action == "list" and self.request is not None:
            formats = known_formats(self.model.COLLECTION)
            if export := formats.get(self.request.query_params.get("format", "")):
                return [renderer_for(export.media_type)()]
        return super().get_renderers()

    def list(self, request: Request) -> HttpResponseBase:
        """A page of records, or all of them.

        Queries: the sequence, 3 of the page (9 by relevance), those of the rows and of snippets.
        """
        query, collection = request.query_params, self.model.COLLECTION
        known = self.members(Representation.SUMMARY)
        names = (*self.filterset_class.parameters(), *parameters.PAGE_PARAMETERS, *export_options(collection))
        wrong = parameters.unknown_parameter_errors(query, names)
        asked, mistaken = self.filterset_class.read(query)
        orderings = self.all_orderings()
        page_request, misasked = parameters.read_page_request(
            collection.value,
            query,
            orderings,
            self.default_ordering,
            known,
            ("json", *known_formats(collection)),
        )
        export, misexported = read_export(collection, query)
        wrong |= mistaken | misexported | misasked
        if wrong or page_request is None:
            raise bad_parameters(wrong)
        etag = list_etag(request.path, query)
        if (answer := not_modified(request, etag)) is not None:
            return answer
        results = self._results(asked, page_request.ordering)
        if export is not None:
            return results.download(export, {"ETag": etag}, body=request.method != "HEAD")
        body = results.page(page_request)
        links = {
            "next": parameters.page_url(request, body["next_cursor"]),
            "previous": parameters.page_url(request, body["previous_cursor"]),
        }
        return Response(links | body, headers={"ETag": etag})

    @classmethod
    def all_orderings(cls) -> dict[str, str]:
        """Every name that `ordering` takes, with its column."""
        ways = cls.orderings | {"updated_at": "updated_at", "created_at": "created_at"}
        return ways | {parameters.RELEVANCE: cls.orderings[cls.default_ordering.removeprefix("-")]}

    def _results(self, asked: ParsedQuery, ordering: Ordering) -> Results:
        """What matches, in its order."""
        collection, public = self.model.COLLECTION, self.get_queryset()
        condition = self.filterset_class.condition
        (words,) = asked.get("q", [None])
        if not ordering.relevance or words is None:
            return Results(collection, public.filter(condition(asked)), ordering, words)
        others = condition({name: values for name, values in asked.items() if name != "q"})
        return Results.by_relevance(collection, public, words, others, ordering)

    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002 - the address's own word
        """One record, whole, now or as it was. Queries: 1 and those of the record, or of its past."""
        query = request.query_params
        known = self.members(Representation.DETAIL)
        wrong = parameters.unknown_parameter_errors(
            query, ("format", *revision_lookup.STATE_PARAMETERS, *parameters.REPEATABLE)
        )
        wrong |= parameters.common_errors(
            query, ("format", *revision_lookup.STATE_PARAMETERS), parameters.REPEATABLE
        )
        members = parameters.read_member_selection(query, known, wrong)
        when = revision_lookup.read_state_request(query, wrong)
        if wrong:
            raise bad_parameters(wrong)
        path = f"/api/v1/{self.model.COLLECTION.value}/"
        if when is None:
            pk = get_published_pk(
                self.model, id, lambda successor: request.build_absolute_uri(f"{path}{successor}/")
            )
            record = records.load(self.model.COLLECTION, [pk])[0]
        else:
            asked = query.urlencode()
            record = revision_lookup.load_record_state(
                self.model, id, when, lambda old: request.build_absolute_uri(f"{path}{old}/?{asked}")
            )
        return Response(record if members is None else select_members(record, members))
