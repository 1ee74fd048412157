"""A large made-up world in the shape of real ones: the same at every run, written in bulk, without revisions.

One event in ten is like one of the seeds, four are like those of UCDP, the rest like those of GDELT.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from django.db import transaction

from events import door, search
from events.choices import (
    Access,
    ActorKind,
    AffiliationType,
    CodingScheme,
    Collection,
    Context,
    DatasetKind,
    EventType,
    Factuality,
    Form,
    LocationKind,
    Measure,
    NameKind,
    OutletKind,
    ParticipantRole,
    PlaceRole,
    RelationType,
    ReviewStatus,
    Side,
    Stance,
    Supports,
    Voice,
)
from events.choices.plover import MODES, intensity, quad_class
from events.models import (
    Actor,
    ActorClosure,
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
    EventClosure,
    EventContext,
    EventMode,
    EventPlace,
    EventRelation,
    EventSource,
    Evidence,
    ExternalId,
    Figure,
    Location,
    LocationAncestor,
    LocationName,
    Outlet,
    Participation,
)
from events.rules.dates import LATEST, EventDate
from events.rules.geo import reach_of
from events.rules.text import name_key
from tests.benchmarks.bulk import Tables
from tests.benchmarks.names import BODIES, Prose, actor_name, word
from tests.benchmarks.shape import (
    SHAPE,
    Days,
    Weighted,
    counted,
    templates,
    types_by_code,
    zipf,
)

SEED = 20240127
CHUNK = 10_000
AT = datetime(2026, 1, 1, tzinfo=UTC)
CURATED, UCDP, GDELT = 1, 2, 3
SHARES = {CURATED: 0.1, UCDP: 0.4, GDELT: 0.5}
DRAFTS = 0.02
UNDATED = 0.03
"""Of those like the seeds; every one of these has a date."""
ARABIC = {"IQ", "SY", "AE", "SA", "EG", "LB", "JO", "KW", "YE", "PS", "QA", "LY", "TN", "MA", "DZ", "SD"}
_NO_ROOM = (PlaceRole.SCENE, PlaceRole.SCENE, PlaceRole.SCENE, PlaceRole.ABOUT)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Sizes:
    """How many records of each collection there are."""

    events: int
    actors: int
    locations: int
    articles: int
    outlets: int
    claims: int

    @classmethod
    def of(cls, events: int) -> "Sizes":
        """As many as a database of so many events has."""
        return cls(
            events,
            actors=max(60, events // 15),
            locations=max(400, events // 25),
            articles=max(40, events // 5),
            outlets=max(10, events // 600),
            claims=events // 15,
        )

    def by_collection(self) -> dict[Collection, int]:
        """The same, of those that are searched."""
        return {
            collection: getattr(self, collection.value)
            for collection in Collection
            if collection != "datasets"
        }


class World:
    """Writes everything, once."""

    def __init__(self, sizes: Sizes, progress: Progress) -> None:
        self.sizes, self._progress = sizes, progress
        self._rand = Random(SEED)
        self._tables = Tables()
        self._prose, self._days = Prose(), Days()
        self._countries: Weighted[str] = Weighted.of(SHAPE["countries"])
        self._places: dict[tuple[str, int], Weighted[int]] = {}
        self._holders: dict[int, list[int]] = {}
        self._names: dict[int, str] = {}
        self._published: list[date] = []
        self._texts: list[tuple[str, list[tuple[int, int]]]] = []
        self._templates = templates()
        self._shares = Weighted.of(SHARES)
        self._actors = zipf(range(1, sizes.actors + 1), SHAPE["actors_exponent"])
        self._article_counts = counted("articles")
        self._deaths = Weighted([row[:3] for row in SHAPE["deaths"]], [row[3] for row in SHAPE["deaths"]])
        self._date_precisions, self._span_days = counted("date_precisions"), counted("span_days")
        self._levels = {UCDP: counted("place_precisions"), GDELT: counted("news_places")}
        self._actor_counts = counted("actors")
        acts = types_by_code()
        codes = {code: n for code, n in SHAPE["codes"].items() if code in acts}
        self._codes, self._acts = Weighted.of(codes), acts

    def make(self) -> None:
        """Everything, with what is derived and searched."""
        self._datasets_and_outlets()
        self._make_actors()
        self._make_places()
        self._make_articles()
        self._tables.write()
        for start in range(1, self.sizes.events + 1, CHUNK):
            end = min(start + CHUNK - 1, self.sizes.events)
            for pk in range(start, end + 1):
                self._event(pk)
            self._tables.write()
            self._progress("events", end, self.sizes.events)
        self._make_claims()
        self._tables.write()
        self._tables.settle()
        with transaction.atomic(), door.unlocked():
            ActorClosure.rebuild(set(range(1, self.sizes.actors + 1)))
        for collection, many in self.sizes.by_collection().items():
            for start in range(1, many + 1, CHUNK):
                end = min(start + CHUNK - 1, many)
                with transaction.atomic(), door.unlocked():
                    search.renew(collection, range(start, end + 1))
                self._progress(f"{collection.value} to search", end, many)

    # --- what events name

    def _head(self, name: str, pk: int, dataset: int = CURATED, *, public: bool = True) -> dict[str, Any]:
        return {
            "slug": f"{name}-{pk}",
            "dataset_id": dataset,
            "review_status": ReviewStatus.PUBLISHED if public else ReviewStatus.DRAFT,
            "revision": 1,
            "created_at": AT,
            "updated_at": AT + timedelta(seconds=pk),
        }

    def _datasets_and_outlets(self) -> None:
        for pk in SHARES:
            kind = DatasetKind.CURATED if pk == CURATED else DatasetKind.IMPORTED
            head = self._head("dataset", pk)
            del head["dataset_id"]
            self._tables[Dataset].add(
                name=f"Dataset {pk}", kind=kind, licence="CC0-1.0", attribution="Nobody.", **head
            )
        for pk in range(1, self.sizes.outlets + 1):
            self._tables[Outlet].add(
                name=f"{word(pk)[0]} {self._rand.choice(['Times', 'News', 'Post', 'Agency'])}",
                kind=self._rand.choice(OutletKind.values),
                country=self._countries.draw(self._rand),
                language="en",
                **self._head("outlet", pk),
            )

    def _make_actors(self) -> None:
        rand = self._rand
        # One in five a person, as in the seeds; the most frequent actors are states and other bodies.
        kinds = Weighted.of({ActorKind.PERSON: 11.0} | dict.fromkeys(BODIES, 3.3))
        for pk in range(1, self.sizes.actors + 1):
            kind = kinds.draw(rand) if pk > 20 else ActorKind.STATE
            country = self._countries.draw(rand) if rand.random() < 0.85 else ""
            latin, arabic = actor_name(pk, kind)
            self._names[pk] = latin
            self._tables[Actor].add(name=latin, kind=kind, country=country, **self._head("actor", pk))
            spellings = [(latin, NameKind.OFFICIAL, "Latn")]
            if rand.random() < 0.4:
                spellings.append((arabic, NameKind.TRANSLITERATION, "Arab"))
            if rand.random() < 0.2:
                spellings.append((f"El {latin}", NameKind.TRANSLITERATION, "Latn"))
            for name, of_kind, script in spellings:
                self._tables[ActorName].add(
                    actor_id=pk, name=name, kind=of_kind, script=script, key_name=name_key(name)
                )
            if pk > 20 and rand.random() < 0.6:
                self._affiliate(pk, kind)

    def _affiliate(self, pk: int, kind: str) -> None:
        """To something more frequent, so that nobody belongs to himself."""
        rand, person = self._rand, kind == ActorKind.PERSON
        first = rand.randrange(1990, 2024)
        edtf = f"{first}/{first + rand.randrange(1, 9)}" if rand.random() < 0.5 else ""
        self._tables[Affiliation].add(
            actor_id=pk,
            object_actor_id=1 + int((pk - 1) * rand.random() ** 2),
            type=rand.choice([AffiliationType.HOLDS_OFFICE, AffiliationType.MEMBER_OF])
            if person
            else AffiliationType.PART_OF,
            key="belongs",
            **_dated(edtf),
        )

    def _make_places(self) -> None:
        """For each country provinces, districts and places, more where more happens."""
        counts = SHAPE["countries"]
        weights = {country: n**0.5 for country, n in counts.items()}
        left = self.sizes.locations - len(counts)
        pk = 0
        for country, weight in weights.items():
            own = max(2, round(left * weight / sum(weights.values())))
            provinces, districts = max(1, own // 16), max(1, own // 5)
            first = pk + 1
            levels: list[list[int]] = [[], [], [], []]
            for number in range(1 + own):
                pk += 1
                level = 0 if number == 0 else 1 if number <= provinces else 2 if number <= districts else 3
                above = levels[level - 1] if level else []
                above = above or levels[level - 2]
                parent = above[number % len(above)] if above else None
                levels[level].append(pk)
                self._place(pk, country, level, parent, first)
            for level, pks in enumerate(levels):
                self._places[country, level] = zipf(pks or levels[0], SHAPE["places_exponent"])

    def _place(self, pk: int, country: str, level: int, parent: int | None, first: int) -> None:
        rand, home = self._rand, Random(country)
        south, west = home.uniform(-35, 60), home.uniform(-120, 150)
        latitude, longitude = round(south + rand.random() * 8, 4), round(west + rand.random() * 8, 4)
        site = level == 3 and rand.random() < 0.2
        radius = [400_000, None, 25_000, 300 if site else 3000][level]
        kinds = (LocationKind.COUNTRY, LocationKind.ADMIN1, LocationKind.ADMIN2)
        kind = kinds[level] if level < 3 else LocationKind.SITE if site else LocationKind.POPULATED_PLACE
        latin, arabic = word(30_000 + pk)
        self._names[-pk] = latin
        reach = reach_of(latitude, longitude, radius or 0)
        self._tables[Location].add(
            name=latin,
            kind=kind,
            country=country,
            iso_code=country if level == 0 else "",
            parent_id=parent,
            latitude=latitude,
            longitude=longitude,
            radius_m=radius,
            reach_certain=radius is not None,
            **dict(zip(("reach_west", "reach_south", "reach_east", "reach_north"), reach, strict=True)),
            **self._head("place", pk),
        )
        for name, script in ((latin, "Latn"), *([(arabic, "Arab")] if country in ARABIC else [])):
            self._tables[LocationName].add(location_id=pk, name=name, script=script, key_name=name_key(name))
        self._holders[pk] = [pk, *self._holders.get(parent or 0, [])]
        for depth, holder in enumerate(self._holders[pk]):
            self._tables[LocationAncestor].add(location_id=pk, ancestor_id=holder, depth=depth)

    def _make_articles(self) -> None:
        """In the order of their days, so that events find those that appeared just after them."""
        rand, sizes = self._rand, self.sizes
        outlets = zipf(range(1, sizes.outlets + 1), SHAPE["outlets_exponent"])
        self._published = sorted(self._days.draw(rand) for _ in range(sizes.articles))
        for pk, day in enumerate(self._published, start=1):
            public = pk % 10 == 0
            sentences = [self._prose.sentence(rand) for _ in range(22 if public else 3)]
            places, start = [], 0
            for one in sentences:
                places.append((start, start + len(one)))
                start += len(one) + 1
            text = " ".join(sentences)
            self._texts.append((text, places))
            self._tables[Article].add(
                title=self._prose.headline(rand).capitalize(),
                outlet_id=outlets.draw(rand) if rand.random() < 0.95 else None,
                language="en",
                access=Access.OPEN if public else Access.QUOTES,
                text=text,
                sha256=f"{pk:064x}",
                **_dated(day.isoformat()),
                **self._head("article", pk),
            )

    # --- events

    def _event(self, pk: int) -> None:
        dataset, day = self._shares.draw(self._rand), self._days.draw(self._rand)
        {CURATED: self._curated, UCDP: self._violent, GDELT: self._in_the_news}[dataset](pk, day)

    def _write(
        self,
        pk: int,
        dataset: int,
        kind: str,
        modes: list[str],
        actors: list[int],
        place: int | None,
        dates: dict[str, Any],
        **others: Any,
    ) -> None:
        who = self._names[actors[0]] if actors else "Somebody"
        where = f" in {self._names[-place]}" if place else ""
        public = self._rand.random() >= DRAFTS
        self._tables[Event].add(
            title=f"{who}: {self._prose.headline(self._rand)}{where}"[:300],
            event_type=kind,
            quad_class=quad_class(kind),
            intensity=intensity(kind, modes),
            **dates,
            **others,
            **self._head("event", pk, dataset, public=public),
        )
        for mode in modes:
            self._tables[EventMode].add(event_id=pk, mode=mode)

    def _curated(self, pk: int, day: date) -> None:
        """Like one of the seeds, with all its parts."""
        rand = self._rand
        like = rand.choice(self._templates)
        event, parts = like.event, like.parts
        modes = [row["mode"] for row in parts["eventmode"]]
        actors = self._actors.draws(rand, len(parts["participation"]))
        country = self._countries.draw(rand)
        places = [self._places[country, rand.randrange(4)].draw(rand) for _ in parts["eventplace"]]
        edtf = "" if rand.random() < UNDATED else like.edtf(day)
        factuality = event.get("factuality", Factuality.OCCURRED)
        dates = _dated(edtf) | {"seen_until": LATEST}
        if edtf:
            still_open = factuality == Factuality.ONGOING and edtf.endswith("/..")
            last = day + timedelta(100) if still_open else None
            dates |= {"last_reported": last, "seen_until": last or dates["end_latest"]}
        kind = event.get("event_type", "")
        self._write(
            pk,
            CURATED,
            kind,
            modes,
            actors,
            places[0] if places else None,
            dates,
            form=event["form"],
            factuality=factuality,
            confidence=event.get("confidence", "high"),
            date_basis=event.get("date_basis", "text"),
            summary=self._prose.sentence(rand),
            language="ar" if rand.random() < 0.1 else "en",
        )
        for row in parts["eventcontext"]:
            self._tables[EventContext].add(event_id=pk, context=row["context"])
        for row in parts["coding"]:
            names = ("scheme", "code", "match", "status")
            self._tables[Coding].add(event_id=pk, **{name: row[name] for name in names if name in row})
        articles = self._sources(pk, day, [row.get("mention", "main") for row in parts["eventsource"]])
        supported = [
            {"participation_id": self._participant(pk, n, actor, row["role"], row.get("side", ""))}
            for n, (actor, row) in enumerate(zip(actors, parts["participation"], strict=True))
        ]
        for n, (place, row) in enumerate(zip(places, parts["eventplace"], strict=True)):
            key = self._happened_at(pk, n, place, row.get("role", PlaceRole.SCENE))
            supported.append({"place_id": key})
        figures = [self._figure_like(pk, n, row) for n, row in enumerate(parts["figure"])]
        supported += [{"figure_id": key} for key in figures]
        if len(figures) > 1 and rand.random() < 0.3:
            self._tables[Contradiction].add(
                left_figure_id=figures[0], right_figure_id=figures[1], how="numeric"
            )
        for n, row in enumerate(parts["datereport"]):
            key = self._tables[DateReport].add(
                event_id=pk,
                article_id=articles[0],
                wording=row["wording"],
                edtf="",
                key=f"d{n}",
                aspect=row.get("aspect", "whole"),
            )
            supported.append({"date_report_id": key})
        supported += self._relations(pk, parts["eventrelation"])
        for n in range(len(parts["evidence"])):
            part = supported[n] if n < len(supported) else {}
            self._quotation(rand.choice(articles), event_id=pk, **part)

    def _relations(self, pk: int, rows: list[dict[str, Any]]) -> list[dict[str, int]]:
        """To events before it; of those every five hundredth is a whole that others are part of."""
        found = []
        for n, row in enumerate(rows):
            if pk <= 500:
                break
            whole = row["type"] == RelationType.PART_OF
            other = 1 + 500 * self._rand.randrange((pk - 1) // 500) if whole else self._rand.randrange(1, pk)
            if whole and pk % 500 == 1:
                continue
            key = self._tables[EventRelation].add(event_id=pk, other_id=other, type=row["type"], key=f"r{n}")
            found.append({"relation_id": key})
            if whole and n == 0:
                self._tables[EventClosure].add(event_id=pk, whole_id=other, depth=1)
        return found

    def _violent(self, pk: int, day: date) -> None:
        """Like one of UCDP: two sides, a place, the dead."""
        rand = self._rand
        actors = self._actors.draws(rand, 2)
        precision = self._levels[UCDP].draw(rand)
        place = self._place_of([3, 3, 2, 1, 1, 0, 0][precision - 1])
        modes = [rand.choice(MODES[EventType.ASSAULT])] if rand.random() < 0.4 else []
        edtf = self._edtf(day)
        dates = _dated(edtf)
        self._write(
            pk,
            UCDP,
            EventType.ASSAULT,
            modes,
            actors,
            place,
            dates | {"seen_until": dates["end_latest"]},
            form=Form.ACTION,
            confidence=rand.choice(["high", "high", "medium"]),
            summary=self._prose.sentence(rand) if rand.random() < 0.5 else "",
        )
        self._participant(pk, 0, actors[0], ParticipantRole.INITIATOR, Side.A)
        self._participant(pk, 1, actors[1], ParticipantRole.TARGET, Side.B)
        self._happened_at(pk, 0, place, PlaceRole.SCENE)
        low, best, high = self._deaths.draw(rand)
        self._figure(pk, 0, Measure.KILLED, low=low, value=best, high=high)
        code = rand.choice(["1", "1", "2", "3"])
        self._tables[Coding].add(event_id=pk, scheme=CodingScheme.UCDP, code=code)
        self._tables[ExternalId].add(event_id=pk, scheme="ucdp", value=str(100_000 + pk))
        articles = self._sources(pk, day, ["main"] * self._article_counts.draw(rand))
        self._quotation(articles[0], event_id=pk)

    def _in_the_news(self, pk: int, day: date) -> None:
        """Like one of GDELT: a code, one or two actors, a place perhaps."""
        rand = self._rand
        code = self._codes.draw(rand)
        kind, mode = self._acts[code]
        actors = self._actors.draws(rand, self._actor_counts.draw(rand))
        geography = self._levels[GDELT].draw(rand)
        place = self._place_of([0, 0, 1, 3, 3, 1][geography]) if geography else None
        modes = [mode] if mode in MODES[kind] else []
        dates = _dated(day.isoformat())
        factuality = {"03": Factuality.PLANNED, "10": Factuality.DEMANDED}.get(code[:2], Factuality.OCCURRED)
        self._write(
            pk,
            GDELT,
            kind,
            modes,
            actors,
            place,
            dates | {"seen_until": day},
            form=Form.STATEMENT if code < "04" else Form.ACTION,
            factuality=factuality,
            confidence="low",
            date_basis="inferred",
        )
        if rand.random() < 0.4:
            self._tables[EventContext].add(event_id=pk, context=rand.choice(Context.values))
        for n, (actor, role) in enumerate(zip(actors, (ParticipantRole.INITIATOR, "target"), strict=False)):
            self._participant(pk, n, actor, role, "")
        if place:
            self._happened_at(pk, 0, place, rand.choice(_NO_ROOM))
        self._tables[Coding].add(event_id=pk, scheme=CodingScheme.CAMEO, code=code)
        self._tables[ExternalId].add(event_id=pk, scheme="gdelt", value=str(400_000_000 + pk))
        articles = self._sources(pk, day, ["main"])
        if rand.random() < 0.5:
            self._quotation(articles[0], event_id=pk)

    # --- parts

    def _place_of(self, level: int) -> int:
        return self._places[self._countries.draw(self._rand), level].draw(self._rand)

    def _edtf(self, day: date) -> str:
        """As finely as UCDP knows dates: a day, a few, a week, a month, a year."""
        precision = self._date_precisions.draw(self._rand)
        if precision in (2, 3):
            days = min(self._span_days.draw(self._rand), 6) if precision == 2 else 6
            return f"[{day}..{day + timedelta(days)}]"
        return f"{day}"[: {4: 7, 5: 4}.get(precision, 10)]

    def _participant(self, event: int, number: int, actor: int, role: str, side: str) -> int:
        rand = self._rand
        acts_for = self._actors.draw(rand) if rand.random() < 0.1 else None
        pk = self._tables[Participation].add(
            event_id=event,
            actor_id=actor,
            role=role,
            side=side,
            acts_for_id=acts_for,
            key=f"p{number}",
        )
        if rand.random() < 0.1:
            self._tables[Participation.by.through].add(participation_id=pk, actor_id=self._actors.draw(rand))
        return pk

    def _happened_at(self, event: int, number: int, place: int, role: str) -> int:
        return self._tables[EventPlace].add(
            event_id=event, location_id=place, role=role, primary=number == 0, key=f"l{number}"
        )

    def _figure_like(self, event: int, number: int, row: dict[str, Any]) -> int:
        """One of the seeds' figures, a few times as large."""
        factor = self._rand.choice([1, 1, 2, 3])
        amounts = {name: factor * float(row[name]) for name in ("value", "low", "high") if row.get(name)}
        return self._figure(
            event,
            number,
            row["measure"],
            unit=row.get("unit", ""),
            wording=row.get("wording", ""),
            qualifier=row.get("qualifier", "exact"),
            **amounts,
        )

    def _figure(self, event: int, number: int, measure: str, unit: str = "", **others: Any) -> int:
        rand = self._rand
        whom = self._actors.draw(rand) if rand.random() < 0.2 else 0
        group = "|".join([measure, unit, *([f"actor-{whom}"] if whom else []), ""])
        said = rand.random() < 0.3
        pk = self._tables[Figure].add(
            event_id=event,
            measure=measure,
            unit=unit,
            key=f"f{number}",
            counted_group=group,
            voice=Voice.ATTRIBUTED if said else Voice.ARTICLE,
            **others,
        )
        if whom:
            self._tables[Figure.of.through].add(figure_id=pk, actor_id=whom)
        if said:
            self._tables[Figure.by.through].add(figure_id=pk, actor_id=self._actors.draw(rand))
        return pk

    def _sources(self, event: int, day: date, mentions: list[str]) -> list[int]:
        """Articles of the day and of those after it."""
        rand, many = self._rand, len(self._published)
        first = bisect_left(self._published, day)
        found: dict[int, None] = {}
        while len(found) < min(len(mentions), many):
            found[1 + (first + int(rand.expovariate(1 / (5 + 2 * len(found))))) % many] = None
        for article, mention in zip(found, mentions, strict=False):
            self._tables[EventSource].add(event_id=event, article_id=article, mention=mention)
        return list(found)

    def _quotation(self, article: int, **target: int) -> None:
        """A sentence of the article, for the event or one of its parts."""
        text, places = self._texts[article - 1]
        start, end = self._rand.choice(places)
        supports = Supports.EXISTENCE if len(target) == 1 and "event_id" in target else Supports.PART
        self._tables[Evidence].add(
            article_id=article, start=start, end=end, quote=text[start:end], supports=supports, **target
        )

    def _make_claims(self) -> None:
        rand, stances = self._rand, Stance.values
        for pk in range(1, self.sizes.claims + 1):
            said = Voice.ATTRIBUTED
            self._tables[Claim].add(
                stance=rand.choice(stances),
                proposition=self._prose.sentence(rand),
                voice=said,
                **self._head("claim", pk),
            )
            self._tables[ClaimSubject].add(claim_id=pk, event_id=rand.randrange(1, self.sizes.events + 1))
            self._tables[Claim.by.through].add(claim_id=pk, actor_id=self._actors.draw(rand))
            self._quotation(rand.randrange(1, self.sizes.articles + 1), claim_id=pk)
            if pk % 20 == 0:
                self._tables[Contradiction].add(left_claim_id=pk, right_claim_id=pk - 1, how="direct")


@lru_cache(maxsize=100_000)
def _read(edtf: str) -> dict[str, Any]:
    parsed = EventDate.parse(edtf)
    bounds = parsed.bounds
    return {
        "date_edtf": edtf,
        "date_precision": parsed.precision,
        "start_earliest": bounds.start_earliest,
        "start_latest": bounds.start_latest,
        "end_earliest": bounds.end_earliest,
        "end_latest": bounds.end_latest,
    }


def _dated(edtf: str) -> dict[str, Any]:
    """The columns of a date; none where it is unknown."""
    return _read(edtf) if edtf else {}
