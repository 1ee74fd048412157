"""A reference evaluator of the query language of events: slow, plain, and independent of the filters.

It reads the public records and nothing else. Written from the contract (design, section 4), the codebook
and the descriptions of the parameters; it shares no code with `events.filtersets`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from math import asin, atan2, cos, degrees, hypot, pi, radians, sin
from typing import Any

from events.rules.dates import DateSpan
from events.rules.words import search_words
from tests.reference_dimensions import in_bucket

Record = dict[str, Any]
Query = Sequence[tuple[str, str]]
EARTH_M = 6_371_008.8
ROUNDING = 1e-12  # of an angle: micrometres on the ground
SINGLE_VALUED = {
    *("date", "date_match", "bbox", "near", "radius_km", "place_match", "figure_min", "figure_max"),
    *("relation_type", "reported", "updated_since", "has_contradiction", "q", "bucket"),
}
"""The parameters that take one value and cannot exclude."""
AFFILIATION_TYPES = ("member_of", "part_of", "leads", "holds_office")


@dataclass
class PublicRecords:
    """The public records of a database by collection and id, and the successors of merged ids."""

    events: dict[str, Record]
    locations: dict[str, Record]
    articles: dict[str, Record]
    claims: dict[str, Record]
    actors: dict[str, Record]
    merged: dict[tuple[str, str], str] = field(default_factory=dict)

    def resolve_id(self, collection: str, text: str) -> str:
        """The current id of a record: of its successor, if it was merged."""
        return self.merged.get((collection, text), text)

    def holders(self, location: str) -> set[str]:
        """A place and all places in which it lies, by the tree and by `also_in`."""
        holders: set[str] = set()
        waiting = [location]
        while waiting:
            place = waiting.pop()
            if place not in holders:
                holders.add(place)
                record = self.locations[place]
                waiting += [outer["id"] for outer in (record["parent"], *record["also_in"]) if outer]
        return holders

    def bodies(self, actor: str, first: date, last: date) -> set[str]:
        """All bodies to which an actor belongs by ties that may all have held on one of these days."""
        bodies: set[str] = set()
        waiting = [(first, last, [actor])]
        while waiting:
            first, last, path = waiting.pop()
            for tie in self.actors[path[-1]]["affiliations"]:
                body, (since, _, _, until) = tie["object"]["id"], _bounds(tie["valid"])
                days = max(first, since), min(last, until)
                belongs = tie["type"] in AFFILIATION_TYPES and tie["polarity"] == "affirmed"
                if belongs and body not in path and days[0] <= days[1]:
                    bodies.add(body)
                    waiting.append((*days, [*path, body]))
        return bodies

    def wholes(self, event: str) -> set[str]:
        """All events of which an event is part, as somebody affirms."""
        wholes: set[str] = set()
        waiting = [event]
        while waiting:
            for relation in self.events[waiting.pop()]["relations"]:
                members = (relation["type"], relation["direction"], relation["polarity"])
                whole = relation["event"]["id"]
                if members == ("part_of", "outgoing", "affirmed") and whole not in wholes:
                    wholes.add(whole)
                    waiting.append(whole)
        return wholes


def matching(data: PublicRecords, query: Query) -> set[str]:
    """The ids of the events that a query finds."""
    included: dict[str, list[str]] = {}
    excluded: dict[str, list[str]] = {}
    for name, value in query:
        parameters = excluded if name.startswith("exclude_") else included
        parameters.setdefault(name.removeprefix("exclude_"), []).append(value)
    ids = {slug for slug, event in data.events.items() if _matches(data, event, included)}
    for name, values in excluded.items():
        ids -= {slug for slug, event in data.events.items() if _matches(data, event, {name: values})}
    return ids


FACTS = ("occurred", "ongoing")


def listed(data: PublicRecords, query: Query) -> set[str]:
    """The ids of the events that a list shows: facts of our own datasets, unless the query names others."""
    return shown(data, named(query), matching(data, query))


def named(query: Query) -> set[str]:
    """The filters that a query names, by a bucket as well."""
    names = {name.removeprefix("exclude_") for name, _ in query if name != "exclude_id"}
    terms = [term.partition(":")[0] for name, value in query if name == "bucket" for term in value.split("|")]
    return names | set(terms)


def shown(data: PublicRecords, names: set[str], found: set[str]) -> set[str]:
    """Those of the events that were found which a list shows whose query names these filters."""
    if "id" in names:
        return found
    if "dataset" not in names:
        found = {slug for slug in found if data.events[slug]["dataset"] == "curated"}
    if names & {"factuality", "q", "updated_since"}:
        return found
    return {slug for slug in found if data.events[slug]["factuality"] in FACTS}


def left_out(data: PublicRecords, query: Query) -> dict[str, int]:
    """How many events the list leaves out as they are no facts, by factuality."""
    others = shown(data, named(query) | {"factuality"}, matching(data, query)) - listed(data, query)
    return dict(Counter(data.events[slug]["factuality"] for slug in others))


def _matches(data: PublicRecords, event: Record, query: Mapping[str, list[str]]) -> bool:
    ungrouped = (
        any(test(data, event, value) for value in query[name])
        for name, test in UNGROUPED.items()
        if name in query and not (name == "related_to" and "relation_type" in query)
    )
    grouped = (group.holds(data, event, query) for group in GROUPS if group.names & query.keys())
    for how in query.get("relation_type", ()):
        if not any(_related(data, event, text, how) for text in query["related_to"]):
            return False
    dated = "date" not in query or occurs(event, query["date"][0], query.get("date_match", ["possible"])[0])
    return dated and all(ungrouped) and all(grouped)


Predicate = Callable[[PublicRecords, Record, str], bool]
"""Whether an event, or a row of one, meets one value of a parameter."""


def _has_word(*path: str) -> Predicate:
    """The test that a member equals a value."""

    def test(_data: PublicRecords, record: Record, text: str) -> bool:
        member: Any = record
        for name in path:
            member = member[name]
        return _equals(member, text)

    return test


def _has_word_in(member: str) -> Predicate:
    """The test that a list of words holds a value."""
    return lambda _data, record, text: _in_list(record[member], text)


def _equals(member: Any, value: str) -> bool:
    """Whether a member is this word; `none` is null."""
    return member is None if value == "none" else str(member) == value


def _in_list(members: Iterable[Any], value: str) -> bool:
    """Whether a list holds this word; `none` is an empty list."""
    words = [str(member) for member in members]
    return not words if value == "none" else value in words


# --- dates


def _bounds(when: Record) -> tuple[date, date, date, date]:
    """The four bounds; null ones are open."""
    names = ("start_earliest", "start_latest", "end_earliest", "end_latest")
    opens = (date.min, date.max, date.min, date.max)
    first, second, third, fourth = (
        date.fromisoformat(when[name]) if when[name] else opened
        for name, opened in zip(names, opens, strict=True)
    )
    return first, second, third, fourth


OCTOBER, YEAR_2003 = ("2023-10-01", "2023-10-31"), ("2003-01-01", "2003-12-31")
ALL_OF = {
    "{2003,2023-10}": [YEAR_2003, OCTOBER],
    "{2023-10-10,2024-01-26..2024-01-27}": [("2023-10-10", "2023-10-10"), ("2024-01-26", "2024-01-27")],
}
ONE_OF = {
    "[2003,2024-01-27]": [YEAR_2003, ("2024-01-27", "2024-01-27")],
    "2023-XX-10": [(f"2023-{month:02}-10", f"2023-{month:02}-10") for month in range(1, 13)],
}
"""The stretches of dates with gaps, by hand; other dates have none."""


def _in_a_gap(event: Record, span: DateSpan, match: str) -> bool:
    """Whether the date has gaps, and the span lies in one; dates that reports have widened have none."""
    edtf = event["date"]["edtf"]
    pieces = ALL_OF.get(edtf) or (ONE_OF.get(edtf) if match == "possible" else None)
    if pieces is None:
        return False
    days = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in pieces]
    earliest, _, _, latest = _bounds(event["date"])
    if earliest < days[0][0] or latest > days[-1][1]:
        return False
    if match == "possible":
        return not any(first <= span.last and last >= span.first for first, last in days)
    # It was under way at some time of each stretch: of a year surely only if the whole year is asked for.
    run = edtf.endswith("..2024-01-27}")
    return not any(
        (span.first <= last and span.last >= first)
        if run and first != last
        else (span.first <= first and last <= span.last)
        for first, last in days
    )


def occurs(event: Record, text: str, match: str) -> bool:
    """Whether the date of an event matches a span."""
    when = event["date"]
    if when["edtf"] is None:
        return False
    span = DateSpan.parse(text)
    start_earliest, start_latest, end_earliest, end_latest = _bounds(when)
    if match == "certain":
        return start_latest <= span.last and end_earliest >= span.first and not _in_a_gap(event, span, match)
    if match == "within":
        return start_earliest >= span.first and end_latest <= span.last
    if _in_a_gap(event, span, "possible"):
        return False
    first, last = _day_range(event)
    return first <= span.last and last >= span.first


def _day_range(event: Record) -> tuple[date, date]:
    """The first and the last day on which an event may have been under way; every day, without a date."""
    when = event["date"]
    first, _, _, last = _bounds(when)
    open_end = (when["edtf"] or "").endswith("/..") and when["end_latest"] is None  # still open, not unknown
    if event["factuality"] == "ongoing" and open_end and when["last_reported"]:
        last = date.fromisoformat(when["last_reported"])
    return first, last


def _reported(data: PublicRecords, event: Record, text: str) -> bool:
    span = DateSpan.parse(text)
    for source in event["sources"]:
        when = data.articles[source["article"]["id"]]["publication_date"]
        first, _, _, last = _bounds(when)
        if when["edtf"] is not None and first <= span.last and last >= span.first:
            return True
    return False


def _updated(_data: PublicRecords, event: Record, text: str) -> bool:
    since = datetime.fromisoformat(text)
    if since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    return datetime.fromisoformat(event["updated_at"]) >= since


# --- other conditions on the event as a whole


ACLED_BRANCHES = {
    "battles": {"armed clash", "government regains territory", "non-state actor overtakes territory"},
    "explosions/remote violence": {
        *(
            "air/drone strike",
            "shelling/artillery/missile attack",
            "suicide bomb",
            "grenade",
            "chemical weapon",
        ),
        "remote explosive/landmine/ied",
    },
}
"""The sub-event types of event types, by hand, from ACLED's codebook."""
COUNTRY_SPELLINGS = {"irq": "IQ", "United States": "US"}


def _in_country(member: str | None, text: str) -> bool:
    return _equals(member, COUNTRY_SPELLINGS.get(text, text))


def _coded(_data: PublicRecords, event: Record, text: str) -> bool:
    scheme, _, code = text.partition(":")
    codes = [
        coding["code"]
        for coding in event["codings"]
        if coding["scheme"] == scheme.lower() and coding["match"] != "none"
    ]
    if scheme.lower() == "acled" and (wide := code.removesuffix("*").lower()) in ACLED_BRANCHES:
        return any(branch.lower() in ACLED_BRANCHES[wide] for branch in codes)
    if scheme.lower() == "acled" and code.lower() in ("air/drone strike", "peaceful protest", "armed clash"):
        code = code.capitalize()
    if code.endswith("*"):
        return any(branch.startswith(code[:-1]) for branch in codes)
    return code in codes


def _identified(_data: PublicRecords, event: Record, text: str) -> bool:
    scheme, _, value = text.partition(":")
    ids = [(row["scheme"], row["value"]) for row in event["external_ids"]]
    return (scheme, value) in ids or (scheme.lower(), value) in ids


def _mentioned(_data: PublicRecords, event: Record, text: str) -> bool:
    return text in [source["mention"] for source in event["sources"]]


def _from_article(data: PublicRecords, event: Record, text: str) -> bool:
    articles = (source["article"]["id"] for source in event["sources"])
    return _in_list(articles, data.resolve_id("articles", text))


def _from_outlet(data: PublicRecords, event: Record, text: str) -> bool:
    outlets = [source["article"]["outlet"] for source in event["sources"]]
    return any(_equals(outlet and outlet["id"], data.resolve_id("outlets", text)) for outlet in outlets)


def _part_of(data: PublicRecords, event: Record, text: str) -> bool:
    return data.resolve_id("events", text) in data.wholes(event["id"])


def _related(data: PublicRecords, event: Record, text: str, how: str | None = None) -> bool:
    return data.resolve_id("events", text) in [
        row["event"]["id"]
        for row in event["relations"]
        if how is None or (row["type"], row["direction"], row["polarity"]) == (how, "outgoing", "affirmed")
    ]


def _contradicted(data: PublicRecords, event: Record, text: str) -> bool:
    about = [
        claim
        for claim in data.claims.values()
        if any(
            subject["kind"] != "affiliation" and subject["id"].partition("/")[0] == event["id"]
            for subject in claim["about"]
        )
    ]
    contradicted = bool(event["contradictions"]) or any(claim["contradicts"] for claim in about)
    return contradicted == (text == "true")


def _matches_full_text(data: PublicRecords, event: Record, text: str) -> bool:
    """Full text: the query as an expression of Python, whose operators bind alike."""
    texts = [(search_words(one), language) for one, language in _public_texts(data, event) if one]
    expression: list[str] = []
    for piece in re.findall(r'"[^"]*"|[()]|[^\s()"]+', text):
        if piece.lower() in ("al", "el"):
            continue  # the article of a name, which the search ignores
        operator = piece in ("AND", "OR", "NOT", "(", ")")
        part = piece.lower() if operator else str(any(_contains_term(piece, *one) for one in texts))
        if expression and expression[-1] in ("True", "False", ")") and part not in ("and", "or", ")"):
            expression.append("and")
        expression.append(part)
    return bool(eval(" ".join(expression)))


FORMS = (
    *({"talk", "talks", "talking"}, {"meet", "meets", "meeting"}, {"attack", "attacks", "attacked"}),
    {"government", "govern"},  # as a quotation that is cut may end
)
"""Words of the random data that share a stem."""


def _contains_term(piece: str, words: list[str], language: str) -> bool:
    """Whether a word, a phrase or a prefix stands in a text; a bare word in English ones in any form."""
    english = language[:2] in ("", "en")
    if english and any(piece.lower() in forms and forms.intersection(words) for forms in FORMS):
        return True
    *term, last_of_term = search_words(piece)
    for start in range(len(words) - len(term)):
        *before, last = words[start : start + len(term) + 1]
        ends = last.startswith(last_of_term) if piece.endswith("*") else last == last_of_term
        if ends and before == term:
            return True
    return False


def _public_texts(data: PublicRecords, event: Record) -> Iterator[tuple[str | None, str]]:
    """The public texts of an event and of the records that it names, each with its language, if known."""
    yield from ((event[member], event["language"]) for member in ("title", "summary"))
    relations = [relation for relation in event["relations"] if relation["direction"] == "outgoing"]
    reports = (*event["participants"], *event["date_reports"], *event["figures"])
    for row in (event, *event["places"], *reports, *relations):
        for quote in row["evidence"]:
            yield quote["quote"], data.articles[quote["article"]["id"]]["language"]
    wordings = ("described_as", "wording", "of_wording")
    yield from ((row[member], "") for row in reports for member in wordings if member in row)
    actors = [row[member] for row in event["participants"] for member in ("actor", "acts_for") if row[member]]
    records = [data.actors[actor["id"]] for actor in actors]
    records += [data.locations[row["location"]["id"]] for row in event["places"]]
    for record in records:
        yield record["name"], ""
        for name in record["names"]:
            if name["kind"] != "description":
                yield name["name"], name["language"] or ""


def _is_missing(_data: PublicRecords, event: Record, text: str) -> bool:
    members = {
        "date": event["date"]["edtf"],
        "place": event["places"],
        "participant": event["participants"],
        "evidence": event["evidence_count"],
    }
    return not members[text]


UNGROUPED: dict[str, Predicate] = {
    "event_type": _has_word("event_type"),
    "mode": _has_word_in("modes"),
    "context": _has_word_in("contexts"),
    "id": lambda data, event, text: _equals(event["id"], data.resolve_id("events", text)),
    "form": _has_word("form"),
    "factuality": lambda _data, event, text: text in ("any", event["factuality"]),
    "quad_class": _has_word("quad_class"),
    "confidence": _has_word("confidence"),
    "depth": _has_word("depth"),
    "dataset": lambda data, event, text: (
        text in ("any", event["dataset"]) or _equals(event["dataset"], data.resolve_id("datasets", text))
    ),
    "language": lambda _data, event, text: event["language"].lower() == text.lower(),
    "date_basis": _has_word("date", "basis"),
    "mention": _mentioned,
    "coding": _coded,
    "external_id": _identified,
    "article": _from_article,
    "outlet": _from_outlet,
    "part_of": _part_of,
    "related_to": _related,
    "has_contradiction": _contradicted,
    "missing": _is_missing,
    "q": _matches_full_text,
    "reported": _reported,
    "updated_since": _updated,
    "bucket": in_bucket,
}
"""The test of each parameter outside of groups, for one of its values."""


# --- tests of one row


def _participant(data: PublicRecords, row: Record, text: str) -> bool:
    return bool(row["actor"]["id"] == data.resolve_id("actors", text))


def _affiliated(data: PublicRecords, row: Record, text: str) -> bool:
    return _in_list(data.bodies(row["actor"]["id"], *row["days"]), data.resolve_id("actors", text))


def _inside(data: PublicRecords, row: Record, text: str) -> bool:
    place, coded = data.resolve_id("locations", text), row["location"]["id"]
    return place in data.holders(coded) or (row.get("possible", False) and coded in data.holders(place))


def _best_value(row: Record) -> Decimal | None:
    known = [row[name] for name in ("value", "low", "high") if row[name] is not None]
    return Decimal(str(known[0])) if known else None


def _at_least(_data: PublicRecords, row: Record, text: str) -> bool:
    best = _best_value(row)
    return best is not None and best >= Decimal(text)


def _at_most(_data: PublicRecords, row: Record, text: str) -> bool:
    best = _best_value(row)
    return best is not None and best <= Decimal(text)


def _given_by(data: PublicRecords, row: Record, text: str) -> bool:
    return _in_list((actor["id"] for actor in row["attribution"]["by"]), data.resolve_id("actors", text))


@dataclass
class ParameterGroup:
    """Parameters that one row of a list must meet together."""

    rows: Callable[[Record, Mapping[str, list[str]]], list[Record]]
    key: str
    """The parameter of the record to which the row refers; with `none`, no row may meet the others."""
    tests: dict[str, Predicate]

    @property
    def names(self) -> set[str]:
        """All its parameters."""
        return set(self.tests)

    def holds(self, data: PublicRecords, event: Record, query: Mapping[str, list[str]]) -> bool:
        """Whether one row meets all parameters of the group in a query."""
        rows = [
            row
            for row in self.rows(event, query)
            if all(
                any(test(data, row, value) for value in query[name])
                for name, test in self.tests.items()
                if name in query and name != self.key
            )
        ]
        if self.key not in query:
            return bool(rows)
        test = self.tests[self.key]
        return any(
            not rows if value == "none" else any(test(data, row, value) for row in rows)
            for value in query[self.key]
        )


def _places(event: Record, query: Mapping[str, list[str]]) -> list[Record]:
    """The places of an event that count and match; those it is only about or spoken from need a role."""
    rows = event["places"]
    if "place_role" not in query:
        rows = [row for row in rows if row["role"] not in ("spoken_from", "about")]
    possible = query.get("place_match") == ["possible"]
    rows = [row | {"possible": possible} for row in rows]
    if "bbox" in query:
        box = query["bbox"][0]
        meets = _may_touch if possible else _surely_inside
        rows = [row for row in rows if meets(row, *map(float, box.split(",")))]
    if "near" in query:
        latitude, longitude = map(float, query["near"][0].split(","))
        near = Circle(latitude, longitude, float(query["radius_km"][0]) * 1000 / EARTH_M)
        rows = [row for row in rows if near.meets(row) and (possible or near.holds(row))]
    return list(rows)


def _in_role(*roles: str) -> Callable[[Record, Mapping[str, list[str]]], list[Record]]:
    return lambda event, _query: [row for row in event["participants"] if row["role"] in roles]


GROUPS = (
    ParameterGroup(
        lambda event, _query: [row | {"days": _day_range(event)} for row in event["participants"]],
        "participant",
        {
            "participant": _participant,
            "participant_role": _has_word("role"),
            "participant_side": _has_word("side"),
            "actor_kind": _has_word("actor", "kind"),
            "actor_country": lambda _data, row, text: _in_country(row["actor"]["country"], text),
            "affiliated_with": _affiliated,
        },
    ),
    ParameterGroup(_in_role("initiator"), "initiator", {"initiator": _participant}),
    ParameterGroup(_in_role("target"), "target", {"target": _participant}),
    ParameterGroup(
        _places,
        "location",
        {
            "location": _inside,
            "country": lambda _data, row, text: _in_country(row["location"]["country"], text),
            "place_role": _has_word("role"),
            # Read with their modifiers, in `_places`.
            **dict.fromkeys(("bbox", "near", "radius_km"), lambda _data, _row, _text: True),
        },
    ),
    ParameterGroup(
        lambda event, _query: event["figures"],
        "measure",
        {
            "measure": _has_word("measure"),
            "figure_min": _at_least,
            "figure_max": _at_most,
            "attributed_to": _given_by,
        },
    ),
)


def parameters() -> set[str]:
    """Every parameter that the evaluator understands."""
    grouped = {name for group in GROUPS for name in group.names}
    names = {*UNGROUPED, *grouped, "date", "date_match", "place_match", "relation_type"}
    return names | {f"exclude_{name}" for name in names - SINGLE_VALUED}


# --- geometry: a circle on a sphere and a box of degrees


@dataclass
class Circle:
    """A place: its point and how far it may be from there, as an angle."""

    latitude: float
    longitude: float
    angle: float

    @classmethod
    def of(cls, row: Record) -> "Circle | None":
        """The circle of a place; a point where there is no radius."""
        place = row["location"]
        if place["latitude"] is None:
            return None
        return cls(place["latitude"], place["longitude"], min((row["radius_m"] or 0) / EARTH_M, pi))

    def meets(self, row: Record) -> bool:
        """Whether the circle of a place touches this one."""
        other = Circle.of(row)
        return other is not None and self._apart(other) <= self.angle + other.angle + ROUNDING

    def holds(self, row: Record) -> bool:
        """Whether a place surely lies in this circle with its own; a coarse one without a radius never."""
        other = Circle.of(row)
        if other is None or _is_coarse(row):
            return False
        return self._apart(other) + other.angle <= self.angle + ROUNDING

    def _apart(self, other: "Circle") -> float:
        """The angle between the middles, by their vectors."""
        (a, b, c), (d, e, f) = self._vector(), other._vector()
        across = hypot(b * f - c * e, c * d - a * f, a * e - b * d)
        return atan2(across, a * d + b * e + c * f)

    def _vector(self) -> tuple[float, float, float]:
        phi, turn = radians(self.latitude), radians(self.longitude)
        return cos(phi) * cos(turn), cos(phi) * sin(turn), sin(phi)


def _is_coarse(row: Record) -> bool:
    """Whether the extent of a place that is no single spot is unknown."""
    return row["radius_m"] is None and row["location"]["kind"] not in ("site", "populated_place")


def _equivalent_longitudes(degree: float | Fraction) -> list[Fraction]:
    """A longitude with its equals one turn off, without rounding."""
    return [Fraction(degree) + turn for turn in (-720, -360, 0, 360, 720)]


def _width(west: float, east: float) -> Fraction:
    return Fraction(east) - Fraction(west) + (360 if east < west else 0)


def _surely_inside(row: Record, west: float, south: float, east: float, north: float) -> bool:
    """Whether the place lies in the box with its whole circle; a coarse one without a radius never does."""
    circle = Circle.of(row)
    if circle is None or _is_coarse(row):
        return False
    reach, rounding = degrees(circle.angle), Fraction(degrees(ROUNDING))
    low, high = max(-90.0, circle.latitude - reach), min(90.0, circle.latitude + reach)
    if low < Fraction(south) - rounding or high > Fraction(north) + rounding:
        return False
    width = _width(west, east)
    if circle.latitude + reach >= 90 or circle.latitude - reach <= -90:
        return width == 360  # around a pole it has every longitude
    half = Fraction(degrees(asin(min(1.0, sin(circle.angle) / cos(radians(circle.latitude))))))
    if width == 360:
        return True
    return any(
        Fraction(west) - rounding <= middle - half and middle + half <= Fraction(west) + width + rounding
        for middle in _equivalent_longitudes(circle.longitude)
    )


def _may_touch(row: Record, west: float, south: float, east: float, north: float) -> bool:
    """Whether some point of the box lies in the circle of the place."""
    circle = Circle.of(row)
    if circle is None:
        return False
    width = _width(west, east)
    between = any(
        Fraction(west) <= longitude <= Fraction(west) + width
        for longitude in _equivalent_longitudes(circle.longitude)
    )
    if between:
        low, high = circle.latitude - degrees(circle.angle), circle.latitude + degrees(circle.angle)
        rounding = degrees(ROUNDING)
        if low <= north + rounding and high >= south - rounding:
            return True
    return any(_nearest(circle, edge, south, north) <= circle.angle + ROUNDING for edge in (west, east))


def _nearest(circle: Circle, meridian: float, south: float, north: float) -> float:
    """The angle from the middle of the circle to the nearest point of a stretch of a meridian."""
    phi, turn = radians(circle.latitude), radians(circle.longitude - meridian)
    foot = degrees(atan2(sin(phi), cos(phi) * cos(turn)))
    candidates = [south, north, *([foot] if south <= foot <= north else [])]
    return min(_angle(phi, turn, radians(latitude)) for latitude in candidates)


def _angle(phi: float, turn: float, theta: float) -> float:
    half = hypot(sin((theta - phi) / 2), (cos(phi) * cos(theta)) ** 0.5 * sin(turn / 2))
    return 2 * asin(min(1.0, half))
