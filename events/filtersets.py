"""The public query language: which parameters a collection takes and what they mean.

A new filter is one line in the set of its collection, and a verb in `events.querysets` if no lookup does it.
"""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import FilterSet
from django_filters.filters import Filter

from events.choices import DateMatch, EventType, ParticipantRole, Vocabulary
from events.models import Actor, Event, Location
from events.models.record import Record
from events.rules.dates import DateError, Span


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that is most like this one; empty where none is."""
    near = difflib.get_close_matches(word, list(known), 1, 0.5)
    return f" Did you mean “{near[0]}”?" if near else ""


class _Repeated(forms.SelectMultiple):
    """Reads every value of a repeated key."""


class WordsField(forms.Field):
    """Words of a vocabulary, any of which will do."""

    widget = _Repeated

    def __init__(self, *, vocabulary: type[Vocabulary], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.vocabulary = vocabulary

    def clean(self, value: Any) -> list[str]:
        """Refuse unknown words. Raises: ValidationError."""
        known = self.vocabulary.values
        for word in value or []:
            if word not in known:
                raise ValidationError(
                    f"“{word}” is none of {', '.join(known)}.{nearest(word, known)}", code="invalid_choice"
                )
        return list(value or [])


class IdsField(forms.Field):
    """Public ids of one collection, any of which will do."""

    widget = _Repeated

    def __init__(self, *, model: type[Record], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model = model

    def clean(self, value: Any) -> list[int]:
        """The internal keys. Raises: ValidationError for what is not public, whatever the cause."""
        slugs = list(dict.fromkeys(value or []))
        if not slugs:
            return []
        public: QuerySet[Any] = self.model.objects.published()
        found = dict(public.filter(slug__in=slugs).values_list("slug", "pk"))
        for slug in slugs:
            if slug not in found:
                name = self.model.COLLECTION.value
                raise ValidationError(f"There is no “{slug}” in {name}.", code="unknown_id")
        return list(found.values())


class SpanField(forms.CharField):
    """A day, month or year, or two of them with a slash."""

    def clean(self, value: Any) -> Span | None:
        """Read the span. Raises: ValidationError."""
        text = super().clean(value)
        try:
            return Span.parse(text) if text else None
        except DateError as error:
            raise ValidationError(str(error), code="invalid_date") from error


class WordsFilter(Filter):
    """Any of these words."""

    field_class = WordsField


class IdsFilter(Filter):
    """Any of these records."""

    field_class = IdsField


class SpanFilter(Filter):
    """A span of days."""

    field_class = SpanField


class WordFilter(Filter):
    """One word."""

    field_class = WordsField


class StrictFilterSet(FilterSet):
    """A filter set whose parameters are known by name and used as they are meant, or refused."""

    single: ClassVar[frozenset[str]] = frozenset()
    """The parameters that take one value."""
    modifiers: ClassVar[Mapping[str, str]] = {}
    """The parameters that only say how another is meant, and that other."""

    def refusals(self, query: QueryDict) -> dict[str, tuple[str, str]]:
        """What is wrong with the query, by parameter: a code and a sentence."""
        wrong: dict[str, tuple[str, str]] = {}
        for name, values in query.lists():
            if name in self.single and len(values) > 1:
                wrong[name] = ("repeated", f"“{name}” takes one value and was given {len(values)}.")
            elif name in self.filters and "" in values:
                wrong[name] = ("empty", f"“{name}” has no value; leave it out or give one.")
            elif (key := self.modifiers.get(name)) and key not in query:
                wrong[name] = ("missing_key", f"“{name}” says how “{key}” is meant, which is missing.")
        if not wrong and not self.is_valid():
            for name, errors in self.form.errors.as_data().items():
                code = errors[0].code or "invalid"
                wrong[name] = (code, " ".join(message for error in errors for message in error.messages))
        return wrong

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the records down by what was asked; the form holds it cleaned."""
        return self.narrow(queryset, self.form.cleaned_data)

    def narrow(self, queryset: Any, asked: Mapping[str, Any]) -> QuerySet[Any]:
        """What each collection does with its parameters."""
        return queryset


class EventFilterSet(StrictFilterSet):
    """The query language of events."""

    event_type = WordsFilter(vocabulary=EventType, label="The act, any of these types.")
    participant = IdsFilter(model=Actor, label="Somebody who took part: ids of actors.")
    participant_role = WordsFilter(
        vocabulary=ParticipantRole,
        label="In one of these roles; with participant, both hold of one and the same participation.",
    )
    location = IdsFilter(
        model=Location,
        label="Happened there or anywhere inside: ids of locations. Places that an event was only spoken "
        "from, or is about, do not count.",
    )
    date = SpanFilter(label="When: 2024-01-27, 2024-01, 2024, 2023-10/2024-01, 2023-10/.. or ../2024.")
    date_match = WordFilter(
        vocabulary=DateMatch,
        label="How an uncertain date is held against `date`: possible (may have happened then, the default), "
        "certain (was surely under way on some day of it), within (lies inside it from start to end).",
    )

    single = frozenset({"date", "date_match"})
    modifiers: ClassVar = {"date_match": "date"}

    class Meta:
        model = Event
        fields: ClassVar[list[str]] = []

    def narrow(self, queryset: Any, asked: Mapping[str, Any]) -> QuerySet[Any]:
        """Groups of parameters hold on one and the same row; nothing doubles an event."""
        if asked["event_type"]:
            queryset = queryset.filter(event_type__in=asked["event_type"])
        if asked["participant"] or asked["participant_role"]:
            queryset = queryset.with_participant(asked["participant"], asked["participant_role"])
        if asked["location"]:
            queryset = queryset.inside(asked["location"])
        if asked["date"]:
            queryset = queryset.occurring(asked["date"], *asked["date_match"])
        return queryset
