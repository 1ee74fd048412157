"""Claims: what somebody says is so, their subjects, and contradictions between statements."""

from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from events.choices import Collection, ContradictionHow, Directness, Stance
from events.models.attribution import Attributed
from events.models.external_id import exactly_one
from events.models.fields import EdtfField, VocabularyField, optional_reference
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
        default=Directness.INDIRECT, help_text="Whether the speaker's own words are quoted."
    )
    said_on = EdtfField(
        help_text="When it was said, as an EDTF string; empty where the article does not say when."
    )

    class Meta(DatasetRecord.Meta):
        pass

    @property
    def label(self) -> str:
        """The proposition."""
        return self.proposition


_subject = partial(optional_reference, related_name="claim_subjects")


class ClaimSubject(Child):
    """Something that a claim is about."""

    OWNER_PATHS = ("claim",)

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="subjects", help_text="The claim.")
    event = _subject("Event", help_text="The event that the claim is about.")
    relation = _subject("EventRelation", help_text="The relation between events that the claim is about.")
    figure = _subject("Figure", help_text="The figure that the claim is about.")
    affiliation = _subject("Affiliation", help_text="The affiliation that the claim is about.")
    participation = _subject("Participation", help_text="The participation that the claim is about.")

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
_left = partial(optional_reference, related_name="contradictions_left")
_right = partial(optional_reference, related_name="contradictions_right")


class Contradiction(Child):
    """Two claims, figures, date reports or affiliations that contradict each other. Source: codebook 7.

    It belongs to the records of both ends, so that both keep it in their history.
    """

    OWNER_PATHS = tuple(
        side + path
        for side in ("left_", "right_")
        for path in ("claim", "figure__event", "date_report__event", "affiliation__actor")
    )

    left_claim = _left("Claim", help_text="The claim on the left hand.")
    left_figure = _left("Figure", help_text="The figure on the left hand.")
    left_date_report = _left("DateReport", help_text="The date report on the left hand.")
    left_affiliation = _left("Affiliation", help_text="The affiliation on the left hand.")
    right_claim = _right("Claim", help_text="The claim on the right hand.")
    right_figure = _right("Figure", help_text="The figure on the right hand.")
    right_date_report = _right("DateReport", help_text="The date report on the right hand.")
    right_affiliation = _right("Affiliation", help_text="The affiliation on the right hand.")
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
