"""Evidence: the quotations that support records."""

from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from events.choices import PartKind, Supports
from events.models.external_id import exactly_one, none_of
from events.models.fields import VocabularyField, optional_reference
from events.models.record import Child

SUPPORTED_MODELS = {
    "participation": "Participation",
    "place": "EventPlace",
    "date_report": "DateReport",
    "figure": "Figure",
    "relation": "EventRelation",
    "claim": "Claim",
    "affiliation": "Affiliation",
}
EVENT_CHILD_FIELDS = ("participation", "place", "date_report", "figure", "relation")
_supported = partial(optional_reference, related_name="evidence", on_delete=models.CASCADE)


class Evidence(Child):
    """A verbatim quotation and what it supports. Source: codebook 9; W3C Web Annotation selectors."""

    OWNER_PATHS = ("event", "claim", "affiliation__actor")

    event = _supported(
        "Event", help_text="The event that the quotation supports, directly or through a part of it."
    )
    participation = _supported(
        "Participation", help_text="The participation that the quotation supports, if any."
    )
    place = _supported("EventPlace", help_text="The place that the quotation supports, if any.")
    date_report = _supported("DateReport", help_text="The date report that the quotation supports, if any.")
    figure = _supported("Figure", help_text="The figure that the quotation supports, if any.")
    relation = _supported("EventRelation", help_text="The relation that the quotation supports, if any.")
    claim = _supported("Claim", help_text="The claim that the quotation supports, if any.")
    affiliation = _supported("Affiliation", help_text="The affiliation that the quotation supports, if any.")
    supports = VocabularyField(
        default=Supports.EXISTENCE, help_text="What it shows of an event, or that it supports a part."
    )
    article = models.ForeignKey(
        "events.Article", models.PROTECT, related_name="quotations", help_text="The article that is quoted."
    )
    start = models.PositiveIntegerField(
        help_text="First code point of the quotation in the stored text, from 0."
    )
    end = models.PositiveIntegerField(help_text="One past its last code point.")
    quote = models.TextField(help_text="The words, verbatim.")
    part = VocabularyField(
        PartKind, blank=True, editable=False, help_text="The kind of passage that it stands in; derived."
    )

    class Meta(Child.Meta):
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="evidence_of_at_most_one_part",
                condition=exactly_one(*SUPPORTED_MODELS) | none_of(*SUPPORTED_MODELS),
                violation_error_message="A quotation supports one part; record it again for another.",
            ),
            models.CheckConstraint(
                name="evidence_belongs_somewhere",
                condition=Q(event__isnull=False, claim__isnull=True, affiliation__isnull=True)
                | Q(event__isnull=True, claim__isnull=False)
                | Q(event__isnull=True, affiliation__isnull=False),
                violation_error_message="A quotation supports an event, a claim or an affiliation.",
            ),
            models.CheckConstraint(
                name="evidence_of_part_says_so",
                condition=(Q(supports=Supports.PART) & ~none_of(*SUPPORTED_MODELS))
                | (~Q(supports=Supports.PART) & none_of(*SUPPORTED_MODELS)),
            ),
            models.CheckConstraint(name="evidence_not_empty", condition=Q(start__lt=F("end"))),
        ]
        indexes: ClassVar = [models.Index(fields=["article", "start"], name="evidence_by_place_in_text")]

    def __str__(self) -> str:
        return f"“{self.quote[:60]}”"

    def supported_object(self) -> models.Model | None:
        """The child row or claim that it supports; None for the event itself."""
        return next((part for name in SUPPORTED_MODELS if (part := getattr(self, name)) is not None), None)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the quotation with the kind of its passage. Queries: one more."""
        self.supports = Supports.PART if self.supported_object() else self.supports
        passages = self.article.parts.filter(start__lte=self.start, end__gt=self.start)
        self.part = passages.values_list("kind", flat=True).first() or ""
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a quote unlike the text, or a child of another event. Raises: ValidationError."""
        super().clean()
        if self.article_id and self.article.text[self.start : self.end] != self.quote:
            raise ValidationError({"quote": "These words do not stand at this place of the article."})
        for name in EVENT_CHILD_FIELDS:
            part = getattr(self, name)
            if part is not None and part.event_id != self.event_id:
                raise ValidationError({name: "This belongs to another event."})
