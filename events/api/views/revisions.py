"""The views of the revisions of a record: the list, and the comparison of two."""

from typing import ClassVar

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from events.api import parameters, revision_lookup
from events.api.caching import list_etag
from events.api.difference_text import describe_difference
from events.api.errors import bad_parameters
from events.api.pagination import Ordering, read_page
from events.api.results import page_body
from events.models.record import Record
from events.records.as_of import compare_as_of

_PAGE_PARAMETERS, _COMPARE_PARAMETERS = ("limit", "cursor", "format"), ("from", "to", "format")


class RevisionsMixin:
    """Lists and compares the revisions of the records of a collection."""

    model: ClassVar[type[Record]]

    @action(detail=True)
    def revisions(self, request: Request, id: str) -> Response:  # noqa: A002 - the address's own word
        """Returns a page of the revisions of a record. Queries: at most 15, however many."""
        query = request.query_params
        errors = parameters.parameter_errors(query, _PAGE_PARAMETERS)
        identity = f"revisions of {self.model.COLLECTION.value}/{id}"
        limit, cursor = parameters.read_page_position(query, identity, errors)
        pk = revision_lookup.get_historical_pk(self.model, id)
        etag = list_etag(request)
        revisions = revision_lookup.public_revisions(self.model, pk)
        page = read_page(revisions, Ordering("revision", descending=True, tie=""), cursor, limit)
        rows = revision_lookup.serialize_revisions(self.model, pk, page.pks)
        return Response(page_body(request, page, identity, rows), headers={"ETag": etag})

    @action(detail=True)
    def compare(self, request: Request, id: str) -> Response:  # noqa: A002 - the address's own word
        """Returns the differences between two revisions of a record. Queries: at most 34."""
        query = request.query_params
        errors = parameters.parameter_errors(query, _COMPARE_PARAMETERS)
        numbers = []
        for name in ("from", "to"):
            if name not in query:
                errors[name] = ("missing_key", f"“{name}” is missing: the number of a revision.")
            elif (number := revision_lookup.read_revision_number(query, name, errors)) is not None:
                numbers.append(number)
        if errors:
            raise bad_parameters(errors)
        pk = revision_lookup.get_historical_pk(self.model, id)
        old_seq, new_seq = (
            revision_lookup.get_revision_seq(self.model, pk, id, number) for number in numbers
        )
        differences = compare_as_of(self.model.COLLECTION, id, (old_seq, new_seq))
        body = {"id": id, "from_revision": numbers[0], "to_revision": numbers[1]}
        return Response(
            body | {"differences": [describe_difference(difference) for difference in differences]}
        )
