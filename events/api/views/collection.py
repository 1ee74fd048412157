"""What every collection does: a list with filters and pages, and one record by its id."""

from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from events import records
from events.api.errors import ProblemError, bad_parameters
from events.api.pagination import Cursor, CursorError, Ordering, read_page
from events.choices import ReviewStatus
from events.filtersets import StrictFilterSet, nearest
from events.models.record import Record
from events.records import Shape

DEFAULT_LIMIT, MOST = 50, 200
PAGE_PARAMETERS = ("limit", "cursor", "count")


class CollectionViewSet(GenericViewSet):
    """Reads published records of one collection; a new one names its model, filters and ordering."""

    model: ClassVar[type[Record]]
    filterset_class: ClassVar[type[StrictFilterSet]] = StrictFilterSet
    ordering: ClassVar[Ordering] = Ordering("name", descending=False)
    lookup_field = "slug"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[^/]+"

    def get_queryset(self) -> QuerySet[Any]:
        """The published records."""
        public: QuerySet[Any] = self.model.objects.published()
        return public

    def list(self, request: Request) -> Response:
        """A page of records. Queries: 4 and those of the rows, however many."""
        query = request.query_params
        filters = self.filterset_class(data=query, queryset=self.get_queryset(), request=request)
        self._refuse_unknown(query, filters)
        limit = self._limit(query)
        identity = self._identity(query)
        cursor = self._cursor(query, identity)
        page = read_page(filters.qs, self.ordering, cursor, limit)
        return Response(
            {
                "next": self._link(request, page.next, identity),
                "previous": self._link(request, page.previous, identity),
                "next_cursor": page.next.encode(identity) if page.next else None,
                "previous_cursor": page.previous.encode(identity) if page.previous else None,
                "count": filters.qs.count() if query.get("count") == "exact" else None,
                "results": records.load(self.model.COLLECTION, page.pks, Shape.ROW),
            }
        )

    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002 - the address's own word
        """One record, whole. Queries: 1 and those of the record."""
        if request.query_params:
            known: tuple[str, ...] = ()
            raise bad_parameters(_unknown(request.query_params, known))
        held = self.model.objects.filter(slug=id).values_list("pk", "review_status", "withdrawn_reason")
        pk, status, reason = held.first() or (None, None, "")
        if status == ReviewStatus.WITHDRAWN:
            raise ProblemError(HTTPStatus.GONE, "withdrawn", f"This record was withdrawn: {reason}")
        if status != ReviewStatus.PUBLISHED or pk is None:
            name = self.model.COLLECTION.value
            raise ProblemError(HTTPStatus.NOT_FOUND, "not_found", f"There is no “{id}” in {name}.")
        return Response(records.load(self.model.COLLECTION, [pk])[0])

    def _refuse_unknown(self, query: Any, filters: StrictFilterSet) -> None:
        wrong = _unknown(query, (*filters.filters, *PAGE_PARAMETERS))
        for name in PAGE_PARAMETERS:
            if len(query.getlist(name)) > 1:
                wrong[name] = ("repeated", f"“{name}” takes one value.")
        if query.get("count", "exact") != "exact":
            wrong["count"] = ("invalid_choice", "“count” can only be “exact”; leave it out for no count.")
        if not wrong:
            wrong = filters.refusals(query)
        if wrong:
            raise bad_parameters(wrong)

    def _limit(self, query: Any) -> int:
        text = query.get("limit", str(DEFAULT_LIMIT))
        if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST):
            raise bad_parameters({"limit": ("out_of_range", f"“limit” is a whole number from 1 to {MOST}.")})
        return int(text)

    def _identity(self, query: Any) -> str:
        """What a cursor is bound to: collection, ordering and filters, in whatever order they stand."""
        asked = sorted(
            (name, sorted(values)) for name, values in query.lists() if name not in PAGE_PARAMETERS
        )
        return f"{self.model.COLLECTION.value} {self.ordering} {asked}"

    def _cursor(self, query: Any, identity: str) -> Cursor | None:
        if "cursor" not in query:
            return None
        try:
            return Cursor.decode(query["cursor"], identity)
        except CursorError as error:
            raise bad_parameters({"cursor": ("invalid_cursor", str(error))}) from error

    def _link(self, request: Request, cursor: Cursor | None, identity: str) -> str | None:
        if cursor is None:
            return None
        asked = [
            (name, value)
            for name, values in request.query_params.lists()
            for value in values
            if name != "cursor"
        ]
        parameters = urlencode([*asked, ("cursor", cursor.encode(identity))])
        return request.build_absolute_uri(f"{request.path}?{parameters}")


def _unknown(query: Any, known: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    return {
        name: ("unknown_parameter", f"There is no parameter “{name}” here.{nearest(name, known)}")
        for name in query
        if name not in known
    }
