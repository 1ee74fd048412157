"""The query of an aggregate: its own parameters, and the filters of events with their defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from events.aggregates.sql import ACTS
from events.aggregates.stocks import Containment, Stocks, is_stock, stock_reports
from events.choices import DateMatch, Measure
from events.filtersets import EventFilterSet, did_you_mean
from events.filtersets.base import ParsedQuery
from events.filtersets.defaults import DATASET, FACTUALITY, NO_FACT, Defaults
from events.filtersets.dimensions import DIMENSIONS, DateDimension, Dimension, spread_dates
from events.filtersets.event import occurring
from events.filtersets.values import (
    ANY_KEYWORD,
    NULL_KEYWORD,
    RepeatedValueField,
    quote_value,
    repeat_key_hint,
    value_count_error,
)
from events.models import Event, Figure, FigureTotal
from events.rules.dates import CALENDAR_UNITS, EARLIEST, LATEST, DateSpan, Period

ParameterErrors = dict[str, tuple[str, str]]
METRICS = ("records", ACTS, "actors", *(measure.value for measure in Measure if measure != Measure.ACTS))
METRICS_WITH_UNIT = (Measure.DURATION, Measure.MONEY, Measure.OTHER)
"""The measures whose numbers can be added only in one unit."""
OWN_PARAMETERS = ("group_by", "metric", "unit", "top", "spread", "stock")
SPREADS = ("possible",)
STOCKS = ("latest", "max")
STOCK_METRICS = (Measure.TROOPS, Measure.DISPLACED)
"""The measures of which figures may be stocks."""
MAX_DIMENSIONS, MAX_TOP = 3, 1000
MAX_LISTED = 20


@dataclass(frozen=True)
class AggregateQuery:
    """Which events are counted, by which dimensions, in which metric."""

    events: QuerySet[Any]
    left_out: QuerySet[Any]
    """The events that are no facts and would be counted otherwise."""
    dimensions: tuple[Dimension, ...]
    axis: DateSpan | None
    """The days of the axis, where they are asked for."""
    group_by: tuple[str, ...]
    metric: str
    unit: str | None
    inside: Q
    """The events that surely lie inside the dates that are asked for."""
    figures: QuerySet[Any] | None
    """The figures that are added, where not all are."""
    stocks: Stocks | None
    """What is reported of stocks, where anything is."""
    top: int | None
    query: tuple[tuple[str, str], ...]
    """The parameters that find all these events."""
    applied: Mapping[str, Any]
    """The defaults that apply, and the filters of the query."""


class SeveralDatasetsError(Exception):
    """The result is of several datasets, which may describe the same events."""

    def __init__(self, datasets: list[str], events: QuerySet[Event]) -> None:
        super().__init__(datasets)
        self.datasets, self.events = datasets, events


def parse_parameters(query: QueryDict) -> tuple[AggregateQuery | None, ParameterErrors]:
    """The query that the parameters make, or their errors.

    Raises: SeveralDatasetsError.
    Queries: those of the values, 1 where no dataset is chosen, 1 where the unit of a measure is not.
    """
    errors = _single_value_errors(query)
    names = _group_by(query, errors)
    metric = _choice(query, "metric", METRICS, "records", errors)
    spread = _choice(query, "spread", SPREADS, "", errors)
    stock = _choice(query, "stock", STOCKS, "latest", errors)
    top = _top(query, errors)
    filters = _filters(query)
    parsed, filter_errors = EventFilterSet.read(filters)
    for name, error in filter_errors.items():
        errors.setdefault(name, error)
    if "unit" in query and metric not in METRICS_WITH_UNIT:
        message = f"“unit” goes with metric={', '.join(METRICS_WITH_UNIT)} alone."
        errors.setdefault("unit", ("missing_key", message))
    if "stock" in query and metric not in STOCK_METRICS:
        message = f"“stock” goes with metric={', '.join(STOCK_METRICS)} alone."
        errors.setdefault("stock", ("missing_key", message))
    if "spread" in query and not any(isinstance(DIMENSIONS.get(name), DateDimension) for name in names):
        message = f"“spread” goes with group_by={', '.join(CALENDAR_UNITS)} alone."
        errors.setdefault("spread", ("missing_key", message))
    if "harmed" in names and _counts_stocks(query, metric):
        message = "Stocks are not grouped by “harmed”: leave out one of the two."
        errors.setdefault("group_by", ("invalid_choice", message))
    if errors:
        return None, errors
    defaults = Defaults.of_sum(EventFilterSet, parsed)
    for name, values in defaults.applied.items():
        filters.setlist(name, values)
    matching = (
        Event.objects.published().filter(EventFilterSet.condition(parsed), defaults.datasets).order_by()
    )
    events = matching.filter(defaults.facts)
    datasets = _datasets(filters, events)
    if len(datasets) > 1:
        raise SeveralDatasetsError(datasets, events)
    unit = _unit(query, events, metric, errors)
    applied = {
        "factuality": filters.getlist(FACTUALITY) or [ANY_KEYWORD],
        "dataset": filters.getlist(DATASET) or datasets,
        "date_match": _modifier(filters, "date", "date_match", DateMatch.POSSIBLE),
        "place_match": _modifier(filters, "bbox", "place_match", "certain"),
        "spread": spread or None,
        "unit": unit,
        "stock": stock if _counts_stocks(query, metric) else None,
        "top": top,
        "filters": [
            {"parameter": name, "values": values}
            for name, values in filters.lists()
            if name not in (FACTUALITY, DATASET)
        ],
    }
    axis = parsed["date"][0] if "date" in parsed else None
    dimensions = _dimensions(names, axis, spread=bool(spread))
    pairs = tuple((name, value) for name, values in filters.lists() for value in values)
    stored_unit = "" if unit == NULL_KEYWORD else unit
    if errors:
        return None, errors
    inside = occurring(parsed["date"], DateMatch.WITHIN) if "date" in parsed else Q()
    figures = _figures_of_speakers(events, metric, stored_unit, parsed)
    counted, highest = _counts_stocks(query, metric), stock == "max"
    stocks = _stocks(events, metric, figures, parsed, counted=counted, highest=highest)
    stocks = None if "harmed" in names else stocks
    return (
        AggregateQuery(
            events=events,
            left_out=matching.filter(NO_FACT) if defaults.facts else matching.none(),
            dimensions=dimensions,
            axis=axis,
            group_by=tuple(names),
            metric=metric,
            unit=stored_unit,
            inside=inside,
            figures=figures,
            stocks=stocks,
            top=top,
            query=pairs,
            applied=applied,
        ),
        {},
    )


def _dimensions(names: list[str], axis: DateSpan | None, *, spread: bool) -> tuple[Dimension, ...]:
    """The dimensions; those of time know where the axis begins and ends, by the finest of them."""
    dimensions = [spread_dates(DIMENSIONS[name]) if spread else DIMENSIONS[name] for name in names]
    units = [one.unit for one in dimensions if isinstance(one, DateDimension)]
    if axis is None or not units:
        return tuple(dimensions)
    finest = max(units, key=CALENDAR_UNITS.index)
    since = None if axis.first == EARLIEST else Period.of(finest, axis.first).first
    until = None if axis.last == LATEST else Period.of(finest, axis.last).last
    return tuple(
        replace(one, since=since, until=until) if isinstance(one, DateDimension) else one
        for one in dimensions
    )


def _counts_stocks(query: QueryDict, metric: str) -> bool:
    """Whether the numbers of the answer are stocks: of troops always, of the displaced if asked for."""
    return metric == Measure.TROOPS or (metric in STOCK_METRICS and "stock" in query)


def _stocks(
    events: QuerySet[Any],
    metric: str,
    said: QuerySet[Any] | None,
    parsed: ParsedQuery,
    *,
    counted: bool,
    highest: bool,
) -> Stocks | None:
    """The reports of stocks, of these speakers alone where there are any. Queries: up to 8."""
    if metric not in STOCK_METRICS:
        return None
    figures = Figure.objects.filter(measure=metric, event__in=events) if said is None else said
    reports = stock_reports(events, figures.filter(is_stock(metric)))
    if not reports:
        return None
    spans = parsed.get("date", ())
    outside = {pk for pk, (one, *_) in reports.items() if not all(one.lies_in(span) for span in spans)}
    flows = figures.none() if counted else figures.exclude(is_stock(metric))
    return Stocks(
        reports=reports,
        containment=Containment(report for of_event in reports.values() for report in of_event),
        highest=highest,
        counted=counted,
        outside=frozenset(outside),
        with_flow=frozenset(flows.values_list("event_id", flat=True)) & reports.keys(),
    )


def _figures_of_speakers(
    events: QuerySet[Any], metric: str, unit: str | None, parsed: ParsedQuery
) -> QuerySet[Any] | None:
    """The figures of those to whom figures shall be attributed; None where any speaker will do."""
    speakers = parsed.get("attributed_to")
    if speakers is None:
        return None
    said = EventFilterSet.base_filters["attributed_to"].condition(speakers, parsed)
    figures = Figure.objects.filter(event__in=events, measure=metric).filter(said).distinct()
    return figures if unit is None else figures.filter(unit=unit)


def _single_value_errors(query: QueryDict) -> ParameterErrors:
    found = ((name, query.getlist(name)) for name in OWN_PARAMETERS)
    errors = ((name, value_count_error(name, values, single=name != "group_by")) for name, values in found)
    return {name: error for name, error in errors if error}


def _group_by(query: QueryDict, errors: ParameterErrors) -> list[str]:
    names = query.getlist("group_by")
    for name in names:
        if name not in DIMENSIONS:
            hint = repeat_key_hint("group_by", name) or did_you_mean(name, DIMENSIONS)
            hint = hint or f" There are: {', '.join(DIMENSIONS)}."
            message = f"Events are not grouped by {quote_value(name)}.{hint}"
            errors.setdefault("group_by", ("invalid_choice", message))
    if len(set(names)) < len(names):
        errors.setdefault("group_by", ("repeated", "“group_by” names a dimension twice."))
    if len(names) > MAX_DIMENSIONS:
        message = f"“group_by” takes at most {MAX_DIMENSIONS} dimensions and was given {len(names)}."
        errors.setdefault("group_by", ("too_many", message))
    return names


def _choice(
    query: QueryDict, name: str, choices: tuple[str, ...], default: str, errors: ParameterErrors
) -> str:
    text = query.get(name, default)
    if text != default and text not in choices:
        message = f"{quote_value(text)} is none of {', '.join(choices)}.{did_you_mean(text, choices)}"
        errors.setdefault(name, ("invalid_choice", message))
    return str(text)


def _top(query: QueryDict, errors: ParameterErrors) -> int | None:
    text = query.get("top")
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MAX_TOP:
        return int(text)
    errors.setdefault("top", ("out_of_range", f"“top” is a whole number from 1 to {MAX_TOP}."))
    return None


def _filters(query: QueryDict) -> QueryDict:
    """The filters of events."""
    filters = QueryDict(mutable=True)
    parameters = EventFilterSet.parameters()
    for name, values in query.lists():
        if name in parameters:
            filters.setlist(name, values)
    return filters


def _datasets(filters: QueryDict, events: QuerySet[Any]) -> list[str]:
    """The datasets of the result. Queries: 1, unless one dataset is chosen."""
    chosen = filters.getlist(DATASET)
    if len(chosen) == 1 and chosen != [ANY_KEYWORD]:
        return chosen
    return sorted(events.values_list("dataset__slug", flat=True).distinct())


def _unit(query: QueryDict, events: QuerySet[Any], metric: str, errors: ParameterErrors) -> str | None:
    """The unit in which figures are added, for a metric that needs one."""
    if metric not in METRICS_WITH_UNIT:
        return None
    if "unit" in query:
        try:
            (unit,) = RepeatedValueField().clean([str(query["unit"])])
        except ValidationError as error:
            errors.setdefault("unit", (error.code or "invalid", " ".join(error.messages)))
            return None
        return str(unit)
    totals = FigureTotal.objects.filter(measure=metric, event__in=events)
    stored_units = totals.order_by().values_list("unit", flat=True).distinct()
    units = sorted(unit or NULL_KEYWORD for unit in stored_units)
    if len(units) > 1:
        listed = ", ".join(units[:MAX_LISTED])
        message = f"The figures are of {len(units)} units ({listed}); choose one with unit={units[0]}."
        errors["unit"] = ("several_units", message)
    return units[0] if units else None


def _modifier(filters: QueryDict, key: str, name: str, default: str) -> str | None:
    return str(filters.get(name, default)) if key in filters else None


def known_parameters() -> tuple[str, ...]:
    """Every parameter that an aggregate takes, its format aside."""
    return (*EventFilterSet.parameters(), *OWN_PARAMETERS)
