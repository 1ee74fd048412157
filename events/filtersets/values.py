"""What parameters hold: texts read into values, or refused with a sentence that says what belongs there."""

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

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


class RepeatedValueField(forms.Field):
    """Every value of a repeated key, read one by one."""

    widget = forms.SelectMultiple
    type_name = "string"
    """What the values are, for the documentation."""
    max_length = MAX_VALUE_LENGTH

    def clean(self, value: Sequence[str] | None) -> list[Any]:
        """The values that were read. Raises: ValidationError."""
        texts = list(dict.fromkeys(value or ()))
        if len(texts) > MAX_VALUES:
            raise ValidationError(f"At most {MAX_VALUES} values fit one query.", code="too_many")
        for text in texts:
            if len(text) > self.max_length:
                raise ValidationError(
                    f"{quote_value(text)} is longer than {self.max_length} characters.", code="too_long"
                )
            if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
                raise ValidationError(
                    f"{quote_value(text)} holds a character that no text can hold.", code="bad_character"
                )
        return self.read(texts)

    def read(self, texts: list[str]) -> list[Any]:
        """Read all values. Raises: ValidationError."""
        return [self.read_one(text) for text in texts]

    def read_one(self, text: str) -> Any:
        """Read one value. Raises: ValidationError."""
        return text

    def canonical_values(self, texts: list[str], values: list[Any]) -> list[Any]:
        """The one spelling of values that were read from these texts, as JSON has them."""
        spelled = zip(texts, map(self.canonical_value, values), strict=True)
        return [text if one is None else one for text, one in spelled]

    def canonical_value(self, value: Any) -> Any:
        """The one spelling of a value; none where texts have no other than their own."""
        return None

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of one value."""
        return {"type": "string"}


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
            raise ValidationError(
                f"{quote_value(text)} is none of {listed}.{did_you_mean(text, self.choices)}",
                code="invalid_choice",
            )
        return text

    def schema(self) -> dict[str, Any]:
        """A closed set of words."""
        return {"type": "string", "enum": list(self.choices)}


class IntegerChoiceValues(ChoiceValues):
    """Whole numbers of a closed set."""

    type_name = "integer"

    def read_one(self, text: str) -> int:  # type: ignore[override]
        """Refuse unknown numbers."""
        return int(super().read_one(text))

    def canonical_value(self, value: Any) -> Any:
        """A number."""
        return value

    def schema(self) -> dict[str, Any]:
        """A closed set of numbers."""
        return {"type": "integer", "enum": [int(word) for word in self.choices]}


class BooleanValues(ChoiceValues):
    """true or false."""

    type_name = "boolean"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=("true", "false"), **kwargs)

    def read_one(self, text: str) -> bool:  # type: ignore[override]
        """Refuse anything else."""
        return super().read_one(text) == "true"

    def canonical_value(self, value: Any) -> Any:
        """A boolean."""
        return value

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
        """Refuse what is not public, whatever the cause. Queries: 1, and 1 where one is not found."""
        public: QuerySet[Any] = self.model.objects.published()
        wanted = [text for text in texts if ID_PATTERN.match(text)]
        found = dict(public.filter(slug__in=wanted).values_list("slug", "pk"))
        if missing := [text for text in wanted if text not in found]:
            merged = PublicId.objects.filter(
                collection=self.model.COLLECTION, slug__in=missing, state=IdState.MERGED
            )
            successors = dict(merged.values_list("slug", "successor"))
            pks = dict(public.filter(slug__in=successors.values()).values_list("slug", "pk"))
            found |= {old: pks[new] for old, new in successors.items() if new in pks}
        for text in texts:
            if text not in found:
                raise ValidationError(
                    f"There is no {quote_value(text)} in {self.model.COLLECTION.value}.", code="unknown_id"
                )
        return [found[text] for text in texts]

    def canonical_values(self, texts: list[str], values: list[Any]) -> list[Any]:
        """The ids of the records, those of successors for merged ones. Queries: 1."""
        return list(self.model.objects.filter(pk__in=values).values_list("slug", flat=True))


class DateSpanValues(RepeatedValueField):
    """A day, month or year, or two of them with a slash."""

    type_name = "span of days"

    def read_one(self, text: str) -> DateSpan:
        """Refuse what is no span."""
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
        """Refuse what is no time with its zone."""
        form = r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?"
        try:
            if not re.fullmatch(form, text, re.ASCII):
                raise ValueError
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError(
                f"{quote_value(text)} is no time: write 2024-01-27 or 2024-01-27T12:00:00Z.",
                code="invalid_time",
            ) from error

    def canonical_value(self, value: Any) -> Any:
        """In UTC, with Z."""
        return f"{value.replace(tzinfo=None).isoformat()}Z"

    def schema(self) -> dict[str, Any]:
        """A date or a time."""
        return {"type": "string"}


class DecimalValues(RepeatedValueField):
    """Decimal numbers."""

    type_name = "number"

    def read_one(self, text: str) -> Decimal:
        """Refuse what is no plain number that a figure can hold."""
        try:
            if not re.fullmatch(r"-?\d{1,18}(\.\d{1,2})?", text, re.ASCII):
                raise InvalidOperation
            return Decimal(text)
        except InvalidOperation as error:
            raise ValidationError(
                f"{quote_value(text)} is no number of up to 18 digits and 2 decimals.", code="invalid_number"
            ) from error

    def canonical_value(self, value: Any) -> Any:
        """A number, whole where it is."""
        return int(value) if value == int(value) else float(value)

    def schema(self) -> dict[str, Any]:
        """A number."""
        return {"type": "number"}


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
        """Refuse what is no box on the globe."""
        parts = text.split(",")
        if len(parts) != 4 or not all(map(_DEGREES.fullmatch, parts)):
            raise ValidationError(
                f"{quote_value(text)} is no box: write west,south,east,north in degrees, "
                "such as 43,29,49,38.",
                code="invalid_box",
            )
        west, south, east, north = map(float, parts)
        try:
            check_bbox(west, south, east, north)
        except GeoError as error:
            raise ValidationError(str(error), code="invalid_box") from error
        return BoundingBox(west, south, east if east >= west else east + 360, north)

    def canonical_value(self, value: BoundingBox) -> str:
        """The degrees without idle zeros."""
        west, south, east, north = value
        degrees = (west, south, east - 360 if east > 180 else east, north)
        return _degrees(degrees)


class Point(NamedTuple):
    """A point on the globe in degrees."""

    latitude: float
    longitude: float


class PointValues(RepeatedValueField):
    """A point: latitude and longitude in degrees."""

    type_name = "latitude,longitude"

    def read_one(self, text: str) -> Point:
        """Refuse what is no point on the globe."""
        parts = text.split(",")
        if len(parts) != 2 or not all(map(_DEGREES.fullmatch, parts)):
            raise ValidationError(
                f"{quote_value(text)} is no point: write latitude,longitude in degrees, such as 33.3,44.4.",
                code="invalid_point",
            )
        latitude, longitude = map(float, parts)
        try:
            check_point(latitude, longitude)
        except GeoError as error:
            swapped = abs(longitude) <= 90 and abs(latitude) <= 180
            hint = f" It comes first: did you mean “{parts[1]},{parts[0]}”?" if swapped else ""
            raise ValidationError(f"{error}{hint}", code="invalid_point") from error
        return Point(latitude, longitude)

    def canonical_value(self, value: Point) -> str:
        """The degrees without idle zeros."""
        return _degrees(value)


class DistanceValues(RepeatedValueField):
    """A distance on the globe."""

    type_name = "kilometres"

    def read_one(self, text: str) -> float:
        """Refuse what is no distance between two points."""
        distance = float(text) if _DISTANCE.fullmatch(text) else 0
        if not 0 < distance <= MAX_DISTANCE_KM:
            raise ValidationError(
                f"{quote_value(text)} is no distance: write kilometres, such as 50 or 0.5, more than 0 and "
                f"at most {MAX_DISTANCE_KM} (half way around the globe).",
                code="invalid_distance",
            )
        return max(distance, MIN_DISTANCE_KM)

    def canonical_value(self, value: float) -> Any:
        """A number, whole where it is."""
        return int(value) if value == int(value) else value

    def schema(self) -> dict[str, Any]:
        """A number of kilometres."""
        return {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_DISTANCE_KM}


class SchemeValuePairs(RepeatedValueField):
    """A scheme and a value with a colon between."""

    type_name = "scheme:value"

    def read_one(self, text: str) -> tuple[str, str]:
        """Refuse what is no pair."""
        scheme, colon, value = text.partition(":")
        if not (scheme and colon and value):
            raise ValidationError(
                f"{quote_value(text)} is no pair: write scheme:value, such as cameo:190.", code="invalid_pair"
            )
        return scheme, value


class NameValues(RepeatedValueField):
    """Names in any spelling, read into the key that they are matched by."""

    type_name = "name"

    def read_one(self, text: str) -> str:
        """Refuse a name without letters."""
        key = name_key(text)[:300]
        if not key:
            raise ValidationError(f"{quote_value(text)} holds no letter to match.", code="invalid_name")
        return key


class FullTextValues(RepeatedValueField):
    """A query of full text."""

    type_name = "full text"

    def read_one(self, text: str) -> QueryNode:
        """Refuse a query that cannot be read, with where it breaks."""
        try:
            return parse_query(text)
        except QueryError as error:
            raise ValidationError(str(error), code="invalid_query") from error
