"""Dimensions by which events are grouped: the values of an event in each, and the events of a value.

A new dimension is one declaration in `DIMENSIONS`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import Any, ClassVar

from django.db.models import (
    Aggregate,
    Case,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from events import choices, models
from events.choices.countries import COUNTRIES
from events.choices.plover import ALL_MODES, MODE_CHOICES
from events.filtersets.base import exists_q
from events.filtersets.values import ChoiceValues, IntegerChoiceValues, PublicIdValues, RepeatedValueField
from events.rules.dates import CALENDAR_UNITS, EARLIEST, LATEST, DateSpan, Period

NO_EVENTS = Q(pk__in=[])
BucketKey = Any
"""A value that events share: a word, a primary key, a period; None where there is none."""


class Unbucketed(Enum):
    """Why an event is in no bucket of a dimension."""

    IMPRECISE = "imprecise"
    UNKNOWN = "unknown"
    BEGAN_BEFORE = "began_before"


UNBUCKETED_VALUES = {why.value for why in Unbucketed}


@dataclass(frozen=True)
class Dimension:
    """A property by which events are grouped."""

    name: str
    meaning: str
    reader: RepeatedValueField = field(compare=False)
    """Reads its values from texts."""
    labels: dict[str, str] = field(default_factory=dict, compare=False)
    """The labels of its values, if these are words."""

    has_null_bucket: ClassVar = True
    """Whether events without any value make a bucket of their own."""

    @property
    def model(self) -> Any:
        """The model of the records that are its values, if they are records."""
        return self.reader.model if isinstance(self.reader, PublicIdValues) else None

    def columns(self) -> Sequence[Any]:
        """The columns of an event from which its values follow."""
        return ()

    def value_rows(self) -> QuerySet[Any] | None:
        """The child rows that hold its values, as pairs of event and value; None where columns hold them."""
        return None

    def coarser_rows(self) -> QuerySet[Any] | None:
        """The child rows that make an event without a value imprecise, not unknown; None where none do."""
        return None

    def keys(self, cells: tuple[Any, ...]) -> Iterable[BucketKey | Unbucketed]:
        """The values of an event: from a value row and whether it has a coarser row, or from its columns."""
        (value,) = cells
        return (None if value == "" else value,)

    def condition(self, key: BucketKey) -> Q:
        """The events that have this value; None: the events without any."""
        raise NotImplementedError

    def unbucketed(self, why: Unbucketed) -> Q:
        """The events that are in no bucket."""
        return NO_EVENTS


class ColumnDimension(Dimension):
    """A column of the event."""

    def columns(self) -> Sequence[Any]:
        return (F(self.name),)

    def condition(self, key: BucketKey) -> Q:
        """By the column, empty or null."""
        if key is None and self.name in ("quad_class", "dataset"):
            return Q(**{f"{self.name}__isnull": True})
        return Q(**{self.name: key or ""})


@dataclass(frozen=True)
class RelationDimension(Dimension):
    """Values of child rows: an event may have several."""

    child_model: Any = field(default=None, compare=False)
    column: str = field(default="", compare=False)
    restriction: Q = field(default_factory=Q, compare=False)
    """Which child rows count at all."""

    def rows(self) -> QuerySet[Any]:
        """The rows that hold a value."""
        rows: QuerySet[Any] = self.child_model.objects.filter(self.restriction).order_by()
        rows = rows.exclude(**{f"{self.column}__isnull": True})
        return rows.exclude(**{self.column: ""}) if self.column.endswith("country") else rows

    def value_rows(self) -> QuerySet[Any]:
        """Each value of an event once."""
        return self.rows().annotate(value=F(self.column)).values_list("event", "value").distinct()

    def condition(self, key: BucketKey) -> Q:
        if key is None:
            return ~exists_q(self.rows(), "event")
        return exists_q(self.rows().filter(**{self.column: key}), "event")


class HarmedDimension(Dimension):
    """The actors that figures count: sums take the parts of each, not the total of the event."""

    def value_rows(self) -> QuerySet[Any]:
        """Each actor of an event's figures once."""
        pairs: Any = models.Figure.of.through.objects.order_by()
        return (
            pairs.annotate(event=F("figure__event"), value=F("actor"))
            .values_list("event", "value")
            .distinct()
        )

    def condition(self, key: BucketKey) -> Q:
        figures = models.Figure.objects.order_by()
        if key is None:
            return ~exists_q(figures.filter(of__isnull=False), "event")
        return exists_q(figures.filter(of=key), "event")


class PlaceDimension(RelationDimension):
    """Values of places: an event with only a wider place is imprecise, one without a place unknown."""

    has_null_bucket: ClassVar = False

    def coarser_rows(self) -> QuerySet[Any]:
        """Its places of any kind."""
        return models.EventPlace.objects.exclude(role__in=choices.NON_LOCATING_ROLES).order_by()

    def keys(self, cells: tuple[Any, ...]) -> Iterable[BucketKey | Unbucketed]:
        """The place, or why there is none."""
        value, placed = cells
        if value is not None:
            return (value,)
        return (Unbucketed.IMPRECISE if placed else Unbucketed.UNKNOWN,)

    def unbucketed(self, why: Unbucketed) -> Q:
        """By whether there is a place at all."""
        if why is Unbucketed.BEGAN_BEFORE:
            return NO_EVENTS
        placed = exists_q(self.coarser_rows(), "event")
        return placed & ~exists_q(self.rows(), "event") if why is Unbucketed.IMPRECISE else ~placed


class PeriodValues(RepeatedValueField):
    """A year, month, week or day."""

    error_code = "invalid_date"

    def __init__(self, *, unit: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit

    def read_one(self, text: str) -> Period:
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

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By the text as which SQLite stores a day."""
        return self.as_sql(compiler, connection, template=self.ON_SQLITE[self.extra["unit"]], **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By the database's own calendar."""
        template = "TO_CHAR(DATE_TRUNC('%(unit)s', %(expressions)s), 'YYYY-MM-DD')"
        return self.as_sql(compiler, connection, template=template, **context)


class DaysOfPieces(Aggregate):
    """The stretches of a date with gaps as one text: `2019-01-01/2019-12-31,2023-01-01/2023-12-31`."""

    template = "%(function)s(CAST(%(expressions)s AS TEXT), ',')"
    arg_joiner = " AS TEXT) || '/' || CAST("
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


@dataclass(frozen=True)
class DateDimension(Dimension):
    """The period in which an event began: the one that holds both bounds of its start."""

    has_null_bucket: ClassVar = False
    unit: str = ""
    possible: bool = False
    """Whether an event counts in every period in which it may have begun, unless its start is open."""
    since: date | None = None
    until: date | None = None
    """The first and the last day of the axis, where they are asked for: what began before is in no bucket."""

    def columns(self) -> Sequence[Any]:
        """The period or why there is none; with `possible`, both bounds, whether it is undated, its gaps."""
        first, last = F("start_earliest"), F("start_latest")
        if self.possible:
            pieces = models.EventDatePiece.objects.filter(event=OuterRef("pk")).order_by().values("event")
            days_of_pieces = pieces.annotate(text=DaysOfPieces("earliest", "latest")).values("text")
            is_undated = Case(When(date_edtf="", then=1), default=0, output_field=IntegerField())
            return (first, last, is_undated, Subquery(days_of_pieces))
        start = PeriodStart(first, unit=self.unit)
        same = Q(start_earliest=last) | Q(Exact(start, PeriodStart(last, unit=self.unit)))
        whys = [When(date_edtf="", then=Value(Unbucketed.UNKNOWN.value))]
        if self.since:
            whys.append(When(began_before(self.since), then=Value(Unbucketed.BEGAN_BEFORE.value)))
        imprecise = Value(Unbucketed.IMPRECISE.value)
        return (Case(*whys, When(same, then=start), default=imprecise, output_field=TextField()),)

    def keys(self, cells: tuple[Any, ...]) -> Iterable[BucketKey | Unbucketed]:
        """The period, several with `possible`, or why there is none."""
        if not self.possible:
            (text,) = cells
            if text in UNBUCKETED_VALUES:
                return (Unbucketed(text),)
            return (Period.of(self.unit, date.fromisoformat(text)),)
        # SQLite has days as texts.
        earliest, latest = (date.fromisoformat(str(day)) for day in cells[:2])
        if cells[2]:
            return (Unbucketed.UNKNOWN,)
        if self.since and latest < self.since:
            return (Unbucketed.BEGAN_BEFORE,)
        first = Period.of(self.unit, earliest)
        if first.last >= latest:
            return (first,)
        if earliest == EARLIEST or latest == LATEST:
            return (Unbucketed.IMPRECISE,)
        first = Period.of(self.unit, max(earliest, self.since or earliest))
        return self.periods(cells, first, min(latest, self.until or latest))

    def periods(self, cells: tuple[Any, ...], first: Period, latest: date) -> Iterator[Period]:
        """The periods from a first one to a last day in which an event may have begun, not those in gaps."""
        start = Period.of(self.unit, date.fromisoformat(str(cells[0])))
        # A start that was narrowed into a gap is of no piece.
        of_pieces = cells[3] and any(self._periods(cells[3], start, date.fromisoformat(str(cells[1]))))
        return self._periods(cells[3], first, latest) if of_pieces else first.until(latest)

    def _periods(self, days_of_pieces: str, first: Period, latest: date) -> Iterator[Period]:
        """The periods of the stretches in which a date with gaps may have begun."""
        reached = first.first
        for days in sorted(piece.split("/") for piece in days_of_pieces.split(",")):
            start, end = map(date.fromisoformat, days)
            if start > latest or end < reached:
                continue
            for period in Period.of(self.unit, max(start, reached)).until(min(end, latest)):
                yield period
                if period.last == date.max:
                    return
                reached = period.last + timedelta(1)

    def inside(self) -> Q:
        """The events that surely lie in one period from start to end."""
        first, last = (PeriodStart(F(name), unit=self.unit) for name in ("start_earliest", "end_latest"))
        return ~Q(date_edtf="") & Q(Exact(first, last))

    def condition(self, key: BucketKey) -> Q:
        """By the bounds of the start."""
        began = Q(start_earliest__gte=key.first, start_latest__lte=key.last)
        if self.possible:
            may_have_begun = Q(start_earliest__lte=key.last, start_latest__gte=key.first)
            in_a_gap = models.EventDatePiece.events_in_a_gap(DateSpan(key.first, key.last), beginning=True)
            may_have_begun &= ~Q(pk__in=in_a_gap)
            began |= may_have_begun & ~Q(start_earliest=EARLIEST) & ~Q(start_latest=LATEST)
        return ~Q(date_edtf="") & began

    def unbucketed(self, why: Unbucketed) -> Q:
        """Undated, or begun in no one period."""
        if why is Unbucketed.UNKNOWN:
            return Q(date_edtf="")
        if why is Unbucketed.BEGAN_BEFORE:
            return NO_EVENTS  # of any one dimension: it is the axis that begins
        first, last = (PeriodStart(F(name), unit=self.unit) for name in ("start_earliest", "start_latest"))
        several = ~Q(Exact(first, last))
        if self.possible:
            several &= Q(start_earliest=EARLIEST) | Q(start_latest=LATEST)
        return ~Q(date_edtf="") & several


def began_before(day: date) -> Q:
    """The events that surely began before a day."""
    return ~Q(date_edtf="") & Q(start_latest__lt=day)


def _declare_dimensions() -> Iterable[Dimension]:
    def words(vocabulary: Any) -> dict[str, Any]:
        return {"reader": ChoiceValues(choices=vocabulary.values), "labels": dict(vocabulary.choices)}

    def rows(model: Any, column: str, *conditions: Q, **lookups: Any) -> dict[str, Any]:
        return {"child_model": model, "column": column, "restriction": Q(*conditions, **lookups)}

    countries: dict[str, Any] = {
        "reader": ChoiceValues(choices=COUNTRIES),
        "labels": {code: row["name"] for code, row in COUNTRIES.items()},
    }
    yield ColumnDimension("event_type", "The act.", **words(choices.EventType))
    classes = {str(value): str(label) for value, label in choices.QuadClass.choices}
    quad_class = IntegerChoiceValues(choices=classes)
    yield ColumnDimension("quad_class", "Words or deeds, cooperation or conflict.", quad_class, classes)
    yield ColumnDimension("form", "What sort of thing it is.", **words(choices.Form))
    mode, modes = ChoiceValues(choices=ALL_MODES), rows(models.EventMode, "mode")
    yield RelationDimension("mode", "How it was done.", mode, dict(MODE_CHOICES), **modes)
    contexts = rows(models.EventContext, "context")
    yield RelationDimension("context", "What it was about.", **words(choices.Context), **contexts)
    yield ColumnDimension("factuality", "Whether it was done.", **words(choices.Factuality))
    yield ColumnDimension("depth", "How far it was worked through here.", **words(choices.Depth))
    yield ColumnDimension("dataset", "The dataset it belongs to.", PublicIdValues(model=models.Dataset))
    places = rows(models.EventPlace, "location__country", ~Q(role__in=choices.NON_LOCATING_ROLES))
    yield PlaceDimension("country", "The country of its places.", **countries, **places)
    for kind in choices.LocationKind:
        wider = "location__ancestor_rows__ancestor"
        public = Q(**{f"{wider}__kind": kind, f"{wider}__review_status": choices.ReviewStatus.PUBLISHED})
        meaning = f"The place of the kind {kind.value} that its places are or lie in."
        places = rows(models.EventPlace, wider, ~Q(role__in=choices.NON_LOCATING_ROLES), public)
        yield PlaceDimension(
            f"location:{kind.value}", meaning, PublicIdValues(model=models.Location), **places
        )
    actor = PublicIdValues(model=models.Actor)
    initiators = rows(models.Participation, "actor", role=choices.ParticipantRole.INITIATOR)
    targets = rows(models.Participation, "actor", role=choices.ParticipantRole.TARGET)
    yield RelationDimension("actor", "Who took part.", actor, **rows(models.Participation, "actor"))
    yield RelationDimension("initiator", "Who did it.", actor, **initiators)
    yield RelationDimension("target", "To whom it was done.", actor, **targets)
    yield HarmedDimension("harmed", "Whom its figures count; sums take the part of each.", actor)
    actor_countries = countries | rows(models.Participation, "actor__country")
    yield RelationDimension("actor_country", "The countries of those who took part.", **actor_countries)
    outlet, outlets = PublicIdValues(model=models.Outlet), rows(models.EventSource, "article__outlet")
    yield RelationDimension("outlet", "The outlets that report it.", outlet, **outlets)
    article, articles = PublicIdValues(model=models.Article), rows(models.EventSource, "article")
    yield RelationDimension("article", "The articles that report it.", article, **articles)
    for scheme in choices.CodingScheme.values:
        codes = rows(models.Coding, "code", models.Coding.IN_SCOPE, scheme=scheme)
        meaning = f"Its codes in {scheme}."
        yield RelationDimension(f"coding:{scheme}", meaning, RepeatedValueField(), **codes)
    for unit in CALENDAR_UNITS:
        yield DateDimension(unit, f"The {unit} in which it began.", PeriodValues(unit=unit), unit=unit)


DIMENSIONS: dict[str, Dimension] = {dimension.name: dimension for dimension in _declare_dimensions()}


@cache
class ReportDimension(DateDimension):
    """The period of which an event reports a stock: of something ongoing that in which it was last reported.

    Only for events whose report surely is of one period.
    """

    def columns(self) -> Sequence[Any]:
        """The period of the first day that the report may be of."""
        return (PeriodStart(Coalesce(F("last_reported"), F("start_earliest")), unit=self.unit),)

    def keys(self, cells: tuple[Any, ...]) -> Iterable[BucketKey | Unbucketed]:
        """The period."""
        return (Period.of(self.unit, date.fromisoformat(cells[0])),)


def of_reports(dimension: Dimension) -> Dimension:
    """The same dimension, in which a period has what is reported of it, whenever the event began."""
    if not isinstance(dimension, DateDimension):
        return dimension
    return ReportDimension(dimension.name, dimension.meaning, dimension.reader, unit=dimension.unit)


def spread_dates(dimension: Dimension) -> Dimension:
    """The same dimension, in which an uncertain date counts in every period where it may lie."""
    if not isinstance(dimension, DateDimension) or dimension.possible:
        return dimension
    meaning = f"The {dimension.unit} in which it may have begun."
    return replace(dimension, name=f"{dimension.name}?", meaning=meaning, possible=True)
