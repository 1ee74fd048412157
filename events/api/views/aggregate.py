"""The view of events/aggregate: grouped counts and sums of events."""

import codecs
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from events import aggregates
from events.aggregates import MAX_BUCKETS, MAX_DIMENSIONS, MAX_TOP, METRICS, SPREADS, STOCKS
from events.api import parameters
from events.api.errors import bad_parameters
from events.api.results import read_format_option
from events.api.schema import (
    filter_parameters,
    format_parameter,
    option_parameter,
    problem_responses,
    query_parameter,
)
from events.api.serializers import Aggregate
from events.api.snapshot_view import SnapshotView, list_etag
from events.choices import Depth, Factuality
from events.exports.csv import BOM_OPTION, CsvExport, csv_lines
from events.exports.table import country_alpha3
from events.filtersets import EventFilterSet
from events.filtersets.dimensions import DIMENSIONS
from events.filtersets.values import ANY_KEYWORD, RepeatedValueField

JsonObject = dict[str, Any]
EXTRA_ROWS = ("rest", "imprecise", "unknown", "began_before", "total")
STARTS = ("certain", "possible")


def render_csv(aggregate: JsonObject) -> bytes:
    """Returns the table of an aggregate; the column `row` says what each row is."""
    if aggregate["by_dataset"] is None:
        return csv_lines(_rows(aggregate))
    header, *_ = _rows(aggregate["by_dataset"][0])
    rows = [["dataset", *header]]
    for block in aggregate["by_dataset"]:
        rows += [[*block["applied"]["dataset"], *row] for row in islice(_rows(block), 1, None)]
    return csv_lines(rows)


def _rows(aggregate: JsonObject) -> Iterator[Iterable[Any]]:
    names: list[str] = aggregate["group_by"]
    numbers = [*_number_columns(aggregate["total"])]
    starts = STARTS if aggregate["undated"] is not None else ()
    yield [
        "row",
        *(column for name in names for column in (name, f"{name}_label")),
        *numbers,
        *starts,
        "query",
    ]
    for bucket in aggregate["buckets"]:
        parts = zip(names, bucket["key"], strict=True)
        key = [value for name, part in parts for value in (_code(name, part["id"]), part["label"])]
        begun = [bucket[name] for name in starts]
        yield ["bucket", *key, *_number_columns(bucket).values(), *begun, bucket["query"]]
    for name in EXTRA_ROWS:
        if (tally := aggregate[name]) is not None:
            nothing = [None] * len(starts)
            key = [None] * (2 * len(names))
            yield [name, *key, *_number_columns(tally).values(), *nothing, tally["query"]]


def _code(dimension: str, value: Any) -> Any:
    """A value as the tables of events have it, which no reader takes for nothing or for a number."""
    if dimension.endswith("country"):
        return country_alpha3(value)
    scheme = dimension.removeprefix("coding:")
    return f"{scheme.upper()}:{value}" if scheme != dimension and value and value.isdigit() else value


def _number_columns(tally: JsonObject) -> JsonObject:
    """The columns of numbers, which are the same in every row."""
    columns = {"records": tally["records"], "wholes": tally["wholes"]}
    if tally["actors"] is not None:
        columns["actors"] = tally["actors"]
    numbers = tally["acts"] or tally["figures"] or {}
    columns |= {name: number for name, number in numbers.items() if name != "series"}
    counted = "events" if numbers else "records"
    return columns | {
        f"{counted}_{depth}": tally["by_depth"].get(depth, {counted: 0})[counted] for depth in Depth.values
    }


MAX_UNIT_LENGTH = 40


class UnitValues(RepeatedValueField):
    """The unit of a measure, which is any text."""

    max_length = MAX_UNIT_LENGTH


def _parameters() -> list[OpenApiParameter]:
    """The filters of events, and the parameters of the aggregate."""
    filters = filter_parameters(EventFilterSet)
    for parameter in filters:
        if parameter.name == "factuality":
            # Lists take `any`, too; there it is no word of the enumeration, by which typed clients call it.
            words = {"type": "string", "enum": [*Factuality.values, ANY_KEYWORD]}
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
        query_parameter(
            "stock",
            {"type": "string", "enum": list(STOCKS), "default": "latest"},
            "Of troops: the latest number of each series, or the highest. Of the displaced: those at a time "
            "instead of those who fled.",
            "max",
        ),
        *filters,
        format_parameter("csv"),
        option_parameter("bom", BOM_OPTION),
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
        responses={(200, "application/json"): Aggregate, (200, "text/csv"): OpenApiTypes.STR}
        | problem_responses(503),
    )
    def get(self, request: Request) -> HttpResponseBase:
        query = request.query_params
        errors = parameters.parameter_errors(
            query, ("format",), others=("bom", *aggregates.known_parameters()), formats=("json", "csv")
        )
        has_mark = read_format_option(query, "bom", ["csv"], BOM_OPTION.words, errors) == "true"
        parameters.read_values(query, "unit", UnitValues(), errors)
        etag = list_etag(request)
        try:
            result, value_errors = aggregates.answer(query)
        except aggregates.TooManyBucketsError as error:
            detail = (
                f"That makes {error.count_text} buckets; an answer has at most {MAX_BUCKETS:,}. Narrow it "
                "down with date or another filter, group by fewer or coarser dimensions, or ask for the "
                "top ones."
            )
            raise bad_parameters({"group_by": ("too_many_buckets", detail)}) from error
        errors |= value_errors
        if errors or result is None:
            raise bad_parameters(errors)
        if query.get("format") != "csv":
            return Response(result, headers={"ETag": etag})
        headers = {"ETag": etag, "Content-Disposition": 'attachment; filename="aggregate.csv"'}
        text = (codecs.BOM_UTF8 if has_mark else b"") + render_csv(result)
        return HttpResponse(text, content_type=CsvExport.media_type, headers=headers)
