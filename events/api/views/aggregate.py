"""The view of events/aggregate: grouped counts and sums of events."""

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from events import aggregates
from events.aggregates import MAX_BUCKETS, MAX_DIMENSIONS, MAX_TOP, METRICS, SPREADS
from events.api import parameters
from events.api.aggregate_csv import render_csv
from events.api.caching import list_etag
from events.api.errors import bad_parameters
from events.api.schema import filter_parameters, format_parameter, problem_responses, query_parameter
from events.api.serializers import aggregate
from events.api.snapshot_view import SnapshotView
from events.choices import Factuality
from events.exports.csv import CsvExport
from events.filtersets import EventFilterSet
from events.filtersets.dimensions import DIMENSIONS
from events.filtersets.values import RepeatedValueField

MAX_UNIT_LENGTH = 40


class UnitValues(RepeatedValueField):
    """The unit of a measure, which is any text."""

    max_length = MAX_UNIT_LENGTH


def _parameters() -> list[OpenApiParameter]:
    """The filters of events, two of which also take `any`, and the parameters of the aggregate."""
    defaults = {"factuality": "occurred and ongoing", "dataset": "the only one there is"}
    filters = filter_parameters(EventFilterSet)
    for parameter in filters:
        if default := defaults.get(parameter.name):
            parameter.description = (
                f"{parameter.description} `any` lifts what is assumed without it: {default}."
            )
        if parameter.name == "factuality":
            words = {"type": "string", "enum": [*Factuality.values, "any"]}
            parameter.type = {"type": "array", "items": words}
    dimensions = {"type": "array", "items": {"type": "string", "enum": list(DIMENSIONS)}}
    return [
        query_parameter(
            "group_by",
            dimensions | {"maxItems": MAX_DIMENSIONS, "uniqueItems": True},
            "What events are grouped by. Repeat the key for up to three.",
            ["event_type", "year"],
        ),
        query_parameter(
            "metric",
            {"type": "string", "enum": list(METRICS), "default": "records"},
            "What is counted: events, the acts that they are, the actors that took part, or a measure.",
            "killed",
        ),
        query_parameter(
            "unit",
            {"type": "string", "minLength": 1, "maxLength": MAX_UNIT_LENGTH},
            "The unit of duration, money or other. Needed where there are several; `none`: without one.",
            "USD",
        ),
        query_parameter(
            "top",
            {"type": "integer", "minimum": 1, "maximum": MAX_TOP},
            "Only so many buckets, the largest first; the others are added up in `rest`.",
            10,
        ),
        query_parameter(
            "spread",
            {"type": "string", "enum": list(SPREADS)},
            "Count an event of uncertain date in each period that it may have begun in; else it is "
            "`imprecise`. One whose start is open stays there.",
            "possible",
        ),
        *filters,
        format_parameter("csv"),
    ]


class AggregateView(SnapshotView):
    """Grouped counts and sums of events."""

    exports = {"csv": CsvExport}

    @extend_schema(
        operation_id="aggregate_events",
        summary="Count and add up events",
        description="Grouped counts and sums that never count a thing twice (docs/aggregates.md).",
        tags=["events"],
        parameters=_parameters(),
        responses={(200, "application/json"): aggregate.Aggregate, (200, "text/csv"): OpenApiTypes.STR}
        | problem_responses(503),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Returns the aggregate."""
        query = request.query_params
        errors = parameters.parameter_errors(
            query, ("format",), others=aggregates.known_parameters(), formats=("json", "csv")
        )
        parameters.read_values(query, "unit", UnitValues(), errors)
        parsed, value_errors = aggregates.parse_parameters(query)
        errors |= value_errors
        if errors or parsed is None:
            raise bad_parameters(errors)
        etag = list_etag(request)
        try:
            result = aggregates.build_response(parsed)
        except aggregates.TooManyBucketsError as error:
            detail = (
                f"That makes {error.count_text} buckets; an answer has at most {MAX_BUCKETS:,}. Narrow it "
                "down with date or another filter, group by fewer or coarser dimensions, or ask for the "
                "top ones."
            )
            raise bad_parameters({"group_by": ("too_many_buckets", detail)}) from error
        if query.get("format") != "csv":
            return Response(result, headers={"ETag": etag})
        headers = {"ETag": etag, "Content-Disposition": 'attachment; filename="aggregate.csv"'}
        return HttpResponse(render_csv(result), content_type=CsvExport.media_type, headers=headers)
