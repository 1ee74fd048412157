"""The totals of an event: what its figures say together, as sums and exports read it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Cast, Coalesce, Round

from events.choices import Measure
from events.models.derived_rows import find_drifting_records, store_derived_rows
from events.models.event import Event
from events.models.fields import VocabularyField
from events.models.figure import Figure, number_field
from events.rules.totals import FLAGS, NUMBERS, FigureTotals, ReportedFigure, total_of
from events.rules.words import name_key

ORDERING_MEASURES = (Measure.KILLED.value, Measure.INJURED.value, Measure.ARRESTED.value)
"""The measures by which lists of events are ordered: all count persons."""
_NO_NUMBER = 10**18
_COLUMNS = ("event_id", "measure", "unit", *NUMBERS, *FLAGS)


class FigureTotal(models.Model):
    """The total of one event in one measure and unit; derived. Source: docs/aggregates.md."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="figure_totals", help_text="The event.")
    measure = VocabularyField(Measure, help_text="What is counted.")
    unit = models.CharField(max_length=40, blank=True, help_text="What one of it is.")
    low = number_field("Not less than this.")
    value = number_field("The best value.")
    high = number_field("Not more than this; empty is open.")
    approximate = models.BooleanField(default=False, help_text="Some of it is known only as about how many.")
    contested = models.BooleanField(
        default=False, help_text="Others report something else than the preferred."
    )
    disputed = models.BooleanField(
        default=False, help_text="Reports contradict each other, none is preferred."
    )
    crossed = models.BooleanField(default=False, help_text="A low number is above its high one, as printed.")

    class Meta:
        default_permissions: ClassVar[tuple[str, ...]] = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "measure", "unit"], name="figure_total_once")
        ]
        indexes: ClassVar = [models.Index(fields=["measure", "event"], name="figure_total_by_measure")]

    def __str__(self) -> str:
        return f"{self.measure} of {self.event_id}"

    @staticmethod
    def sort_key(measure: str, descending: bool) -> Any:
        """By what events are ordered: the value in hundredths, else the low, and one; none comes last."""
        totals = FigureTotal.objects.filter(event=models.OuterRef("pk"), measure=measure)
        number = Round(Coalesce("value", "low") * 100 + 1, output_field=models.DecimalField())
        largest = totals.annotate(number=Cast(number, models.BigIntegerField())).order_by("-number")
        return Coalesce(models.Subquery(largest.values("number")[:1]), 0 if descending else _NO_NUMBER)

    @classmethod
    def rebuild(cls, pks: Collection[int], figures: Iterable[Figure]) -> None:
        """Make the rows of these events what all their figures say. Queries: 1 to 3."""
        store_derived_rows(cls, _COLUMNS, pks, cls._computed(figures))

    @classmethod
    def find_drift(cls, pks: Collection[int], figures: Iterable[Figure]) -> set[int]:
        """Those of these events whose rows are not what all their figures say. Queries: 1."""
        return find_drifting_records(cls, _COLUMNS, pks, cls._computed(figures))

    @classmethod
    def _computed(cls, figures: Iterable[Figure]) -> set[tuple[Any, ...]]:
        return {tuple(getattr(row, name) for name in _COLUMNS) for row in cls.of_figures(figures)}

    @classmethod
    def of_figures(cls, figures: Iterable[Figure]) -> list["FigureTotal"]:
        """The totals of these figures alone, not stored; stocks have none."""
        reported: dict[tuple[int, str, str], list[ReportedFigure]] = defaultdict(list)
        for figure in figures:
            if not figure.counts_a_stock:
                key = (figure.event_id, figure.measure, figure.unit)
                reported[key].append(reported_figure(figure))
        totals = {key: total_of(reports) for key, reports in reported.items()}
        return [cls._new(*key, total) for key, total in totals.items()]

    @classmethod
    def _new(cls, event: int, measure: str, unit: str, total: FigureTotals) -> "FigureTotal":
        numbers = {name: getattr(total, name) for name in (*NUMBERS, *FLAGS)}
        return cls(event_id=event, measure=measure, unit=unit, **numbers)

    @classmethod
    def of_harmed(cls, figures: Iterable[Figure]) -> list[tuple[int, "FigureTotal"]]:
        """The totals of each actor that these figures count, or of nobody who is named: by key, or 0.

        Of what is counted of several actors together, none has a number of its own.
        """
        by_actor: dict[tuple[int, int, str, str], dict[str, ReportedFigure]] = defaultdict(dict)
        for figure in figures:
            reported, of = reported_figure(figure), [actor.pk for actor in figure.of.all()]
            if len(of) > 1:
                reported = replace(reported, value=None, low=None, high=None)
            for actor in () if figure.counts_a_stock else of or [0]:
                key = (actor, figure.event_id, figure.measure, figure.unit)
                by_actor[key][reported.key] = replace(reported, of=frozenset())
        return [
            (actor, cls._new(event, measure, unit, total_of(_without_outside_wholes(reports))))
            for (actor, event, measure, unit), reports in by_actor.items()
        ]


def _without_outside_wholes(reports: Mapping[str, ReportedFigure]) -> list[ReportedFigure]:
    """The reports, no more as parts of figures that are not among them."""
    return [one if one.inside in reports else replace(one, inside=None) for one in reports.values()]


def reported_figure(figure: Figure) -> ReportedFigure:
    """What a total depends on, of a figure of `Figure.with_counted`."""
    return ReportedFigure(
        figure.key or f"#{figure.pk}",
        figure.value,
        figure.low,
        figure.high,
        figure.qualifier,
        of=frozenset(actor.slug for actor in figure.of.all()),
        of_wording=name_key(figure.of_wording),
        inside=(figure.subset_of.key or f"#{figure.subset_of_id}") if figure.subset_of else None,
        preferred=figure.preferred,
        derived=figure.derived,
        complete=figure.complete,
    )
