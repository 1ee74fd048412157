"""The base model of rows with an uncertain date and its four bounds."""

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from events.choices import DatePrecision
from events.models.fields import EdtfField, VocabularyField
from events.rules.dates import EARLIEST, LATEST, Bounds, EventDate

BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")
UNKNOWN_BOUNDS = dict(zip(BOUNDS, (EARLIEST, LATEST) * 2, strict=True))


def _bound_field(which: str, default: datetime.date) -> models.DateField:
    return models.DateField(
        default=default,
        editable=False,
        help_text=f"{which}; derived. {EARLIEST} or {LATEST} where it is open or unknown.",
    )


class Dated(models.Model):
    """Something that holds at an uncertain date. Source: codebook 3."""

    date_edtf = EdtfField(
        "date",
        help_text="When, as an EDTF string (ISO 8601-2): 2024-01-27, 2023-10~/2024-01, [..2014]; empty if "
        "unknown.",
    )
    date_precision = VocabularyField(
        DatePrecision, blank=True, editable=False, help_text="How finely the date is known; derived."
    )
    start_earliest = _bound_field("The first day on which it may have begun", EARLIEST)
    start_latest = _bound_field("The last day on which it may have begun", LATEST)
    end_earliest = _bound_field("The first day on which it may have ended", EARLIEST)
    end_latest = _bound_field("The last day on which it may have ended", LATEST)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                name="%(class)s_bounds_in_order",
                condition=Q(start_earliest__lte=F("start_latest"))
                & Q(end_earliest__lte=F("end_latest"))
                & Q(start_earliest__lte=F("end_earliest"))
                & Q(start_latest__lte=F("end_latest")),
                violation_error_message="The bounds of the date are not in order.",
            ),
        )

    @property
    def bounds(self) -> Bounds:
        """The earliest and latest days of its begin and end."""
        return Bounds(self.start_earliest, self.start_latest, self.end_earliest, self.end_latest)

    def set_bounds(self, bounds: Bounds | None) -> None:
        """Store the bounds; none for an unknown date."""
        for name in BOUNDS:
            setattr(self, name, getattr(bounds, name) if bounds else UNKNOWN_BOUNDS[name])

    def set_derived_columns(self) -> None:
        """Set the derived columns, before a bulk write. Raises: DateError for an invalid EDTF string."""
        date = EventDate.parse(self.date_edtf) if self.date_edtf else None
        self.date_precision = date.precision if date else ""
        self.set_bounds(date.bounds if date else None)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row with its bounds. Raises: DateError for an invalid EDTF string."""
        self.set_derived_columns()
        super().save(*args, **kwargs)
