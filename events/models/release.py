"""Releases: named states of the whole database."""

from typing import ClassVar

from django.db import models

from events.models.fields import SortedCharField
from events.models.record import ID_LENGTH, validate_id


class Release(models.Model):
    """What was public after one change, under a name to cite it by; never changed, never deleted."""

    name = SortedCharField(
        max_length=ID_LENGTH, unique=True, validators=[validate_id], help_text="What it is cited by."
    )
    seq = models.BigIntegerField(help_text="The last change that it holds, by its `seq`.")
    at = models.DateTimeField(help_text="When it was cut.")
    note = models.TextField(blank=True, help_text="What it is for; public.")
    checksum = models.CharField(
        max_length=64,
        help_text="SHA-256 of all its records as they were when it was cut: the NDJSON of its collections, "
        "one after another in the order of their names.",
    )
    counts = models.JSONField(help_text="How many records of each collection it held when it was cut.")

    class Meta:
        ordering: ClassVar[list[str]] = ["seq", "pk"]

    def __str__(self) -> str:
        return self.name
