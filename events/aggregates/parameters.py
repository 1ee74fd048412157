"""What an aggregate is asked for: its own parameters, and the filters of events with what they assume."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from events.aggregates.sql import ACTS
from events.choices import DateMatch, Factuality, Measure
from events.filtersets import EventFilterSet, did_you_mean
from events.filtersets.dimensions import DIMENSIONS, Dimension, spread_dates
from events.filtersets.values import NULL_KEYWORD, quote_value
from events.models import Event, Figure

ParameterErrors = dict[str, tuple[str, str]]
METRICS = ("records", ACTS, "actors", *(one.value for one in Measure if one != Measure.ACTS))
METRICS_WITH_UNIT = (Measure.DURATION, Measure.MONEY, Measure.OTHER)
"""Measures whose numbers only add up in one unit."""
ANY_KEYWORD = "any"
DEFAULTED_FILTERS = ("factuality", "dataset")
"""Filters that something is assumed of; `any` lifts it."""
DEFAULT_FACTUALITY = (Factuality.OCCURRED.value, Factuality.ONGOING.value)
OWN_PARAMETERS = ("group_by", "metric", "unit", "top", "spread")
SINGLE_VALUED = ("metric", "unit", "top", "spread")
SPREADS = ("possible",)
MAX_DIMENSIONS, MAX_TOP = 3, 1000
MAX_LISTED = 20


@dataclass(frozen=True)
class AggregateQuery:
    """What is counted, of which events, by what."""

    events: QuerySet[Any]
    dimensions: tuple[Dimension, ...]
    group_by: tuple[str, ...]
    metric: str
    unit: str | None
    top: int | None
    query: tuple[tuple[str, str], ...]
    """The parameters that find all these events."""
    applied: Mapping[str, Any]
    """What was taken for granted, beside what was asked."""


def parse_parameters(query: QueryDict) -> tuple[AggregateQuery | None, ParameterErrors]:
    """What is asked, or what is wrong with it.

    Queries: those of the values, 1 where no dataset is chosen, 1 where the unit of a measure is not.
    """
    wrong = _single_value_errors(query)
    names = _group_by(query, wrong)
    metric = _choice(query, "metric", METRICS, "records", wrong)
    spreads = _choice(query, "spread", SPREADS, "", wrong)
    top = _top(query, wrong)
    filters = _filters(query, wrong)
    asked, mistaken = EventFilterSet.read(filters)
    wrong |= {name: told for name, told in mistaken.items() if name not in wrong}
    if "unit" in query and metric not in METRICS_WITH_UNIT:
        wrong.setdefault(
            "unit", ("missing_key", f"“unit” goes with metric={', '.join(METRICS_WITH_UNIT)} alone.")
        )
    if wrong:
        return None, wrong
    events = Event.objects.published().filter(EventFilterSet.condition(asked)).order_by()
    datasets = _datasets(query, events, wrong)
    unit = _unit(query, events, metric, wrong)
    applied = {
        "factuality": query.getlist("factuality") or list(DEFAULT_FACTUALITY),
        "dataset": datasets,
        "date_match": _modifier(filters, "date", "date_match", DateMatch.POSSIBLE),
        "place_match": _modifier(filters, "bbox", "place_match", "certain"),
        "spread": spreads or None,
        "unit": unit,
        "top": top,
        "filters": [
            {"parameter": name, "values": values}
            for name, values in filters.lists()
            if name not in DEFAULTED_FILTERS
        ],
    }
    dimensions = [spread_dates(DIMENSIONS[name]) if spreads else DIMENSIONS[name] for name in names]
    base = tuple((name, value) for name, values in filters.lists() for value in values)
    told = unit if metric in METRICS_WITH_UNIT else None
    if told == NULL_KEYWORD:
        told = ""
    question = AggregateQuery(events, tuple(dimensions), tuple(names), metric, told, top, base, applied)
    return (None, wrong) if wrong else (question, {})


def _single_value_errors(query: QueryDict) -> ParameterErrors:
    wrong: ParameterErrors = {}
    for name in OWN_PARAMETERS:
        values = query.getlist(name)
        if name in SINGLE_VALUED and len(values) > 1:
            wrong[name] = ("repeated", f"“{name}” takes one value and was given {len(values)}.")
        elif "" in values:
            wrong[name] = ("empty", f"“{name}” has no value; leave it out or give one.")
    return wrong


def _group_by(query: QueryDict, wrong: ParameterErrors) -> list[str]:
    names = query.getlist("group_by")
    for name in names:
        if name not in DIMENSIONS:
            hint = did_you_mean(name, DIMENSIONS) or f" There are: {', '.join(DIMENSIONS)}."
            told = f"Events are not grouped by {quote_value(name)}.{hint}"
            wrong.setdefault("group_by", ("invalid_choice", told))
    if len(set(names)) < len(names):
        wrong.setdefault("group_by", ("repeated", "“group_by” names a dimension twice."))
    if len(names) > MAX_DIMENSIONS:
        told = f"“group_by” takes at most {MAX_DIMENSIONS} dimensions and was given {len(names)}."
        wrong.setdefault("group_by", ("too_many", told))
    return names


def _choice(query: QueryDict, name: str, words: tuple[str, ...], default: str, wrong: ParameterErrors) -> str:
    text = query.get(name, default)
    if text != default and text not in words:
        told = f"{quote_value(text)} is none of {', '.join(words)}.{did_you_mean(text, words)}"
        wrong.setdefault(name, ("invalid_choice", told))
    return str(text)


def _top(query: QueryDict, wrong: ParameterErrors) -> int | None:
    text = query.get("top")
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MAX_TOP:
        return int(text)
    wrong.setdefault("top", ("out_of_range", f"“top” is a whole number from 1 to {MAX_TOP}."))
    return None


def _filters(query: QueryDict, wrong: ParameterErrors) -> QueryDict:
    """The filters of events, with what is assumed in their place."""
    filters = QueryDict(mutable=True)
    parameters = EventFilterSet.parameters()
    for name, values in query.lists():
        if name in parameters:
            filters.setlist(name, values)
    for name in DEFAULTED_FILTERS:
        if ANY_KEYWORD in filters.getlist(name):
            if len(filters.getlist(name)) > 1:
                wrong[name] = ("invalid_choice", f"“{name}={ANY_KEYWORD}” stands alone.")
            del filters[name]
        elif name == "factuality" and name not in filters:
            filters.setlist(name, list(DEFAULT_FACTUALITY))
    return filters


def _datasets(query: QueryDict, events: QuerySet[Any], wrong: ParameterErrors) -> list[str]:
    """The datasets that are in it. Two of them may describe the same deaths."""
    if "dataset" in query:
        return query.getlist("dataset")
    found = sorted(events.values_list("dataset__slug", flat=True).distinct())
    if len(found) > 1:
        some = ", ".join(found[:MAX_LISTED])
        wrong["dataset"] = (
            "several_datasets",
            f"The result is of {len(found)} datasets ({some}), which may describe the same events: "
            f"choose with dataset={found[0]}, or count them together with dataset={ANY_KEYWORD}.",
        )
    return found


def _unit(query: QueryDict, events: QuerySet[Any], metric: str, wrong: ParameterErrors) -> str | None:
    """The unit that is added up, where it matters."""
    if metric not in METRICS_WITH_UNIT:
        return None
    if "unit" in query:
        return str(query["unit"])
    figures = Figure.objects.filter(measure=metric, derived=False, subset_of=None, event__in=events)
    found = sorted(
        one or NULL_KEYWORD for one in figures.order_by().values_list("unit", flat=True).distinct()
    )
    if len(found) > 1:
        some = ", ".join(found[:MAX_LISTED])
        told = f"The figures are of {len(found)} units ({some}); choose one with unit={found[0]}."
        wrong["unit"] = ("several_units", told)
    return found[0] if found else None


def _modifier(filters: QueryDict, key: str, name: str, default: str) -> str | None:
    if key not in filters:
        return None
    return str(filters.get(name, default))


def known_parameters() -> tuple[str, ...]:
    """Every parameter that an aggregate takes, its format aside."""
    return (*EventFilterSet.parameters(), *OWN_PARAMETERS)
