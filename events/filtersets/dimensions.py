"""What events are grouped by: the values that an event has in each dimension, and the events of a value.

A new dimension is one declaration in `DIMENSIONS`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, ClassVar

from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.lookups import Exact

from events.choices import (
    CodingScheme,
    Context,
    EventType,
    Factuality,
    Form,
    LocationKind,
    ParticipantRole,
    PlaceRole,
    QuadClass,
    ReviewStatus,
)
from events.choices.countries import COUNTRIES
from events.choices.plover import ALL_MODES, MODE_CHOICES
from events.filtersets.base import has
from events.filtersets.values import Ids, Numbers, Values, Words
from events.models import (
    Actor,
    Article,
    Coding,
    Dataset,
    EventContext,
    EventMode,
    EventPlace,
    EventSource,
    Location,
    Outlet,
    Participation,
)
from events.rules.dates import EARLIEST, LATEST
from events.rules.periods import UNITS, Period

PLACES_NOTHING = (PlaceRole.SPOKEN_FROM, PlaceRole.ABOUT)
"""An event was not where it was only spoken from, or what it is about."""
NOBODY = Q(pk__in=[])
Key = Any
"""A value that events share: a word, a primary key, a period; None where there is none."""


class Beside(Enum):
    """Why an event is in no bucket of a dimension."""

    IMPRECISE = "imprecise"
    UNKNOWN = "unknown"


_WHY = {one.value for one in Beside}


@dataclass(frozen=True)
class Dimension:
    """Something that events are grouped by."""

    name: str
    meaning: str
    reader: Values = field(compare=False)
    """What reads its values."""
    labels: dict[str, str] = field(default_factory=dict, compare=False)
    """What people call its values, if they are words."""

    none: ClassVar = True
    """Whether events without any value make a bucket of their own."""

    @property
    def model(self) -> Any:
        """The collection that its values are ids of, if they are."""
        return self.reader.model if isinstance(self.reader, Ids) else None

    @property
    def single(self) -> bool:
        """Whether no event has several values."""
        return self.pairs() is None

    def columns(self) -> Sequence[Any]:
        """What of an event its values are told from."""
        return ()

    def pairs(self) -> QuerySet[Any] | None:
        """The rows that hold its values, as pairs of event and value; None where a column does."""
        return None

    def wider(self) -> QuerySet[Any] | None:
        """The rows that an event without a value may have, which then is imprecise."""
        return None

    def keys(self, cells: tuple[Any, ...]) -> Iterable[Key | Beside]:
        """The values of an event: from one of `pairs` and whether `wider` has a row, or from `columns`."""
        (value,) = cells
        return (None if value == "" else value,)

    def condition(self, key: Key) -> Q:
        """The events that have a value; None: those that have none."""
        raise NotImplementedError

    def beside(self, why: Beside) -> Q:
        """The events that are in no bucket."""
        return NOBODY


class OfEvent(Dimension):
    """A column of the event."""

    def columns(self) -> Sequence[Any]:
        """The column."""
        return (F(self.name),)

    def condition(self, key: Key) -> Q:
        """By the column, empty or null."""
        if key is not None:
            return Q(**{self.name: key})
        empty = {f"{self.name}__isnull": True} if self.name == "quad_class" else {self.name: ""}
        return Q(**empty)


@dataclass(frozen=True)
class OfRows(Dimension):
    """Values of the rows of a part: an event may have several."""

    part: Any = field(default=None, compare=False)
    column: str = field(default="", compare=False)
    which: Q = field(default_factory=Q, compare=False)
    """Which rows count at all."""

    def rows(self) -> QuerySet[Any]:
        """The rows that hold a value."""
        found: QuerySet[Any] = self.part.objects.filter(self.which).order_by()
        found = found.exclude(**{f"{self.column}__isnull": True})
        return found.exclude(**{self.column: ""}) if self.column.endswith("country") else found

    def pairs(self) -> QuerySet[Any]:
        """Each value of an event once."""
        return self.rows().annotate(value=F(self.column)).values_list("event", "value").distinct()

    def condition(self, key: Key) -> Q:
        """By the rows."""
        if key is None:
            return ~has(self.rows(), "event")
        return has(self.rows().filter(**{self.column: key}), "event")


class OfPlaces(OfRows):
    """Values of places: an event in a wider place alone is imprecise, one without a place unknown."""

    none: ClassVar = False

    def wider(self) -> QuerySet[Any]:
        """Its places of any kind."""
        return self._placed()

    def _placed(self) -> QuerySet[Any]:
        return EventPlace.objects.exclude(role__in=PLACES_NOTHING).order_by()

    def keys(self, cells: tuple[Any, ...]) -> Iterable[Key | Beside]:
        """The place, or why there is none."""
        value, placed = cells
        if value is not None:
            return (value,)
        return (Beside.IMPRECISE if placed else Beside.UNKNOWN,)

    def beside(self, why: Beside) -> Q:
        """By whether there is a place at all."""
        placed = has(self._placed(), "event")
        return placed & ~has(self.rows(), "event") if why is Beside.IMPRECISE else ~placed


class Periods(Values):
    """A year, month, week or day."""

    def __init__(self, *, unit: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit

    def read_one(self, text: str) -> Period:
        """Refuse what is no period of the unit. Raises: DateError."""
        return Period.parse(self.unit, text)


class Beginning(Func):
    """The first day of a period that a day lies in, as a text: `Trunc` calls Python on SQLite."""

    output_field = TextField()
    ON_SQLITE: ClassVar = {
        "year": "SUBSTR(%(expressions)s, 1, 4) || '-01-01'",
        "month": "SUBSTR(%(expressions)s, 1, 7) || '-01'",
        "week": "DATE(%(expressions)s, '-6 days', 'weekday 1')",
        "day": "%(expressions)s",
    }

    def __init__(self, *expressions: Any, unit: str) -> None:
        super().__init__(*expressions, unit=unit)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By the text that a day is there."""
        return self.as_sql(compiler, connection, template=self.ON_SQLITE[self.extra["unit"]], **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By the database's own calendar."""
        template = "TO_CHAR(DATE_TRUNC('%(unit)s', %(expressions)s), 'YYYY-MM-DD')"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True)
class OfDate(Dimension):
    """When an event began: the period that both bounds of its start lie in."""

    none: ClassVar = False
    unit: str = ""
    possible: bool = False
    """Whether it counts in every period that it may have begun in, unless its start is open."""

    @property
    def single(self) -> bool:
        """Unless several may be meant."""
        return not self.possible

    def columns(self) -> Sequence[Any]:
        """The period or why there is none; if several may be meant, the bounds and whether it has a date."""
        first, last = F("start_earliest"), F("start_latest")
        if self.possible:
            return (first, last, Case(When(date_edtf="", then=1), default=0, output_field=IntegerField()))
        begun = Beginning(first, unit=self.unit)
        same = Q(start_earliest=last) | Q(Exact(begun, Beginning(last, unit=self.unit)))
        why = {one: Value(one.value) for one in Beside}
        return (
            Case(
                When(date_edtf="", then=why[Beside.UNKNOWN]),
                When(same, then=begun),
                default=why[Beside.IMPRECISE],
                output_field=TextField(),
            ),
        )

    def keys(self, cells: tuple[Any, ...]) -> Iterable[Key | Beside]:
        """The period, several if they may be meant, or why there is none."""
        if not self.possible:
            (text,) = cells
            return (Beside(text) if text in _WHY else Period.of(self.unit, date.fromisoformat(text)),)
        earliest, latest = map(_day, cells[:2])
        if cells[2]:
            return (Beside.UNKNOWN,)
        first = Period.of(self.unit, earliest)
        if first.last >= latest:
            return (first,)
        if earliest != EARLIEST and latest != LATEST:
            return first.until(latest)
        return (Beside.IMPRECISE,)

    def condition(self, key: Key) -> Q:
        """By the bounds of the start."""
        within = Q(start_earliest__gte=key.first, start_latest__lte=key.last)
        if self.possible:
            may = Q(start_earliest__lte=key.last, start_latest__gte=key.first)
            within |= may & ~Q(start_earliest=EARLIEST) & ~Q(start_latest=LATEST)
        return ~Q(date_edtf="") & within

    def beside(self, why: Beside) -> Q:
        """Undated, or begun in no one period."""
        if why is Beside.UNKNOWN:
            return Q(date_edtf="")
        several = ~Q(
            Exact(*(Beginning(F(name), unit=self.unit) for name in ("start_earliest", "start_latest")))
        )
        if self.possible:
            several &= Q(start_earliest=EARLIEST) | Q(start_latest=LATEST)
        return ~Q(date_edtf="") & several


def _day(cell: date | str) -> date:
    """A day as the database gives it: SQLite has texts."""
    return date.fromisoformat(cell) if isinstance(cell, str) else cell


def _declared() -> Iterable[Dimension]:
    def words(vocabulary: Any) -> dict[str, Any]:
        return {"reader": Words(words=vocabulary.values), "labels": dict(vocabulary.choices)}

    def rows(part: Any, column: str, **which: Any) -> dict[str, Any]:
        return {"part": part, "column": column, "which": Q(**which)}

    countries: dict[str, Any] = {
        "reader": Words(words=COUNTRIES),
        "labels": {code: row["name"] for code, row in COUNTRIES.items()},
    }
    placing: dict[str, Any] = {"part": EventPlace, "which": ~Q(role__in=PLACES_NOTHING)}
    yield OfEvent("event_type", "The act.", **words(EventType))
    classes = {str(value): str(label) for value, label in QuadClass.choices}
    yield OfEvent("quad_class", "Words or deeds, cooperation or conflict.", Numbers(words=classes), classes)
    yield OfEvent("form", "What sort of thing it is.", **words(Form))
    yield OfRows(
        "mode", "How it was done.", Words(words=ALL_MODES), dict(MODE_CHOICES), **rows(EventMode, "mode")
    )
    yield OfRows("context", "What it was about.", **words(Context), **rows(EventContext, "context"))
    yield OfEvent("factuality", "Whether it was done.", **words(Factuality))
    yield OfEvent("dataset", "The dataset it belongs to.", Ids(model=Dataset))
    where = "The country of its places."
    yield OfPlaces("country", where, **countries, **placing, column="location__country")
    for kind in LocationKind:
        yield OfPlaces(
            f"location:{kind.value}",
            f"The place of the kind {kind.value} that its places are or lie in.",
            Ids(model=Location),
            part=EventPlace,
            column="location__ancestor_rows__ancestor",
            which=placing["which"]
            & Q(
                location__ancestor_rows__ancestor__kind=kind,
                location__ancestor_rows__ancestor__review_status=ReviewStatus.PUBLISHED,
            ),
        )
    actor = Ids(model=Actor)
    initiator, target = ParticipantRole.INITIATOR, ParticipantRole.TARGET
    yield OfRows("actor", "Who took part.", actor, **rows(Participation, "actor"))
    yield OfRows("initiator", "Who did it.", actor, **rows(Participation, "actor", role=initiator))
    yield OfRows("target", "To whom it was done.", actor, **rows(Participation, "actor", role=target))
    yield OfRows(
        "actor_country",
        "The countries of those who took part.",
        **countries,
        **rows(Participation, "actor__country"),
    )
    yield OfRows(
        "outlet",
        "The outlets that report it.",
        Ids(model=Outlet),
        **rows(EventSource, "article__outlet"),
    )
    articles = "The articles that report it."
    yield OfRows("article", articles, Ids(model=Article), **rows(EventSource, "article"))
    for scheme in CodingScheme.values:
        yield OfRows(
            f"coding:{scheme}",
            f"Its codes in {scheme}.",
            Values(),
            **rows(Coding, "code", scheme=scheme),
        )
    for unit in UNITS:
        yield OfDate(unit, f"The {unit} in which it began.", Periods(unit=unit), unit=unit)


DIMENSIONS: dict[str, Dimension] = {one.name: one for one in _declared()}


@cache
def spread(dimension: Dimension) -> Dimension:
    """The same dimension, in which an uncertain date counts wherever it may lie."""
    if not isinstance(dimension, OfDate):
        return dimension
    meaning = f"The {dimension.unit} in which it may have begun."
    return OfDate(f"{dimension.name}?", meaning, dimension.reader, unit=dimension.unit, possible=True)
