"""The values of parameters: texts read into values, or refused with a sentence that says what is expected."""

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from events.choices import IdState
from events.models import PublicId
from events.models.record import Record
from events.rules.dates import DateError, DateSpan
from events.rules.full_text_query import QueryError, QueryNode, parse_query
from events.rules.geo import MAX_DISTANCE_KM, MIN_DISTANCE_KM, GeoError, check_bbox, check_point
from events.rules.text import ID_PATTERN, name_key

MAX_VALUE_LENGTH = 400
MAX_VALUES = 200
NULL_KEYWORD = "none"
"""The value that stands for null or empty."""
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,12})?", re.ASCII)
_DISTANCE = re.compile(r"\d{1,5}(\.\d{1,30})?([eE][+-]?\d{1,3})?", re.ASCII)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that is most like this one; empty where none is."""
    near = difflib.get_close_matches(word[:80], list(known), 1, 0.5)
    return f" Did you mean “{near[0]}”?" if near else ""


def quote_value(text: str) -> str:
    """A value as a message quotes it: short, and without what cannot be printed."""
    plain = "".join(char if char.isprintable() else "�" for char in text[:60])
    return f"“{plain}…”" if len(text) > 60 else f"“{plain}”"


def _invalid(text: str, why: str, code: str) -> ValidationError:
    return ValidationError(f"{quote_value(text)} {why}", code=code)


class RepeatedValueField(forms.Field):
    """Every value of a repeated key, read one by one."""

    widget = forms.SelectMultiple
    type_name = "string"
    """What the values are, for the documentation."""
    json_type: ClassVar = "string"
    """What the values are in JSON."""
    max_length = MAX_VALUE_LENGTH

    def clean(self, value: Sequence[str] | None) -> list[Any]:
        """The values that were read. Raises: ValidationError."""
        texts = list(dict.fromkeys(value or ()))
        if len(texts) > MAX_VALUES:
            raise ValidationError(f"At most {MAX_VALUES} values fit one query.", code="too_many")
        for text in texts:
            if len(text) > self.max_length:
                raise _invalid(text, f"is longer than {self.max_length} characters.", "too_long")
            if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
                raise _invalid(text, "holds a character that no text can hold.", "bad_character")
        return self.read(texts)

    def read(self, texts: list[str]) -> list[Any]:
        """Read all values. Raises: ValidationError."""
        return [self.read_one(text) for text in texts]

    def read_one(self, text: str) -> Any:
        """Read one value. Raises: ValidationError."""
        return text

    def canonical_values(self, texts: list[str], values: list[Any]) -> list[Any]:
        """The one spelling of values that were read from these texts, as JSON has them."""
        pairs = zip(texts, map(self.canonical_value, values), strict=True)
        return [text if canonical is None else canonical for text, canonical in pairs]

    def canonical_value(self, value: Any) -> Any:
        """The one spelling of a value; None where a text has no other than its own."""
        if self.json_type == "number":
            return int(value) if value == int(value) else float(value)
        return None if self.json_type == "string" else value

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of one value."""
        return {"type": self.json_type}


class ChoiceValues(RepeatedValueField):
    """Words of a vocabulary."""

    type_name = "word"

    def __init__(self, *, choices: Iterable[str], name: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices, self.name = tuple(choices), name

    def read_one(self, text: str) -> str:
        """Refuse unknown words."""
        if text not in self.choices:
            listed = ", ".join(self.choices) if len(self.choices) <= 40 else f"the {len(self.choices)} known"
            hint = did_you_mean(text, self.choices)
            raise _invalid(text, f"is none of {listed}.{hint}", "invalid_choice")
        return text

    def schema(self) -> dict[str, Any]:
        """A closed set of words or numbers."""
        return {"type": self.json_type, "enum": [self.read_one(choice) for choice in self.choices]}


class IntegerChoiceValues(ChoiceValues):
    """Whole numbers of a closed set."""

    type_name = json_type = "integer"

    def read_one(self, text: str) -> int:  # type: ignore[override]
        """Refuse unknown numbers."""
        return int(super().read_one(text))


class BooleanValues(ChoiceValues):
    """true or false."""

    type_name = json_type = "boolean"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=("true", "false"), **kwargs)

    def read_one(self, text: str) -> bool:  # type: ignore[override]
        """Refuse anything else."""
        return super().read_one(text) == "true"

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


class PublicIdValues(RepeatedValueField):
    """Public ids of one collection, read into internal keys; a merged one resolves to its successor."""

    type_name = "id"

    def __init__(self, *, model: type[Record], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model = model

    def read(self, texts: list[str]) -> list[int]:
        """Refuse ids of no public record, whatever the cause. Queries: 1, and 2 where an id is not found."""
        public: QuerySet[Any] = self.model.objects.published()
        slugs = [text for text in texts if ID_PATTERN.match(text)]
        pks = dict(public.filter(slug__in=slugs).values_list("slug", "pk"))
        if missing := [slug for slug in slugs if slug not in pks]:
            merged = PublicId.objects.filter(
                collection=self.model.COLLECTION, slug__in=missing, state=IdState.MERGED
            )
            successors = dict(merged.values_list("slug", "successor"))
            successor_pks = dict(public.filter(slug__in=successors.values()).values_list("slug", "pk"))
            pks |= {old: successor_pks[new] for old, new in successors.items() if new in successor_pks}
        for text in texts:
            if text not in pks:
                message = f"There is no {quote_value(text)} in {self.model.COLLECTION.value}."
                raise ValidationError(message, code="unknown_id")
        return [pks[text] for text in texts]

    def canonical_values(self, texts: list[str], values: list[Any]) -> list[Any]:
        """The ids of the records, those of successors for merged ones. Queries: 1."""
        return list(self.model.objects.filter(pk__in=values).values_list("slug", flat=True))


class DateSpanValues(RepeatedValueField):
    """A day, month or year, or two of them with a slash."""

    type_name = "span of days"

    def read_one(self, text: str) -> DateSpan:
        """Refuse a text that is no span."""
        try:
            return DateSpan.parse(text)
        except DateError as error:
            raise ValidationError(str(error), code="invalid_date") from error

    def canonical_value(self, value: DateSpan) -> str:
        """The shortest text of the span."""
        return str(value)


class DateTimeValues(RepeatedValueField):
    """Times in UTC."""

    type_name = "time"

    def read_one(self, text: str) -> datetime:
        """Refuse a text that is no date, nor a time with its zone."""
        pattern = r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?"
        try:
            if not re.fullmatch(pattern, text, re.ASCII):
                raise ValueError
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            why = "is no time: write 2024-01-27 or 2024-01-27T12:00:00Z."
            raise _invalid(text, why, "invalid_time") from error

    def canonical_value(self, value: Any) -> Any:
        """In UTC, with Z."""
        return f"{value.replace(tzinfo=None).isoformat()}Z"


class DecimalValues(RepeatedValueField):
    """Decimal numbers."""

    type_name = json_type = "number"

    def read_one(self, text: str) -> Decimal:
        """Refuse a text that is no plain number, or one that no figure can hold."""
        try:
            if not re.fullmatch(r"-?\d{1,18}(\.\d{1,2})?", text, re.ASCII):
                raise InvalidOperation
            return Decimal(text)
        except InvalidOperation as error:
            why = "is no number of up to 18 digits and 2 decimals."
            raise _invalid(text, why, "invalid_number") from error


def _degrees(numbers: Iterable[float]) -> str:
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

    type_name = "west,south,east,north"

    def read_one(self, text: str) -> BoundingBox:
        """Refuse a text that is no box on the globe."""
        edges = text.split(",")
        if len(edges) != 4 or not all(map(_DEGREES.fullmatch, edges)):
            why = "is no box: write west,south,east,north in degrees, such as 43,29,49,38."
            raise _invalid(text, why, "invalid_box")
        west, south, east, north = map(float, edges)
        try:
            check_bbox(west, south, east, north)
        except GeoError as error:
            raise ValidationError(str(error), code="invalid_box") from error
        return BoundingBox(west, south, east if east >= west else east + 360, north)

    def canonical_value(self, value: BoundingBox) -> str:
        """The degrees without idle zeros."""
        west, south, east, north = value
        return _degrees((west, south, east - 360 if east > 180 else east, north))


class Point(NamedTuple):
    """A point on the globe in degrees."""

    latitude: float
    longitude: float


class PointValues(RepeatedValueField):
    """A point: latitude and longitude in degrees."""

    type_name = "latitude,longitude"

    def read_one(self, text: str) -> Point:
        """Refuse a text that is no point on the globe."""
        degrees = text.split(",")
        if len(degrees) != 2 or not all(map(_DEGREES.fullmatch, degrees)):
            why = "is no point: write latitude,longitude in degrees, such as 33.3,44.4."
            raise _invalid(text, why, "invalid_point")
        latitude, longitude = map(float, degrees)
        try:
            check_point(latitude, longitude)
        except GeoError as error:
            swapped = abs(longitude) <= 90 and abs(latitude) <= 180
            hint = f" It comes first: did you mean “{degrees[1]},{degrees[0]}”?" if swapped else ""
            raise ValidationError(f"{error}{hint}", code="invalid_point") from error
        return Point(latitude, longitude)

    def canonical_value(self, value: Point) -> str:
        """The degrees without idle zeros."""
        return _degrees(value)


class DistanceValues(RepeatedValueField):
    """A distance on the globe."""

    type_name = "kilometres"
    json_type = "number"

    def read_one(self, text: str) -> float:
        """Refuse a text that is no distance between two points."""
        distance = float(text) if _DISTANCE.fullmatch(text) else 0
        if not 0 < distance <= MAX_DISTANCE_KM:
            why = "is no distance: write kilometres, such as 50 or 0.5, more than 0 and at most"
            raise _invalid(text, f"{why} {MAX_DISTANCE_KM} (half way around the globe).", "invalid_distance")
        return max(distance, MIN_DISTANCE_KM)

    def schema(self) -> dict[str, Any]:
        """A number of kilometres."""
        return {"type": self.json_type, "exclusiveMinimum": 0, "maximum": MAX_DISTANCE_KM}


class SchemeValuePairs(RepeatedValueField):
    """A scheme and a value with a colon between."""

    type_name = "scheme:value"

    def read_one(self, text: str) -> tuple[str, str]:
        """Refuse a text that is no pair."""
        scheme, colon, value = text.partition(":")
        if not (scheme and colon and value):
            raise _invalid(text, "is no pair: write scheme:value, such as cameo:190.", "invalid_pair")
        return scheme, value


class NameValues(RepeatedValueField):
    """Names in any spelling, read into the keys by which they match."""

    type_name = "name"

    def read_one(self, text: str) -> str:
        """Refuse a name without letters."""
        key = name_key(text)[:300]
        if not key:
            raise _invalid(text, "holds no letter to match.", "invalid_name")
        return key


class FullTextValues(RepeatedValueField):
    """A query of full text."""

    type_name = "full text"

    def read_one(self, text: str) -> QueryNode:
        """Refuse a query that cannot be read; the error says where it breaks."""
        try:
            return parse_query(text)
        except QueryError as error:
            raise ValidationError(str(error), code="invalid_query") from error
