"""The one statement that groups events, with a common table expression for each step before it.

Django cannot group what it has grouped before (the figures of a group, then of an event, then of a bucket),
so the statement is put together here. The events and the values of dimensions come from querysets.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from events.choices import Form
from events.filtersets.dimensions import Dimension
from events.models import EventClosure, FigureTotal, Participation
from events.rules.totals import FLAGS, NUMBERS

ACTS = "acts"
ANYBODY = -1
"""In the place of an actor: the event reports the measure, of whomever."""
_TOTAL, _CLOSURE = FigureTotal._meta.db_table, EventClosure._meta.db_table
_ACTOR_JOIN = f" JOIN {Participation._meta.db_table} participation ON participation.event_id = counted.id"
_IS_WHOLE = (
    f"CASE WHEN counted.form IN ('{Form.PROCESS.value}', '{Form.STATE.value}') AND counted.id IN"
    f" (SELECT whole_id FROM {_CLOSURE} JOIN result ON result.id = event_id) THEN 1 ELSE 0 END"
)
"""A process or state of which a part is in the result: the part is what is counted."""
_ARRAY_AGGREGATE = {"postgresql": "ARRAY_AGG", "sqlite": "JSON_GROUP_ARRAY"}
_VALUES_JOIN = {
    "postgresql": " LEFT JOIN (SELECT ROW_NUMBER() OVER (PARTITION BY event) - 1, event, value"
    " FROM ({sql}) pair (event, value)) {name} (key, event, value) ON {name}.event = counted.id{same}",
    "sqlite": " LEFT JOIN json_each((SELECT json_group_array(value) FROM ({sql}))) {name} ON 1 = 1{same}",
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
    inside: Q = field(default_factory=Q)
    """Which of them lie surely inside the period, so that their figures are of it."""
    parts_by: Dimension | None = None
    """The dimension whose values have a total each, which counts in their buckets alone."""


def event_counts(selection: EventSelection) -> Iterator[Row]:
    """How many events of each depth there are, and whether they are wholes of others. Queries: 1."""
    return _grouped_rows(selection, ["COUNT(*)"], grouped_by=["counted.depth", _IS_WHOLE])


def actor_ids(selection: EventSelection) -> Iterator[Row]:
    """The different actors of each group. Queries: 1."""
    return _grouped_keys(selection, "DISTINCT participation.actor_id", joins=_ACTOR_JOIN)


def event_ids(selection: EventSelection) -> Iterator[Row]:
    """The events of each group. Queries: 1."""
    return _grouped_keys(selection, "counted.id")


def _grouped_keys(selection: EventSelection, key: str, joins: str = "") -> Iterator[Row]:
    """The keys of each group as one array: as rows they would be read one by one."""
    array = f"{_ARRAY_AGGREGATE[connections[selection.events.db].vendor]}({key})"
    for cells, first, (keys,) in _grouped_rows(selection, [array], joins=joins):
        yield cells, first, tuple(json.loads(keys) if isinstance(keys, str) else keys)


def figure_sums(selection: EventSelection, measure: str, totals: Table) -> Iterator[Row]:
    """How many events there are of each depth and state, with the sums of their hundredths. Queries: 2.

    States: `counted`, `unknown` (reported without a number), `spanning` (not surely of the period),
    `in_whole` (counted with the event of which this one is part), `without` (not reported), and `no_act`.
    Most events have no figure: all are counted as if none had, and those with figures change their state.
    `totals` are those of `stored_totals` or `given_totals`.
    """
    default = _default_state(measure)
    for cells, first, (depth, whole, state, events) in _grouped_rows(
        selection, ["COUNT(*)"], grouped_by=["counted.depth", _IS_WHOLE, default]
    ):
        yield cells, first, (depth, whole, state, events, *_default_sums(state, events))
    changed = _grouped_rows(
        selection,
        ["COUNT(*)", *(f"SUM(counted.{name})" for name in (*NUMBERS, "open", *FLAGS))],
        grouped_by=["counted.depth", default, "counted.state"],
        tables=[totals, *_tables_of_states(measure)],
        counted_sql=_state_sql(measure),
    )
    for cells, first, (depth, before, state, events, *sums) in changed:
        yield cells, first, (depth, 0, before, -events, *_default_sums(before, -events))
        yield cells, first, (depth, 0, state, events, *(number or 0 for number in sums))


def _default_state(measure: str) -> str:
    """SQL of the state of an event without figures."""
    if measure != ACTS:
        return "'without'"
    action, series = Form.ACTION.value, Form.SERIES.value
    return (
        f"CASE counted.form WHEN '{action}' THEN CASE inside WHEN 1 THEN 'counted' ELSE 'spanning' END"
        f" WHEN '{series}' THEN 'without' ELSE 'no_act' END"
    )


def _default_sums(state: str, events: int) -> tuple[int, ...]:
    """The sums of events without figures: each counted one is a single action."""
    hundredths = 100 * events if state == "counted" else 0
    return (hundredths, hundredths, hundredths, 0, *(0 for _ in FLAGS))


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
            of_parts = bool(tables) and dimension == selection.parts_by
            same = f" AND {name}.value = counted.harmed" if of_parts else ""
            joins += _VALUES_JOIN[connection.vendor].format(name=name, sql=sql, same=same)
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
    inside: Any = Value(1)
    if selection.inside:
        inside = Case(When(selection.inside, then=1), default=0, output_field=IntegerField())
    names = ["id", "form", "inside", "depth", *(f"c{i}" for i in range(len(columns)))]
    selected = events.values_list("pk", "form", inside, "depth", *columns)
    # The result is read twice: a table that is named twice would be stored.
    ctes: list[Table] = [
        ("result (id, form, inside)", *_compile_sql(events.values_list("pk", "form", inside))),
        *tables,
        (f"selected ({', '.join(names)})", *_compile_sql(selected)),
    ]
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


def stored_totals(measure: str, unit: str | None) -> Table:
    """The totals of events as they are stored; in all units together where none is given.

    Hundredths are whole numbers, which add up alike on every database. Source: docs/aggregates.md.
    """
    of_unit = "" if unit is None else " AND unit = %s"
    flags = ", ".join(f"CASE WHEN {flag} THEN 1 ELSE 0 END AS {flag}" for flag in FLAGS)
    rows = (
        f"SELECT event_id, 0 AS harmed, low, value, high, {flags}"
        f" FROM {_TOTAL} JOIN result ON result.id = event_id WHERE measure = %s{of_unit}"
    )
    return _measured(rows, [measure, *([] if unit is None else [unit])])


def given_totals(totals: Iterable[tuple[int, FigureTotal]], vendor: str) -> Table:
    """The same of totals that are worked out for one question, each of an actor that was harmed, or of nobody
    who is named (0), or of `ANYBODY`, which counts nothing and stands for the whole of parts.
    """
    columns = ("event_id", "harmed", *NUMBERS, *FLAGS)
    rows = [
        [
            total.event_id,
            harmed,
            *(getattr(total, name) for name in NUMBERS),
            *(int(getattr(total, name)) for name in FLAGS),
        ]
        for harmed, total in totals
    ]
    text = json.dumps(rows, default=float)
    item = "json_extract(item.value, '$[{}]')" if vendor == "sqlite" else "(item.value ->> {})::numeric"
    source = "json_each(%s) item" if vendor == "sqlite" else "jsonb_array_elements(%s::jsonb) item (value)"
    listed = ", ".join(f"{item.format(place)} AS {name}" for place, name in enumerate(columns))
    return _measured(f"SELECT {listed} FROM {source}", [text])


def _measured(rows: str, params: Sequence[Any]) -> Table:
    """One row for each event and actor: the least and the most that it can add, and the best number."""
    least = "CASE WHEN low IS NOT NULL THEN low WHEN high IS NULL THEN value ELSE 0 END"
    most = "COALESCE(high, CASE WHEN approximate = 1 THEN value END)"
    sums = (
        f"SUM(ROUND(({least}) * 100))",
        f"SUM(ROUND(COALESCE(value, {least}) * 100))",
        f"CASE WHEN COUNT({most}) = COUNT(*) THEN SUM(ROUND({most} * 100)) END",
        *(f"MAX({flag})" for flag in FLAGS),
    )
    return (
        f"measured (event, harmed, low, value, high, {', '.join(FLAGS)})",
        f"SELECT event_id, harmed, {', '.join(sums)} FROM ({rows}) total GROUP BY event_id, harmed",
        params,
    )


def _tables_of_states(measure: str) -> Iterator[Table]:
    """The pieces of counted events, and the events whose state is not the default."""
    wholes = f"{_CLOSURE} JOIN measured ON measured.event = whole_id JOIN result ON result.id = whole_id"
    series = f" AND form = '{Form.SERIES.value}'" if measure == ACTS else ""
    harmed = f"CASE harmed WHEN {ANYBODY} THEN 0 ELSE harmed END"
    pieces = f"SELECT DISTINCT event_id, {harmed} FROM {wholes} WHERE inside = 1{series}"
    yield "pieces (event, harmed)", pieces, ()
    # An action that is part of a series has no figure; every other event without one keeps its default state.
    nulls = ", ".join(["NULL"] * (len(NUMBERS) + len(FLAGS)))
    columns = ", ".join(("event", "harmed", *NUMBERS, *FLAGS))
    changed = f"SELECT {columns} FROM measured WHERE harmed <> {ANYBODY}"
    if measure == ACTS:
        changed += f" UNION ALL SELECT event, harmed, {nulls} FROM pieces"
        changed += " WHERE event NOT IN (SELECT event FROM measured)"
    yield f"changed ({columns})", changed, ()


def _state_sql(measure: str) -> str:
    """SQL of the events whose state may not be the default, with the numbers of those that count."""
    in_whole = "(id, harmed) IN (SELECT event, harmed FROM pieces)"
    has_total = "id IN (SELECT event FROM measured)"
    spanning = "inside = 0 THEN 'spanning'"
    first, numbers = "", dict.fromkeys(NUMBERS, "{}") | dict.fromkeys(FLAGS, "{}")
    if measure == ACTS:
        action, series = Form.ACTION.value, Form.SERIES.value
        first = (
            f" WHEN form NOT IN ('{action}', '{series}') THEN 'no_act' WHEN {in_whole} THEN 'in_whole'"
            f" WHEN form = '{action}' AND {spanning} WHEN form = '{action}' THEN 'counted'"
        )
        numbers = dict.fromkeys(NUMBERS, f"CASE WHEN form = '{action}' THEN 100 ELSE {{}} END")
        numbers |= dict.fromkeys(FLAGS, f"CASE WHEN form = '{action}' THEN 0 ELSE {{}} END")
    state = (
        f"CASE{first} WHEN NOT {has_total} THEN 'without' WHEN {in_whole} THEN 'in_whole'"
        f" WHEN low IS NULL THEN 'unknown' WHEN {spanning} ELSE 'counted' END"
    )
    own = ", ".join(f"{number.format(name)} AS of_{name}" for name, number in numbers.items())
    known = ", ".join(f"CASE WHEN state = 'counted' THEN of_{name} END AS {name}" for name in numbers)
    return (
        f"WITH stated AS MATERIALIZED (SELECT selected.*, harmed, {state} AS state, {own}"
        " FROM changed JOIN selected ON selected.id = changed.event) SELECT stated.*, "
        f"{known}, CASE WHEN state = 'counted' AND of_high IS NULL THEN 1 ELSE 0 END AS open FROM stated"
    )
