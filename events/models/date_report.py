"""Date reports: what the articles say of the time of an event."""

from typing import ClassVar

from django.db import models

from events.choices import DateAspect, TimeOfDay, Weekday
from events.models.attribution import Attributed
from events.models.fields import EdtfField, VocabularyField
from events.models.record import KeyedChild, key_once


class DateReport(Attributed, KeyedChild):
    """One wording about the time of an event, in one article. Source: codebook 3."""

    OWNER_PATHS = ("event",)
    KEY_PATHS = ("aspect", "article__slug")

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="date_reports", help_text="The event."
    )
    article = models.ForeignKey(
        "events.Article",
        models.PROTECT,
        related_name="date_reports",
        help_text="The article; relative words count from its date of publication.",
    )
    aspect = VocabularyField(
        default=DateAspect.WHOLE, help_text="Which end of the time the wording speaks of."
    )
    wording = models.CharField(max_length=300, help_text="The words of the article.")
    edtf = EdtfField(help_text="What they mean, as an EDTF string; empty where they cannot be resolved.")
    weekday = VocabularyField(Weekday, blank=True, help_text="The weekday that is named.")
    time_of_day = VocabularyField(TimeOfDay, blank=True, help_text="The part of the day that is named.")
    duration = models.CharField(
        max_length=40, blank=True, help_text="How long it took: an ISO 8601 duration, such as P2W."
    )

    class Meta(KeyedChild.Meta):
        constraints: ClassVar = [key_once("date_report", "event")]

    def __str__(self) -> str:
        return f"{self.aspect}: {self.wording}"
