"""The totals of an event: what its figures say together, as sums and exports read it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models

from events.choices import Measure
from events.models.event import Event
from events.models.fields import VocabularyField
from events.models.figure import Figure, number_field
from events.rules.totals import FigureTotals, ReportedFigure, total_of
from events.rules.words import name_key

_NUMBERS = ("low", "value", "high")
_FLAGS = ("approximate", "contested", "disputed")


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

    class Meta:
        default_permissions: ClassVar[tuple[str, ...]] = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "measure", "unit"], name="figure_total_once")
        ]
        indexes: ClassVar = [models.Index(fields=["measure", "event"], name="figure_total_by_measure")]

    def __str__(self) -> str:
        return f"{self.measure} of {self.event_id}"

    @classmethod
    def rebuild(cls, pks: set[int]) -> None:
        """Recompute the rows of these events. Queries: 3, and 2 where any changed."""
        computed = {row._key() for row in cls.of_figures(Figure._base_manager.filter(event__in=pks))}
        stored = cls._base_manager.filter(event__in=pks)
        if {row._key() for row in stored} != computed:
            stored.delete()
            cls._base_manager.bulk_create(
                [cls(**dict(key)) for key in sorted(computed, key=repr)], batch_size=1000
            )

    def _key(self) -> tuple[tuple[str, Any], ...]:
        names = ("event_id", "measure", "unit", *_NUMBERS, *_FLAGS)
        return tuple((name, getattr(self, name)) for name in names)

    @classmethod
    def of_figures(cls, figures: models.QuerySet[Figure]) -> list["FigureTotal"]:
        """The totals of these figures alone, not stored; stocks have none. Queries: 2."""
        reported: dict[tuple[int, str, str], list[ReportedFigure]] = defaultdict(list)
        for figure, report in reported_figures(figures):
            if not figure.counts_a_stock:
                reported[figure.event_id, figure.measure, figure.unit].append(report)
        return [
            cls(event_id=event, measure=measure, unit=unit, **_columns(total_of(reports)))
            for (event, measure, unit), reports in reported.items()
        ]


def reported_figures(figures: models.QuerySet[Figure]) -> Iterator[tuple[Figure, ReportedFigure]]:
    """These figures, each with what its total depends on. Queries: 2."""
    of: dict[int, set[str]] = defaultdict(set)
    through = Figure.of.through._base_manager.filter(figure__in=figures.values("pk"))
    for pk, slug in through.values_list("figure_id", "actor__slug"):
        of[pk].add(slug)
    for figure in figures.select_related("subset_of"):
        yield (
            figure,
            ReportedFigure(
                figure.key or f"#{figure.pk}",
                figure.value,
                figure.low,
                figure.high,
                figure.qualifier,
                of=frozenset(of[figure.pk]),
                of_wording=name_key(figure.of_wording),
                inside=(figure.subset_of.key or f"#{figure.subset_of_id}") if figure.subset_of else None,
                preferred=figure.preferred,
                derived=figure.derived,
                complete=figure.complete,
            ),
        )


def _columns(total: FigureTotals) -> dict[str, Any]:
    return {name: getattr(total, name) for name in (*_NUMBERS, *_FLAGS)}
