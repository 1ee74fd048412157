"""What each kind of value takes, what it reads, and its one spelling."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from events.choices import IdState
from events.filtersets.values import (
    BboxValues,
    BooleanValues,
    BoundingBox,
    ChoiceValues,
    DateSpanValues,
    DateTimeValues,
    DecimalValues,
    DistanceValues,
    FullTextValues,
    IntegerChoiceValues,
    NameValues,
    PastTimeValues,
    Point,
    PointValues,
    PublicIdValues,
    RepeatedValueField,
    SchemeValuePairs,
    did_you_mean,
    quote_value,
)
from events.models import Actor, PublicId
from events.rules.dates import DateSpan
from events.rules.full_text_query import parse_query
from events.rules.geo import MAX_DISTANCE_KM, MIN_DISTANCE_KM
from events.rules.words import name_key
from tests import factories as make

WORDS = ChoiceValues(choices=("action", "series"))


def refusal(reader: RepeatedValueField, *texts: str) -> tuple[str, str]:
    """The code and the sentence with which texts are refused."""
    with pytest.raises(ValidationError) as refused:
        reader.clean(texts)
    return str(refused.value.code), " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("reader", "text", "value", "spelling"),
    [
        (RepeatedValueField(), "any", "any", "any"),
        (WORDS, "series", "series", "series"),
        (IntegerChoiceValues(choices=("1", "4")), "4", 4, 4),
        (BooleanValues(), "true", True, True),
        (BooleanValues(), "false", False, False),
        (DateSpanValues(), "2024-01-01/2024-01-31", DateSpan.parse("2024-01"), "2024-01"),
        (DateTimeValues(), "2024-01-27", datetime(2024, 1, 27, tzinfo=UTC), "2024-01-27T00:00:00Z"),
        (
            DateTimeValues(),
            "2024-01-27T15:00:00.250+03:00",
            datetime(2024, 1, 27, 12, 0, 0, 250_000, tzinfo=UTC),
            "2024-01-27T12:00:00.250000Z",
        ),
        (
            DateTimeValues(),
            "2024-01-27T12:00Z",
            datetime(2024, 1, 27, 12, tzinfo=UTC),
            "2024-01-27T12:00:00Z",
        ),
        (
            DateTimeValues(),
            "2024-01-27t12:00:00.123456789z",
            datetime(2024, 1, 27, 12, 0, 0, 123_456, tzinfo=UTC),
            "2024-01-27T12:00:00.123456Z",
        ),
        (
            DateTimeValues(),
            "2024-01-27T12:00:00.5-03:00",
            datetime(2024, 1, 27, 15, 0, 0, 500_000, tzinfo=UTC),
            "2024-01-27T15:00:00.500000Z",
        ),
        (DecimalValues(), "-12.50", Decimal("-12.5"), -12.5),
        (DecimalValues(), "9" * 18, Decimal("9" * 18), int("9" * 18)),
        (DecimalValues(), "3.00", Decimal(3), 3),
        (BboxValues(), "43.0,29,49.50,38", BoundingBox(43, 29, 49.5, 38), "43,29,49.5,38"),
        (BboxValues(), "170,-20,-170,10", BoundingBox(170, -20, 190, 10), "170,-20,-170,10"),
        (BboxValues(), "-180,-90,180,90", BoundingBox(-180, -90, 180, 90), "-180,-90,180,90"),
        (BboxValues(), "5,5,5,5", BoundingBox(5, 5, 5, 5), "5,5,5,5"),
        (BboxValues(), "4.3e1,29.,+49.5,38", BoundingBox(43, 29, 49.5, 38), "43,29,49.5,38"),
        (
            PointValues(),
            "33.31524163786124,44.36606884002686",
            Point(33.31524163786124, 44.36606884002686),
            "33.315241637861,44.366068840027",
        ),
        (PointValues(), "-0.0,44.366000", Point(0, 44.366), "0,44.366"),
        (DistanceValues(), "0.5", 0.5, 0.5),
        (DistanceValues(), "1e3", 1000.0, 1000),
        (DistanceValues(), str(MAX_DISTANCE_KM), MAX_DISTANCE_KM, MAX_DISTANCE_KM),
        (DistanceValues(), "1e-9", MIN_DISTANCE_KM, MIN_DISTANCE_KM),
        (SchemeValuePairs(), "cameo:19:0", ("cameo", "19:0"), "cameo:19:0"),
        (NameValues(), "Al-Sudani", name_key("sudani"), "Al-Sudani"),
        (NameValues(), "x" * 400, "x" * 300, "x" * 400),
        (FullTextValues(), "met", parse_query("met"), "met"),
    ],
)
def test_a_text_is_read_and_has_one_spelling(
    reader: RepeatedValueField, text: str, value: Any, spelling: Any
) -> None:
    read = reader.clean([text, text])
    assert read == [value]
    assert type(read[0]) is type(value)
    (spelled,) = reader.canonical_values([text], read)
    assert (spelled, type(spelled)) == (spelling, type(spelling))


@pytest.mark.parametrize(
    ("reader", "text", "code", "words"),
    [
        (WORDS, "serie", "invalid_choice", "“serie” is none of action, series. Did you mean “series”?"),
        (BooleanValues(), "True", "invalid_choice", "is none of true, false."),
        (DateSpanValues(), "2024-13", "invalid_date", "2024-13"),
        (DateTimeValues(), "2024-01-27T12:00:00", "invalid_time", "is no time: write 2024-01-27"),
        (PastTimeValues(), "9999-12-31", "invalid_time", "“9999-12-31” is still to come: it is 20"),
        (PastTimeValues(), "27 January", "invalid_time", "is no time: write 2024-01-27"),
        (
            DateSpanValues(),
            "2024-027",
            "invalid_date",
            "day of the year is written with its month: 2024-01-27",
        ),
        (DateSpanValues(), "2024-366", "invalid_date", "with its month: 2024-12-31"),
        (DateSpanValues(), "2023-366", "invalid_date", "a span is a day, month or year"),
        (DateSpanValues(), "0000-001", "invalid_date", "a span is a day, month or year"),
        (DateSpanValues(), "2023/2024-001", "invalid_date", "with its month: 2024-01-01"),
        (DateTimeValues(), "2024-01-27T12:00:00 03:00", "invalid_time", "%2B: 2024-01-27T12:00:00%2B03:00."),
        (DateTimeValues(), "2024-01-27T12:00.5Z", "invalid_time", "is no time"),
        (DateTimeValues(), "2024-02-30", "invalid_time", "is no time"),
        (DateTimeValues(), "0001-01-01T00:00+14:00", "invalid_time", "is no time"),
        (DateTimeValues(), "20240127", "invalid_time", "is no time"),
        (DecimalValues(), "1.234", "invalid_number", "18 digits and 2 decimals"),
        (DecimalValues(), "9" * 19, "invalid_number", "18 digits and 2 decimals"),
        (DecimalValues(), "1e3", "invalid_number", "is no number"),
        (BboxValues(), "1,2,3", "invalid_box", "is no box"),
        (BboxValues(), "1,2,3,x", "invalid_box", "is no box"),
        (BboxValues(), "1,2,3,91", "invalid_box", "north"),
        (PointValues(), "1,2,3", "invalid_point", "is no point"),
        (PointValues(), "1,x", "invalid_point", "is no point"),
        (DistanceValues(), "0", "invalid_distance", "is no distance"),
        (DistanceValues(), "-1", "invalid_distance", "is no distance"),
        (DistanceValues(), "20015.2", "invalid_distance", "at most 20015.1"),
        (SchemeValuePairs(), "cameo", "invalid_pair", "is no pair"),
        (SchemeValuePairs(), "cameo:", "invalid_pair", "is no pair"),
        (SchemeValuePairs(), ":19", "invalid_pair", "is no pair"),
        (NameValues(), "...", "invalid_name", "holds no letter"),
        (FullTextValues(), "(a", "invalid_query", ""),
        (RepeatedValueField(), "a\0b", "bad_character", "no text can hold"),
        (RepeatedValueField(), "x" * 401, "too_long", "is longer than 400 characters"),
    ],
)
def test_what_is_no_value_is_refused_with_a_sentence(
    reader: RepeatedValueField, text: str, code: str, words: str
) -> None:
    found = refusal(reader, text)
    assert found[0] == code
    assert words in found[1]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("90.5,44", "It comes first: did you mean “44,90.5”?"),
        ("180,90", "It comes first: did you mean “90,180”?"),
        ("-180,-90", "It comes first: did you mean “-90,-180”?"),
        ("95,91", ""),
        ("181,45", ""),
    ],
)
def test_swapped_degrees_are_noticed(text: str, hint: str) -> None:
    found = refusal(PointValues(), text)
    assert found[0] == "invalid_point"
    assert found[1].partition(" It comes")[2] == hint.removeprefix("It comes")


def test_values_are_few_and_short() -> None:
    reader = RepeatedValueField()
    assert reader.clean(None) == []
    assert len(reader.clean(list(map(str, range(200))))) == 200
    assert reader.clean(["x" * 400, "\ud7ff", "\ue000"]) == ["x" * 400, "\ud7ff", "\ue000"]
    assert reader.clean(["b", "a", "b"]) == ["b", "a"]
    for surrogate in ("\ud800", "\udfff"):
        assert refusal(reader, surrogate)[0] == "bad_character"
    assert refusal(reader, *map(str, range(201))) == ("too_many", "At most 200 values fit one query.")


def test_a_long_vocabulary_is_counted_and_not_listed() -> None:
    forty, more = map(str, range(100, 140)), map(str, range(100, 141))
    assert "is none of 100, 101, " in refusal(ChoiceValues(choices=forty), "x")[1]
    assert "is none of the 41 known." in refusal(ChoiceValues(choices=more), "x")[1]


def test_a_value_is_quoted_short_and_printable() -> None:
    assert quote_value("a\tb") == "“a�b”"
    assert quote_value("x" * 60) == f"“{'x' * 60}”"
    assert quote_value("x" * 61) == f"“{'x' * 60}…”"


def test_the_most_similar_word_is_offered() -> None:
    assert did_you_mean("assult", ["protest", "assault", "insult"]) == " Did you mean “assault”?"
    assert did_you_mean("Event-Type", ["event_type", "eventtype"]) == " Did you mean “event_type”?"
    assert did_you_mean("factual", ["factuality", "form"]) == " Did you mean “factuality”?"
    assert did_you_mean("frm", ["form", "name"]) == " Did you mean “form”?"
    # Words that begin otherwise, that are short, or that could be several, are left alone.
    assert did_you_mean("rotest", ["protest"]) == did_you_mean("IRQ", ["IR", "IQ"]) == ""
    assert did_you_mean("date", ["date_match", "date_basis"]) == did_you_mean("abxx", ["abcd"]) == ""
    assert did_you_mean("any", []) == did_you_mean("a" * 5000, ["a" * 5000 + "b"]) == ""
    assert did_you_mean("a" * 80, ["a" * 80 + "b"]) != did_you_mean("a" * 81, ["a" * 81 + "b"]) == ""


@pytest.mark.parametrize(
    ("reader", "schema"),
    [
        (WORDS, {"type": "string", "enum": ["action", "series"]}),
        (IntegerChoiceValues(choices=("1", "4")), {"type": "integer", "enum": [1, 4]}),
        (BooleanValues(), {"type": "boolean"}),
        (DecimalValues(), {"type": "number"}),
        (RepeatedValueField(), {"type": "string"}),
        (DistanceValues(), {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_DISTANCE_KM}),
    ],
)
def test_values_have_a_json_schema(reader: RepeatedValueField, schema: dict[str, Any]) -> None:
    assert reader.schema() == schema


@pytest.mark.django_db
def test_ids_are_those_of_public_records_or_of_their_successors() -> None:
    with make.change():
        pks = {
            slug: make.actor(slug, review_status=status).pk
            for slug, status in (("one", "published"), ("two", "published"), ("draft", "draft"))
        }
        for old, new, state in (
            ("merged", "two", IdState.MERGED),
            ("lost", "draft", IdState.MERGED),
            ("other", "two", IdState.LIVE),
        ):
            PublicId.objects.create(
                collection="actors", slug=old, object_pk=10**6 + len(old), state=state, successor=new
            )
    reader = PublicIdValues(model=Actor)
    assert reader.clean(["two", "one"]) == [pks["two"], pks["one"]]
    assert reader.clean(["merged", "one"]) == [pks["two"], pks["one"]]
    assert set(reader.canonical_values(["merged", "one"], [pks["two"], pks["one"]])) == {"two", "one"}
    for text in ("draft", "nobody", "lost", "other", "No id", ""):
        code, sentence = refusal(reader, "one", text)
        assert (code, sentence.partition(" Did")[0]) == ("unknown_id", f"There is no “{text}” in actors.")
        assert "draft" not in sentence.partition(" Did")[2]


def test_days_of_a_span_are_its_bounds() -> None:
    (span,) = DateSpanValues().clean(["2024-02"])
    assert (span.first, span.last) == (date(2024, 2, 1), date(2024, 2, 29))
