"""A reference of the values of an event in each dimension of an aggregate: plain, over the public record.

Shares no code with `events.filtersets`. Written from the issue's words and docs/aggregates.md.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

IMPRECISE, UNKNOWN = "imprecise", "unknown"
UNITS = ("year", "month", "week", "day")
Record = dict[str, Any]
Values = set[str | None] | str
"""The values of an event; or why it has none that could be a bucket."""


def values(data: Any, event: Record, dimension: str) -> Values:
    """The values in one dimension; `month?` and the like are the months in which the event may have begun."""
    name, _, kind = dimension.partition(":")
    unit = name.removesuffix("?")
    if unit in UNITS:
        return _periods(event["date"], unit, possible=name.endswith("?"))
    if name in ("country", "location"):
        return _places(data, event, kind)
    return {str(value) for value in _plain(event, name, kind) if value is not None} or {None}


def _plain(event: Record, name: str, kind: str) -> Iterable[Any]:
    actors = [
        row["actor"]
        for row in event["participants"]
        if name in ("actor", "actor_country") or row["role"] == name
    ]
    articles = [source["article"] for source in event["sources"]]
    match name:
        case "mode" | "context":
            return list(event[f"{name}s"])
        case "actor" | "initiator" | "target":
            return [actor["id"] for actor in actors]
        case "harmed":
            return [actor["id"] for figure in event["figures"] for actor in figure["of"]]
        case "actor_country":
            return [actor["country"] for actor in actors]
        case "article":
            return [article["id"] for article in articles]
        case "outlet":
            return [article["outlet"]["id"] for article in articles if article["outlet"]]
        case "coding":
            return [
                coding["code"]
                for coding in event["codings"]
                if coding["scheme"] == kind and coding["match"] != "none"
            ]
    return [event[name]]


def _places(data: Any, event: Record, kind: str) -> Values:
    places = [row["location"] for row in event["places"] if row["role"] not in ("spoken_from", "about")]
    if kind:
        holders = {holder for place in places for holder in data.holders(place["id"])}
        place_values: set[str | None] = {slug for slug in holders if data.locations[slug]["kind"] == kind}
    else:
        place_values = {place["country"] for place in places if place["country"]}
    return place_values or (IMPRECISE if places else UNKNOWN)


def period_name(unit: str, day: date) -> str:
    """The period of a day, in words of ISO 8601."""
    if unit == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[unit]]


def period_days(unit: str, text: str) -> tuple[date, date]:
    """The first and the last day of a period."""
    if unit == "week":
        first = date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
        return first, first + timedelta(6)
    if unit == "day":
        return date.fromisoformat(text), date.fromisoformat(text)
    if unit == "month":
        year, month = int(text[:4]), int(text[5:])
        after = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), after - timedelta(1)
    return date(int(text), 1, 1), date(int(text), 12, 31)


def next_period(unit: str, text: str) -> str:
    """The next period."""
    return period_name(unit, period_days(unit, text)[1] + timedelta(1))


def _periods(when: Record, unit: str, *, possible: bool) -> Values:
    if when["edtf"] is None:
        return UNKNOWN
    is_open = when["start_earliest"] is None or when["start_latest"] is None
    first = date.fromisoformat(when["start_earliest"] or "0001-01-01")
    last = date.fromisoformat(when["start_latest"] or "9999-12-31")
    if period_name(unit, first) == period_name(unit, last):
        return {period_name(unit, first)}
    if not possible or is_open:
        return IMPRECISE
    return {
        name
        for start, end in _date_pieces(when, first, last)
        for name in _between(unit, max(start, first), min(end, last))
    }


def possible_periods(when: Record, unit: str, axis: tuple[str, str]) -> set[str]:
    """The periods of an axis in which an event may have begun."""
    low, high = period_days(unit, axis[0])[0], period_days(unit, axis[1])[1]
    first = date.fromisoformat(when["start_earliest"] or "0001-01-01")
    last = date.fromisoformat(when["start_latest"] or "9999-12-31")
    return {
        name
        for start, end in _date_pieces(when, first, last)
        if start <= high and end >= low
        for name in _between(unit, max(start, first, low), min(end, last, high))
        if max(start, first, low) <= min(end, last, high)
    }


def surely_began(when: Record, unit: str) -> bool:
    """Whether an event began in one period."""
    return not isinstance(_periods(when, unit, possible=False), str)


GAPPED_DATES = {
    "[2003,2024-01-27]": [("2003-01-01", "2003-12-31"), ("2024-01-27", "2024-01-27")],
    "2023-XX-10": [(f"2023-{month:02}-10", f"2023-{month:02}-10") for month in range(1, 13)],
}
"""When events of dates with gaps may have begun, by hand."""


def _date_pieces(when: Record, first: date, last: date) -> list[tuple[date, date]]:
    """The stretches in which it may have begun; reports that widen a date fill its gaps."""
    days = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in GAPPED_DATES.get(when["edtf"], [])]
    end_latest = date.fromisoformat(when["end_latest"] or "9999-12-31")
    if not days or first < days[0][0] or end_latest > days[-1][1]:
        return [(first, last)]
    days = [(start, end) for start, end in days if start <= last and end >= first]
    return days or [(first, last)]  # a start that somebody narrowed into a gap


def _between(unit: str, first: date, last: date) -> Iterator[str]:
    text, end = period_name(unit, first), period_name(unit, last)
    yield text
    while text != end:
        text = next_period(unit, text)
        yield text


def in_bucket(data: Any, event: Record, text: str) -> bool:
    """Whether an event is in a bucket, or outside of some, as the parameter `bucket` describes them."""
    terms = re.split(r"(?<!\\)\|", text)
    return all(_in_bucket_term(data, event, re.sub(r"\\(.)", r"\1", term)) for term in terms)


def _in_bucket_term(data: Any, event: Record, term: str) -> bool:
    name, _, value = term.partition(":")
    name, _, since = name.partition("@")
    if name in (IMPRECISE, UNKNOWN, "began_before"):
        event_values = [values(data, event, dimension) for dimension in value.split(",")]
        if UNKNOWN in event_values:
            return name == UNKNOWN
        when = event["date"]
        if since and when["edtf"] is not None and (when["start_latest"] or "9999-12-31") < since:
            return name == "began_before"
        return name == (IMPRECISE if IMPRECISE in event_values else "")
    if name in ("location", "coding"):
        kind, _, value = value.partition(":")
        name = f"{name}:{kind}"
    bucket_values = values(data, event, name)
    if isinstance(bucket_values, str):
        return False
    current = next((new for (_, old), new in data.merged.items() if old == value), value)
    return (None if value == "none" else current) in bucket_values
