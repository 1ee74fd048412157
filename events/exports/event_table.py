"""The table of events, one row for each event, with the columns that analysts expect."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from events.choices import Collection, LocationKind, Polarity, RelationType, ReviewStatus
from events.choices.countries import COUNTRIES
from events.choices.mappings import ACLED_EVENT_TYPES
from events.exports.base import RecordDict
from events.exports.member_columns import member_columns
from events.exports.table import Column, Row, Table
from events.filtersets.event import NON_LOCATING_ROLES
from events.models import LocationAncestor
from events.models.dated import BOUNDS
from events.records import Representation, as_of
from events.records.event import EventSerializer
from events.rules.graphs import ancestors

FIGURE_MEASURES = ("acts", "killed", "injured", "arrested")
PARTICIPANT_GROUPS = {
    "side_a": ("side", "a"),
    "side_b": ("side", "b"),
    "initiators": ("role", "initiator"),
    "targets": ("role", "target"),
    "victims": ("role", "victim"),
}
"""The groups of participants that have columns, each with the member and the value that select it."""
_ACTOR_MEMBERS = ("id", "name", "country", "kind")
_PLURALS = {"id": "ids", "name": "names", "country": "countries", "kind": "kinds"}
_ADMIN_KINDS = (LocationKind.ADMIN1, LocationKind.ADMIN2)

_MEMBER_COLUMNS = {column.name: column for column in member_columns(EventSerializer)}
_LEADING_COLUMNS = tuple(
    _MEMBER_COLUMNS[name]
    for name in (
        *("id", "title", "dataset", "form", "event_type", "modes", "quad_class", "intensity", "contexts"),
        *("factuality", "factuality_by", "date_edtf", "date_precision", *BOUNDS, "date_basis"),
    )
)
_PLACE_COLUMNS = (
    *map(Column, ("place_id", "place_name", "place_kind", "place_position")),
    Column("latitude", type="number"),
    Column("longitude", type="number"),
    Column("radius_m", type="integer"),
    *map(Column, ("admin1", "admin2", "country_iso3")),
    Column("n_places", type="integer"),
    Column("countries", many=True),
)
_ACTOR_COLUMNS = tuple(
    Column(f"{group}_{_PLURALS[name]}", many=True) for group in PARTICIPANT_GROUPS for name in _ACTOR_MEMBERS
)
_FIGURE_COLUMNS = tuple(
    Column(f"{measure}_{name}", type="boolean" if name == "disputed" else "number")
    for measure in FIGURE_MEASURES
    for name in ("low", "value", "high", "disputed")
)
_SOURCE_COLUMNS = (
    *(
        Column(name, many=True)
        for name in ("acled_event_type", "acled_sub_event_type", "cameo_code", "part_of")
    ),
    Column("n_claims", type="integer"),
    Column("has_contradiction", type="boolean"),
    Column("source_count", type="integer"),
    Column("outlets", many=True),
    Column("article_ids", many=True),
    *map(Column, ("first_reported", "last_reported")),
)
_TRAILING_COLUMNS = tuple(
    _MEMBER_COLUMNS[name] for name in ("external_ids", "created_at", "updated_at", "revision", "summary")
)


def _event_rows(batch: Iterable[RecordDict], seq: int | None = None) -> Iterator[Row]:
    """A row for each event. Queries: 1 for each batch; as of a change, some for each level of places."""
    events = list(batch)
    places = {place["location"]["id"] for event in events for place in event["places"]}
    units = _admin_units(places) if seq is None else _admin_units_at(places, seq)
    for event in events:
        primary = next((place for place in event["places"] if place["primary"]), None)
        yield [
            *(column.read(event) for column in _LEADING_COLUMNS),
            *_place_values(event, primary, units[primary["location"]["id"]] if primary else {}),
            *(value for group in PARTICIPANT_GROUPS.values() for value in _actor_values(event, *group)),
            *(value for measure in FIGURE_MEASURES for value in _figure_values(event, measure)),
            *_source_values(event),
            *(column.read(event) for column in _TRAILING_COLUMNS),
        ]


def _admin_units(places: set[str]) -> dict[str, dict[str, str]]:
    """The names of the administrative units of each place, by kind; the nearest unit of a kind counts."""
    rows = LocationAncestor.objects.filter(
        location__slug__in=places,
        ancestor__kind__in=_ADMIN_KINDS,
        ancestor__review_status=ReviewStatus.PUBLISHED,
    )
    names: dict[str, dict[str, str]] = defaultdict(dict)
    nearest = rows.order_by("depth", "ancestor_id")
    for place, kind, name in nearest.values_list("location__slug", "ancestor__kind", "ancestor__name"):
        names[place].setdefault(kind, name)
    return names


def _admin_units_at(places: set[str], seq: int) -> dict[str, dict[str, str]]:
    """The names of the administrative units as of a change, from the places as they were."""
    locations: dict[str, RecordDict] = {}
    level = places
    while level:
        loaded = as_of.load_as_of(Collection.LOCATIONS, sorted(level), seq, Representation.SUMMARY)
        locations |= loaded
        level = {outer for location in loaded.values() for outer in _parent_ids(location)} - locations.keys()
    edges = {slug: _parent_ids(location) for slug, location in locations.items()}
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for place in places & locations.keys():
        for slug in (place, *ancestors(place, edges)):
            if slug in locations and locations[slug]["kind"] in _ADMIN_KINDS:
                names[place].setdefault(locations[slug]["kind"], locations[slug]["name"])
    return names


def _parent_ids(place: RecordDict) -> list[str]:
    """The ids of the places that directly contain a place."""
    return [parent["id"] for parent in (place["parent"], *place["also_in"]) if parent]


def _place_values(event: RecordDict, primary: RecordDict | None, units: dict[str, str]) -> Row:
    location = primary["location"] if primary else defaultdict(lambda: None)
    country = COUNTRIES.get(location["country"] or "")
    located = [place for place in event["places"] if place["role"] not in NON_LOCATING_ROLES]
    return [
        location["id"],
        location["name"],
        location["kind"],
        primary["position"] if primary else None,
        location["latitude"],
        location["longitude"],
        primary["radius_m"] if primary else None,
        *(units.get(kind) for kind in _ADMIN_KINDS),
        country["alpha3"] if country else None,
        len(event["places"]),
        _distinct(place["location"]["country"] for place in located),
    ]


def _distinct(values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _actor_values(event: RecordDict, member: str, word: str) -> Row:
    """Ids, names, countries and kinds of a group, each list in the same order."""
    actors = {
        participant["actor"]["id"]: participant["actor"]
        for participant in event["participants"]
        if participant[member] == word
    }
    return [[actor[name] for actor in actors.values()] for name in _ACTOR_MEMBERS]


def _figure_values(event: RecordDict, measure: str) -> Row:
    """Low, value and high of a measure, and whether it is disputed: then all three are null.

    The values sum, over the counted groups, the preferred figure or the only one; figures that are part of
    others or derived are left out. An unknown number makes the sum unknown.
    """
    groups: dict[Any, list[RecordDict]] = defaultdict(list)
    for figure in event["figures"]:
        if figure["measure"] == measure and not figure["derived"] and figure["subset_of"] is None:
            counted_group = (
                figure["unit"],
                tuple(sorted(actor["id"] for actor in figure["of"])),
                figure["of_wording"],
            )
            groups[counted_group].append(figure)
    if not groups:
        return [None, None, None, None]
    preferred = [[figure for figure in group if figure["preferred"]] or group for group in groups.values()]
    if any(len(group) > 1 for group in preferred):
        return [None, None, None, True]
    return [*(_sum(figure[name] for (figure,) in preferred) for name in ("low", "value", "high")), False]


def _sum(numbers: Iterable[float | None]) -> float | None:
    values = list(numbers)
    return None if None in values else sum(number for number in values if number is not None)


def _codes(event: RecordDict, scheme: str) -> list[str]:
    return [
        coding["code"]
        for coding in event["codings"]
        if coding["scheme"] == scheme and coding["status"] == "chosen" and coding["match"] != "none"
    ]


def _source_values(event: RecordDict) -> Row:
    sub_types = _codes(event, "acled")
    articles = [source["article"] for source in event["sources"]]
    dates = [article["publication_date"] for article in articles if article["publication_date"]]
    wholes = [
        relation["event"]["id"]
        for relation in event["relations"]
        if (relation["type"], relation["direction"], relation["polarity"])
        == (RelationType.PART_OF, "outgoing", Polarity.AFFIRMED)
    ]
    contradictions = event["contradictions"] or any(claim["contradicts"] for claim in event["claims"])
    return [
        _distinct(ACLED_EVENT_TYPES.get(code) for code in sub_types),
        sub_types,
        _codes(event, "cameo"),
        wholes,
        len(event["claims"]),
        bool(contradictions),
        event["source_count"],
        _distinct(article["outlet"]["id"] for article in articles if article["outlet"]),
        [article["id"] for article in articles],
        dates[0] if dates else None,
        dates[-1] if dates else None,
    ]


EVENT_TABLE = Table(
    (
        *_LEADING_COLUMNS,
        *_PLACE_COLUMNS,
        *_ACTOR_COLUMNS,
        *_FIGURE_COLUMNS,
        *_SOURCE_COLUMNS,
        *_TRAILING_COLUMNS,
    ),
    Representation.DETAIL,
    _event_rows,
    queries_database=True,
)
