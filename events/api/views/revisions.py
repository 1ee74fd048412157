"""The views of the revisions of a record: the list, and the comparison of two."""

import json
from typing import Any, ClassVar

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from events.api import parameters, record_lookup
from events.api.errors import bad_parameters
from events.api.pagination import Ordering, read_page
from events.api.results import page_body
from events.api.snapshot_view import list_etag
from events.models.record import Record
from events.records.as_of import compare_as_of
from events.records.differences import Difference
from events.records.stored_values import is_reference

_MAX_VALUE_LENGTH = 80


def describe_difference(difference: Difference) -> dict[str, Any]:
    """Returns one difference with a sentence."""
    part = "/".join(difference.path[: difference.parts[-1][0] + 1]) if difference.parts else None
    return {
        "path": list(difference.path),
        "part": part,
        "was": _without_references(difference.was),
        "now": _without_references(difference.now),
        "sentence": _sentence(difference),
    }


def _without_references(value: Any) -> Any:
    """The value with references as `actors/iraq`."""
    if is_reference(value):
        return value["ref"]
    if isinstance(value, dict):
        return {name: _without_references(member) for name, member in value.items()}
    return [_without_references(item) for item in value] if isinstance(value, list) else value


def _sentence(difference: Difference) -> str:
    location = _location_text(difference)
    was, now = _value_text(difference.was), _value_text(difference.now)
    if difference.was is None:
        return f"{location} was added." if difference.is_part else f"{location} is now {now}; there was none."
    if difference.now is None:
        return f"{location} was {'taken out' if difference.is_part else f'{was}; there is none now'}."
    return f"{location} was {was} and is {now}."


def _location_text(difference: Difference) -> str:
    """The path of a difference, the innermost first: `Count of “initiator-iraq” in participants`."""
    places = {place for place, _ in difference.parts}
    words = [
        f"“{name}” in" if place in places else f"{name.replace('_', ' ')} of"
        for place, name in enumerate(difference.path)
    ]
    location = " ".join(reversed(words)).rsplit(" ", 1)[0]
    return location[:1].upper() + location[1:]


def _value_text(value: Any) -> str:
    plain = _without_references(value)
    text = f"“{plain}”" if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    return text if len(text) <= _MAX_VALUE_LENGTH else f"{text[: _MAX_VALUE_LENGTH - 1]}…"


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
        pk = record_lookup.get_historical_pk(self.model, id)
        etag = list_etag(request)
        revisions = record_lookup.public_revisions(self.model, pk)
        page = read_page(revisions, Ordering("revision", descending=True, tie=""), cursor, limit)
        rows = record_lookup.serialize_revisions(self.model, pk, page.pks)
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
            elif (number := record_lookup.read_revision_number(query, name, errors)) is not None:
                numbers.append(number)
        if errors:
            raise bad_parameters(errors)
        pk = record_lookup.get_historical_pk(self.model, id)
        old_seq, new_seq = (record_lookup.get_revision_seq(self.model, pk, id, number) for number in numbers)
        differences = compare_as_of(self.model.COLLECTION, id, (old_seq, new_seq))
        body = {"id": id, "from_revision": numbers[0], "to_revision": numbers[1]}
        return Response(
            body | {"differences": [describe_difference(difference) for difference in differences]}
        )
