"""The table of events: what analysts expect side by side, one row an event."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from events.choices import Collection, LocationKind, Polarity, RelationType, ReviewStatus
from events.choices.countries import COUNTRIES
from events.choices.mappings import ACLED_EVENT_TYPES
from events.exports.base import Record
from events.exports.table import EXTERNAL_IDS, STANDING, Column, Row, Table, lists, strings
from events.filtersets.event import PLACES_NOTHING
from events.models import LocationAncestor
from events.models.dated import BOUNDS
from events.records import Shape, past
from events.rules.graphs import ancestors

MEASURES = ("acts", "killed", "injured", "arrested")
GROUPS = {
    "side_a": ("side", "a"),
    "side_b": ("side", "b"),
    "initiators": ("role", "initiator"),
    "targets": ("role", "target"),
    "victims": ("role", "victim"),
}
"""The groups of participants that have columns, by the member and its word that make one of them."""
_OF_EACH = ("id", "name", "country", "kind")
_AS_CALLED = {"id": "ids", "name": "names", "country": "countries", "kind": "kinds"}
_UNITS = (LocationKind.ADMIN1, LocationKind.ADMIN2)

_FIRST = (
    *strings("id", "title", "dataset", "form", "event_type"),
    *lists(modes="modes"),
    Column("quad_class", type="integer"),
    Column("intensity", type="number"),
    *lists(contexts="contexts"),
    Column("factuality"),
    *lists(factuality_by="factuality_by.id"),
    *strings("date.edtf", "date.precision"),
    *(Column(name, f"date.{name}", "date") for name in BOUNDS),
    Column("date_basis", "date.basis"),
)
_PLACE = (
    *strings("place_id", "place_name", "place_kind", "place_position"),
    Column("latitude", type="number"),
    Column("longitude", type="number"),
    Column("radius_m", type="integer"),
    *strings("admin1", "admin2", "country_iso3"),
    Column("n_places", type="integer"),
    *lists(countries="countries"),
)
_ACTORS = tuple(Column(f"{group}_{_AS_CALLED[one]}", many=True) for group in GROUPS for one in _OF_EACH)
_FIGURES = tuple(
    Column(f"{measure}_{name}", type="boolean" if name == "disputed" else "number")
    for measure in MEASURES
    for name in ("low", "value", "high", "disputed")
)
_REST = (
    *(
        Column(name, many=True)
        for name in ("acled_event_type", "acled_sub_event_type", "cameo_code", "part_of")
    ),
    Column("n_claims", type="integer"),
    Column("has_contradiction", type="boolean"),
    Column("source_count", type="integer"),
    *lists(outlets="outlets", article_ids="article_ids"),
    *strings("first_reported", "last_reported"),
)
_LAST = (EXTERNAL_IDS, *STANDING[1:], STANDING[0], Column("summary"))


def _rows(batch: Iterable[Record], seq: int | None = None) -> Iterator[Row]:
    """A row for each event. Queries: 1 for each batch; of a past those of each level of places."""
    events = list(batch)
    places = {place["location"]["id"] for event in events for place in event["places"]}
    units = _units(places) if seq is None else _units_at(places, seq)
    for event in events:
        primary = next((place for place in event["places"] if place["primary"]), None)
        yield [
            *(column.read(event) for column in _FIRST),
            *_place(event, primary, units[primary["location"]["id"]] if primary else {}),
            *(value for group in GROUPS.values() for value in _actors(event, *group)),
            *(value for measure in MEASURES for value in _figures(event, measure)),
            *_rest(event),
            *(column.read(event) for column in _LAST),
        ]


def _units(places: set[str]) -> dict[str, dict[str, str]]:
    """The names of the units that hold each place, by their kind; the nearest of a kind counts."""
    rows = LocationAncestor.objects.filter(
        location__slug__in=places, ancestor__kind__in=_UNITS, ancestor__review_status=ReviewStatus.PUBLISHED
    )
    found: dict[str, dict[str, str]] = defaultdict(dict)
    nearest = rows.order_by("depth", "ancestor_id")
    for place, kind, name in nearest.values_list("location__slug", "ancestor__kind", "ancestor__name"):
        found[place].setdefault(kind, name)
    return found


def _units_at(places: set[str], seq: int) -> dict[str, dict[str, str]]:
    """The same as of a change, from the places as they were."""
    known: dict[str, Record] = {}
    level = places
    while level:
        held = past.load_past(Collection.LOCATIONS, sorted(level), seq, Shape.ROW)
        known |= held
        level = {outer for one in held.values() for outer in _holders(one)} - known.keys()
    edges = {slug: _holders(one) for slug, one in known.items()}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for place in places & known.keys():
        for slug in (place, *ancestors(place, edges)):
            if slug in known and known[slug]["kind"] in _UNITS:
                found[place].setdefault(known[slug]["kind"], known[slug]["name"])
    return found


def _holders(place: Record) -> list[str]:
    """The ids of what holds a place at once."""
    return [one["id"] for one in (place["parent"], *place["also_in"]) if one]


def _place(event: Record, primary: Record | None, units: dict[str, str]) -> Row:
    at = primary["location"] if primary else defaultdict(lambda: None)
    country = COUNTRIES.get(at["country"] or "")
    where = [place for place in event["places"] if place["role"] not in PLACES_NOTHING]
    return [
        at["id"],
        at["name"],
        at["kind"],
        primary["position"] if primary else None,
        at["latitude"],
        at["longitude"],
        primary["radius_m"] if primary else None,
        *(units.get(kind) for kind in _UNITS),
        country["alpha3"] if country else None,
        len(event["places"]),
        _distinct(place["location"]["country"] for place in where),
    ]


def _distinct(values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _actors(event: Record, member: str, word: str) -> Row:
    """Ids, names, countries and kinds of a group, each list in the same order."""
    actors = {one["actor"]["id"]: one["actor"] for one in event["participants"] if one[member] == word}
    return [[actor[name] for actor in actors.values()] for name in _OF_EACH]


def _figures(event: Record, measure: str) -> Row:
    """Low, value and high of a measure, and whether sources differ on it so that none of them is told.

    Of each group that is counted, the preferred figure, else the only one; parts of others and what we
    computed are left out. An unknown number stays unknown in the sum.
    """
    groups: dict[Any, list[Record]] = defaultdict(list)
    for one in event["figures"]:
        if one["measure"] == measure and not one["derived"] and one["subset_of"] is None:
            counted = (one["unit"], tuple(sorted(actor["id"] for actor in one["of"])), one["of_wording"])
            groups[counted].append(one)
    if not groups:
        return [None, None, None, None]
    chosen = [[one for one in group if one["preferred"]] or group for group in groups.values()]
    if any(len(group) > 1 for group in chosen):
        return [None, None, None, True]
    return [*(_sum(one[name] for (one,) in chosen) for name in ("low", "value", "high")), False]


def _sum(numbers: Iterable[float | None]) -> float | None:
    known = list(numbers)
    return None if None in known else sum(number for number in known if number is not None)


def _codes(event: Record, scheme: str) -> list[str]:
    return [
        one["code"]
        for one in event["codings"]
        if one["scheme"] == scheme and one["status"] == "chosen" and one["match"] != "none"
    ]


def _rest(event: Record) -> Row:
    sub_types = _codes(event, "acled")
    articles = [source["article"] for source in event["sources"]]
    reported = [article["publication_date"] for article in articles if article["publication_date"]]
    wholes = [
        one["event"]["id"]
        for one in event["relations"]
        if (one["type"], one["direction"], one["polarity"])
        == (RelationType.PART_OF, "outgoing", Polarity.AFFIRMED)
    ]
    clashes = event["contradictions"] or any(claim["contradicts"] for claim in event["claims"])
    return [
        _distinct(ACLED_EVENT_TYPES.get(code) for code in sub_types),
        sub_types,
        _codes(event, "cameo"),
        wholes,
        len(event["claims"]),
        bool(clashes),
        event["source_count"],
        _distinct(article["outlet"]["id"] for article in articles if article["outlet"]),
        [article["id"] for article in articles],
        reported[0] if reported else None,
        reported[-1] if reported else None,
    ]


EVENT = Table((*_FIRST, *_PLACE, *_ACTORS, *_FIGURES, *_REST, *_LAST), Shape.DETAIL, _rows, looks_up=True)
