"""The values of an event in each dimension are those of the slow reference, in random records."""

from collections import defaultdict
from typing import Any

import pytest

from events.choices import QuadClass
from events.filtersets.dimensions import DIMENSIONS, Dimension, Unbucketed, spread_dates
from events.models import Event
from events.rules.dates import EARLIEST, LATEST
from tests import reference_dimensions
from tests.filtersets.conftest import World
from tests.reference_dimensions import UNITS, Values

pytestmark = pytest.mark.django_db
ALL = {one.name: one for dimension in DIMENSIONS.values() for one in (dimension, spread_dates(dimension))}


def expected_values(world: World, dimension: Dimension) -> dict[str, Values]:
    public = world.public
    return {
        slug: reference_dimensions.values(public, event, dimension.name)
        for slug, event in public.events.items()
    }


def events_by_value(values: dict[str, Values]) -> dict[str | None, set[str]]:
    found: dict[str | None, set[str]] = defaultdict(set)
    for slug, held in values.items():
        if not isinstance(held, str):
            for value in held:
                found[value].add(slug)
    return found


def test_the_events_of_a_value_and_those_without_one_are_the_references(world: World) -> None:
    for name, dimension in ALL.items():
        values = expected_values(world, dimension)
        by_value = events_by_value(values)
        for value in world.random.sample([*by_value], min(12, len(by_value))):
            key = None if value is None else dimension.reader.read([value])[0]
            assert world.ids(dimension.condition(key)) == by_value[value], (name, value)
        if dimension.has_null_bucket:
            assert world.ids(dimension.condition(None)) == by_value[None], name
        for why in Unbucketed:
            expected = {slug for slug, held in values.items() if held == why.value}
            assert world.ids(dimension.unbucketed(why)) == expected, (name, why)


def test_the_values_of_an_event_are_the_references(world: World) -> None:
    for name, dimension in ALL.items():
        expected = expected_values(world, dimension)
        for slug, keys in event_keys(dimension).items():
            wanted = expected[slug]
            if isinstance(wanted, str):
                assert keys == [Unbucketed(wanted)], (name, slug)
            else:
                assert set(map(text_of(dimension), keys)) == wanted, (name, slug)
                assert len(keys) == len(wanted), (name, slug)


def test_dates_and_places_have_no_bucket_of_none() -> None:
    without = {name.rstrip("?").partition(":")[0] for name, one in ALL.items() if not one.has_null_bucket}
    assert without == {*UNITS, "country", "location"}


def event_keys(dimension: Dimension) -> dict[str, list[Any]]:
    """The keys of each public event, from its columns or from rows of its values."""
    events = Event.objects.published()
    rows = dimension.value_rows()
    if rows is None:
        cells = events.values_list("slug", *dimension.columns())
        return {slug: list(dimension.keys(tuple(row))) for slug, *row in cells}
    coarser = dimension.coarser_rows()
    placed = set() if coarser is None else set(coarser.values_list("event", flat=True))
    pairs = list(rows)
    assert len(pairs) == len(set(pairs))
    found: dict[str, list[Any]] = {}
    for slug, pk in events.values_list("slug", "pk"):
        held = [value for event, value in pairs if event == pk] or [None]
        rows_of_event: list[Any] = [(one,) if coarser is None else (one, pk in placed) for one in held]
        found[slug] = [key for row in rows_of_event for key in dimension.keys(row)]
    return found


def text_of(dimension: Dimension) -> Any:
    """The word of a key: of a record its id."""
    if dimension.model is None:
        return lambda key: None if key is None else str(key)
    slugs = dict(dimension.model.objects.values_list("pk", "slug"))
    return lambda key: None if key is None else slugs[key]


def test_dimensions_of_records_have_their_model_and_those_of_words_their_labels() -> None:
    assert DIMENSIONS["event_type"].labels["assault"]
    assert DIMENSIONS["event_type"].model is None
    assert DIMENSIONS["country"].labels["IQ"] == "Iraq"
    assert DIMENSIONS["quad_class"].labels.keys() == {str(value) for value in QuadClass.values}
    assert {DIMENSIONS[name].model.COLLECTION.value for name in ("actor", "initiator", "target")} == {
        "actors"
    }
    assert DIMENSIONS["location:country"].model.COLLECTION.value == "locations"


def test_only_dates_are_spread() -> None:
    assert spread_dates(DIMENSIONS["actor"]) is DIMENSIONS["actor"]
    month = spread_dates(DIMENSIONS["month"])
    assert (month.name, month) == ("month?", spread_dates(DIMENSIONS["month"]))
    assert month != DIMENSIONS["month"]


@pytest.mark.parametrize(
    ("first", "last"), [(EARLIEST, LATEST), (EARLIEST, EARLIEST.replace(year=2)), ("2024-01-05", LATEST)]
)
def test_an_open_start_is_imprecise_even_where_it_may_be_in_several_periods(first: Any, last: Any) -> None:
    dimension = spread_dates(DIMENSIONS["year"])
    assert list(dimension.keys((str(first), str(last), 0, None))) == [Unbucketed.IMPRECISE]
    assert list(dimension.keys((str(first), str(last), 1, None))) == [Unbucketed.UNKNOWN]
    assert list(map(str, dimension.keys(("2023-12-31", "2024-01-01", 0, None)))) == ["2023", "2024"]
    assert list(map(str, dimension.keys(("2023-01-01", "2023-12-31", 0, None)))) == ["2023"]
