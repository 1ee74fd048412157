"""The one statement that groups events: named tables before it, of which each says what it holds.

Django cannot group what it has grouped before (the figures of a group, then of an event, then of a bucket),
so the tables are put together here. What of events is asked comes from querysets, as everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.db.models.expressions import RawSQL

from events.choices import Form
from events.filtersets.dimensions import DIMENSIONS, Dimension
from events.models import EventClosure, Figure

ACTS = "acts"
STATES = ("counted", "unknown", "disputed", "in_whole", "without", "no_act")
"""What an event's number is: known, reported without a number, given differently by several, counted with
the event that it is part of, not reported; and that it is no act at all."""
_FIGURE, _CLOSURE = Figure._meta.db_table, EventClosure._meta.db_table
_NUMBERS = ("low", "value", "high")
_LATERAL = {
    "postgresql": " LEFT JOIN LATERAL ({sql}) {name} (event, value) ON TRUE",
    "sqlite": " LEFT JOIN json_each((SELECT json_group_array(value) FROM ({sql}))) {name}",
}
"""The values of one event after another, by the index of its parts: SQLite, which expects few events
where it has no statistics, would look through all values for each."""
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
    return _rows(counted, ["COUNT(*)"])


def actors(counted: Counted) -> Iterator[Row]:
    """Every actor once. Queries: 1."""
    return _rows(counted, [], grouped_by=[DIMENSIONS["actor"]])


def numbers(counted: Counted, measure: str, unit: str | None) -> Iterator[Row]:
    """How many events there are of each state, and the sums of their numbers in hundredths. Queries: 1."""
    sums = [f"{of}(held.{name})" for name in _NUMBERS for of in ("SUM", "COUNT")]
    return _rows(counted, ["COUNT(*)", *sums], measure=measure, unit=unit)


def _rows(
    counted: Counted,
    sums: list[str],
    *,
    grouped_by: Sequence[Dimension] = (),
    measure: str = "",
    unit: str | None = None,
) -> Iterator[Row]:
    connection = connections[counted.events.db]
    columns: list[Any] = []
    keys: list[str] = []
    widths: list[int] = []
    joins = ""
    told: list[Any] = []
    given: list[Any] = []
    for number, one in enumerate((*counted.dimensions, *grouped_by)):
        before = len(keys)
        pairs = one.pairs()
        if pairs is not None:
            name = f"values{number}"
            sql, params = _compiled(pairs.filter(event=RawSQL("held.id", ())))
            joins += _LATERAL[connection.vendor].format(name=name, sql=sql)
            given += params
            keys.append(f"{name}.value")
            if (wider := one.wider()) is not None:
                sql, params = _compiled(wider.filter(event=RawSQL("held.id", ())).values_list("pk"))
                keys.append(f"CASE WHEN {name}.value IS NULL THEN EXISTS ({sql}) END")
                told += params
        for column in one.columns():
            keys.append(f"held.c{len(columns)}")
            columns.append(column)
        widths.append(len(keys) - before)
    limits = [f"values{len(counted.dimensions)}.value IS NOT NULL"] if grouped_by else []
    if counted.only is not None:
        limits.append(f"held.c{len(columns)} = 1")
        columns.append(Case(When(counted.only, then=1), default=0, output_field=IntegerField()))
    names = ["id", "form", *(f"c{place}" for place in range(len(columns)))]
    found = counted.events.order_by().values_list("pk", "form", *columns)
    tables: list[Table] = [(f"result ({', '.join(names)})", *_compiled(found))]
    if measure:
        tables += [*_measured(measure, unit), ("held", _held(measure, names), ())]
        keys.append("held.state")
    else:
        tables.append(("held", "SELECT * FROM result", ()))
    said = ", ".join(f"{name} AS ({sql})" for name, sql, _ in tables)
    statement = f"WITH {said} SELECT {', '.join([*keys, *sums])} FROM held{joins}"
    if limits:
        statement += f" WHERE {' AND '.join(limits)}"
    if keys:
        statement += f" GROUP BY {', '.join(str(place + 1) for place in range(len(keys)))}"
    given = [*(value for _, _, params in tables for value in params), *told, *given]
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, given)
        while batch := cursor.fetchmany(2000):
            for row in batch:
                place, cells = 0, []
                for width in widths[: len(counted.dimensions)]:
                    cells.append(tuple(row[place : place + width]))
                    place += width
                yield tuple(cells), tuple(row[place:])


def _compiled(found: QuerySet[Any]) -> tuple[str, Sequence[Any]]:
    sql, params = found.query.get_compiler(using=found.db, elide_empty=False).as_sql()
    return sql, params


def _measured(measure: str, unit: str | None) -> Iterator[Table]:
    """The numbers of events that report a measure, and those whose whole does, too. Source: codebook 6.

    Of each group the preferred figure counts, else the only one. A number that is unknown of one group is
    unknown of the event. Hundredths are whole numbers, which add up alike on every database.
    """
    of_unit = "" if unit is None else " AND unit = %s"
    series = f" WHERE form = '{Form.SERIES.value}'" if measure == ACTS else ""
    chosen = ", ".join(
        f"CASE WHEN COUNT(*) FILTER (WHERE preferred) > 0 THEN MAX({name}) FILTER (WHERE preferred)"
        f" WHEN COUNT(*) = 1 THEN MAX({name}) END"
        for name in _NUMBERS
    )
    yield (
        "chosen (event, disputed, low, value, high)",
        f"SELECT event_id, CASE WHEN COUNT(*) FILTER (WHERE preferred) > 0 OR COUNT(*) = 1"
        f" THEN 0 ELSE 1 END, {chosen} FROM {_FIGURE}"
        f" WHERE measure = %s AND NOT derived AND subset_of_id IS NULL{of_unit}"
        f" AND event_id IN (SELECT id FROM result{series}) GROUP BY event_id, counted_group",
        [measure, *([] if unit is None else [unit])],
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
        f"SELECT event_id FROM {_CLOSURE} WHERE whole_id IN (SELECT event FROM measured)",
        (),
    )


def _held(measure: str, names: Sequence[str]) -> str:
    """Every event of the result with its state, and with its numbers if they count.

    Rows of the result and of what is measured meet by grouping: a join would have no index.
    """
    others = [name for name in names if name != "id"]
    blank = ", ".join("NULL" for _ in others)
    held = ", ".join(f"MAX({name}) AS {name}" for name in others)
    both = (
        f"SELECT id, {held}, MAX(disputed) AS disputed,"
        f" {', '.join(f'MAX({name}) AS {name}' for name in _NUMBERS)} FROM"
        f" (SELECT id, {', '.join(others)}, NULL AS disputed,"
        f" {', '.join(f'NULL AS {name}' for name in _NUMBERS)} FROM result"
        f" UNION ALL SELECT event, {blank}, disputed, low, value, high FROM measured) both_of GROUP BY id"
    )
    in_whole = "id IN (SELECT event FROM pieces)"
    first, numbers = "WHEN disputed IS NULL THEN 'without'", list(_NUMBERS)
    if measure == ACTS:
        action, series = Form.ACTION.value, Form.SERIES.value
        first = (
            f"WHEN form NOT IN ('{action}', '{series}') THEN 'no_act' WHEN {in_whole} THEN 'in_whole'"
            f" WHEN form = '{action}' THEN 'counted' {first}"
        )
        numbers = [f"CASE WHEN form = '{action}' THEN 100 ELSE {name} END" for name in _NUMBERS]
    state = (
        f"CASE {first} WHEN {in_whole} THEN 'in_whole' WHEN disputed = 1 THEN 'disputed'"
        " WHEN COALESCE(low, value, high) IS NULL THEN 'unknown' ELSE 'counted' END"
    )
    shown = ", ".join(f"{one} AS {name}" for one, name in zip(numbers, _NUMBERS, strict=True))
    known = ", ".join(f"CASE WHEN state = 'counted' THEN {name} END AS {name}" for name in _NUMBERS)
    kept = ", ".join(names)
    return f"SELECT {kept}, state, {known} FROM (SELECT {kept}, {state} AS state, {shown} FROM ({both}) m) s"
