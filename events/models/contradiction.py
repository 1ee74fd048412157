"""Statements that cannot both stand."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from events.choices import ContradictionHow
from events.models.external_id import exactly_one
from events.models.fields import WordField
from events.models.record import Part

KINDS = {
    "claim": "Claim",
    "figure": "Figure",
    "date_report": "DateReport",
    "affiliation": "Affiliation",
}
LEFT = tuple(f"left_{kind}" for kind in KINDS)
RIGHT = tuple(f"right_{kind}" for kind in KINDS)


def _end(side: str, kind: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"events.{KINDS[kind]}",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name=f"contradictions_{side}",
        help_text=f"The {kind.replace('_', ' ')} on the {side} hand.",
    )


class Contradiction(Part):
    """Two claims, figures, date reports or affiliations that contradict each other. Source: codebook 7.

    It belongs to the records of both ends, so that both keep it in their history.
    """

    ROOTS = tuple(
        side + path
        for side in ("left_", "right_")
        for path in ("claim", "figure__event", "date_report__event", "affiliation__actor")
    )

    left_claim = _end("left", "claim")
    left_figure = _end("left", "figure")
    left_date_report = _end("left", "date_report")
    left_affiliation = _end("left", "affiliation")
    right_claim = _end("right", "claim")
    right_figure = _end("right", "figure")
    right_date_report = _end("right", "date_report")
    right_affiliation = _end("right", "affiliation")
    how = WordField(
        max_length=24, choices=ContradictionHow.choices, help_text="In what way they cannot both stand."
    )
    note = models.TextField(blank=True, help_text="What exactly clashes.")

    class Meta(Part.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                name="contradiction_has_one_left",
                condition=exactly_one(*LEFT),
                violation_error_message="Choose one thing on the left hand.",
            ),
            models.CheckConstraint(
                name="contradiction_has_one_right",
                condition=exactly_one(*RIGHT),
                violation_error_message="Choose one thing on the right hand.",
            ),
            *(
                models.CheckConstraint(
                    name=f"contradiction_of_another_{kind}",
                    condition=Q(**{f"left_{kind}__isnull": True})
                    | Q(**{f"right_{kind}__isnull": True})
                    | ~Q(**{f"left_{kind}": models.F(f"right_{kind}")}),
                )
                for kind in KINDS
            ),
        ]

    def __str__(self) -> str:
        ends = [value for name in (*LEFT, *RIGHT) if (value := getattr(self, name)) is not None]
        return " ≠ ".join(str(end) for end in ends)
