"""Figures: numbers that are reported about an event."""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from events.choices import Measure, Qualifier
from events.models.attribution import Attributed
from events.models.fields import SortedCharField, VocabularyField, optional_reference
from events.models.record import KeyedChild, key_once
from events.rules.figures import FigureError, FigureValues, check_numbers, check_unit, complete_numbers
from events.rules.words import name_key


def number_field(help_text: str) -> models.DecimalField:
    """A number with hundredths, or none."""
    return models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True, help_text=help_text)


class Figure(Attributed, KeyedChild):
    """One number as one source prints it; two sources, two figures. Source: codebook 6."""

    OWNER_PATHS = ("event",)
    KEY_PATHS = ("measure", "wording")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="figures", help_text="The event.")
    measure = VocabularyField(Measure, help_text="What is counted.")
    unit = models.CharField(
        max_length=40,
        blank=True,
        help_text="The unit of the value: attacks, USD; of a duration one ISO 8601 unit such as P1D or P1M.",
    )
    value = number_field("The best value; empty is unknown, never zero.")
    low = number_field("Not less than this.")
    high = number_field("Not more than this.")
    qualifier = VocabularyField(
        default=Qualifier.EXACT, help_text="How strictly the printed number is meant."
    )
    wording = models.CharField(max_length=300, blank=True, help_text="The number as it is printed.")
    of = models.ManyToManyField(
        "events.Actor", blank=True, related_name="+", help_text="The actors that are counted."
    )
    of_wording = models.CharField(
        max_length=200, blank=True, help_text="Who or what is counted, where it is no actor."
    )
    subset_of = optional_reference(
        "Figure", "subsets", "The figure of this event that it is a part of.", on_delete=models.RESTRICT
    )
    derived = models.BooleanField(default=False, help_text="Computed from others by us; no source prints it.")
    preferred = models.BooleanField(
        default=False,
        help_text="The figure to use where sources differ; at most one figure for each measure and group.",
    )
    complete = models.BooleanField(
        default=False,
        help_text="With the other parts of this measure and unit it makes up the whole.",
    )
    stock = models.BooleanField(
        default=False,
        help_text="Counts those who were so at a time, and not those who became so; troops always do.",
    )
    counted_group = SortedCharField(
        max_length=300,
        blank=True,
        editable=False,
        help_text="Measure, unit and who is counted, as one key; derived.",
    )

    class Meta(KeyedChild.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "counted_group"],
                condition=Q(preferred=True) & ~Q(counted_group=""),
                name="figure_one_preferred",
                violation_error_message="Another figure of the same measure and group is preferred already.",
            ),
            key_once("figure", "event"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.wording or self.value}"

    @property
    def counts_a_stock(self) -> bool:
        """Whether it must not be added to figures of other times."""
        return self.stock or self.measure == Measure.TROOPS

    def clean(self) -> None:
        """Complete the numbers by the qualifier, and refuse others, and a unit that the measure cannot have.

        Raises: ValidationError.
        """
        super().clean()
        numbers = complete_numbers(self.qualifier, FigureValues(self.value, self.low, self.high))
        self.value, self.low, self.high = numbers
        for field, check in (
            ("unit", partial(check_unit, self.measure, self.unit)),
            ("qualifier", partial(check_numbers, self.qualifier, numbers)),
        ):
            try:
                check()
            except FigureError as error:
                raise ValidationError({field: str(error)}) from error

    @classmethod
    def with_counted(cls, figures: models.QuerySet["Figure"]) -> models.QuerySet["Figure"]:
        """These figures with whom they count and what they are a part of. Queries: 2."""
        return figures.select_related("subset_of").prefetch_related("of")

    @classmethod
    def recompute_derived(cls, event_pks: Iterable[int]) -> list["Figure"]:
        """Recompute the counted group of each figure of these events; returns the figures.

        Raises: ValidationError where two of one group are preferred. Queries: 2, and 1 where any changed.
        """
        changed = []
        preferred: dict[tuple[int, str], Figure] = {}
        figures = list(cls.with_counted(cls._base_manager.filter(event__in=event_pks)))
        for figure in figures:
            counted = sorted(actor.slug for actor in figure.of.all())
            words = [figure.measure, figure.unit, *counted, name_key(figure.of_wording)]
            group = "|".join(words)[:300]
            if figure.preferred:
                other = preferred.setdefault((figure.event_id, group), figure)
                if other is not figure:
                    raise ValidationError(
                        f"Two figures of one group are preferred, {other.key} and {figure.key}; choose one."
                    )
            if group != figure.counted_group:
                figure.counted_group = group
                changed.append(figure)
        cls.objects.bulk_update(changed, ["counted_group"], batch_size=200)
        return figures
