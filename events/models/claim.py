"""What somebody says is so, and what that is about."""

from typing import ClassVar

from django.db import models

from events.choices import Collection, Directness, Stance
from events.models.attribution import Attributed
from events.models.external_id import exactly_one
from events.models.fields import EdtfField, WordField
from events.models.record import Head, Part

SUBJECTS = ("event", "relation", "figure", "affiliation", "participation")


class Claim(Attributed, Head):
    """Who says what: the speakers are those that it is attributed to. Source: codebook 7."""

    COLLECTION = Collection.CLAIMS

    stance = WordField(
        max_length=16, choices=Stance.choices, help_text="What the speaker does with the proposition."
    )
    proposition = models.TextField(
        help_text="What is said, as one neutral affirmative sentence; a denial lives in the stance."
    )
    directness = WordField(
        max_length=16,
        choices=Directness.choices,
        default=Directness.INDIRECT,
        help_text="Whether the speaker's own words are quoted.",
    )
    said_on = EdtfField(help_text="When it was said, as an EDTF string; empty where nothing tells.")

    class Meta(Head.Meta):
        pass

    @property
    def label(self) -> str:
        """The proposition."""
        return self.proposition


def _subject(model: str, what: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"events.{model}",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="claim_subjects",
        help_text=f"The {what} that the claim is about.",
    )


class ClaimSubject(Part):
    """Something that a claim is about."""

    ROOTS = ("claim",)

    claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, related_name="subjects", help_text="The claim."
    )
    event = _subject("Event", "event")
    relation = _subject("EventRelation", "relation between events")
    figure = _subject("Figure", "figure")
    affiliation = _subject("Affiliation", "affiliation")
    participation = _subject("Participation", "participation")

    class Meta(Part.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                name="claim_subject_is_one",
                condition=exactly_one(*SUBJECTS),
                violation_error_message="Choose one thing that the claim is about.",
            ),
        ]

    def __str__(self) -> str:
        return next(f"{name}: {value}" for name in SUBJECTS if (value := getattr(self, name)) is not None)
