"""The pieces of dates with gaps, such as 2019 and 2023, which bounds alone would fill."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q, QuerySet

from events.models.derived_rows import find_drifting_records, store_derived_rows
from events.models.event import Event
from events.rules.dates import DateSpan, EventDate

_COLUMNS = ("event_id", "earliest", "latest", "sure_from", "sure_until")


class EventDatePiece(models.Model):
    """One stretch of days of an event's date that has gaps; other dates have no rows. Derived."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="date_pieces", help_text="The event.")
    earliest = models.DateField(help_text="The first day of it.")
    latest = models.DateField(help_text="The last day of it.")
    sure_from = models.DateField(
        null=True,
        help_text="The day on which it had surely begun; empty where only one of the pieces is true.",
    )
    sure_until = models.DateField(null=True, help_text="The day before which it had surely not ended.")

    class Meta:
        default_permissions: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        return f"{self.earliest}/{self.latest} of {self.event_id}"

    @classmethod
    def rebuild(cls, events: Iterable[Event]) -> None:
        """Recompute the rows of these events. Queries: 1 to 3."""
        events = list(events)
        store_derived_rows(cls, _COLUMNS, [event.pk for event in events], cls._computed(events))

    @classmethod
    def find_drift(cls, events: Iterable[Event]) -> set[int]:
        """Those of these events whose rows are not what their dates say. Queries: 1."""
        events = list(events)
        return find_drifting_records(cls, _COLUMNS, [event.pk for event in events], cls._computed(events))

    @staticmethod
    def _computed(events: Iterable[Event]) -> set[tuple[Any, ...]]:
        """The rows; a date whose bounds its reports have widened has no gaps any more."""
        return {
            (
                event.pk,
                max(piece.earliest, event.start_earliest),
                min(piece.latest, event.end_latest),
                piece.sure_from,
                piece.sure_until,
            )
            for event in events
            if event.date_edtf
            for date in [EventDate.parse(event.date_edtf)]
            if date.bounds.start_earliest <= event.start_earliest
            and event.end_latest <= date.bounds.end_latest
            for piece in date.pieces
            if piece.latest >= event.start_earliest and piece.earliest <= event.end_latest
        }

    @classmethod
    def events_in_a_gap(
        cls, span: DateSpan, *, surely: bool = False, beginning: bool = False
    ) -> QuerySet[Any]:
        """The events with pieces of which none may lie in the span; or none surely does, where all hold.

        `beginning` leaves out the pieces after the last day on which the event may have begun.
        """
        if surely:
            sure = Q(sure_from__lte=span.last, sure_until__gte=span.first)
            pieces = cls.objects.exclude(sure_from=None)
        else:
            sure = Q(earliest__lte=span.last, latest__gte=span.first)
            pieces = cls.objects.all()
        if beginning:
            pieces = pieces.filter(earliest__lte=F("event__start_latest"))
        return pieces.exclude(event__in=pieces.filter(sure).values("event")).values("event")
