"""The attribution of a value: who vouches for it."""

from django.core.exceptions import ValidationError
from django.db import models

from events.choices import Basis, Voice
from events.models.fields import VocabularyField, optional_reference


class Attributed(models.Model):
    """A value that somebody vouches for. Source: codebook 9."""

    voice = VocabularyField(default=Voice.ARTICLE, help_text="In whose voice it is stated.")
    by = models.ManyToManyField(
        "events.Actor", blank=True, related_name="+", help_text="Who says so, where it is attributed."
    )
    relayed_by = optional_reference("Actor", "+", "Who passed it on: a news agency.")
    basis = VocabularyField(default=Basis.TEXT, help_text="What it rests on.")
    source = models.TextField(
        blank=True,
        help_text="The outside source, where the basis is external; the reason, where it is inferred.",
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse outside knowledge without its source. Raises: ValidationError."""
        super().clean()
        if self.basis == Basis.EXTERNAL and not self.source:
            raise ValidationError({"source": "Name the outside source that this comes from."})
