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
from events.filtersets.base import exists_q
from events.filtersets.values import ChoiceValues, IntegerChoiceValues, PublicIdValues, RepeatedValueField
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
from events.rules.periods import CALENDAR_UNITS, Period

NON_LOCATING_ROLES = (PlaceRole.SPOKEN_FROM, PlaceRole.ABOUT)
"""An event was not where it was only spoken from, or what it is about."""
NO_EVENTS = Q(pk__in=[])
BucketKey = Any
"""A value that events share: a word, a primary key, a period; None where there is none."""


class Unbucketed(Enum):
    """Why an event is in no bucket of a dimension."""

    IMPRECISE = "imprecise"
    UNKNOWN = "unknown"


_UNBUCKETED_VALUES = {one.value for one in Unbucketed}


@dataclass(frozen=True)
class Dimension:
    """Something that events are grouped by."""

    name: str
    meaning: str
    reader: RepeatedValueField = field(compare=False)
    """What reads its values."""
    labels: dict[str, str] = field(default_factory=dict, compare=False)
    """What people call its values, if they are words."""

    has_null_bucket: ClassVar = True
    """Whether events without any value make a bucket of their own."""

    @property
    def model(self) -> Any:
        """The collection that its values are ids of, if they are."""
        return self.reader.model if isinstance(self.reader, PublicIdValues) else None

    @property
    def single(self) -> bool:
        """Whether no event has several values."""
        return self.value_rows() is None

    def columns(self) -> Sequence[Any]:
        """What of an event its values are told from."""
        return ()

    def value_rows(self) -> QuerySet[Any] | None:
        """The rows that hold its values, as pairs of event and value; None where a column does."""
        return None

    def coarser_rows(self) -> QuerySet[Any] | None:
        """The rows that an event without a value may have, which then is imprecise."""
        return None

    def keys(self, cells: tuple[Any, ...]) -> Iterable[BucketKey | Unbucketed]:
        """The values of an event: from one of `pairs` and whether `wider` has a row, or from `columns`."""
        (value,) = cells
        return (None if value == "" else value,)

    def condition(self, key: BucketKey) -> Q:
        """The events that have a value; None: those that have none."""
        raise NotImplementedError

    def unbucketed(self, why: Unbucketed) -> Q:
        """The events that are in no bucket."""
        return NO_EVENTS


class ColumnDimension(Dimension):
    """A column of the event."""

    def columns(self) -> Sequence[Any]:
        """The column."""
        return (F(self.name),)

    def condition(self, key: BucketKey) -> Q:
        """By the column, empty or null."""
        if key is not None:
            return Q(**{self.name: key})
        empty = {f"{self.name}__isnull": True} if self.name == "quad_class" else {self.name: ""}
        return Q(**empty)


@dataclass(frozen=True)
class RelationDimension(Dimension):
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

    def value_rows(self) -> QuerySet[Any]:
        """Each value of an event once."""
        return self.rows().annotate(value=F(self.column)).values_list("event", "value").distinct()

    def condition(self, key: BucketKey) -> Q:
        """By the rows."""
        if key is None:
            return ~exists_q(self.rows(), "event")
        return exists_q(self.rows().filter(**{self.column: key}), "event")


class PlaceDimension(RelationDimension):
    """Values of places: an event in a wider place alone is imprecise, one without a place unknown."""

    has_null_bucket: ClassVar = False

    def coarser_rows(self) -> QuerySet[Any]:
        """Its places of any kind."""
        return self._locating_rows()

    def _locating_rows(self) -> QuerySet[Any]:
        return EventPlace.objects.exclude(role__in=NON_LOCATING_ROLES).order_by()

    def keys(self, cells: tuple[Any, ...]) -> Iterable[BucketKey | Unbucketed]:
        """The place, or why there is none."""
        value, placed = cells
        if value is not None:
            return (value,)
        return (Unbucketed.IMPRECISE if placed else Unbucketed.UNKNOWN,)

    def unbucketed(self, why: Unbucketed) -> Q:
        """By whether there is a place at all."""
        placed = exists_q(self._locating_rows(), "event")
        return placed & ~exists_q(self.rows(), "event") if why is Unbucketed.IMPRECISE else ~placed


class PeriodValues(RepeatedValueField):
    """A year, month, week or day."""

    def __init__(self, *, unit: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit

    def read_one(self, text: str) -> Period:
        """Refuse what is no period of the unit. Raises: DateError."""
        return Period.parse(self.unit, text)


class PeriodStart(Func):
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
class DateDimension(Dimension):
    """When an event began: the period that both bounds of its start lie in."""

    has_null_bucket: ClassVar = False
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
        begun = PeriodStart(first, unit=self.unit)
        same = Q(start_earliest=last) | Q(Exact(begun, PeriodStart(last, unit=self.unit)))
        why = {one: Value(one.value) for one in Unbucketed}
        return (
            Case(
                When(date_edtf="", then=why[Unbucketed.UNKNOWN]),
                When(same, then=begun),
                default=why[Unbucketed.IMPRECISE],
                output_field=TextField(),
            ),
        )

    def keys(self, cells: tuple[Any, ...]) -> Iterable[BucketKey | Unbucketed]:
        """The period, several if they may be meant, or why there is none."""
        if not self.possible:
            (text,) = cells
            return (
                Unbucketed(text)
                if text in _UNBUCKETED_VALUES
                else Period.of(self.unit, date.fromisoformat(text)),
            )
        earliest, latest = map(_day, cells[:2])
        if cells[2]:
            return (Unbucketed.UNKNOWN,)
        first = Period.of(self.unit, earliest)
        if first.last >= latest:
            return (first,)
        if earliest != EARLIEST and latest != LATEST:
            return first.until(latest)
        return (Unbucketed.IMPRECISE,)

    def condition(self, key: BucketKey) -> Q:
        """By the bounds of the start."""
        within = Q(start_earliest__gte=key.first, start_latest__lte=key.last)
        if self.possible:
            may = Q(start_earliest__lte=key.last, start_latest__gte=key.first)
            within |= may & ~Q(start_earliest=EARLIEST) & ~Q(start_latest=LATEST)
        return ~Q(date_edtf="") & within

    def unbucketed(self, why: Unbucketed) -> Q:
        """Undated, or begun in no one period."""
        if why is Unbucketed.UNKNOWN:
            return Q(date_edtf="")
        several = ~Q(
            Exact(*(PeriodStart(F(name), unit=self.unit) for name in ("start_earliest", "start_latest")))
        )
        if self.possible:
            several &= Q(start_earliest=EARLIEST) | Q(start_latest=LATEST)
        return ~Q(date_edtf="") & several


def _day(cell: date | str) -> date:
    """A day as the database gives it: SQLite has texts."""
    return date.fromisoformat(cell) if isinstance(cell, str) else cell


def _declare_dimensions() -> Iterable[Dimension]:
    def words(vocabulary: Any) -> dict[str, Any]:
        return {"reader": ChoiceValues(choices=vocabulary.values), "labels": dict(vocabulary.choices)}

    def rows(part: Any, column: str, **which: Any) -> dict[str, Any]:
        return {"part": part, "column": column, "which": Q(**which)}

    countries: dict[str, Any] = {
        "reader": ChoiceValues(choices=COUNTRIES),
        "labels": {code: row["name"] for code, row in COUNTRIES.items()},
    }
    placing: dict[str, Any] = {"part": EventPlace, "which": ~Q(role__in=NON_LOCATING_ROLES)}
    yield ColumnDimension("event_type", "The act.", **words(EventType))
    classes = {str(value): str(label) for value, label in QuadClass.choices}
    yield ColumnDimension(
        "quad_class",
        "Words or deeds, cooperation or conflict.",
        IntegerChoiceValues(choices=classes),
        classes,
    )
    yield ColumnDimension("form", "What sort of thing it is.", **words(Form))
    yield RelationDimension(
        "mode",
        "How it was done.",
        ChoiceValues(choices=ALL_MODES),
        dict(MODE_CHOICES),
        **rows(EventMode, "mode"),
    )
    yield RelationDimension(
        "context", "What it was about.", **words(Context), **rows(EventContext, "context")
    )
    yield ColumnDimension("factuality", "Whether it was done.", **words(Factuality))
    yield ColumnDimension("dataset", "The dataset it belongs to.", PublicIdValues(model=Dataset))
    where = "The country of its places."
    yield PlaceDimension("country", where, **countries, **placing, column="location__country")
    for kind in LocationKind:
        yield PlaceDimension(
            f"location:{kind.value}",
            f"The place of the kind {kind.value} that its places are or lie in.",
            PublicIdValues(model=Location),
            part=EventPlace,
            column="location__ancestor_rows__ancestor",
            which=placing["which"]
            & Q(
                location__ancestor_rows__ancestor__kind=kind,
                location__ancestor_rows__ancestor__review_status=ReviewStatus.PUBLISHED,
            ),
        )
    actor = PublicIdValues(model=Actor)
    initiator, target = ParticipantRole.INITIATOR, ParticipantRole.TARGET
    yield RelationDimension("actor", "Who took part.", actor, **rows(Participation, "actor"))
    yield RelationDimension("initiator", "Who did it.", actor, **rows(Participation, "actor", role=initiator))
    yield RelationDimension(
        "target", "To whom it was done.", actor, **rows(Participation, "actor", role=target)
    )
    yield RelationDimension(
        "actor_country",
        "The countries of those who took part.",
        **countries,
        **rows(Participation, "actor__country"),
    )
    yield RelationDimension(
        "outlet",
        "The outlets that report it.",
        PublicIdValues(model=Outlet),
        **rows(EventSource, "article__outlet"),
    )
    articles = "The articles that report it."
    yield RelationDimension(
        "article", articles, PublicIdValues(model=Article), **rows(EventSource, "article")
    )
    for scheme in CodingScheme.values:
        yield RelationDimension(
            f"coding:{scheme}",
            f"Its codes in {scheme}.",
            RepeatedValueField(),
            **rows(Coding, "code", scheme=scheme),
        )
    for unit in CALENDAR_UNITS:
        yield DateDimension(unit, f"The {unit} in which it began.", PeriodValues(unit=unit), unit=unit)


DIMENSIONS: dict[str, Dimension] = {one.name: one for one in _declare_dimensions()}


@cache
def spread_dates(dimension: Dimension) -> Dimension:
    """The same dimension, in which an uncertain date counts wherever it may lie."""
    if not isinstance(dimension, DateDimension):
        return dimension
    meaning = f"The {dimension.unit} in which it may have begun."
    return DateDimension(f"{dimension.name}?", meaning, dimension.reader, unit=dimension.unit, possible=True)
