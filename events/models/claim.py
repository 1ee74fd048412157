"""Claims: what somebody says is so, their subjects, and contradictions between statements."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from events.choices import Collection, ContradictionHow, Directness, Stance
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


END_MODELS = {"claim": "Claim", "figure": "Figure", "date_report": "DateReport", "affiliation": "Affiliation"}
LEFT_FIELDS = tuple(f"left_{kind}" for kind in END_MODELS)
RIGHT_FIELDS = tuple(f"right_{kind}" for kind in END_MODELS)


def _end_field(side: str, kind: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"events.{END_MODELS[kind]}",
        models.PROTECT,
        null=True,
        blank=True,
        related_name=f"contradictions_{side}",
        help_text=f"The {kind.replace('_', ' ')} on the {side} hand.",
    )


class Contradiction(Child):
    """Two claims, figures, date reports or affiliations that contradict each other. Source: codebook 7.

    It belongs to the records of both ends, so that both keep it in their history.
    """

    OWNER_PATHS = tuple(
        side + path
        for side in ("left_", "right_")
        for path in ("claim", "figure__event", "date_report__event", "affiliation__actor")
    )

    left_claim = _end_field("left", "claim")
    left_figure = _end_field("left", "figure")
    left_date_report = _end_field("left", "date_report")
    left_affiliation = _end_field("left", "affiliation")
    right_claim = _end_field("right", "claim")
    right_figure = _end_field("right", "figure")
    right_date_report = _end_field("right", "date_report")
    right_affiliation = _end_field("right", "affiliation")
    how = VocabularyField(ContradictionHow, max_length=24, help_text="In what way they cannot both stand.")
    note = models.TextField(blank=True, help_text="What exactly clashes.")

    class Meta(Child.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                name="contradiction_has_one_left",
                condition=exactly_one(*LEFT_FIELDS),
                violation_error_message="Choose one thing on the left hand.",
            ),
            models.CheckConstraint(
                name="contradiction_has_one_right",
                condition=exactly_one(*RIGHT_FIELDS),
                violation_error_message="Choose one thing on the right hand.",
            ),
            *(
                models.CheckConstraint(
                    name=f"contradiction_of_another_{kind}",
                    condition=Q(**{f"left_{kind}__isnull": True})
                    | Q(**{f"right_{kind}__isnull": True})
                    | ~Q(**{f"left_{kind}": F(f"right_{kind}")}),
                )
                for kind in END_MODELS
            ),
        ]

    def __str__(self) -> str:
        ends = [value for name in (*LEFT_FIELDS, *RIGHT_FIELDS) if (value := getattr(self, name)) is not None]
        return " ≠ ".join(str(end) for end in ends)
