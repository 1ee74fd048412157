"""Buckets of aggregates, as a parameter takes them."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from events.filtersets.buckets import BucketValues, format_bucket, format_unbucketed
from events.filtersets.dimensions import DIMENSIONS, DateDimension, Unbucketed, spread_dates
from tests import reference_dimensions
from tests.filtersets.conftest import World

pytestmark = pytest.mark.django_db
READER = BucketValues()


def test_the_events_of_a_bucket_are_the_references(world: World) -> None:
    """For each dimension a value and none, two joined, and what their buckets leave out."""
    public, random = world.public, world.random
    texts = []
    for name, dimension in DIMENSIONS.items():
        for one in (dimension, spread_dates(dimension)):
            held = [reference_dimensions.values(public, event, one.name) for event in public.events.values()]
            known = sorted(
                {value for values in held if not isinstance(values, str) for value in values if value}
            )
            if known:
                texts.append(format_bucket(one, random.choice(known)))
            if one.has_null_bucket:
                texts.append(format_bucket(one, None))
            other = DIMENSIONS[random.choice(list(DIMENSIONS))]
            texts += [format_unbucketed(why, [one, other]) for why in Unbucketed]
            texts += [format_unbucketed(why, [one]) for why in Unbucketed]
        assert f"{name}:" in texts[-1] or name in texts[-1]
    for since in ("2003-06-01", "2023-06-01", "2024-01-15"):
        texts += [f"{why.value}@{since}:month,country" for why in Unbucketed]
        texts += [f"{why.value}@{since}:week" for why in Unbucketed]
    texts += ["|".join(random.sample(texts, 2)) for _ in range(20)]
    for text in texts:
        expected = {
            slug
            for slug, event in public.events.items()
            if reference_dimensions.in_bucket(public, event, text)
        }
        assert world.ids(READER.read_one(text)) == expected, text


def test_a_bucket_is_written_with_its_dimension_and_escaped() -> None:
    coding = DIMENSIONS["coding:acled"]
    assert format_bucket(DIMENSIONS["form"], "action") == "form:action"
    assert format_bucket(coding, "a|b\\c") == "coding:acled:a\\|b\\\\c"
    assert format_bucket(spread_dates(DIMENSIONS["month"]), "2024-01") == "month?:2024-01"
    assert format_bucket(DIMENSIONS["form"], None) == "form:none"
    both = [DIMENSIONS["month"], DIMENSIONS["country"]]
    assert format_unbucketed(Unbucketed.IMPRECISE, both) == "imprecise:month,country"
    month = DIMENSIONS["month"]
    assert isinstance(month, DateDimension)
    since = [replace(month, since=date(2024, 1, 15)), DIMENSIONS["country"]]
    assert [format_unbucketed(why, since) for why in Unbucketed] == [
        f"{why.value}{'' if why is Unbucketed.UNKNOWN else '@2024-01-15'}:month,country" for why in Unbucketed
    ]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "invalid_bucket", "names no value"),
        ("form", "invalid_bucket", "“form” names no value of form."),
        ("imprecise@2024-13-01:month", "invalid_bucket", "2024-13-01"),
        ("imprecise@2024:month", "invalid_bucket", "“2024” is no day."),
        ("form:", "invalid_bucket", "“form:” names no value of form."),
        ("month:none", "invalid_date", "none"),
        ("frm:action", "invalid_bucket", "Events are not grouped by “frm”. Did you mean “form”?"),
        ("unknown:frm", "invalid_bucket", "Events are not grouped by “frm”."),
        ("location:x:y", "invalid_bucket", "Events are not grouped by “location:x”."),
        ("form:act", "invalid_choice", "is none of"),
        ("month:2024", "invalid_date", "“2024” is no month."),
        ("form:action|", "invalid_bucket", "is no bucket: write dimension:value"),
        ("|form:action", "invalid_bucket", "is no bucket"),
        ("form:action||form:series", "invalid_bucket", "is no bucket"),
        ("form:action\\", "invalid_bucket", "is no bucket"),
    ],
)
def test_what_is_no_bucket_is_refused(text: str, code: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        READER.read([text or "form:"])
    assert refused.value.code == code
    assert words in refused.value.messages[0]
