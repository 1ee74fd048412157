"""Claims: what somebody says is so, and the subjects of claims."""

from typing import ClassVar

from django.db import models

from events.choices import Collection, Directness, Stance
from events.models.attribution import Attributed
from events.models.external_id import exactly_one
from events.models.fields import EdtfField, VocabularyField
from events.models.record import Child, DatasetRecord

SUBJECT_FIELDS = ("event", "relation", "figure", "affiliation", "participation")


class Claim(Attributed, DatasetRecord):
    """Who says what: the speakers are those that it is attributed to. Source: codebook 7."""

    COLLECTION = Collection.CLAIMS

    stance = VocabularyField(Stance, help_text="What the speaker does with the proposition.")
    proposition = models.TextField(
        help_text="What is said, as one neutral affirmative sentence; a denial lives in the stance."
    )
    directness = VocabularyField(
        Directness, default=Directness.INDIRECT, help_text="Whether the speaker's own words are quoted."
    )
    said_on = EdtfField(help_text="When it was said, as an EDTF string; empty where nothing tells.")

    class Meta(DatasetRecord.Meta):
        pass

    @property
    def label(self) -> str:
        """The proposition."""
        return self.proposition


def _subject_field(model: str, what: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"events.{model}",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claim_subjects",
        help_text=f"The {what} that the claim is about.",
    )


class ClaimSubject(Child):
    """Something that a claim is about."""

    OWNER_PATHS = ("claim",)

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="subjects", help_text="The claim.")
    event = _subject_field("Event", "event")
    relation = _subject_field("EventRelation", "relation between events")
    figure = _subject_field("Figure", "figure")
    affiliation = _subject_field("Affiliation", "affiliation")
    participation = _subject_field("Participation", "participation")

    class Meta(Child.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                name="claim_subject_is_one",
                condition=exactly_one(*SUBJECT_FIELDS),
                violation_error_message="Choose one thing that the claim is about.",
            )
        ]

    def __str__(self) -> str:
        return next(
            f"{name}: {value}" for name in SUBJECT_FIELDS if (value := getattr(self, name)) is not None
        )
