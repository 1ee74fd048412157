"""The table of events, one row for each event, with the columns that analysts expect."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from events.choices import NON_LOCATING_ROLES, Collection, LocationKind, Polarity, RelationType, ReviewStatus
from events.choices.mappings import ACLED_EVENT_TYPES
from events.exports.base import RecordDict
from events.exports.table import Column, Table, member_columns
from events.models import LocationAncestor
from events.models.dated import BOUNDS
from events.records import Representation, as_of
from events.records.event import EventSerializer
from events.rules.graphs import ancestors
from events.rules.totals import NUMBERS, ReportedFigure, as_number, total_of
from events.rules.words import name_key

FIGURE_MEASURES = ("acts", "killed", "injured", "arrested")
PARTICIPANT_GROUPS = {
    "side_a": ("side", "a"),
    "side_b": ("side", "b"),
    "initiators": ("role", "initiator"),
    "targets": ("role", "target"),
    "victims": ("role", "victim"),
}
"""The groups of participants that have columns, each with the member and the value that select it."""
_PLURALS = {"id": "ids", "name": "names", "country": "countries", "kind": "kinds"}
_ADMIN_KINDS = (LocationKind.ADMIN1, LocationKind.ADMIN2)

_MEMBER_COLUMNS = {column.name: column for column in member_columns(EventSerializer)}
_LEADING_MEMBERS = (
    *("factuality", "id", "title", "dataset", "form", "event_type", "modes", "quad_class", "intensity"),
    *("contexts", "factuality_by", "depth", "date_edtf", "date_precision", *BOUNDS, "date_basis"),
)
_PLACE_COLUMNS = (
    *(Column(f"place_{name}", f"primary_place.location.{name}") for name in ("id", "name", "kind")),
    Column("place_position", "primary_place.position"),
    *(Column(name, f"primary_place.location.{name}", "number") for name in ("latitude", "longitude")),
    Column("radius_m", "primary_place.radius_m", "integer"),
    *map(Column, ("admin1", "admin2")),
    Column("country_iso3", "primary_place.location.country"),
    Column("n_places", type="integer"),
    Column("countries", many=True),
)
_ACTOR_COLUMNS = tuple(
    Column(f"{group}_{plural}", f"{group}.{name}", many=True)
    for group in PARTICIPANT_GROUPS
    for name, plural in _PLURALS.items()
)
_FIGURE_COLUMNS = tuple(
    Column(f"{measure}_{name}", f"{measure}.{name}", "boolean" if name == "disputed" else "number")
    for measure in FIGURE_MEASURES
    for name in (*NUMBERS, "disputed")
)
_SOURCE_COLUMNS = (
    Column("acled_event_type", many=True),
    Column("acled_sub_event_type", many=True),
    Column("cameo_code", many=True),
    Column("part_of", many=True),
    Column("n_claims", type="integer"),
    Column("has_contradiction", type="boolean"),
    Column("source_count", type="integer"),
    Column("outlets", many=True),
    Column("article_ids", "sources.article.id", many=True),
    *map(Column, ("first_reported", "last_reported")),
)
_TRAILING_MEMBERS = ("external_ids", "created_at", "updated_at", "revision", "summary")


def _with_derived(events: list[RecordDict], seq: int | None) -> Iterator[RecordDict]:
    """The events, with the members that columns show and the record has not.

    Queries: 1 for each batch; as of a change, some for each level of places.
    """
    places = {place["location"]["id"] for event in events for place in event["places"]}
    units = _admin_units(places) if seq is None else _admin_units_at(places, seq)
    for event in events:
        groups = {group: _actors(event, *which) for group, which in PARTICIPANT_GROUPS.items()}
        figures = {measure: _total(event, measure) for measure in FIGURE_MEASURES}
        yield event | _place_members(event, units) | groups | figures | _source_members(event)


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


def _place_members(event: RecordDict, units: dict[str, dict[str, str]]) -> RecordDict:
    primary = next((place for place in event["places"] if place["primary"]), None)
    names = units[primary["location"]["id"]] if primary else {}
    located = [place for place in event["places"] if place["role"] not in NON_LOCATING_ROLES]
    return {
        "primary_place": primary,
        **{kind.value: names.get(kind) for kind in _ADMIN_KINDS},
        "n_places": len(event["places"]),
        "countries": _distinct(place["location"]["country"] for place in located),
    }


def _distinct(values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _actors(event: RecordDict, member: str, word: str) -> list[RecordDict]:
    """The actors of a group, each once."""
    group = [each["actor"] for each in event["participants"] if each[member] == word]
    return list({actor["id"]: actor for actor in group}.values())


def _total(event: RecordDict, measure: str) -> RecordDict | None:
    """Low, value and high of a measure, and whether it is disputed; units are added up."""
    by_unit: dict[str | None, list[ReportedFigure]] = defaultdict(list)
    for figure in event["figures"]:
        if figure["measure"] == measure and not figure.get("stock"):
            by_unit[figure["unit"]].append(_reported(figure))
    totals = [total_of(figures) for figures in by_unit.values()]
    if not totals:
        return None
    numbers = {name: _sum([getattr(total, name) for total in totals]) for name in NUMBERS}
    # What is reported in another unit without a number makes it more, not less.
    numbers["low"] = _sum([total.low for total in totals if not total.unknown])
    return numbers | {"disputed": any(total.disputed for total in totals)}


def _reported(figure: RecordDict) -> ReportedFigure:
    """What the total of an event depends on, of one of its figures."""
    value, low, high = (
        None if figure[name] is None else Decimal(str(figure[name])) for name in ("value", "low", "high")
    )
    return ReportedFigure(
        figure["key"],
        value,
        low,
        high,
        figure["qualifier"],
        of=frozenset(actor["id"] for actor in figure["of"]),
        of_wording=name_key(figure["of_wording"] or ""),
        inside=figure["subset_of"],
        preferred=figure["preferred"],
        derived=figure["derived"],
        complete=bool(figure.get("complete")),
    )


def _sum(numbers: list[Decimal | None]) -> int | float | None:
    """The sum; None where any is unknown."""
    known = [number for number in numbers if number is not None]
    return as_number(sum(known, Decimal(0))) if known and len(known) == len(numbers) else None


def _codes(event: RecordDict, scheme: str) -> list[str]:
    return [
        coding["code"]
        for coding in event["codings"]
        if coding["scheme"] == scheme and coding["status"] == "chosen" and coding["match"] != "none"
    ]


def _source_members(event: RecordDict) -> RecordDict:
    sub_types = _codes(event, "acled")
    articles = [source["article"] for source in event["sources"]]
    dates = [article["publication_date"] for article in articles if article["publication_date"]]
    part_of = (RelationType.PART_OF, "outgoing", Polarity.AFFIRMED)
    return {
        "acled_event_type": _distinct(ACLED_EVENT_TYPES.get(code) for code in sub_types),
        "acled_sub_event_type": sub_types,
        "cameo_code": [f"CAMEO:{code}" for code in _codes(event, "cameo")],  # 036 would read as 36
        "part_of": [
            relation["event"]["id"]
            for relation in event["relations"]
            if (relation["type"], relation["direction"], relation["polarity"]) == part_of
        ],
        "n_claims": len(event["claims"]),
        "has_contradiction": bool(event["contradictions"])
        or any(claim["contradicts"] for claim in event["claims"]),
        "outlets": _distinct(article["outlet"]["id"] for article in articles if article["outlet"]),
        "first_reported": dates[0] if dates else None,
        "last_reported": dates[-1] if dates else None,
    }


EVENT_TABLE = Table(
    (
        *(_MEMBER_COLUMNS[name] for name in _LEADING_MEMBERS),
        *_PLACE_COLUMNS,
        *_ACTOR_COLUMNS,
        *_FIGURE_COLUMNS,
        *_SOURCE_COLUMNS,
        *(_MEMBER_COLUMNS[name] for name in _TRAILING_MEMBERS),
    ),
    Representation.DETAIL,
    _with_derived,
)
