"""The query language of contradictions."""

from collections.abc import Callable

from django.db.models import Q

from events import choices, models
from events.filtersets.base import ChoiceFilter, PublicIdFilter, StrictFilterSet


def _with_an_end_at(*paths: str) -> Callable[[list[int]], Q]:
    """The condition that an end belongs to one of these records."""

    def condition(pks: list[int]) -> Q:
        either = Q(pk__in=[])
        for side in ("left", "right"):
            for path in paths:
                either |= Q(**{f"{side}_{path}__in": pks})
        return either

    return condition


class ContradictionFilterSet(StrictFilterSet):
    """The query language of contradictions."""

    how = ChoiceFilter(
        "In what way the two cannot both stand.", choices.ContradictionHow.values, example="numeric"
    )
    event = PublicIdFilter(
        "An event of which an end is a figure, or a report of its date.",
        models.Event,
        condition=_with_an_end_at("figure__event", "date_report__event"),
        example="attacks-on-us-forces-in-iraq-and-syria-2023-2024",
    )
    actor = PublicIdFilter(
        "An actor of whom an end is an affiliation.",
        models.Actor,
        condition=_with_an_end_at("affiliation__actor"),
        example="popular-mobilization-forces",
    )
    claim = PublicIdFilter(
        "A claim that is an end.",
        models.Claim,
        condition=_with_an_end_at("claim"),
        example="us-timing-is-related-to-the-attacks",
    )

    class Meta(StrictFilterSet.Meta):
        model = models.Contradiction
