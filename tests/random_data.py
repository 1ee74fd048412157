"""Small sets of random records, each called a world, and random queries about them, the same for a seed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from events import changes, records, write_guard
from events.choices import (
    Access,
    ActorKind,
    Basis,
    CodedMember,
    Collection,
    Confidence,
    Context,
    ContradictionHow,
    DateMatch,
    Depth,
    EventType,
    Factuality,
    Form,
    IdState,
    LocationKind,
    Measure,
    Mention,
    ParticipantRole,
    PlaceRole,
    QuadClass,
    RelationType,
    ReviewStatus,
    Side,
)
from events.choices.plover import MODES
from events.models import (
    Actor,
    ActorName,
    Affiliation,
    Article,
    Claim,
    ClaimSubject,
    Coding,
    Contradiction,
    Dataset,
    DateReport,
    Event,
    EventContext,
    EventMode,
    EventPlace,
    EventRelation,
    EventSource,
    Evidence,
    ExternalId,
    Figure,
    Location,
    LocationName,
    Outlet,
    Participation,
    PublicId,
)
from events.rules.words import search_words
from tests.reference_dimensions import values
from tests.reference_filters import SINGLE_VALUED, PublicRecords, Query, Record

EDTF_VALUES = (
    *("", "", "2024-01-27", "2024-01-27", "2024-01-26", "2023-10", "2003", "2023-10-15~", "2023-10~/2024-01"),
    *(
        "2003/..",
        "2023-12-24/..",
        "2024-01-27/",
        "2023-10/",
        "/2024-01",
        "../2014",
        "[2023-08-01..2024-01-27]",
    ),
    *("[..2014]", "[2024-01..]", "2023-1X", "0001-01-01/2024", "2024-01-27/9999-12-31", "2023-24", "2013?"),
    *("{2003,2023-10}", "{2023-10-10,2024-01-26..2024-01-27}", "[2003,2024-01-27]", "2023-XX-10"),
)
AFFILIATION_DATES = (
    *(
        "",
        "2003/2014",
        "2014/2023-10",
        "2023-10~/..",
        "../2003",
        "2024-01-27",
        "2024/",
        "2014",
        "2023-10-10/..",
        "2025-06/..",
    ),
)
DATE_SPANS = (
    *("2024-01-27", "2024-01-26", "2024-01", "2024", "2023-10", "2023-10-10", "2023", "2003", "2014", "2013"),
    *(
        "2023-10/2024-01",
        "2023-10/..",
        "../2024",
        "2024-02",
        "2024-01-28/..",
        "2025",
        "../2003",
        "0001",
        "9999",
    ),
)
DAYS = (date(2024, 1, 27), date(2024, 1, 26), date(2024, 2, 14), date(2025, 3, 1))
CODES = (
    "19",
    "190",
    "193",
    "1933",
    "1",
    "Air/drone strike",
    "Armed clash",
    "Air",
    "Peaceful_protest",
    "5%",
)
SCHEMES = ("cameo", "acled", "ucdp", "plover")
IDENTIFIERS = ("1234", "12:34", "a*", "A*", "https://x.example/1?a=b&c=d")
WORDS = (
    *("Sudani", "al-Sudani", "Al Sudani's", "السوداني", "سودانى", "Iraq", "Iraq's", "US", "U.S.", "talks"),
    *("talking", "pro-government", "government", "Sana'a", "Łódź", "lodz", "Ra's", "150", "met", "met"),
)
PREFIXES = ("su*", "sud*", "السو*", "ira*", "tal*", "pro-gov*", "al-su*", "15*", "lo*", "zz*")
COUNTRIES = ("IQ", "US", "FJ", "")
LONGITUDES = (44.366, 44.2, 45.0, 47.78, 179.9, -179.95, 180.0, -180.0, 179.0, -178.1, 0.0, -77.03)
LATITUDES = (33.315, 33.0, 33.26, 30.5, 38.9, -17.8, -16.5, 0.0, 89.9, 89.999, 90.0, -89.7, -90.0, 65.0)
RADII = (None, None, 0, 500, 20_000, 20_000, 150_000, 600_000, 2_500_000, 12_000_000)
DISTANCES = ("0.001", "0.5", "20", "33.3", "170", "620.25", "3000", "13000", "20015.1")
MOMENT = datetime(2024, 1, 27, 12, 0, tzinfo=UTC)
PUBLIC = ReviewStatus.PUBLISHED
HIDDEN = (ReviewStatus.DRAFT, ReviewStatus.IN_REVIEW, ReviewStatus.REJECTED, ReviewStatus.WITHDRAWN)


@dataclass
class RandomData:
    """The records that one seed makes, as they are in the database."""

    random: Random
    actors: list[Actor] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)
    outlets: list[Outlet] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    datasets: list[Dataset] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    relations: list[EventRelation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
    reports: list[DateReport] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)
    merged: dict[tuple[str, str], str] = field(default_factory=dict)

    def chance(self, share: float) -> bool:
        """True with this probability."""
        return self.random.random() < share

    def some(self, items: Any, least: int, most: int) -> list[Any]:
        """A few different items."""
        items = list(items)
        return self.random.sample(items, min(len(items), self.random.randint(least, most)))

    def text(self, most: int) -> str:
        """Some words, with signs between."""
        words = [self.random.choice(WORDS) for _ in range(self.random.randint(1, most))]
        return "".join(word + self.random.choice((" ", " ", ", ", ". ", " al ")) for word in words).strip()

    def status(self, chance: float) -> dict[str, str]:
        """The review status of a new record."""
        if not self.chance(chance):
            return {"review_status": PUBLIC}
        status = self.random.choice(HIDDEN)
        return {"review_status": status, "withdrawn_reason": "why" if status == "withdrawn" else ""}


def create(seed: int) -> RandomData:
    """Write a world into the database, in one change."""
    world = RandomData(Random(seed))
    with changes.changeset("tester", "make_world"):
        _make_datasets(world)
        _make_actors(world)
        _make_locations(world)
        _make_articles(world)
        for number in range(world.random.randint(6, 14)):
            _make_event(world, number)
        _make_claims(world)
        _make_contradictions(world)
    with write_guard.suspended():
        for record in world.events:
            moment = MOMENT + timedelta(microseconds=world.random.choice((-86_400_000_000, -1, 0, 1, 10**9)))
            Event._base_manager.filter(pk=record.pk).update(updated_at=moment)
        _create_merged_ids(world)
    return world


def public_records_of(model: type[Any], collection: Collection) -> dict[str, Record]:
    """The public records of a collection by id, whole."""
    keys = model.objects.published().order_by("slug").values_list("pk", flat=True)
    return {record["id"]: record for record in records.load(collection, keys)}


def read_public_records(world: RandomData) -> PublicRecords:
    """All public records of a world."""
    return PublicRecords(
        events=public_records_of(Event, Collection.EVENTS),
        locations=public_records_of(Location, Collection.LOCATIONS),
        articles=public_records_of(Article, Collection.ARTICLES),
        claims=public_records_of(Claim, Collection.CLAIMS),
        actors=public_records_of(Actor, Collection.ACTORS),
        merged=world.merged,
    )


# --- records


def _make_datasets(world: RandomData) -> None:
    for slug in ("curated", "imported"):
        dataset = Dataset(
            slug=slug, name=slug, kind=slug, licence="CC0-1.0", attribution="x", review_status=PUBLIC
        )
        dataset.save()
        world.datasets.append(dataset)


def _make_actors(world: RandomData) -> None:
    kinds = (ActorKind.STATE, ActorKind.ARMED_GROUP, ActorKind.MILITARY)
    for number in range(6):
        actor = Actor(
            slug=f"actor-{number}",
            name=world.text(2),
            kind=world.random.choice(kinds),
            country=world.random.choice(COUNTRIES),
            dataset=world.datasets[0],
            **(world.status(0.3) if number > 2 else {"review_status": PUBLIC}),
        )
        actor.save()
        for kind in world.some(("acronym", "description"), 0, 2):
            ActorName(actor=actor, name=f"{world.text(3)} {kind}", kind=kind).save()
        world.actors.append(actor)
    for number in range(world.random.randint(6, 10)):
        _affiliate(world, number)


def _affiliate(world: RandomData, number: int) -> None:
    """Affiliate one actor with another for a time; members and parts come after their bodies."""
    below, above = sorted(world.random.sample(range(len(world.actors)), 2), reverse=True)
    kind = world.random.choice(("member_of", "part_of", "leads", "holds_office", "member_of", "allied_with"))
    if kind in ("leads", "holds_office") and world.chance(0.3):
        below, above = above, below
    holder, other = world.actors[below], world.actors[above]
    if holder.review_status == PUBLIC and other.review_status != PUBLIC:
        return
    row = Affiliation(
        actor=holder,
        key=f"a-{number}",
        type=kind,
        object_actor=other,
        date_edtf=world.random.choice(AFFILIATION_DATES),
        polarity="denied" if world.chance(0.1) else "affirmed",
    )
    row.save()
    world.affiliations.append(row)


def _make_locations(world: RandomData) -> None:
    kinds = (LocationKind.SITE, LocationKind.POPULATED_PLACE, LocationKind.ADMIN1, LocationKind.WATER)
    for number in range(world.random.randint(6, 11)):
        country = world.random.choice(COUNTRIES) if number < 4 else ""
        kind = LocationKind.REGION if number in (4, 5) else world.random.choice(kinds)
        point = _point(world.random) if world.chance(0.9) else {}
        location = Location(
            slug=f"place-{number}",
            name=world.text(2),
            kind=world.random.choice((LocationKind.COUNTRY, LocationKind.TERRITORY)) if number < 4 else kind,
            iso_code=country,
            parent=world.random.choice(world.locations) if number >= 4 and world.chance(0.8) else None,
            dataset=world.datasets[0],
            review_status=PUBLIC,
            **point,
        )
        location.save()
        if world.chance(0.4):
            LocationName(location=location, name=world.text(3), kind="acronym").save()
        location.also_in.set(world.some(world.locations, 0, 2) if number > 4 and world.chance(0.5) else [])
        world.locations.append(location)


def create_circles(seed: int, count: int) -> RandomData:
    """Write a world of events at one place each, of every size and all over the globe."""
    world = RandomData(Random(seed))
    random = world.random
    with changes.changeset("tester", "make_circles"):
        _make_datasets(world)
        for number in range(count):
            known: dict[str, Any] = {"dataset": world.datasets[0], "review_status": PUBLIC}
            kind = random.choice((LocationKind.SITE, LocationKind.COUNTRY))
            location = Location(slug=f"place-{number}", name="Place", kind=kind, **known, **_point(random))
            location.save()
            event = Event(slug=f"event-{number}", title="Event", form=Form.ACTION, **known)
            event.save()
            EventPlace.objects.bulk_create([EventPlace(event=event, key="place", location=location)])
    return world


def _point(random: Random) -> dict[str, Any]:
    """A point and its radius, most often near others, the antimeridian or a pole."""
    jitter = random.choice((0.0, 0.0, 0.001, 0.31, 1.7, 11.3))
    longitude = random.choice(LONGITUDES)
    return {
        "latitude": random.choice(LATITUDES),
        "longitude": longitude - jitter if longitude > 0 else longitude + jitter,
        "radius_m": random.choice(RADII),
    }


def _make_articles(world: RandomData) -> None:
    for number in range(2):
        outlet = Outlet(
            slug=f"outlet-{number}", name=f"Outlet {number}", dataset=world.datasets[0], review_status=PUBLIC
        )
        outlet.save()
        world.outlets.append(outlet)
    for number in range(4):
        article = Article(
            slug=f"article-{number}",
            title=world.text(3),
            text=world.text(5) if world.chance(0.8) else " met ".join(world.text(150) for _ in range(4)),
            access=world.random.choice(Access.values),
            outlet=world.random.choice([None, *world.outlets]),
            date_edtf=world.random.choice(EDTF_VALUES),
            dataset=world.datasets[0],
            review_status=PUBLIC,
        )
        article.save()
        world.articles.append(article)


def _make_event(world: RandomData, number: int) -> None:
    random = world.random
    event_type = random.choice(("", "consult", "assault", *EventType.values))
    factuality = random.choice(
        (Factuality.OCCURRED, Factuality.ONGOING, Factuality.ONGOING, Factuality.PLANNED)
    )
    edtf = random.choice(EDTF_VALUES)
    event = Event(
        slug=f"event-{number}",
        title=world.text(4),
        summary=world.text(6) if world.chance(0.5) else "",
        form=random.choice(Form.values),
        event_type=event_type,
        factuality=factuality,
        confidence=random.choice(Confidence.values),
        language=random.choice(("en", "ar", "en-GB")),
        date_edtf=edtf,
        date_basis=random.choice(Basis.values),
        date_source="x",
        last_reported=random.choice((None, *DAYS)) if factuality == Factuality.ONGOING else None,
        dataset=random.choice(world.datasets),
        **world.status(0.25),
    )
    if edtf.endswith("/..") and world.chance(0.2):
        event.narrowed_end_latest, event.narrowing_reason = date(2025, 6, 1), "x"
    event.save()
    world.events.append(event)
    EventMode.objects.bulk_create(
        [EventMode(event=event, mode=mode) for mode in world.some(MODES.get(event_type, ()), 0, 2)]
    )
    contexts = world.some(Context.values[:4], 0, 2)
    EventContext.objects.bulk_create([EventContext(event=event, context=context) for context in contexts])
    _add_parts(world, event)
    _mark_as_not_stated(event)
    _add_figures(world, event)
    _add_relations(world, event)


def _add_parts(world: RandomData, event: Event) -> None:
    random = world.random
    others = Random(event.slug)
    actors = [
        actor for actor in world.actors if actor.review_status == PUBLIC or event.review_status != PUBLIC
    ]
    roles = (
        ParticipantRole.INITIATOR,
        ParticipantRole.TARGET,
        ParticipantRole.PARTICIPANT,
        ParticipantRole.HOST,
    )
    world.participations += Participation.objects.bulk_create(
        [
            Participation(
                event=event,
                key=f"p-{number}",
                actor=random.choice(actors),
                role=random.choice(roles),
                side=random.choice(("", *Side.values)),
                acts_for=others.choice([None, None, None, *actors]),
                described_as=others.choice(["", "", *WORDS]),
            )
            for number in range(random.randint(0, 4))
        ]
    )
    roles_of_places = (
        PlaceRole.SCENE,
        PlaceRole.SCENE,
        PlaceRole.ORIGIN,
        PlaceRole.SPOKEN_FROM,
        PlaceRole.ABOUT,
    )
    places = EventPlace.objects.bulk_create(
        [
            EventPlace(
                event=event,
                key=f"l-{number}",
                location=random.choice(world.locations),
                role=random.choice(roles_of_places),
            )
            for number in range(random.randint(0, 3))
        ]
    )
    EventSource.objects.bulk_create(
        [
            EventSource(event=event, article=article, mention=random.choice(Mention.values))
            for article in world.some(world.articles, 0, 3)
        ]
    )
    Coding.objects.bulk_create(
        [Coding(event=event, scheme=random.choice(SCHEMES), code=code) for code in world.some(CODES, 0, 2)]
    )
    ExternalId.objects.bulk_create(
        [
            ExternalId(event=event, scheme=random.choice(("ucdp", "UCDP")), value=value)
            for value in world.some(IDENTIFIERS, 0, 2)
        ]
    )
    quotes = [Evidence(event=event, supports="existence")] if world.chance(0.5) else []
    quotes += [Evidence(event=event, supports="part", place=place) for place in places if world.chance(0.3)]
    for quote in quotes:
        article = random.choice(world.articles)
        end = random.randint(1, min(40, len(article.text)))
        quote.article, quote.start, quote.end, quote.quote = article, 0, end, article.text[:end]
    Evidence.objects.bulk_create(quotes)
    world.reports += DateReport.objects.bulk_create(
        [
            DateReport(
                event=event,
                key=f"d-{number}",
                article=random.choice(world.articles),
                aspect=random.choice(("whole", "start", "not_before")),
                wording="then",
                edtf=random.choice(EDTF_VALUES),
            )
            for number in range(random.choice((0, 0, 1, 2)))
        ]
    )


def _mark_as_not_stated(event: Event) -> None:
    """Of most events, all that no row tells."""
    filled: dict[CodedMember, Any] = {CodedMember.TYPE: event.event_type, CodedMember.WHEN: event.date_edtf}
    parts = [(row.role, row.side) for row in event.participants.all()]
    named_sides = {side for _, side in parts} - {""}
    filled[CodedMember.WHO] = named_sides or any(role == ParticipantRole.INITIATOR for role, _ in parts)
    filled[CodedMember.WHOM] = len(named_sides) == 2 or any(
        role == ParticipantRole.TARGET for role, _ in parts
    )
    filled[CodedMember.WHERE] = any(
        place.role not in (PlaceRole.ABOUT, PlaceRole.SPOKEN_FROM) for place in event.places.all()
    )
    if Random(event.slug).random() < 0.7:
        event.not_stated = [member for member in filled if not filled[member]]
        event.save()


def _add_figures(world: RandomData, event: Event) -> None:
    random = world.random
    actors = [
        actor for actor in world.actors if actor.review_status == PUBLIC or event.review_status != PUBLIC
    ]
    for number in range(random.choice((0, 0, 1, 2, 3))):
        low, high = sorted(random.choice((0, 5, 40, 150, 199.99, 10**12)) for _ in range(2))
        figure = Figure(
            event=event,
            key=f"f-{number}",
            measure=random.choice((Measure.KILLED, Measure.INJURED, Measure.ACTS)),
            value=random.choice((None, None, Decimal("0"), Decimal("149.5"), Decimal("150"), Decimal("-2"))),
            low=random.choice((None, Decimal(str(low)))),
            high=random.choice((None, Decimal(str(high)))),
        )
        figure.save()
        figure.by.set(world.some(actors, 0, 2))
        world.figures.append(figure)


def _add_relations(world: RandomData, event: Event) -> None:
    unpublished = event.review_status != PUBLIC
    others = [other for other in world.events[:-1] if unpublished or other.review_status == PUBLIC]
    types = (RelationType.PART_OF, RelationType.PART_OF, RelationType.FOLLOWS)
    world.relations += EventRelation.objects.bulk_create(
        [
            EventRelation(
                event=event,
                key=f"r-{number}",
                type=world.random.choice(types),
                other=other,
                polarity=world.random.choice(("affirmed", "affirmed", "denied")),
            )
            for number, other in enumerate(world.some(others, 0, 2))
        ]
    )


def _make_claims(world: RandomData) -> None:
    for number in range(world.random.randint(3, 7)):
        claim = Claim(
            slug=f"claim-{number}",
            stance="asserts",
            proposition="It is so.",
            dataset=world.datasets[0],
            **world.status(0.3),
        )
        claim.save()
        world.claims.append(claim)

        def usable(owner: Any, claim: Claim = claim) -> bool:
            return claim.review_status != PUBLIC or owner.review_status == PUBLIC

        subjects: list[dict[str, Any]] = [{"event": event} for event in world.events if usable(event)]
        subjects += [{"relation": row} for row in world.relations if usable(row.event)]
        subjects += [{"figure": row} for row in world.figures if usable(row.event)]
        subjects += [{"participation": row} for row in world.participations if usable(row.event)]
        subjects += [{"affiliation": row} for row in world.affiliations if usable(row.actor)]
        ClaimSubject.objects.bulk_create(
            [ClaimSubject(claim=claim, **subject) for subject in world.some(subjects, 0, 2)]
        )


def _make_contradictions(world: RandomData) -> None:
    for _ in range(world.random.randint(0, 4)):
        ends: list[tuple[str, Any]] = [("claim", claim) for claim in world.claims]
        ends += [("figure", figure) for figure in world.figures]
        ends += [("date_report", report) for report in world.reports]
        ends += [("affiliation", affiliation) for affiliation in world.affiliations]
        (left, left_end), (right, right_end) = world.random.sample(ends, 2)
        endpoints = {f"left_{left}": left_end, f"right_{right}": right_end}
        Contradiction(how=ContradictionHow.PARTIAL, **endpoints).save()


def _create_merged_ids(world: RandomData) -> None:
    """Ids of merged records, whose successors exist."""
    for collection, candidates in (
        ("actors", world.actors),
        ("locations", world.locations),
        ("events", world.events),
        ("articles", world.articles),
        ("outlets", world.outlets),
        ("datasets", world.datasets),
    ):
        successor = next(record for record in candidates if record.review_status == PUBLIC)
        PublicId.objects.create(
            collection=collection,
            slug=f"old-{collection}",
            object_pk=successor.pk + 10_000,
            state=IdState.MERGED,
            successor=successor.slug,
        )
        world.merged[collection, f"old-{collection}"] = successor.slug


# --- queries

Generator = Callable[["QueryGenerator"], str]


@dataclass
class QueryGenerator:
    """Draws the values of parameters: from an event that the query shall find, or from anywhere."""

    world: RandomData
    data: PublicRecords
    random: Random
    event: Record | None = None

    def one(self, items: Any) -> str:
        """Any of these, as text."""
        return str(self.random.choice(list(items)))

    def of_event(self, member: str, *others: Any) -> str:
        """A member of the event, or one of others."""
        value = self.event[member] if self.event and self.random.random() < 0.6 else None
        if isinstance(value, list):
            value = self.random.choice(value) if value else None
        return str(value) if value is not None else self.one(others)

    def row(self, member: str) -> Record | None:
        """A row of the event's list, if it has any."""
        rows = self.event[member] if self.event else []
        return self.random.choice(rows) if rows else None

    def id_of(self, collection: str, *others: str) -> str:
        """The id of any public record, of a merged one, or one of others."""
        ids: dict[str, Any] = {
            "actors": self.data.actors,
            "locations": self.data.locations,
            "events": self.data.events,
            "articles": self.data.articles,
            "outlets": [outlet.slug for outlet in self.world.outlets],
            "datasets": [dataset.slug for dataset in self.world.datasets],
        }
        return self.one([*ids[collection], f"old-{collection}", *others])

    def box(self) -> str:
        """A box around, beside or through some place, over the antimeridian now and then."""
        places = [place for place in self.data.locations.values() if place["latitude"] is not None]
        place = self.random.choice(places or [{"latitude": 0.0, "longitude": 0.0}])
        sizes = (0.0, 0.0, 0.0005, 0.3, 2.0, 9.0, 40.0, 170.0)
        west, south, east, north = (self.random.choice(sizes) for _ in range(4))
        if self.random.random() < 0.4:
            shift = self.random.choice((-12.0, -3.0, -0.5, 0.5, 3.0, 12.0))
            west, east = west - shift, east + shift
        if self.random.random() < 0.3:
            shift = self.random.choice((-8.0, -1.0, -0.2, 0.2, 1.0, 8.0))
            south, north = south - shift, north + shift
        low = max(-90.0, place["latitude"] - south)
        high = min(90.0, place["latitude"] + north)
        low, high = sorted((min(low, 90.0), max(high, -90.0)))
        if self.random.random() < 0.1:
            return f"-180,{_format_degrees(low)},180,{_format_degrees(high)}"
        left, right = (_wrap_longitude(place["longitude"] - west), _wrap_longitude(place["longitude"] + east))
        return ",".join(_format_degrees(degree) for degree in (left, low, right, high))

    def point(self) -> str:
        """A point at, beside or opposite some place, over a pole or the antimeridian now and then."""
        places = [place for place in self.data.locations.values() if place["latitude"] is not None]
        place = self.random.choice(places or [{"latitude": 0.0, "longitude": 0.0}])
        latitude, longitude = place["latitude"], place["longitude"]
        latitude += self.random.choice((0.0, 0.0, -0.0005, 0.1, 1.5, -20.0))
        longitude += self.random.choice((0.0, 0.0, 0.0005, -0.3, 2.0, 60.0, 179.0))
        if self.random.random() < 0.1:
            latitude, longitude = -latitude, longitude + 180
        north = _format_degrees(max(-90.0, min(90.0, latitude)))
        return f"{north},{_format_degrees(_wrap_longitude(longitude))}"


def _wrap_longitude(degree: float) -> float:
    while degree > 180:
        degree -= 360
    while degree < -180:
        degree += 360
    return degree


def _format_degrees(degree: float) -> str:
    return f"{degree:.9f}".rstrip("0").rstrip(".")


def _row_generators(
    member: str, draws: dict[str, Callable[[Record], Any]], others: dict[str, Generator]
) -> dict[str, Generator]:
    """Generators of values of one row of the event, so that a group matches; else of any values."""

    def row_generator(name: str) -> Generator:
        def generate(generator: QueryGenerator) -> str:
            row = generator.row(member)
            if row is None or generator.random.random() < 0.35:
                return others[name](generator)
            value = draws[name](row)
            return "none" if value is None else str(value)

        return generate

    return {name: row_generator(name) for name in draws}


def _amount(row: Record) -> Any:
    known = [row[name] for name in ("value", "low", "high") if row[name] is not None]
    return f"{Decimal(str(known[0])):f}" if known else 100


_AMOUNTS = ("0", "-1.5", "40", "149.99", "150", "199.99", "200", "1000000000000", "100.0")
_MOMENTS = (
    *(
        "2024-01-27T12:00:00Z",
        "2024-01-27T12:00Z",
        "2024-01-27T12:00:00.000001Z",
        "2024-01-27T15:00:00+03:00",
    ),
    *("2024-01-27", "2024-01-28", "2023-01-01", "2024-01-27T11:59:59.999999Z", "2026-11-01"),
)


_USUAL_CODES = (
    *(
        "cameo:19",
        "CAMEO:190",
        "cameo:1933",
        "acled:air/drone strike",
        "acled:Peaceful protest",
        "ACLED:Battles",
    ),
    *(
        "acled:explosions/remote violence",
        "acled:Battles*",
        "ucdp:1",
        "plover:assault",
        "plover:assault/aerial",
    ),
)


def _code(generator: QueryGenerator) -> str:
    row = generator.row("codings")
    if row is None or generator.random.random() < 0.3:
        return generator.one(_USUAL_CODES)
    scheme, code = row["scheme"], row["code"]
    if generator.random.random() < 0.5:
        return f"{scheme}:{code[: generator.random.randint(0, len(code))]}*"
    return f"{scheme}:{code}"


def _identifier(generator: QueryGenerator) -> str:
    row = generator.row("external_ids")
    if row is None or generator.random.random() < 0.3:
        return f"{generator.one(('ucdp', 'UCDP'))}:{generator.one(IDENTIFIERS)}"
    return f"{row['scheme']}:{row['value']}"


def _article(generator: QueryGenerator) -> str:
    row = generator.row("sources")
    return (
        row["article"]["id"]
        if row and generator.random.random() < 0.5
        else generator.id_of("articles", "none")
    )


def _affiliated_actor(generator: QueryGenerator) -> str:
    """A body to which a participant belongs at any time, or any actor."""
    row = generator.row("participants")
    bodies = generator.data.bodies(row["actor"]["id"], date.min, date.max) if row else ()
    return (
        generator.one(sorted(bodies))
        if bodies and generator.random.random() < 0.8
        else generator.id_of("actors", "none")
    )


def _containing_location(generator: QueryGenerator) -> str:
    row = generator.row("places")
    if row is None or generator.random.random() < 0.3:
        return generator.id_of("locations", "none")
    return generator.one(sorted(generator.data.holders(row["location"]["id"])))


def _related_event(generator: QueryGenerator) -> str:
    row = generator.row("relations")
    return row["event"]["id"] if row and generator.random.random() < 0.5 else generator.id_of("events")


def _full_text(generator: QueryGenerator) -> str:
    """A query of full text: words of the world and of the event, joined in any way."""

    def atom() -> str:
        chance = generator.random.random()
        if chance < 0.2:
            return generator.one(PREFIXES)
        if chance < 0.4:
            words = generator.event["title"].split() if generator.event else list(WORDS)
            start = generator.random.randrange(len(words))
            phrase = " ".join(words[start : start + 3])
            return f'"{phrase}"' if search_words(phrase) != ["al"] else "met"
        return f"({query()})" if chance > 0.93 else generator.one(WORDS)

    def query() -> str:
        pieces = [atom()]
        for _ in range(generator.random.choice((0, 0, 1, 2))):
            pieces += [
                generator.one(("", "AND", "OR", "OR")),
                generator.one(("", "", "NOT", "NOT NOT")),
                atom(),
            ]
        return " ".join(piece for piece in pieces if piece)

    return generator.one(("", "", "", "NOT ")) + query()


def _bucket(generator: QueryGenerator) -> str:
    """A bucket of an aggregate: the values of an event in a dimension or two, or the events in no bucket."""
    names = ("event_type", "mode", "country", "actor", "location:region", "coding:cameo", "month", "year?")
    if generator.event is None or generator.random.random() < 0.25:
        why = generator.one(("imprecise", "unknown"))
        return f"{why}:{','.join(generator.random.sample(names, generator.random.choice((1, 2))))}"
    pieces = []
    for name in generator.random.sample(names, generator.random.choice((1, 1, 2))):
        event_values = values(generator.data, generator.event, name)
        if not isinstance(event_values, str):
            value = generator.one(sorted(value or "none" for value in event_values))
            pieces.append(f"{name}:" + value.replace("\\", "\\\\").replace("|", "\\|"))
    return "|".join(pieces) or "unknown:month"


_ACTOR: Generator = lambda generator: generator.id_of("actors", "none")  # noqa: E731
_PARTICIPANT = _row_generators(
    "participants",
    {
        "participant": lambda row: row["actor"]["id"],
        "participant_role": lambda row: row["role"],
        "participant_side": lambda row: row["side"],
        "actor_kind": lambda row: row["actor"]["kind"],
        "actor_country": lambda row: row["actor"]["country"],
    },
    {
        "participant": _ACTOR,
        "participant_role": lambda generator: generator.one(
            ("initiator", "target", "participant", "host", "chair")
        ),
        "participant_side": lambda generator: generator.one(("a", "b", "none")),
        "actor_kind": lambda generator: generator.one(("state", "armed_group", "military", "police")),
        "actor_country": lambda generator: generator.one(("IQ", "irq", "US", "United States", "FJ", "none")),
    },
) | {"affiliated_with": _affiliated_actor}
_PLACE = _row_generators(
    "places",
    {
        "country": lambda row: row["location"]["country"],
        "place_role": lambda row: row["role"],
    },
    {
        "country": lambda generator: generator.one(("IQ", "irq", "US", "United States", "FJ", "none")),
        "place_role": lambda generator: generator.one(("scene", "origin", "spoken_from", "about", "target")),
    },
) | {
    "location": _containing_location,
    "bbox": lambda generator: generator.box(),
    "near": lambda generator: generator.point(),
    "radius_km": lambda generator: generator.one(DISTANCES),
    "place_match": lambda generator: generator.one(("certain", "possible", "possible")),
}
_FIGURE = _row_generators(
    "figures",
    {
        "measure": lambda row: row["measure"],
        "figure_min": _amount,
        "figure_max": _amount,
        "attributed_to": lambda row: min((actor["id"] for actor in row["attribution"]["by"]), default=None),
    },
    {
        "measure": lambda generator: generator.one(("killed", "injured", "acts", "money", "none")),
        "figure_min": lambda generator: generator.one(_AMOUNTS),
        "figure_max": lambda generator: generator.one(_AMOUNTS),
        "attributed_to": _ACTOR,
    },
)
_DATE: dict[str, Generator] = {
    "date": lambda generator: generator.one(DATE_SPANS),
    "date_match": lambda generator: generator.one(DateMatch.values),
}
_UNGROUPED: dict[str, Generator] = {
    "id": lambda generator: generator.id_of("events", "no-such-event"),
    "event_type": lambda generator: generator.of_event("event_type", "none", *EventType.values),
    "mode": lambda generator: generator.of_event("modes", "none", "none", "visit", "aerial"),
    "context": lambda generator: generator.of_event("contexts", "none", *Context.values[:5]),
    "form": lambda generator: generator.of_event("form", *Form.values),
    "factuality": lambda generator: generator.of_event("factuality", *Factuality.values),
    "quad_class": lambda generator: generator.of_event("quad_class", "none", *QuadClass.values),
    "confidence": lambda generator: generator.of_event("confidence", *Confidence.values),
    "depth": lambda generator: generator.of_event("depth", *Depth.values),
    "dataset": lambda generator: generator.id_of("datasets"),
    "language": lambda generator: generator.of_event("language", "en", "ar", "EN", "AR"),
    "date_basis": lambda generator: generator.one(Basis.values),
    "initiator": _ACTOR,
    "target": _ACTOR,
    "article": _article,
    "outlet": lambda generator: generator.id_of("outlets", "none"),
    "mention": lambda generator: generator.one(Mention.values),
    "coding": _code,
    "external_id": _identifier,
    "part_of": _related_event,
    "related_to": _related_event,
    "relation_type": lambda generator: generator.one(("part_of", "response_to", "about", "follows")),
    "has_contradiction": lambda generator: generator.one(("true", "false")),
    "missing": lambda generator: generator.one(("date", "place", "participant", "evidence")),
    "reported": lambda generator: generator.one(DATE_SPANS),
    "updated_since": lambda generator: generator.one(_MOMENTS),
    "q": _full_text,
    "bucket": _bucket,
}
GENERATORS: dict[str, Generator] = _UNGROUPED | _PARTICIPANT | _PLACE | _FIGURE | _DATE
_PARAMETER_GROUPS = (
    *([name] for name in _UNGROUPED),
    *([list(group) for group in (_PARTICIPANT, _PLACE, _FIGURE, _DATE)] * 4),
    *(
        [["bbox", "place_match"], ["near", "place_match"], ["location", "place_match"], ["affiliated_with"]]
        * 4
    ),
    *([["q"]] * 6),
)
REQUIRED_WITH = {
    "date_match": ("date",),
    "place_match": ("location", "bbox", "near"),
    "relation_type": ("related_to",),
    "figure_min": ("measure",),
    "figure_max": ("measure",),
    "near": ("radius_km",),
    "radius_km": ("near",),
}
"""Parameters that need one of these others."""


def parameters() -> set[str]:
    """Every parameter that a random query may have."""
    return {*GENERATORS, *(f"exclude_{name}" for name in GENERATORS if name not in SINGLE_VALUED)}


def random_query(world: RandomData, data: PublicRecords, random: Random) -> Query:
    """A query of one parameter or several, most often about an existing event."""
    generator = QueryGenerator(world, data, random)
    if data.events and random.random() < 0.8:
        generator.event = data.events[random.choice(sorted(data.events))]
    texts: dict[str, list[str]] = {}
    for family in random.sample(_PARAMETER_GROUPS, random.choice((1, 1, 2, 2, 3))):
        for name in random.sample(family, min(len(family), random.choice((1, 2, 2, 3)))):
            excludes = name not in SINGLE_VALUED and random.random() < 0.25
            repeated = 1 if name in SINGLE_VALUED else random.choice((1, 1, 2, 3))
            key = f"exclude_{name}" if excludes else name
            texts.setdefault(key, []).extend(GENERATORS[name](generator) for _ in range(repeated))
            if name in SINGLE_VALUED:
                texts[key] = texts[key][:1]
            while (needed := REQUIRED_WITH.get(name)) and not texts.keys() & set(needed):
                name = random.choice(needed)
                texts[name] = [GENERATORS[name](generator)]
    if {"figure_min", "figure_max"} <= texts.keys():
        both = sorted((*texts["figure_min"], *texts["figure_max"]), key=Decimal)
        texts["figure_min"], texts["figure_max"] = [[number] for number in both]
    if not {"factuality", "exclude_factuality"} & texts.keys() and random.random() < 0.5:
        texts["factuality"] = ["any"]
    if not {"dataset", "exclude_dataset"} & texts.keys() and random.random() < 0.5:
        texts["dataset"] = ["any"]
    pairs = [(name, value) for name, values in texts.items() for value in values]
    random.shuffle(pairs)
    return pairs
