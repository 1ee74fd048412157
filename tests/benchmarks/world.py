"""A large made-up world: the same at every run, written in bulk, without revisions."""

import datetime
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from events import door
from events.choices import (
    ActorKind,
    CodingScheme,
    Context,
    Factuality,
    Form,
    LocationKind,
    Measure,
    OutletKind,
    ParticipantRole,
    PlaceRole,
    ReviewStatus,
    Stance,
    Supports,
    Voice,
)
from events.choices.countries import COUNTRIES
from events.choices.plover import MODES, intensity, quad_class
from events.models import (
    Actor,
    Article,
    Claim,
    ClaimSubject,
    Coding,
    Dataset,
    Event,
    EventContext,
    EventMode,
    EventPlace,
    EventSource,
    Evidence,
    Figure,
    Location,
    LocationAncestor,
    Outlet,
    Participation,
)
from events.models.dated import Dated
from events.rules.dates import EventDate
from events.rules.geo import reach_of

SEED = 20240127
CHUNK = 2000
NATIONS, PROVINCES = 20, 200
FIRST_DAY = datetime.date(2010, 1, 1)
DAYS = 5000
AT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
TYPES = tuple(MODES)
CODES = [f"{root:02}{leaf}" for root in range(1, 21) for leaf in range(10)]


@dataclass
class Sizes:
    """How many records of each collection there are."""

    events: int = 0
    actors: int = 0
    locations: int = 0
    articles: int = 0
    outlets: int = 0
    claims: int = 0
    datasets: int = 0


@dataclass
class World:
    """What stands so far; it grows and never changes."""

    sizes: Sizes = field(default_factory=Sizes)
    _random: random.Random = field(default_factory=lambda: random.Random(SEED))

    def grow(self, sizes: Sizes, progress: Callable[[int, int], None]) -> None:
        """Add what is missing to these sizes, telling how many events stand of how many."""
        old, self.sizes = self.sizes, sizes
        with transaction.atomic(), door.unlocked():
            _insert(Dataset, (_dataset(pk) for pk in _range(old.datasets, sizes.datasets)))
            _insert(Outlet, (self._outlet(pk) for pk in _range(old.outlets, sizes.outlets)))
            _insert(Actor, (self._actor(pk) for pk in _range(old.actors, sizes.actors)))
            for pk in _range(old.locations, sizes.locations):
                _insert(Location, [self._location(pk)])
            _insert(LocationAncestor, _ancestors(old.locations, sizes.locations))
            _insert(Article, (self._article(pk) for pk in _range(old.articles, sizes.articles)))
        for start in range(old.events, sizes.events, CHUNK):
            end = min(start + CHUNK, sizes.events)
            with transaction.atomic(), door.unlocked():
                self._events(start, end)
            progress(end, sizes.events)
        with transaction.atomic(), door.unlocked():
            self._claims(old.claims, sizes.claims)

    def _outlet(self, pk: int) -> Outlet:
        country = self._random.choice(NATION_CODES)
        kind = self._random.choice(OutletKind.values)
        return Outlet(name=f"Outlet {pk}", kind=kind, country=country, language="en", **_head("outlet", pk))

    def _actor(self, pk: int) -> Actor:
        country = self._random.choice([*NATION_CODES, ""])
        kind = self._random.choice(ActorKind.values)
        return Actor(name=f"Actor {pk:05}", kind=kind, country=country, **_head("actor", pk))

    def _location(self, pk: int) -> Location:
        nation = (pk - 1) % NATIONS
        rand = self._random
        south, west = -60 + 6 * nation, -170 + 17 * nation
        radius = rand.choice([500, 2000, 10_000])
        place = Location(
            name=f"Place {pk:05}",
            kind=_kind_of(pk),
            country=NATION_CODES[nation],
            iso_code=NATION_CODES[nation] if pk <= NATIONS else "",
            parent_id=_parent_of(pk),
            latitude=round(south + rand.random() * 6, 4),
            longitude=round(west + rand.random() * 17, 4),
            radius_m=radius if pk > PROVINCES else None,
            **_head("place", pk),
        )
        reach = reach_of(place.latitude or 0, place.longitude or 0, place.radius_m or 0)
        place.reach_west, place.reach_south, place.reach_east, place.reach_north = reach
        place.reach_certain = place.radius_m is not None
        return place

    def _article(self, pk: int) -> Article:
        article = Article(
            title=f"Article {pk:06} on what happened",
            outlet_id=1 + self._random.randrange(self.sizes.outlets),
            language="en",
            text=f"Words of article {pk}, which says what happened and where.",
            sha256="0" * 64,
            **_head("article", pk),
        )
        _dated(article, (FIRST_DAY + datetime.timedelta(self._random.randrange(DAYS))).isoformat())
        return article

    def _common(self, most: int) -> int:
        """A key up to this one, low ones far more often: few actors and places are in most events."""
        return 1 + int(most * self._random.random() ** 3)

    def _events(self, start: int, end: int) -> None:
        events: list[Event] = []
        parts: dict[type[models.Model], list[models.Model]] = {
            model: []
            for model in (EventMode, EventContext, Participation, EventPlace, Figure, EventSource, Coding)
        }
        for pk in _range(start, end):
            event = self._event(pk)
            events.append(event)
            for part in self._parts(event):
                parts[type(part)].append(part)
        _insert(Event, events)
        for model, rows in parts.items():
            _insert(model, rows)
        _insert(Figure.of.through, self._whom(parts[Figure], "figure"))
        _insert(Participation.by.through, self._whom(parts[Participation][::10], "participation"))
        _insert(Evidence, self._evidence(parts[EventSource], parts[Participation]))

    def _event(self, pk: int) -> Event:
        rand = self._random
        kind = rand.choice(TYPES) if rand.random() < 0.9 else ""
        event = Event(
            title=f"Event {pk:07}: somebody did something to somebody",
            summary="What happened, told in a sentence or two of our own, as long as such are.",
            form=rand.choice(Form.values),
            event_type=kind,
            quad_class=quad_class(kind),
            factuality=rand.choice([v for v in Factuality.values if v != Factuality.ONGOING]),
            **_head("event", pk),
        )
        _dated(event, self._date())
        event.seen_until = event.end_latest
        return event

    def _date(self) -> str:
        day = FIRST_DAY + datetime.timedelta(self._random.randrange(DAYS))
        draw = self._random.random()
        if draw < 0.7:
            return day.isoformat()
        if draw < 0.85:
            return f"{day:%Y-%m}"
        return f"{day}/{day + datetime.timedelta(30)}" if draw < 0.95 else ""

    def _parts(self, event: Event) -> Iterator[models.Model]:
        rand, sizes, pk = self._random, self.sizes, event.pk
        modes = MODES.get(event.event_type, ())
        chosen = rand.sample(modes, min(len(modes), rand.randrange(3)))
        event.intensity = intensity(event.event_type, chosen)
        for mode in chosen:
            yield EventMode(event_id=pk, mode=mode)
        for context in rand.sample(Context.values, rand.randrange(3)):
            yield EventContext(event_id=pk, context=context)
        for number in range(rand.randrange(1, 6)):
            yield Participation(
                event_id=pk,
                actor_id=self._common(sizes.actors),
                role=rand.choice(ParticipantRole.values),
                side=rand.choice(["", "a", "b"]),
                acts_for_id=self._common(sizes.actors) if rand.random() < 0.2 else None,
                described_as="as they are called",
                count=rand.choice([None, 12]),
                key=f"p{number}",
                pk=8 * pk + number,
            )
        for number in range(rand.randrange(1, 3)):
            yield EventPlace(
                event_id=pk,
                location_id=self._common(sizes.locations),
                role=rand.choice([PlaceRole.SCENE, PlaceRole.SCENE, PlaceRole.ABOUT]),
                primary=number == 0,
                key=f"l{number}",
            )
        for number in range(rand.randrange(3)):
            yield Figure(
                event_id=pk,
                measure=rand.choice(Measure.values),
                value=rand.randrange(1000),
                low=rand.choice([None, 0]),
                wording="as printed",
                voice=Voice.ARTICLE,
                key=f"f{number}",
                pk=8 * pk + number,
            )
        articles = {1 + rand.randrange(sizes.articles) for _ in range(rand.randrange(1, 4))}
        for article in sorted(articles):
            yield EventSource(event_id=pk, article_id=article)
        yield Coding(event_id=pk, scheme=CodingScheme.CAMEO, code=rand.choice(CODES))

    def _whom(self, rows: list[Any], owner: str) -> Iterator[models.Model]:
        through = Figure.of.through if owner == "figure" else Participation.by.through
        for row in rows:
            yield through(**{f"{owner}_id": row.pk, "actor_id": self._common(self.sizes.actors)})

    def _evidence(self, sources: list[Any], participants: list[Any]) -> Iterator[Evidence]:
        """One quotation of each source, and one for every third participant."""
        words = {"start": 0, "end": 5, "quote": "Words"}
        article = {}
        for source in sources:
            article[source.event_id] = source.article_id
            yield Evidence(event_id=source.event_id, article_id=source.article_id, **words)
        for row in participants[::3]:
            yield Evidence(
                event_id=row.event_id,
                participation_id=row.pk,
                supports=Supports.PART,
                article_id=article[row.event_id],
                **words,
            )

    def _claims(self, start: int, end: int) -> None:
        pks = list(_range(start, end))
        stances = {pk: self._random.choice(Stance.values) for pk in pks}
        _insert(
            Claim, (Claim(stance=stances[pk], proposition="It is so.", **_head("claim", pk)) for pk in pks)
        )
        about = {pk: 1 + self._random.randrange(self.sizes.events) for pk in pks}
        _insert(ClaimSubject, (ClaimSubject(claim_id=pk, event_id=about[pk]) for pk in pks))
        through = Claim.by.through
        speakers = {pk: self._common(self.sizes.actors) for pk in pks}
        _insert(through, (through(claim_id=pk, actor_id=speakers[pk]) for pk in pks))


NATION_CODES = ["IQ", *(code for code in COUNTRIES if code != "IQ")][:NATIONS]


def _range(done: int, wanted: int) -> range:
    return range(done + 1, wanted + 1)


def _insert(model: Any, rows: Any) -> None:
    """Write rows past the managers that note whose they are."""
    model._base_manager.bulk_create(list(rows), batch_size=1000)


def _head(name: str, pk: int) -> dict[str, Any]:
    """What every record has."""
    status = {"review_status": ReviewStatus.PUBLISHED, "revision": 1, "created_at": AT}
    at = AT + datetime.timedelta(seconds=pk)
    return {"pk": pk, "slug": f"{name}-{pk}", "dataset_id": 1, "updated_at": at, **status}


def _dataset(pk: int) -> Dataset:
    head = {name: value for name, value in _head("dataset", pk).items() if name != "dataset_id"}
    return Dataset(name=f"Dataset {pk}", licence="CC0-1.0", attribution="Nobody.", **head)


def _dated(row: Dated, edtf: str) -> None:
    date = EventDate.parse(edtf) if edtf else None
    row.date_edtf, row.date_precision = edtf, date.precision if date else ""
    row.set_bounds(date.bounds if date else None)


def _kind_of(pk: int) -> str:
    if pk <= NATIONS:
        return LocationKind.COUNTRY
    return LocationKind.ADMIN1 if pk <= PROVINCES else LocationKind.POPULATED_PLACE


def _parent_of(pk: int) -> int | None:
    """The country of a province and the province of a town."""
    if pk <= NATIONS:
        return None
    return 1 + (pk - 1) % (NATIONS if pk <= PROVINCES else PROVINCES)


def _ancestors(done: int, wanted: int) -> Iterator[LocationAncestor]:
    for pk in _range(done, wanted):
        holder: int | None = pk
        depth = 0
        while holder is not None:
            yield LocationAncestor(location_id=pk, ancestor_id=holder, depth=depth)
            holder, depth = _parent_of(holder), depth + 1
