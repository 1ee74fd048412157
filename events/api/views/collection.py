"""What every collection does: a list with filters and pages, and one record by its id."""

from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus
from typing import Any, ClassVar, NoReturn
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from rest_framework import renderers, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from events import records, search
from events.api import parameters
from events.api.caching import list_etag
from events.api.downloads import Download, export_options, known_formats, read_export, renderer_of
from events.api.errors import ProblemError, bad_parameters
from events.api.pagination import Cursor, Lists, Ordering, Page, read_page, walk
from events.choices import IdState, ReviewStatus
from events.exports import BATCH, Export
from events.filtersets import StrictFilterSet, full_text
from events.filtersets.base import Asked
from events.filtersets.values import shown
from events.models import PublicId
from events.models.record import Record
from events.reading import TooCostlyError, renew, snapshot
from events.records import Shape
from events.rules.text import ID_PATTERN


class CollectionViewSet(GenericViewSet):
    """Reads published records of one collection; a new one names model, shapes, filters and orderings."""

    model: ClassVar[type[Record]]
    row: ClassVar[type[serializers.Serializer]]
    whole: ClassVar[type[serializers.Serializer]]
    filterset_class: ClassVar[type[StrictFilterSet]]
    orderings: ClassVar[dict[str, str]] = {"name": "name"}
    """The columns that a list can be ordered by, by the name that the query gives them."""
    default_ordering: ClassVar[str] = "name"
    lookup_field = "slug"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> QuerySet[Any]:
        """The published records."""
        public: QuerySet[Any] = self.model.objects.published()
        return public

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer from one snapshot of the database, which a download keeps until it is closed."""
        try:
            with ExitStack() as stack:
                stack.enter_context(snapshot())
                response = super().dispatch(request, *args, **kwargs)
                if isinstance(response, Response):
                    response.render()
                elif isinstance(response, Download):
                    response.hold(stack.pop_all())
                return response
        except TooCostlyError as error:
            return self._too_costly(error)

    def _too_costly(self, error: TooCostlyError) -> HttpResponseBase:
        response: Response = self.handle_exception(error)
        self.response = self.finalize_response(self.request, response)
        return self.response.render()

    def get_renderers(self) -> list[renderers.BaseRenderer]:
        """JSON, or for a list what `format` asks for; errors are JSON always."""
        if self.action == "list" and self.request is not None:
            formats = known_formats(self.model.COLLECTION)
            if export := formats.get(self.request.query_params.get("format", "")):
                return [renderer_of(export)]
        return super().get_renderers()

    def list(self, request: Request) -> HttpResponseBase:
        """A page of records, or all of them.

        Queries: the sequence, 3 of the page (9 by relevance), those of the rows and of snippets.
        """
        query, collection = request.query_params, self.model.COLLECTION
        known = tuple(self.row().fields)
        names = (*self.filterset_class.parameters(), *parameters.NAMES, *export_options(collection))
        wrong = parameters.unknown_parameters(query, names)
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
        unchanged = get_conditional_response(request._request, etag=etag)
        if unchanged is not None:
            return Response(status=unchanged.status_code, headers={"ETag": etag})
        matching = self.get_queryset().filter(self.filterset_class.condition(asked))
        ordering = page_request.ordering
        found = self._by_relevance(asked, ordering) if ordering.relevance else matching
        if export is not None:
            return self._download(request, export, found, ordering, etag)
        page = read_page(found, ordering, page_request.cursor, page_request.limit)
        rows = records.load(collection, page.pks, Shape.ROW)
        if page_request.members is not None:
            rows = [_only(row, page_request.members) for row in rows]
        if page_request.snippets:
            snippets = search.snippets(collection, page.pks, asked["q"][0])
            rows = [row | {"snippets": snippets[pk]} for row, pk in zip(rows, page.pks, strict=True)]
        count = matching.count() if page_request.count else None
        return Response(
            self._links(request, page, page_request.identity) | {"count": count, "results": rows},
            headers={"ETag": etag},
        )

    def _download(
        self, request: Request, export: Export, matching: Lists, ordering: Ordering, etag: str
    ) -> HttpResponseBase:
        """All records that match, a batch at a time. Queries: 2 of each batch, and those of its records."""

        def batches() -> Iterator[list[dict[str, Any]]]:
            for pks in walk(matching, ordering, BATCH):
                yield records.load(self.model.COLLECTION, pks, export.shape)
                renew()

        headers = {"ETag": etag, "Content-Disposition": f'attachment; filename="{export.file_name}"'}
        if request.method == "HEAD":
            return StreamingHttpResponse((), content_type=export.media_type, headers=headers)
        return Download(export.write(batches()), content_type=export.media_type, headers=headers)

    @classmethod
    def all_orderings(cls) -> dict[str, str]:
        """Every name that `ordering` takes, with its column."""
        ways = cls.orderings | {"updated_at": "updated_at", "created_at": "created_at"}
        return ways | {parameters.RELEVANCE: cls.orderings[cls.default_ordering.removeprefix("-")]}

    def _by_relevance(self, asked: Asked, ordering: Ordering) -> Lists:
        """What matches, in bands of relevance."""
        others = {name: values for name, values in asked.items() if name != "q"}
        matching = self.get_queryset().filter(self.filterset_class.condition(others))
        bands = [matching.filter(band) for band in full_text.bands(self.model.COLLECTION, asked["q"][0])]
        return bands[::-1] if ordering.worst_first else bands

    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002 - the address's own word
        """One record, whole. Queries: 1 and those of the record."""
        query = request.query_params
        known = tuple(self.whole().fields)
        wrong = parameters.unknown_parameters(query, parameters.DETAIL)
        wrong |= parameters.common_refusals(query, parameters.DETAIL)
        members = parameters.chosen_members(query, known, wrong)
        if wrong:
            raise bad_parameters(wrong)
        if not ID_PATTERN.match(id):
            self._refuse_missing(id)
        held = self.model.objects.filter(slug=id).values_list("pk", "review_status", "withdrawn_reason")
        pk, status, reason = held.first() or (None, None, "")
        if status == ReviewStatus.WITHDRAWN:
            raise ProblemError(HTTPStatus.GONE, "withdrawn", f"This record was withdrawn: {reason}")
        if status != ReviewStatus.PUBLISHED or pk is None:
            if pk is None and (successor := self._successor(id)):
                self._refuse_moved(request, successor)
            self._refuse_missing(id)
        record = records.load(self.model.COLLECTION, [pk])[0]
        return Response(record if members is None else _only(record, members))

    def _refuse_missing(self, slug: str) -> NoReturn:
        name = self.model.COLLECTION.value
        raise ProblemError(HTTPStatus.NOT_FOUND, "not_found", f"There is no {shown(slug)} in {name}.")

    def _successor(self, slug: str) -> str:
        """The public record that a merged one went into."""
        merged = PublicId.objects.filter(
            collection=self.model.COLLECTION, slug=slug, state=IdState.MERGED
        ).values_list("successor", flat=True)
        successor = merged.first() or ""
        return successor if self.get_queryset().filter(slug=successor).exists() else ""

    def _refuse_moved(self, request: Request, successor: str) -> NoReturn:
        path = f"/api/v1/{self.model.COLLECTION.value}/{successor}/"
        location = request.build_absolute_uri(path)
        detail = f"This record was merged into {shown(successor)}."
        raise ProblemError(HTTPStatus.MOVED_PERMANENTLY, "merged", detail, headers={"Location": location})

    def _links(self, request: Request, page: Page, identity: str) -> dict[str, Any]:
        def link(cursor: Cursor | None) -> str | None:
            if cursor is None:
                return None
            asked = [
                (name, value)
                for name, values in request.query_params.lists()
                for value in values
                if name != "cursor"
            ]
            query = urlencode([*asked, ("cursor", cursor.encode(identity))])
            return request.build_absolute_uri(f"{request.path}?{query}")

        return {
            "next": link(page.next),
            "previous": link(page.previous),
            "next_cursor": page.next.encode(identity) if page.next else None,
            "previous_cursor": page.previous.encode(identity) if page.previous else None,
        }


def _only(record: dict[str, Any], members: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name in members}
