"""The one statement that groups events: named tables before it, of which each says what it holds.

Django cannot group what it has grouped before (the figures of a group, then of an event, then of a bucket),
so the tables are put together here. What of events is asked comes from querysets, as everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.expressions import RawSQL

from events.choices import Form, Measure
from events.filtersets.dimensions import DIMENSIONS, Dimension
from events.models import EventClosure, Figure

ACTS = "acts"
STATES = ("counted", "unknown", "disputed", "in_whole", "without", "no_act")
"""What an event's number is: known, reported without a number, given differently by several, counted with
the event that it is part of, not reported; and that it is no act at all."""
_FIGURE, _CLOSURE = Figure._meta.db_table, EventClosure._meta.db_table
_NUMBERS = ("low", "value", "high")
Table = tuple[str, str, Sequence[Any]]
Cells = tuple[tuple[Any, ...], ...]
Row = tuple[Cells, tuple[Any, ...]]
"""What the database gives: of each dimension its cells, then the counts."""


@dataclass(frozen=True)
class Counted:
    """Which events are counted, in which dimensions."""

    events: QuerySet[Any]
    """The whole result: an event in it may count with another that it is part of."""
    dimensions: Sequence[Dimension] = ()
    only: Q | None = None
    """Which events of the result are meant, if not all."""


def counts(counted: Counted) -> Iterator[Row]:
    """How many events there are. Queries: 1."""
    return _rows(counted, [], "", ["COUNT(*)"], grouped_by=[])


def actors(counted: Counted) -> Iterator[Row]:
    """Every actor once. Queries: 1."""
    took_part = _pairs("took_part", DIMENSIONS["actor"])
    joins = " JOIN took_part ON took_part.event = result.id"
    return _rows(counted, [took_part], joins, [], grouped_by=["took_part.value"])


def numbers(counted: Counted, measure: str, unit: str | None) -> Iterator[Row]:
    """How many events there are of each state, and the sums of their numbers in hundredths. Queries: 1."""
    tables = [*_measured(measure, unit), ("told", _told(measure), ())]
    sums = [f"{of}(told.{name})" for name in _NUMBERS for of in ("SUM", "COUNT")]
    joins = " JOIN told ON told.id = result.id"
    return _rows(counted, tables, joins, ["COUNT(*)", *sums], grouped_by=["told.state"])


def _rows(
    counted: Counted,
    tables: list[Table],
    joins: str,
    sums: list[str],
    grouped_by: list[str],
) -> Iterator[Row]:
    columns: list[Any] = []
    keys: list[str] = []
    widths: list[int] = []
    for number, one in enumerate(counted.dimensions):
        before = len(keys)
        if one.pairs() is not None:
            tables = [_pairs(f"values{number}", one), *tables]
            joins += f" LEFT JOIN values{number} ON values{number}.event = result.id"
            keys.append(f"values{number}.value")
        for column in one.columns():
            keys.append(f"result.c{len(columns)}")
            columns.append(column)
        widths.append(len(keys) - before)
    if counted.only is not None:
        joins += f" WHERE result.c{len(columns)}"
        columns.append(ExpressionWrapper(counted.only, output_field=BooleanField()))
    names = ", ".join(["id", "form", *(f"c{place}" for place in range(len(columns)))])
    found = counted.events.order_by().values_list("pk", "form", *columns)
    tables = [(f"result ({names})", *_compiled(found)), *tables]
    said = ", ".join(f"{name} AS ({sql})" for name, sql, _ in tables)
    grouped = [*keys, *grouped_by]
    statement = f"WITH {said} SELECT {', '.join([*grouped, *sums])} FROM result{joins}"
    if grouped:
        statement += f" GROUP BY {', '.join(grouped)}"
    given = [value for _, _, params in tables for value in params]
    with connections[counted.events.db].chunked_cursor() as cursor:
        cursor.execute(statement, given)
        while batch := cursor.fetchmany(2000):
            for row in batch:
                place, cells = 0, []
                for width in widths:
                    cells.append(row[place : place + width])
                    place += width
                yield tuple(cells), row[place:]


def _pairs(name: str, dimension: Dimension) -> Table:
    """The values of the events in question, each once."""
    pairs: Any = dimension.pairs()
    sql, params = _compiled(pairs.filter(event__in=RawSQL("SELECT id FROM result", ())))
    return f"{name} (event, value)", sql, params


def _compiled(found: QuerySet[Any]) -> tuple[str, Sequence[Any]]:
    sql, params = found.query.get_compiler(using=found.db, elide_empty=False).as_sql()
    return sql, params


def _measured(measure: str, unit: str | None) -> Iterator[Table]:
    """The numbers of events that report a measure, and those whose whole does, too. Source: codebook 6.

    Of each group the preferred figure counts, else the only one. A number that is unknown of one group is
    unknown of the event. Hundredths are whole numbers, which add up alike on every database.
    """
    of_unit = "" if unit is None else " AND figure.unit = %s"
    series = f" AND result.form = '{Form.SERIES.value}'" if measure == ACTS else ""
    chosen = ", ".join(
        f"CASE WHEN COUNT(*) FILTER (WHERE preferred) > 0 THEN MAX({name}) FILTER (WHERE preferred)"
        f" WHEN COUNT(*) = 1 THEN MAX({name}) END"
        for name in _NUMBERS
    )
    yield (
        "chosen (event, disputed, low, value, high)",
        f"SELECT figure.event_id, CASE WHEN COUNT(*) FILTER (WHERE preferred) > 0 OR COUNT(*) = 1"
        f" THEN 0 ELSE 1 END, {chosen} FROM {_FIGURE} figure JOIN result ON result.id = figure.event_id"
        f" WHERE figure.measure = %s AND NOT derived AND subset_of_id IS NULL{of_unit}{series}"
        " GROUP BY figure.event_id, figure.counted_group",
        [measure if measure in Measure.values else "", *([] if unit is None else [unit])],
    )
    added = ", ".join(
        f"CASE WHEN COUNT({name}) = COUNT(*) THEN SUM(ROUND({name} * 100)) END" for name in _NUMBERS
    )
    yield (
        "measured (event, disputed, low, value, high)",
        f"SELECT event, MAX(disputed), {added} FROM chosen GROUP BY event",
        (),
    )
    yield (
        "pieces (event)",
        f"SELECT DISTINCT closure.event_id FROM {_CLOSURE} closure"
        " JOIN measured ON measured.event = closure.whole_id",
        (),
    )


def _told(measure: str) -> str:
    """The state of every event, and its numbers if they count."""
    others = "WHEN measured.event IS NULL THEN 'without'"
    if measure == ACTS:
        action, series = Form.ACTION.value, Form.SERIES.value
        others = (
            f"WHEN result.form NOT IN ('{action}', '{series}') THEN 'no_act'"
            " WHEN pieces.event IS NOT NULL THEN 'in_whole'"
            f" WHEN result.form = '{action}' THEN 'counted' {others}"
        )
    state = (
        f"CASE {others} WHEN pieces.event IS NOT NULL THEN 'in_whole'"
        " WHEN measured.disputed = 1 THEN 'disputed'"
        " WHEN COALESCE(measured.low, measured.value, measured.high) IS NULL THEN 'unknown'"
        " ELSE 'counted' END AS state"
    )
    numbers = [f"measured.{name}" for name in _NUMBERS]
    if measure == ACTS:
        numbers = [f"CASE WHEN result.form = '{Form.ACTION.value}' THEN 100 ELSE {n} END" for n in numbers]
    shown = ", ".join(f"{one} AS {name}" for one, name in zip(numbers, _NUMBERS, strict=True))
    inner = (
        f"SELECT result.id AS id, {state}, {shown} FROM result"
        " LEFT JOIN measured ON measured.event = result.id LEFT JOIN pieces ON pieces.event = result.id"
    )
    known = ", ".join(f"CASE WHEN state = 'counted' THEN {name} END AS {name}" for name in _NUMBERS)
    return f"SELECT id, state, {known} FROM ({inner}) states"
