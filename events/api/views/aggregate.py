"""events/aggregate/: grouped counts and sums of events."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from events import aggregates
from events.aggregates import MAX_BUCKETS, MAX_DIMENSIONS, MAX_TOP, METRICS, SPREADS
from events.api import parameters
from events.api.aggregate_csv import render_csv
from events.api.caching import list_etag, not_modified
from events.api.errors import bad_parameters
from events.api.renderers import renderer_for
from events.api.schema import filter_parameters, problem_responses
from events.api.serializers import aggregate
from events.api.snapshot_view import SnapshotView
from events.choices import Factuality
from events.exports.csv import CsvExport
from events.filtersets import EventFilterSet
from events.filtersets.dimensions import DIMENSIONS
from events.filtersets.values import RepeatedValueField

FORMATS = ("json", "csv")
MAX_UNIT_LENGTH = 40


class UnitValues(RepeatedValueField):
    """A unit, whichever figures have."""

    max_length = MAX_UNIT_LENGTH


def _parameters() -> list[OpenApiParameter]:
    """Those of the list, with what more they take here, and those of the aggregate alone."""
    wider = {
        "factuality": [*Factuality.values, "any"],
        "dataset": None,
    }
    found = filter_parameters(EventFilterSet)
    for one in found:
        if one.name in wider:
            assumed = "occurred and ongoing" if one.name == "factuality" else "the only one there is"
            one.description = f"{one.description} `any` lifts what is assumed without it: {assumed}."
            if words := wider[one.name]:
                one.type = {"type": "array", "items": {"type": "string", "enum": words}}

    def own(name: str, schema: dict[str, Any], description: str, example: Any) -> OpenApiParameter:
        examples = [OpenApiExample("example", value=example)]
        explode = True if schema["type"] == "array" else None
        return OpenApiParameter(name, schema, description=description, explode=explode, examples=examples)

    dimensions = {"type": "array", "items": {"type": "string", "enum": list(DIMENSIONS)}}
    return [
        own(
            "group_by",
            dimensions | {"maxItems": MAX_DIMENSIONS, "uniqueItems": True},
            "What events are grouped by. Repeat the key for up to three.",
            ["event_type", "year"],
        ),
        own(
            "metric",
            {"type": "string", "enum": list(METRICS), "default": "records"},
            "What is counted: events, the acts that they are, the actors that took part, or a measure.",
            "killed",
        ),
        own(
            "unit",
            {"type": "string", "minLength": 1, "maxLength": MAX_UNIT_LENGTH},
            "The unit of duration, money or other. Needed where there are several; `none`: without one.",
            "USD",
        ),
        own(
            "top",
            {"type": "integer", "minimum": 1, "maximum": MAX_TOP},
            "Only so many buckets, the largest first; the others are added up in `rest`.",
            10,
        ),
        own(
            "spread",
            {"type": "string", "enum": list(SPREADS)},
            "Count an event of uncertain date in each period that it may have begun in; else it is "
            "`imprecise`. One whose start is open stays there.",
            "possible",
        ),
        *found,
        OpenApiParameter(
            "format", {"type": "string", "enum": list(FORMATS), "default": "json"}, description="The format."
        ),
    ]


class AggregateView(SnapshotView):
    """Grouped counts and sums of events."""

    def get_renderers(self) -> list[BaseRenderer]:
        """JSON or CSV; errors are JSON always."""
        if self.request is not None and self.request.query_params.get("format") == "csv":
            return [renderer_for(CsvExport.media_type)()]
        return super().get_renderers()

    @extend_schema(
        operation_id="aggregate_events",
        summary="Count and add up events",
        description="Grouped counts and sums that never count a thing twice (docs/aggregates.md).",
        tags=["events"],
        parameters=_parameters(),
        responses={
            (200, "application/json"): aggregate.Aggregate,
            (200, "text/csv"): OpenApiTypes.STR,
        }
        | problem_responses(400, 405, 406, 413, 414, 500, 503),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Count and add up."""
        query = request.query_params
        wrong = parameters.unknown_parameter_errors(query, (*aggregates.known_parameters(), "format"))
        wrong |= parameters.common_errors(query, ("format",), formats=FORMATS)
        parameters.read_values(query, "unit", UnitValues(), wrong)
        etag = list_etag(request.path, query)
        question, mistaken = aggregates.parse_parameters(query)
        wrong |= mistaken
        if wrong or question is None:
            raise bad_parameters(wrong)
        if (known := not_modified(request, etag)) is not None:
            return known
        try:
            answer = aggregates.build_response(question)
        except aggregates.TooManyBucketsError as error:
            told = (
                f"That makes {error.count_text} buckets; an answer has at most {MAX_BUCKETS:,}. Narrow it "
                "down with date or another filter, group by fewer or coarser dimensions, or ask for the "
                "top ones."
            )
            raise bad_parameters({"group_by": ("too_many_buckets", told)}) from error
        if query.get("format") != "csv":
            return Response(answer, headers={"ETag": etag})
        headers = {"ETag": etag, "Content-Disposition": 'attachment; filename="aggregate.csv"'}
        return HttpResponse(render_csv(answer), content_type=CsvExport.media_type, headers=headers)
