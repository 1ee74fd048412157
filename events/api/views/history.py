"""What became of one record: its revisions, and what two of them hold differently."""

from typing import ClassVar

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from events.api import history, parameters
from events.api.caching import list_etag, unchanged
from events.api.comparison import readable
from events.api.errors import bad_parameters
from events.api.pagination import Ordering, read_page
from events.models.record import Record
from events.records.past import compare_past

_PAGED, _COMPARED = ("limit", "cursor", "format"), ("from", "to", "format")


class HistoryMixin:
    """Lists and compares the revisions of the records of a collection."""

    model: ClassVar[type[Record]]

    @action(detail=True)
    def revisions(self, request: Request, id: str) -> Response:  # noqa: A002 - the address's own word
        """A page of the revisions of a record. Queries: at most 15, however many."""
        query = request.query_params
        wrong = parameters.unknown_parameters(query, _PAGED) | parameters.common_refusals(query, _PAGED)
        limit = parameters.read_limit(query, wrong)
        identity = f"revisions of {self.model.COLLECTION.value}/{id}"
        cursor = parameters.read_cursor(query, identity, wrong)
        if wrong:
            raise bad_parameters(wrong)
        pk = history.find_past(self.model, id)
        etag = list_etag(request.path, query)
        if (answer := unchanged(request, etag)) is not None:
            return answer
        page = read_page(history.listed(self.model, pk), Ordering("number", descending=True), cursor, limit)
        next_, previous = (one.encode(identity) if one else None for one in (page.next, page.previous))
        body = {
            "next": parameters.page_address(request, next_),
            "previous": parameters.page_address(request, previous),
            "next_cursor": next_,
            "previous_cursor": previous,
            "count": None,
            "results": history.shown_revisions(self.model, pk, page.pks),
        }
        return Response(body, headers={"ETag": etag})

    @action(detail=True)
    def compare(self, request: Request, id: str) -> Response:  # noqa: A002 - the address's own word
        """What two revisions of a record hold differently. Queries: at most 34."""
        query = request.query_params
        wrong = parameters.unknown_parameters(query, _COMPARED)
        wrong |= parameters.common_refusals(query, _COMPARED)
        numbers = []
        for name in ("from", "to"):
            if name not in query:
                wrong[name] = ("missing_key", f"“{name}” is missing: the number of a revision.")
            elif (number := history.read_number(query, name, wrong)) is not None:
                numbers.append(number)
        if wrong:
            raise bad_parameters(wrong)
        pk = history.find_past(self.model, id)
        was, now = (history.seq_of(self.model, pk, id, number) for number in numbers)
        found = compare_past(self.model.COLLECTION, id, (was, now))
        body = {"id": id, "from_revision": numbers[0], "to_revision": numbers[1]}
        return Response(body | {"differences": [readable(one) for one in found]})
