"""The one statement that groups events, with a common table expression for each step before it.

Django cannot group what it has grouped before (the figures of a group, then of an event, then of a bucket),
so the statement is put together here. The events and the values of dimensions come from querysets.
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
"""The states of an event's number: known, reported without a number, given differently by several sources,
counted with the event of which this one is part, not reported; and no act at all."""
_FIGURE, _CLOSURE = Figure._meta.db_table, EventClosure._meta.db_table
_ACTOR_JOIN = f" JOIN {Participation._meta.db_table} participation ON participation.event_id = counted.id"
_NUMBERS = ("low", "value", "high")
_ARRAY_AGGREGATE = {"postgresql": "ARRAY_AGG", "sqlite": "JSON_GROUP_ARRAY"}
_VALUES_JOIN = {
    "postgresql": " LEFT JOIN (SELECT ROW_NUMBER() OVER (PARTITION BY event) - 1, event, value"
    " FROM ({sql}) pair (event, value)) {name} (key, event, value) ON {name}.event = counted.id",
    "sqlite": " LEFT JOIN json_each((SELECT json_group_array(value) FROM ({sql}))) {name}",
}
"""The values of each event, numbered from 0. PostgreSQL joins all of them at once; SQLite, which expects few
events where it has no statistics, would look through all values for each, and gets the values of one event
after another by the index of its child rows."""
_SELECTED_EVENTS = {
    "postgresql": {"event__in": RawSQL("SELECT id FROM counted", ())},
    "sqlite": {"event": RawSQL("counted.id", ())},
}
Table = tuple[str, str, Sequence[Any]]
Cells = tuple[tuple[Any, ...], ...]
Row = tuple[Cells, bool, tuple[Any, ...]]
"""A row of the result: the cells of each dimension, whether these are the first of each event, and the
counts. Each event has one combination of first values, by which it is counted once."""


@dataclass(frozen=True)
class EventSelection:
    """The events that are counted, and the dimensions by which they are grouped."""

    events: QuerySet[Any]
    dimensions: Sequence[Dimension]


def event_counts(selection: EventSelection) -> Iterator[Row]:
    """How many events there are. Queries: 1."""
    return _grouped_rows(selection, ["COUNT(*)"])


def actor_ids(selection: EventSelection) -> Iterator[Row]:
    """The different actors of each group, as one array: as rows they would be read one by one. Queries: 1."""
    aggregate = _ARRAY_AGGREGATE[connections[selection.events.db].vendor]
    actors = f"{aggregate}(DISTINCT participation.actor_id)"
    for cells, first, (ids,) in _grouped_rows(selection, [actors], joins=_ACTOR_JOIN):
        yield cells, first, tuple(json.loads(ids) if isinstance(ids, str) else ids)


def figure_sums(selection: EventSelection, measure: str, unit: str | None) -> Iterator[Row]:
    """How many events there are of each state, and the sums of their numbers in hundredths. Queries: 2.

    Most events have no figure: all are counted as if none had, and those with figures change their state.
    """
    default = _default_state(measure)
    for cells, first, (state, events) in _grouped_rows(selection, ["COUNT(*)"], grouped_by=[default]):
        yield cells, first, (state, events, *_default_sums(state, events))
    changed = _grouped_rows(
        selection,
        ["COUNT(*)", *(f"{of}(counted.{name})" for name in _NUMBERS for of in ("SUM", "COUNT"))],
        grouped_by=[default, "counted.state"],
        tables=[*_figure_tables(measure, unit)],
        counted_sql=_state_sql(measure),
    )
    for cells, first, (before, state, events, *sums) in changed:
        yield cells, first, (before, -events, *_default_sums(before, -events))
        yield cells, first, (state, events, *sums)


def _default_state(measure: str) -> str:
    """SQL of the state of an event without figures."""
    if measure != ACTS:
        return "'without'"
    action, series = Form.ACTION.value, Form.SERIES.value
    return (
        f"CASE counted.form WHEN '{action}' THEN 'counted' WHEN '{series}' THEN 'without' ELSE 'no_act' END"
    )


def _default_sums(state: str, events: int) -> tuple[int, ...]:
    """The sums of events without figures: each counted one is a single action."""
    return (100 * events, events) * 3 if state == "counted" else (0, 0) * 3


def _grouped_rows(
    selection: EventSelection,
    sums: list[str],
    *,
    grouped_by: Sequence[str] = (),
    joins: str = "",
    tables: Sequence[Table] = (),
    counted_sql: str = "SELECT * FROM selected",
) -> Iterator[Row]:
    connection = connections[selection.events.db]
    columns: list[Any] = []
    keys: list[str] = []
    widths: list[int] = []
    key_params: list[Any] = []
    join_params: list[Any] = []
    firsts: list[str] = []
    for number, dimension in enumerate(selection.dimensions):
        keys_before = len(keys)
        value_rows = dimension.value_rows()
        if value_rows is not None:
            name = f"values{number}"
            sql, params = _compile_sql(value_rows.filter(**_SELECTED_EVENTS[connection.vendor]))
            joins += _VALUES_JOIN[connection.vendor].format(name=name, sql=sql)
            join_params += params
            keys.append(f"{name}.value")
            firsts.append(f"COALESCE({name}.key, 0) = 0")
            if (coarser_rows := dimension.coarser_rows()) is not None:
                sql, params = _compile_sql(
                    coarser_rows.filter(event=RawSQL("counted.id", ())).values_list("pk")
                )
                keys.append(f"CASE WHEN {name}.value IS NULL THEN EXISTS ({sql}) END")
                key_params += params
        for column in dimension.columns():
            keys.append(f"counted.c{len(columns)}")
            columns.append(column)
        widths.append(len(keys) - keys_before)
    keys = [*keys, " AND ".join(firsts) or "1 = 1", *grouped_by]
    events = selection.events.order_by()
    names = ["id", "form", *(f"c{i}" for i in range(len(columns)))]
    ctes: list[Table] = [
        (f"selected ({', '.join(names)})", *_compile_sql(events.values_list("pk", "form", *columns)))
    ]
    if tables:
        # The result is read twice: a table that is named twice would be stored.
        ctes = [("result (id, form)", *_compile_sql(events.values_list("pk", "form"))), *tables, *ctes]
    # Stored, so that a state is worked out once, not wherever it is named.
    stored = "MATERIALIZED" if tables else "NOT MATERIALIZED"
    cte_sql = [f"{name} AS ({sql})" for name, sql, _ in ctes] + [f"counted AS {stored} ({counted_sql})"]
    statement = f"WITH {', '.join(cte_sql)}"
    statement += f" SELECT {', '.join([*keys, *sums])} FROM counted{joins}"
    statement += f" GROUP BY {', '.join(str(i + 1) for i in range(len(keys)))}"
    cte_params = [value for _, _, params in ctes for value in params]
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [*cte_params, *key_params, *join_params])
        while batch := cursor.fetchmany(2000):
            for row in batch:
                start, cells = 0, []
                for width in widths:
                    cells.append(tuple(row[start : start + width]))
                    start += width
                yield tuple(cells), bool(row[start]), tuple(row[start + 1 :])


def _compile_sql(queryset: QuerySet[Any]) -> tuple[str, Sequence[Any]]:
    sql, params = queryset.query.get_compiler(using=queryset.db, elide_empty=False).as_sql()
    return sql, params


def _figure_tables(measure: str, unit: str | None) -> Iterator[Table]:
    """Tables of the numbers of events with figures of a measure, and of the parts of such events.

    Of each group the preferred figure counts, else the only one. A number that is unknown for one group is
    unknown for the event. Hundredths are whole numbers, which add up alike on every database.
    Source: codebook 6.
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
    # An action that is part of a series has no figure; every other event without one keeps its default state.
    parts = " UNION ALL SELECT event, NULL, NULL, NULL, NULL FROM pieces"
    parts += " WHERE event NOT IN (SELECT event FROM measured)"
    yield (
        "changed (event, disputed, low, value, high)",
        f"SELECT * FROM measured{parts if measure == ACTS else ''}",
        (),
    )


def _state_sql(measure: str) -> str:
    """SQL of the events whose state may not be the default, with the numbers of those that count."""
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
    own = ", ".join(f"{number} AS of_{name}" for number, name in zip(numbers, _NUMBERS, strict=True))
    known = ", ".join(f"CASE WHEN state = 'counted' THEN of_{name} END AS {name}" for name in _NUMBERS)
    return (
        f"WITH stated AS MATERIALIZED (SELECT selected.*, {state} AS state, {own}"
        f" FROM changed JOIN selected ON selected.id = changed.event) SELECT stated.*, {known} FROM stated"
    )
