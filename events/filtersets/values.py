"""The values of parameters: texts read into values, or refused with a sentence that says what is expected."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from events.choices import Collection, IdState, SuggestionKind
from events.filtersets.foreign_words import word_here
from events.models import PublicId
from events.models.record import Record
from events.rules.dates import DateSpan
from events.rules.full_text_query import parse_query
from events.rules.geo import MAX_DISTANCE_KM, MIN_DISTANCE_KM, GeoError, check_bbox, check_point
from events.rules.spelling import edit_distance, nearest_words
from events.rules.text import ID_PATTERN
from events.rules.text import quote_value as quote_value
from events.rules.words import name_key
from events.search.suggest import suggest

MAX_VALUE_LENGTH = 400
MAX_VALUES = 200
NULL_KEYWORD = "none"
"""The value that stands for null or empty."""
ANY_KEYWORD = "any"
"""The value that lifts the default of a parameter."""
_DEGREES = re.compile(r"[+-]?(\d{1,3}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?", re.ASCII)
SUGGESTED_KINDS = {
    Collection.ACTORS: SuggestionKind.ACTOR,
    Collection.LOCATIONS: SuggestionKind.LOCATION,
    Collection.OUTLETS: SuggestionKind.OUTLET,
}
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,40}))?([Zz]|[+-]\d\d:\d\d))?", re.ASCII
)
_DISTANCE = re.compile(r"\d{1,5}(\.\d{1,30})?([eE][+-]?\d{1,3})?", re.ASCII)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the one known word that this one must be: in other letters, cut short, or a typo away.

    Else at the known word for what other databases call so.
    """
    plain, found = {_plain(other): other for other in known}, _plain(word)
    near = [found] if found in plain else []
    if not near and 3 <= len(found) <= 80:
        # A letter too many may make another word of a short one, but hardly a letter that is missing.
        alike = [other for other in plain if other[:1] == found[:1] and len(other) > 3]
        near = nearest_words(found, alike, 1)
        near = near or [
            other
            for other in alike
            if other.startswith(found) or (len(found) == 3 and edit_distance(found, other, 1) == 1)
        ]
    meant = plain[near[0]] if len(near) == 1 else word_here(word, plain.values())
    return f" Did you mean “{meant}”?" if meant else ""


def _plain(word: str) -> str:
    """A word in small letters, with one sign between its parts."""
    return re.sub(r"[\s-]", "_", word.strip()).lower()


def repeat_key_hint(name: str, text: str) -> str:
    """A hint for several values that were written as one; empty where a text is no list."""
    values = [value.strip() for value in re.split(r"[,|;]", text[:200].strip("[](){} ")) if value.strip()]
    if len(values) < 2:
        return ""
    query = "&".join(f"{name}={value}" for value in values[:3])
    return f" For several values repeat the key: “{query}”."


def value_count_error(name: str, texts: Sequence[str], *, single: bool) -> tuple[str, str] | None:
    """The error of a parameter that was given several values and takes one, or an empty one."""
    if single and len(texts) > 1:
        return "repeated", f"“{name}” takes one value and was given {len(texts)}."
    return ("empty", f"“{name}” has no value; leave it out or give one.") if "" in texts else None


class RepeatedValueField(forms.Field):
    """Every value of a repeated key, read one by one."""

    widget = forms.SelectMultiple
    type_name = "string"
    """What the values are, for the documentation."""
    json_type: ClassVar = "string"
    """What the values are in JSON."""
    max_length = MAX_VALUE_LENGTH
    error_code = "invalid"
    """The code of the error where one value cannot be read."""

    def clean(self, value: Sequence[str] | None) -> list[Any]:
        """The values that were read. Raises: ValidationError."""
        texts = list(dict.fromkeys(value or ()))
        if len(texts) > MAX_VALUES:
            raise ValidationError(f"At most {MAX_VALUES} values fit one query.", code="too_many")
        for text in texts:
            if len(text) > self.max_length:
                message = f"{quote_value(text)} is longer than {self.max_length} characters."
                raise ValidationError(message, code="too_long")
            if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
                message = f"{quote_value(text)} holds a character that no text can hold."
                raise ValidationError(message, code="bad_character")
        return self.read(texts)

    def read(self, texts: list[str]) -> list[Any]:
        """Read all values. Raises: ValidationError."""
        try:
            return [self.read_one(text) for text in texts]
        except ValueError as error:
            raise ValidationError(str(error), code=self.error_code) from error

    def read_one(self, text: str) -> Any:
        """Read one value. Raises: ValueError, with the sentence for whoever wrote it."""
        return text

    def canonical_values(self, texts: list[str], values: list[Any]) -> list[Any]:
        """The one spelling of values that were read from these texts, as JSON has them."""
        pairs = zip(texts, map(self.canonical_value, values), strict=True)
        return [text if canonical is None else canonical for text, canonical in pairs]

    def canonical_value(self, value: Any) -> Any:
        """The one spelling of a value; None where a text has no other than its own."""
        if self.json_type == "number":
            return int(value) if value == int(value) else float(value)
        return value if self.json_type != "string" or isinstance(value, str) else None

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of one value."""
        return {"type": self.json_type}


class ChoiceValues(RepeatedValueField):
    """Words of a vocabulary."""

    type_name, error_code = "word", "invalid_choice"

    def __init__(self, *, choices: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = tuple(choices)

    def read_one(self, text: str) -> str:
        if text not in self.choices:
            listed = ", ".join(self.choices) if len(self.choices) <= 40 else f"the {len(self.choices)} known"
            hint = did_you_mean(text, self.choices)
            raise ValueError(f"{quote_value(text)} is none of {listed}.{hint}")
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": self.json_type, "enum": [self.read_one(choice) for choice in self.choices]}


class IntegerChoiceValues(ChoiceValues):
    """Whole numbers of a closed set."""

    type_name = json_type = "integer"

    def read_one(self, text: str) -> int:  # type: ignore[override]
        return int(super().read_one(text))


class BooleanValues(ChoiceValues):
    """true or false."""

    type_name = json_type = "boolean"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=("true", "false"), **kwargs)

    def read_one(self, text: str) -> bool:  # type: ignore[override]
        return super().read_one(text) == "true"

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class PublicIdValues(RepeatedValueField):
    """Public ids of one collection, read into internal keys; a merged one resolves to its successor."""

    type_name = "id"

    def __init__(self, *, model: type[Record], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model = model

    def read(self, texts: list[str]) -> list[int]:
        """Refuse ids of no public record, whatever the cause. Queries: 1, and 2 where an id is not found."""
        public = self.public_records(texts)
        for text in texts:
            if text not in public:
                message = f"There is no {quote_value(text)} in {self.model.COLLECTION.value}."
                raise ValidationError(message + self._id_hint(text), code="unknown_id")
        return [public[text][0] for text in texts]

    def public_records(self, texts: list[str]) -> dict[str, tuple[int, str]]:
        """The internal key and the id of the public record that each text leads to, if to any."""
        public: QuerySet[Any] = self.model.objects.published()
        slugs = [text for text in texts if ID_PATTERN.match(text)]
        found = {slug: (pk, slug) for slug, pk in public.filter(slug__in=slugs).values_list("slug", "pk")}
        if missing := [slug for slug in slugs if slug not in found]:
            merged = PublicId.objects.filter(
                collection=self.model.COLLECTION, slug__in=missing, state=IdState.MERGED
            )
            successors = dict(merged.values_list("slug", "successor"))
            successor_pks = dict(public.filter(slug__in=successors.values()).values_list("slug", "pk"))
            found |= {
                old: (successor_pks[new], new) for old, new in successors.items() if new in successor_pks
            }
        return found

    def _id_hint(self, text: str) -> str:
        """The id of the public record that is called so. Queries: those of `suggest`."""
        kind = SUGGESTED_KINDS.get(self.model.COLLECTION)
        found = suggest(text[:80], [kind], 1) if kind else []
        return f" Did you mean “{found[0]['id']}” ({found[0]['name']})?" if found else ""

    def canonical_values(self, texts: list[str], values: list[Any]) -> list[Any]:
        """The ids of the records, those of successors for merged ones. Queries: 1."""
        return list(self.model.objects.filter(pk__in=values).values_list("slug", flat=True))


class DateSpanValues(RepeatedValueField):
    """A day, month or year, or two of them with a slash."""

    type_name, error_code = "span of days", "invalid_date"

    read_one = staticmethod(DateSpan.parse)

    def canonical_value(self, value: DateSpan) -> str:
        return str(value)


class DateTimeValues(RepeatedValueField):
    """Times in UTC."""

    type_name, error_code = "time", "invalid_time"

    def read_one(self, text: str) -> datetime:
        """Refuse a text that is no date, nor a time with its zone; beyond microseconds it is cut off."""
        try:
            if (match := _TIME.fullmatch(text)) is None or (match[3] and len(match[2]) < 8):
                raise ValueError
            day, time, fraction, zone = match.groups()
            clock = f"{time}.{(fraction or '0')[:6]:<06}{zone.upper()}" if time else "00:00Z"
            return datetime.fromisoformat(f"{day}T{clock}".replace("Z", "+00:00")).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            message = f"{quote_value(text)} is no time: write 2024-01-27 or 2024-01-27T12:00:00Z."
            unsigned = re.fullmatch(r"(.+T\d\d:\d\d\S*) (\d\d:\d\d)", text, re.ASCII)
            hint = f" In a URL a + is written %2B: {unsigned[1]}%2B{unsigned[2]}." if unsigned else ""
            raise ValueError(message + hint) from error

    def canonical_value(self, value: Any) -> Any:
        """In UTC, with Z."""
        return f"{value.replace(tzinfo=None).isoformat()}Z"


class PastTimeValues(DateTimeValues):
    """Times that have been: nothing has changed since one that is still to come."""

    clock_slack: ClassVar = timedelta(hours=1)
    """How far the clock of a client may be fast."""

    def read_one(self, text: str) -> datetime:
        time, now = super().read_one(text), timezone.now()
        if time > now + self.clock_slack:
            raise ValueError(f"{quote_value(text)} is still to come: it is {now:%Y-%m-%dT%H:%M:%SZ} now.")
        return time


class DecimalValues(RepeatedValueField):
    """Decimal numbers."""

    type_name = json_type = "number"
    error_code = "invalid_number"

    def read_one(self, text: str) -> Decimal:
        """Refuse a text that is no plain number, or one that no figure can hold."""
        if not re.fullmatch(r"-?\d{1,18}(\.\d{1,2})?", text, re.ASCII):
            raise ValueError(f"{quote_value(text)} is no number of up to 18 digits and 2 decimals.")
        return Decimal(text)


def _read_degrees(text: str, count: int, kind: str, form: str, example: str) -> list[float]:
    """So many numbers of degrees with commas between. Raises: ValueError."""
    degrees = text.split(",")
    if len(degrees) != count or not all(map(_DEGREES.fullmatch, degrees)):
        raise ValueError(f"{quote_value(text)} is no {kind}: write {form} in degrees, such as {example}.")
    return [float(number) for number in degrees]


def _format_degrees(*numbers: float) -> str:
    """Degrees without idle zeros, with commas between."""
    return ",".join(f"{number + 0.0:.12f}".rstrip("0").rstrip(".") for number in numbers)


class BoundingBox(NamedTuple):
    """A box of degrees; the east lies beyond 180 where it crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float


class BboxValues(RepeatedValueField):
    """A box: west, south, east and north in degrees."""

    type_name, error_code = "west,south,east,north", "invalid_box"

    def read_one(self, text: str) -> BoundingBox:
        west, south, east, north = _read_degrees(text, 4, "box", self.type_name, "43,29,49,38")
        check_bbox(west, south, east, north)
        return BoundingBox(west, south, east if east >= west else east + 360, north)

    def canonical_value(self, value: BoundingBox) -> str:
        west, south, east, north = value
        return _format_degrees(west, south, east - 360 if east > 180 else east, north)


class Point(NamedTuple):
    """A point on the globe in degrees."""

    latitude: float
    longitude: float


class PointValues(RepeatedValueField):
    """A point: latitude and longitude in degrees."""

    type_name, error_code = "latitude,longitude", "invalid_point"

    def read_one(self, text: str) -> Point:
        latitude, longitude = _read_degrees(text, 2, "point", self.type_name, "33.3,44.4")
        try:
            check_point(latitude, longitude)
        except GeoError as error:
            swapped = abs(longitude) <= 90 and abs(latitude) <= 180
            first, _, second = text.partition(",")
            hint = f" It comes first: did you mean “{second},{first}”?" if swapped else ""
            raise ValueError(f"{error}{hint}") from error
        return Point(latitude, longitude)

    def canonical_value(self, value: Point) -> str:
        return _format_degrees(*value)


class DistanceValues(RepeatedValueField):
    """A distance on the globe."""

    type_name = "kilometres"
    json_type = "number"
    error_code = "invalid_distance"

    def read_one(self, text: str) -> float:
        distance = float(text) if _DISTANCE.fullmatch(text) else 0
        if not 0 < distance <= MAX_DISTANCE_KM:
            expected = f"more than 0 and at most {MAX_DISTANCE_KM} (half way around the globe)"
            message = f"is no distance: write kilometres, such as 50 or 0.5, {expected}."
            raise ValueError(f"{quote_value(text)} {message}")
        return max(distance, MIN_DISTANCE_KM)

    def schema(self) -> dict[str, Any]:
        return {"type": self.json_type, "exclusiveMinimum": 0, "maximum": MAX_DISTANCE_KM}


class SchemeValuePairs(RepeatedValueField):
    """A scheme and a value with a colon between."""

    type_name, error_code = "scheme:value", "invalid_pair"

    def read_one(self, text: str) -> tuple[str, str]:
        scheme, colon, value = text.partition(":")
        if not (scheme and colon and value):
            raise ValueError(f"{quote_value(text)} is no pair: write scheme:value, such as cameo:190.")
        return scheme, value


class NameValues(RepeatedValueField):
    """Names in any spelling, read into the keys by which they match."""

    type_name, error_code = "name", "invalid_name"

    def read_one(self, text: str) -> str:
        if key := name_key(text)[:300]:
            return key
        raise ValueError(f"{quote_value(text)} holds no letter to match.")

    def canonical_value(self, value: str) -> None:
        """As it was written: the key is no name."""


class FullTextValues(RepeatedValueField):
    """A query of full text."""

    type_name, error_code = "full text", "invalid_query"

    read_one = staticmethod(parse_query)
