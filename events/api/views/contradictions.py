"""The view of contradictions: what cannot both stand, side by side, each with who says so and where."""

from collections import defaultdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from events import records
from events.api import parameters
from events.api.errors import bad_parameters
from events.api.pagination import Ordering, read_page
from events.api.results import page_body
from events.api.schema import (
    CURSOR_PARAMETER,
    FORMAT_PARAMETER,
    filter_parameters,
    limit_parameter,
    page_serializer,
    problem_responses,
    record_schema,
)
from events.api.snapshot_view import SnapshotView, list_etag
from events.choices import Collection, ContradictionHow
from events.filtersets.contradiction import ContradictionFilterSet
from events.models import Contradiction
from events.models.claim import END_MODELS
from events.records import Representation
from events.records.actor import AffiliationSerializer
from events.records.claim import ClaimSerializer
from events.records.contradiction import OWNER_COLLECTIONS, end_columns, end_of, public_contradictions
from events.records.declaration import DeclaredSerializer
from events.records.event import EventDateReportSerializer, EventFigureSerializer
from events.records.schema_fields import Described, choice_field, column_field, text_field

DEFAULT_LIMIT, MAX_LIMIT = 20, 50
_PAGE = ("limit", "cursor", "format")
_CHILD_LISTS = {"figure": "figures", "date_report": "date_reports", "affiliation": "affiliations"}
_NAMES = {Collection.EVENTS: "title", Collection.ACTORS: "name", Collection.CLAIMS: "proposition"}
JsonDict = dict[str, Any]


def _whole(declared: type[DeclaredSerializer], help_text: str) -> serializers.Field:
    schema = record_schema(declared, Representation.DETAIL)
    return schema(allow_null=True, help_text=help_text)


class ContradictingRecord(Described):
    """The record that an end of a contradiction belongs to."""

    collection = choice_field(Collection.choices, "Its collection.")
    id = text_field("Its id.")
    name = text_field("Its name or title; of a claim its proposition.")


class ContradictionEnd(Described):
    """One end of a contradiction, with itself under the name of its kind."""

    kind = choice_field([(kind, kind.replace("_", " ").capitalize()) for kind in END_MODELS], "What it is.")
    id = text_field("Its id: of a record, or of a part of one: event/key.")
    record = ContradictingRecord(help_text="The record that it belongs to, or is.")
    claim = _whole(ClaimSerializer, "The claim, if it is one.")
    figure = _whole(EventFigureSerializer, "The figure, if it is one.")
    date_report = _whole(EventDateReportSerializer, "What is said of a date, if it is that.")
    affiliation = _whole(AffiliationSerializer, "The affiliation, if it is one.")


class ContradictionRow(Described):
    """Two things that cannot both stand."""

    how = choice_field(ContradictionHow.choices, "In what way they cannot both stand.")
    note = column_field(Contradiction, "note", allow_null=True)
    left = ContradictionEnd(help_text="The one.")
    right = ContradictionEnd(help_text="The other.")


ContradictionsPage = page_serializer(ContradictionRow, "contradictions", "s", count="Always null here.")


class ContradictionsView(SnapshotView):
    """What contradicts what."""

    @extend_schema(
        operation_id="list_contradictions",
        summary="List contradictions",
        description="What contradicts what: two claims, figures, reports of dates or affiliations that "
        "cannot both stand, side by side, each whole: with who says so, its sentence and its article.",
        tags=["contradictions"],
        parameters=[
            *filter_parameters(ContradictionFilterSet),
            limit_parameter("contradictions a page holds", MAX_LIMIT, DEFAULT_LIMIT),
            CURSOR_PARAMETER,
            FORMAT_PARAMETER,
        ],
        responses={200: ContradictionsPage} | problem_responses(503),
    )
    def get(self, request: Request) -> Response:
        """Returns a page. Queries: the sequence, 2 for the page, 1 for its ends, those of their records."""
        query = request.query_params
        errors = parameters.parameter_errors(query, _PAGE, others=ContradictionFilterSet.parameters())
        parsed, filter_errors = ContradictionFilterSet.read(query)
        errors |= filter_errors
        identity = f"contradictions {parameters.canonical_query(query, _PAGE)}"
        limit = parameters.read_limit(query, errors, DEFAULT_LIMIT, MAX_LIMIT)
        cursor = parameters.read_cursor(query, identity, errors)
        if errors:
            raise bad_parameters(errors)
        etag = list_etag(request)
        matching = public_contradictions().filter(ContradictionFilterSet.condition(parsed))
        page = read_page(matching, Ordering("public_id", descending=False, tie=""), cursor, limit)
        body = page_body(request, page, identity, _contradictions(page.pks))
        return Response(body, headers={"ETag": etag})


def _contradictions(pks: list[int]) -> list[JsonDict]:
    """These contradictions, in this order. Queries: 1, and those of the details of three collections."""
    columns = ("pk", "how", "note", *end_columns("left"), *end_columns("right"))
    items = {}
    owners: dict[Collection, dict[int, None]] = defaultdict(dict)
    for pk, how, note, *ends in public_contradictions().filter(pk__in=pks).values_list(*columns):
        half = len(ends) // 2
        left, right = end_of(ends[:half]), end_of(ends[half:])
        items[pk] = {"how": how, "note": note or None, "left": left, "right": right}
        for _, owner, owner_pk, _ in (left, right):
            owners[OWNER_COLLECTIONS[owner]][owner_pk] = None
    loaded = {
        (collection, pk): record
        for collection, keys in owners.items()
        for pk, record in zip(keys, records.load(collection, keys), strict=True)
    }
    for item in items.values():
        for side in ("left", "right"):
            end, owner, pk, _ = item[side]
            collection = OWNER_COLLECTIONS[owner]
            item[side] = _end(end, collection, loaded[collection, pk])
    return [items[pk] for pk in pks]


def _end(end: dict[str, str], collection: Collection, record: JsonDict) -> JsonDict:
    """One end: what it is, the record that it belongs to, and itself, whole."""
    kind, key = end["kind"], end["id"].partition("/")[2]
    if kind == "claim":
        whole = record
    else:
        whole = next(child for child in record[_CHILD_LISTS[kind]] if child["key"] == key)
    return {
        **end,
        "record": {
            "collection": collection.value,
            "id": record["id"],
            "name": record[_NAMES[collection]],
        },
        **dict.fromkeys(("claim", *_CHILD_LISTS)),
        kind: whole,
    }
