"""Events: what was done, by whom, when, where, how sure."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from events.choices import (
    Basis,
    CodedMember,
    Collection,
    Confidence,
    Context,
    Depth,
    EventType,
    Factuality,
    Form,
    Mention,
    PlacePosition,
    PlaceRole,
    QuadClass,
)
from events.choices.plover import MODE_CHOICES, MODES, intensity, quad_class
from events.models.attribution import Attributed
from events.models.dated import BOUNDS, Dated
from events.models.event_depth import with_filled_members, worked_out_depth
from events.models.external_id import none_of
from events.models.fields import LanguageField, NameField, VocabularyField, WordsField
from events.models.record import Child, DatasetRecord, KeyedChild, key_once
from events.rules.dates import LATEST, DateError, EventDate


def _narrowed_bound_field(which: str) -> models.DateField:
    return models.DateField(
        null=True,
        blank=True,
        help_text=f"{which}, where the curator knows better than the date and its reports.",
    )


class Event(Dated, DatasetRecord):
    """One thing that somebody did, at one time and place, for one purpose. Source: codebook 1."""

    COLLECTION = Collection.EVENTS

    title = NameField(max_length=300, help_text="What happened, in a headline of our own.")
    summary = models.TextField(blank=True, help_text="What happened, in a sentence or two of our own.")
    language = LanguageField(default="en", help_text="The language of title and summary: BCP 47, such as en.")
    form = VocabularyField(Form, help_text="What sort of thing it is.")
    event_type = VocabularyField(
        EventType,
        blank=True,
        db_index=True,
        help_text="The act, as if done. Empty where PLOVER has no category: a wrong type is worse than none.",
    )
    quad_class = models.PositiveSmallIntegerField(
        null=True,
        editable=False,
        choices=QuadClass.choices,
        help_text="Words or deeds, cooperation or conflict; derived from the type.",
    )
    intensity = models.FloatField(
        null=True, editable=False, help_text="PLOVER's score from -10 to 10; derived from type and modes."
    )
    factuality = VocabularyField(default=Factuality.OCCURRED, help_text="Whether the act was done.")
    factuality_by = models.ManyToManyField(
        "events.Actor", blank=True, related_name="+", help_text="Who vouches for that; empty: the article."
    )
    confidence = VocabularyField(
        default=Confidence.HIGH, help_text="How sure the coder is of the record as a whole."
    )
    depth = VocabularyField(
        default=Depth.SIGHTED,
        editable=False,
        help_text="How far it was worked through here; derived, or settled by a second person.",
    )
    not_stated = WordsField(CodedMember, help_text="What no article states of it, as a coder found.")
    date_basis = VocabularyField(default=Basis.TEXT, help_text="What the date rests on.")
    date_source = models.TextField(
        blank=True, help_text="The outside source of the date, or how it was worked out."
    )
    last_reported = models.DateField(
        null=True,
        blank=True,
        help_text="Of something ongoing: the newest publication that says that it goes on.",
    )
    narrowed_start_earliest = _narrowed_bound_field("The first day on which it may have begun")
    narrowed_start_latest = _narrowed_bound_field("The last day on which it may have begun")
    narrowed_end_earliest = _narrowed_bound_field("The first day on which it may have ended")
    narrowed_end_latest = _narrowed_bound_field("The last day on which it may have ended")
    narrowing_reason = models.TextField(blank=True, help_text="Why the bounds were narrowed.")
    seen_until = models.DateField(
        default=LATEST,
        editable=False,
        help_text="How far a search for possible dates reaches: the last possible day, or for what was left "
        "ongoing the day it was last reported; derived.",
    )

    class Meta(DatasetRecord.Meta):
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="event_narrowing_has_reason",
                condition=~Q(narrowing_reason="") | none_of(*(f"narrowed_{name}" for name in BOUNDS)),
                violation_error_message="Say why the bounds were narrowed.",
            ),
            models.CheckConstraint(
                name="event_last_reported_if_ongoing",
                condition=Q(last_reported__isnull=True) | Q(factuality=Factuality.ONGOING),
                violation_error_message="Only something ongoing has a day it was last reported.",
            ),
        ]
        indexes: ClassVar = [
            # Pages by date scan this index; the other bounds filter a span without reading the rows.
            models.Index(
                fields=[
                    *("review_status", "start_earliest", "slug"),
                    *("seen_until", "start_latest", "end_earliest", "end_latest"),
                ],
                name="event_by_start",
            ),
            models.Index(fields=["review_status", "end_latest", "slug"], name="event_by_end"),
            models.Index(fields=["review_status", "updated_at", "slug"], name="event_by_update"),
            models.Index(fields=["review_status", "seen_until"], name="event_by_last_seen"),
            # Lists leave these few out, and count them.
            models.Index(
                fields=["review_status", "start_earliest", "seen_until", "factuality", "dataset"],
                condition=~Q(factuality__in=[Factuality.OCCURRED.value, Factuality.ONGOING.value]),
                name="event_no_fact",
            ),
            # Aggregates read the columns that they group by from this index, a sixth the size of the rows.
            models.Index(
                fields=[
                    *("review_status", "id", "factuality", "dataset", "form", "event_type", "quad_class"),
                    *("depth", "start_earliest", "start_latest", "date_edtf"),
                ],
                name="event_to_count",
            ),
        ]

    def clean(self) -> None:
        """Refuse dates that the form does not allow. Raises: ValidationError."""
        super().clean()
        single = self.form in (Form.ACTION, Form.STATEMENT)
        if single and "/" in self.date_edtf:
            raise ValidationError(
                {"date_edtf": "An action or statement has one date, or [first..last] for once in a span."}
            )
        if self.date_basis == Basis.EXTERNAL and not self.date_source:
            raise ValidationError({"date_source": "Name the outside source of the date."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the event with the quad class of its type; `recompute_derived` sets other derived ones."""
        self.quad_class = quad_class(self.event_type)
        super().save(*args, **kwargs)

    @classmethod
    def recompute_derived(cls, pks: Iterable[int]) -> None:
        """Recompute bounds, intensity, depth and wholes of these events from their child rows.

        Raises: ValidationError where a mode is not of the type, a member is filled and marked as not stated,
        or an event is part of itself.
        Queries: 8, and more for each level of part_of and where any changed.
        """
        pks = set(pks)
        changed = []
        columns = (*BOUNDS, "seen_until", "date_precision", "quad_class", "intensity", "depth")
        rows = with_filled_members(cls._base_manager.filter(pk__in=pks))
        events = list(rows.prefetch_related("modes", "date_reports"))
        for event in events:
            before = [getattr(event, name) for name in columns]
            reports = [(report.aspect, report.edtf) for report in event.date_reports.all()]
            event.derive_from_children([row.mode for row in event.modes.all()], reports)
            worked_out = worked_out_depth(event)
            if (event.depth, worked_out) != (Depth.SETTLED, Depth.CODED):
                event.depth = worked_out
            if [getattr(event, name) for name in columns] != before:
                changed.append(event)
        if changed:
            cls.objects.bulk_update(changed, columns, batch_size=200)
        figures = cls.related_model("figures").recompute_derived(pks)
        cls.rebuild_totals_and_gaps(events, figures)
        cls.related_model("whole_rows").rebuild(pks)

    @classmethod
    def rebuild_totals_and_gaps(cls, events: Iterable["Event"], figures: Iterable[Any]) -> None:
        """Store what all these figures of these events, and their dates, say. Queries: 2 to 6."""
        cls.related_model("date_pieces").rebuild(events)
        cls.related_model("figure_totals").rebuild([event.pk for event in events], figures)

    def derive_from_children(self, modes: Iterable[str], reports: Iterable[tuple[str, str]]) -> None:
        """Set what follows from the type, the modes and the date reports. Raises: ValidationError."""
        if invalid := sorted(set(modes) - set(MODES.get(self.event_type, ()))):
            kind = self.event_type or "an event without a type"
            allowed = ", ".join(MODES.get(self.event_type, ())) or "none"
            raise ValidationError(f"{self.slug}: {invalid[0]} is no mode of {kind}; its modes: {allowed}.")
        self.quad_class = quad_class(self.event_type)
        self.intensity = intensity(self.event_type, modes)
        date = EventDate.parse(self.date_edtf) if self.date_edtf else None
        self.date_precision = date.precision if date else ""
        if date is None:
            self.set_bounds(None)
            self.seen_until = LATEST
            return
        bounds = date.bounds
        for aspect, edtf in reports:
            if edtf:
                bounds = bounds.widened_by(EventDate.parse(edtf).bounds, aspect)
        goes_on = self.factuality == Factuality.ONGOING and date.open_end
        if goes_on and self.last_reported:
            bounds = bounds.narrowed(end_earliest=max(bounds.end_earliest, self.last_reported))
        days = {name: day for name in BOUNDS if (day := getattr(self, f"narrowed_{name}"))}
        try:
            bounds = bounds.narrowed(**days)
        except DateError as error:
            raise ValidationError(f"{self.slug}: {error}") from error
        self.set_bounds(bounds)
        still_open = goes_on and bounds.end_latest == LATEST
        self.seen_until = (self.last_reported or LATEST) if still_open else bounds.end_latest


class EventMode(Child):
    """A mode of an event's type."""

    OWNER_PATHS = ("event",)

    event = models.ForeignKey(Event, models.CASCADE, related_name="modes", help_text="The event.")
    mode = VocabularyField(choices=MODE_CHOICES, help_text="How it was done; must belong to the type.")

    class Meta(Child.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "mode"], name="event_mode_once")]

    def __str__(self) -> str:
        return self.mode


class EventContext(Child):
    """A context of an event."""

    OWNER_PATHS = ("event",)

    event = models.ForeignKey(Event, models.CASCADE, related_name="contexts", help_text="The event.")
    context = VocabularyField(Context, max_length=24, help_text="What it was about.")

    class Meta(Child.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "context"], name="event_context_once")
        ]

    def __str__(self) -> str:
        return self.context


class EventSource(Child):
    """An article that reports an event."""

    OWNER_PATHS = ("event",)

    event = models.ForeignKey(Event, models.CASCADE, related_name="sources", help_text="The event.")
    article = models.ForeignKey(
        "events.Article",
        models.PROTECT,
        related_name="reported_events",
        help_text="The article that reports it.",
    )
    mention = VocabularyField(
        default=Mention.MAIN, help_text="Whether the article is about it or mentions it as background."
    )

    class Meta(Child.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "article"], name="event_source_once")
        ]
        # Covers the events that a large outlet reports.
        indexes: ClassVar = [models.Index(fields=["article", "event"], name="event_source_by_article")]

    def __str__(self) -> str:
        return f"{self.article} ({self.mention})"


class EventPlace(Attributed, KeyedChild):
    """A place and its role in an event. Source: codebook 4."""

    OWNER_PATHS = ("event",)
    KEY_PATHS = ("role", "location__slug")

    event = models.ForeignKey(Event, models.CASCADE, related_name="places", help_text="The event.")
    location = models.ForeignKey(
        "events.Location", models.PROTECT, related_name="event_places", help_text="The place."
    )
    role = VocabularyField(default=PlaceRole.SCENE, help_text="What the place was to the event.")
    position = VocabularyField(PlacePosition, blank=True, help_text="How it stood to the place.")
    primary = models.BooleanField(
        default=False, help_text="The one place that stands for the event on a map; at most one."
    )

    class Meta(KeyedChild.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(primary=True),
                name="event_place_one_primary",
                violation_error_message="Only one place of an event can be the primary one.",
            ),
            key_once("event_place", "event"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["location", "role", "event"], name="event_place_by_place"),
            models.Index(fields=["role", "event"], name="event_place_by_role"),
            # Covers the places by event, for aggregates.
            models.Index(fields=["event", "role", "location"], name="event_place_by_event"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.location}"
