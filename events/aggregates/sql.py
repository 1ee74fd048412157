"""The one statement that groups events: named tables before it, of which each says what it holds.

Django cannot group what it has grouped before (the figures of a group, then of an event, then of a bucket),
so the tables are put together here. What of events is asked comes from querysets, as everywhere.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from events.choices import Form
from events.filtersets.dimensions import Dimension
from events.models import EventClosure, Figure, Participation

ACTS = "acts"
STATES = ("counted", "unknown", "disputed", "in_whole", "without", "no_act")
"""What an event's number is: known, reported without a number, given differently by several, counted with
the event that it is part of, not reported; and that it is no act at all."""
_FIGURE, _CLOSURE = Figure._meta.db_table, EventClosure._meta.db_table
_ACTOR_JOIN = f" JOIN {Participation._meta.db_table} participation ON participation.event_id = held.id"
_NUMBERS = ("low", "value", "high")
_ARRAY_AGGREGATE = {"postgresql": "ARRAY_AGG", "sqlite": "JSON_GROUP_ARRAY"}
_VALUES_JOIN = {
    "postgresql": " LEFT JOIN (SELECT ROW_NUMBER() OVER (PARTITION BY event) - 1, event, value"
    " FROM ({sql}) pair (event, value)) {name} (key, event, value) ON {name}.event = held.id",
    "sqlite": " LEFT JOIN json_each((SELECT json_group_array(value) FROM ({sql}))) {name}",
}
"""The values of each event with their numbers from 0. PostgreSQL joins all of them at once; SQLite, which
expects few events where it has no statistics, would look through all values for each, and gets those of one
event after another by the index of its parts."""
_SELECTED_EVENTS = {
    "postgresql": {"event__in": RawSQL("SELECT id FROM held", ())},
    "sqlite": {"event": RawSQL("held.id", ())},
}
Table = tuple[str, str, Sequence[Any]]
Cells = tuple[tuple[Any, ...], ...]
Row = tuple[Cells, bool, tuple[Any, ...]]
"""What the database gives: of each dimension its cells, whether these are the first that each event has, and
the counts. Each event has one combination of first values, by which it is counted once."""


@dataclass(frozen=True)
class EventSelection:
    """Which events are counted, in which dimensions."""

    events: QuerySet[Any]
    dimensions: Sequence[Dimension]


def event_counts(counted: EventSelection) -> Iterator[Row]:
    """How many events there are. Queries: 1."""
    return _grouped_rows(counted, ["COUNT(*)"])


def actor_ids(counted: EventSelection) -> Iterator[Row]:
    """The different actors of each group, in one cell: rows of them would be read one by one. Queries: 1."""
    listed = _ARRAY_AGGREGATE[connections[counted.events.db].vendor]
    for cells, first, (found,) in _grouped_rows(
        counted, [f"{listed}(DISTINCT participation.actor_id)"], joins=_ACTOR_JOIN
    ):
        yield cells, first, tuple(json.loads(found) if isinstance(found, str) else found)


def figure_sums(counted: EventSelection, measure: str, unit: str | None) -> Iterator[Row]:
    """How many events there are of each state, and the sums of their numbers in hundredths. Queries: 2.

    Most events have no figure: all are counted as if none had, and those that have change their state.
    """
    usual = _default_state(measure)
    for cells, first, (state, events) in _grouped_rows(counted, ["COUNT(*)"], grouped_by=[usual]):
        yield cells, first, (state, events, *_default_sums(state, events))
    sums = [f"{of}(held.{name})" for name in _NUMBERS for of in ("SUM", "COUNT")]
    measured = [*_figure_tables(measure, unit)]
    changed = _grouped_rows(
        counted,
        ["COUNT(*)", *sums],
        grouped_by=[usual, "held.state"],
        tables=measured,
        selected_sql=_state_sql(measure),
    )
    for cells, first, (before, state, events, *found) in changed:
        yield cells, first, (before, -events, *_default_sums(before, -events))
        yield cells, first, (state, events, *found)


def _default_state(measure: str) -> str:
    """The state of an event of which no number is known."""
    if measure != ACTS:
        return "'without'"
    action, series = Form.ACTION.value, Form.SERIES.value
    return f"CASE held.form WHEN '{action}' THEN 'counted' WHEN '{series}' THEN 'without' ELSE 'no_act' END"


def _default_sums(state: str, events: int) -> tuple[int, ...]:
    """What these events add up to: each is one action, or nothing."""
    return (100 * events, events) * 3 if state == "counted" else (0, 0) * 3


def _grouped_rows(
    counted: EventSelection,
    sums: list[str],
    *,
    grouped_by: Sequence[str] = (),
    joins: str = "",
    tables: Sequence[Table] = (),
    selected_sql: str = "SELECT * FROM shown",
) -> Iterator[Row]:
    connection = connections[counted.events.db]
    columns: list[Any] = []
    keys: list[str] = []
    widths: list[int] = []
    told: list[Any] = []
    given: list[Any] = []
    firsts: list[str] = []
    for number, one in enumerate(counted.dimensions):
        before = len(keys)
        pairs = one.value_rows()
        if pairs is not None:
            name = f"values{number}"
            sql, params = _compile_sql(pairs.filter(**_SELECTED_EVENTS[connection.vendor]))
            joins += _VALUES_JOIN[connection.vendor].format(name=name, sql=sql)
            given += params
            keys.append(f"{name}.value")
            firsts.append(f"COALESCE({name}.key, 0) = 0")
            if (wider := one.coarser_rows()) is not None:
                sql, params = _compile_sql(wider.filter(event=RawSQL("held.id", ())).values_list("pk"))
                keys.append(f"CASE WHEN {name}.value IS NULL THEN EXISTS ({sql}) END")
                told += params
        for column in one.columns():
            keys.append(f"held.c{len(columns)}")
            columns.append(column)
        widths.append(len(keys) - before)
    keys = [*keys, " AND ".join(firsts) or "1 = 1", *grouped_by]
    events = counted.events.order_by()
    names = ["id", "form", *(f"c{place}" for place in range(len(columns)))]
    said: list[Table] = [
        (f"shown ({', '.join(names)})", *_compile_sql(events.values_list("pk", "form", *columns)))
    ]
    if tables:
        # The result is read twice: a table that is named twice would be stored.
        said = [("result (id, form)", *_compile_sql(events.values_list("pk", "form"))), *tables, *said]
    # Stored: a state is worked out once, not wherever it is named.
    stored = "MATERIALIZED " if tables else "NOT MATERIALIZED "
    tell = [f"{name} AS ({sql})" for name, sql, _ in said] + [f"held AS {stored}({selected_sql})"]
    statement = f"WITH {', '.join(tell)}"
    statement += f" SELECT {', '.join([*keys, *sums])} FROM held{joins}"
    statement += f" GROUP BY {', '.join(str(place + 1) for place in range(len(keys)))}"
    given = [*(value for _, _, params in said for value in params), *told, *given]
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, given)
        while batch := cursor.fetchmany(2000):
            for row in batch:
                place, cells = 0, []
                for width in widths:
                    cells.append(tuple(row[place : place + width]))
                    place += width
                yield tuple(cells), bool(row[place]), tuple(row[place + 1 :])


def _compile_sql(found: QuerySet[Any]) -> tuple[str, Sequence[Any]]:
    sql, params = found.query.get_compiler(using=found.db, elide_empty=False).as_sql()
    return sql, params


def _figure_tables(measure: str, unit: str | None) -> Iterator[Table]:
    """The numbers of events that report a measure, and those whose whole does, too. Source: codebook 6.

    Of each group the preferred figure counts, else the only one. A number that is unknown of one group is
    unknown of the event. Hundredths are whole numbers, which add up alike on every database.
    """
    of_unit = "" if unit is None else " AND unit = %s"
    series = f" AND form = '{Form.SERIES.value}'" if measure == ACTS else ""
    chosen = ", ".join(
        f"CASE WHEN COUNT(*) FILTER (WHERE preferred) > 0 THEN MAX({name}) FILTER (WHERE preferred)"
        f" WHEN COUNT(*) = 1 THEN MAX({name}) END"
        for name in _NUMBERS
    )
    yield (
        "chosen (event, disputed, low, value, high)",
        f"SELECT event_id, CASE WHEN COUNT(*) FILTER (WHERE preferred) > 0 OR COUNT(*) = 1"
        f" THEN 0 ELSE 1 END, {chosen} FROM {_FIGURE} JOIN result ON result.id = event_id"
        f" WHERE measure = %s AND NOT derived AND subset_of_id IS NULL{of_unit}{series}"
        " GROUP BY event_id, counted_group",
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
        f"SELECT DISTINCT event_id FROM {_CLOSURE} WHERE whole_id IN (SELECT event FROM measured)",
        (),
    )
    # An action that is part of a series has no figure; what else has none is in its usual state.
    parts = " UNION ALL SELECT event, NULL, NULL, NULL, NULL FROM pieces"
    parts += " WHERE event NOT IN (SELECT event FROM measured)"
    yield (
        "changed (event, disputed, low, value, high)",
        f"SELECT * FROM measured{parts if measure == ACTS else ''}",
        (),
    )


def _state_sql(measure: str) -> str:
    """The events whose state is not the usual one, with their numbers if they count."""
    in_whole = "id IN (SELECT event FROM pieces)"
    first, numbers = "", list(_NUMBERS)
    if measure == ACTS:
        action, series = Form.ACTION.value, Form.SERIES.value
        first = (
            f" WHEN form NOT IN ('{action}', '{series}') THEN 'no_act' WHEN {in_whole} THEN 'in_whole'"
            f" WHEN form = '{action}' THEN 'counted'"
        )
        numbers = [f"CASE WHEN form = '{action}' THEN 100 ELSE {name} END" for name in _NUMBERS]
    state = (
        f"CASE{first} WHEN disputed IS NULL THEN 'without' WHEN {in_whole} THEN 'in_whole'"
        " WHEN disputed = 1 THEN 'disputed' WHEN COALESCE(low, value, high) IS NULL THEN 'unknown'"
        " ELSE 'counted' END"
    )
    shown = ", ".join(f"{one} AS of_{name}" for one, name in zip(numbers, _NUMBERS, strict=True))
    known = ", ".join(f"CASE WHEN state = 'counted' THEN of_{name} END AS {name}" for name in _NUMBERS)
    return (
        f"WITH stated AS MATERIALIZED (SELECT shown.*, {state} AS state, {shown}"
        f" FROM changed JOIN shown ON shown.id = changed.event) SELECT stated.*, {known} FROM stated"
    )
