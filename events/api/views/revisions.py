"""What became of one record: its revisions, and what two of them hold differently."""

from typing import ClassVar

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from events.api import parameters, revision_lookup
from events.api.caching import list_etag, not_modified
from events.api.difference_text import describe_difference
from events.api.errors import bad_parameters
from events.api.pagination import Ordering, read_page
from events.models.record import Record
from events.records.as_of import compare_as_of

_PAGE_PARAMETERS, _COMPARE_PARAMETERS = ("limit", "cursor", "format"), ("from", "to", "format")


class RevisionsMixin:
    """Lists and compares the revisions of the records of a collection."""

    model: ClassVar[type[Record]]

    @action(detail=True)
    def revisions(self, request: Request, id: str) -> Response:  # noqa: A002 - the address's own word
        """A page of the revisions of a record. Queries: at most 15, however many."""
        query = request.query_params
        wrong = parameters.unknown_parameter_errors(query, _PAGE_PARAMETERS) | parameters.common_errors(
            query, _PAGE_PARAMETERS
        )
        limit = parameters.read_limit(query, wrong)
        identity = f"revisions of {self.model.COLLECTION.value}/{id}"
        cursor = parameters.read_cursor(query, identity, wrong)
        if wrong:
            raise bad_parameters(wrong)
        pk = revision_lookup.get_historical_pk(self.model, id)
        etag = list_etag(request.path, query)
        if (answer := not_modified(request, etag)) is not None:
            return answer
        page = read_page(
            revision_lookup.public_revisions(self.model, pk),
            Ordering("number", descending=True),
            cursor,
            limit,
        )
        next_, previous = (one.encode(identity) if one else None for one in (page.next, page.previous))
        body = {
            "next": parameters.page_url(request, next_),
            "previous": parameters.page_url(request, previous),
            "next_cursor": next_,
            "previous_cursor": previous,
            "count": None,
            "results": revision_lookup.serialize_revisions(self.model, pk, page.pks),
        }
        return Response(body, headers={"ETag": etag})

    @action(detail=True)
    def compare(self, request: Request, id: str) -> Response:  # noqa: A002 - the address's own word
        """What two revisions of a record hold differently. Queries: at most 34."""
        query = request.query_params
        wrong = parameters.unknown_parameter_errors(query, _COMPARE_PARAMETERS)
        wrong |= parameters.common_errors(query, _COMPARE_PARAMETERS)
        numbers = []
        for name in ("from", "to"):
            if name not in query:
                wrong[name] = ("missing_key", f"“{name}” is missing: the number of a revision.")
            elif (number := revision_lookup.read_revision_number(query, name, wrong)) is not None:
                numbers.append(number)
        if wrong:
            raise bad_parameters(wrong)
        pk = revision_lookup.get_historical_pk(self.model, id)
        was, now = (revision_lookup.get_revision_seq(self.model, pk, id, number) for number in numbers)
        found = compare_as_of(self.model.COLLECTION, id, (was, now))
        body = {"id": id, "from_revision": numbers[0], "to_revision": numbers[1]}
        return Response(body | {"differences": [describe_difference(one) for one in found]})
