"""What events name: datasets, outlets, actors, places and articles, made before them."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from events.choices import (
    Access,
    ActorKind,
    AffiliationType,
    DatasetKind,
    LocationKind,
    NameKind,
    OutletKind,
    ReviewStatus,
    Supports,
)
from events.models import (
    Actor,
    ActorName,
    Affiliation,
    Article,
    Dataset,
    Evidence,
    Location,
    LocationAncestor,
    LocationName,
    Outlet,
)
from events.rules.dates import EventDate
from events.rules.geo import extent_of
from events.rules.words import name_key
from tests.benchmarks.bulk_insert import BulkTables
from tests.benchmarks.distributions import (
    STATISTICS,
    DayDistribution,
    WeightedChoice,
    zipf,
)
from tests.benchmarks.fake_names import ORGANIZATION_NAMES, ProseGenerator, actor_name, fake_word
from tests.benchmarks.sizes import Sizes

AT = datetime(2026, 1, 1, tzinfo=UTC)
CURATED, UCDP, GDELT = 1, 2, 3
ARABIC = {"IQ", "SY", "AE", "SA", "EG", "LB", "JO", "KW", "YE", "PS", "QA", "LY", "TN", "MA", "DZ", "SD"}


class BaseData:
    """All that events name, with the means to draw from it."""

    def __init__(self, sizes: Sizes, rand: Random) -> None:
        self.sizes, self.rand = sizes, rand
        self.tables = BulkTables()
        self.prose, self.days = ProseGenerator(), DayDistribution()
        self.countries: WeightedChoice[str] = WeightedChoice.of(STATISTICS["countries"])
        self.actors = zipf(range(1, sizes.actors + 1), STATISTICS["actors_exponent"])
        self.places: dict[tuple[str, int], WeightedChoice[int]] = {}
        """The places of a country: itself, its provinces, districts, and places in these."""
        self.names: dict[int, str] = {}
        """Of actors by their key, of places by that below zero."""
        self.published: list[date] = []
        """The days of the articles, in their order."""
        self._texts: list[tuple[str, list[tuple[int, int]]]] = []
        self._holders: dict[int, list[int]] = {}

    def make(self) -> None:
        """Everything, in the order in which it points at what stands."""
        self._make_datasets()
        self._make_outlets()
        self._make_actors()
        self._make_places()
        self._make_articles()
        self.tables.write()

    def head(self, name: str, pk: int, dataset: int = CURATED, *, public: bool = True) -> dict[str, Any]:
        """The columns that every record has."""
        return {
            "slug": f"{name}-{pk}",
            "dataset_id": dataset,
            "review_status": ReviewStatus.PUBLISHED if public else ReviewStatus.DRAFT,
            "revision": 1,
            "created_at": AT,
            "updated_at": AT + timedelta(seconds=pk),
        }

    def quote(self, article: int, **target: int) -> None:
        """A sentence of the article, for the event or one of its parts."""
        text, places = self._texts[article - 1]
        start, end = self.rand.choice(places)
        supports = Supports.EXISTENCE if len(target) == 1 and "event_id" in target else Supports.PART
        self.tables[Evidence].add(
            article_id=article, start=start, end=end, quote=text[start:end], supports=supports, **target
        )

    def _make_datasets(self) -> None:
        for pk in (CURATED, UCDP, GDELT):
            kind = DatasetKind.CURATED if pk == CURATED else DatasetKind.IMPORTED
            head = self.head("dataset", pk)
            del head["dataset_id"]
            self.tables[Dataset].add(
                name=f"Dataset {pk}", kind=kind, licence="CC0-1.0", attribution="Nobody.", **head
            )

    def _make_outlets(self) -> None:
        for pk in range(1, self.sizes.outlets + 1):
            self.tables[Outlet].add(
                name=f"{fake_word(pk)[0]} {self.rand.choice(['Times', 'News', 'Post', 'Agency'])}",
                kind=self.rand.choice(OutletKind.values),
                country=self.countries.draw(self.rand),
                language="en",
                **self.head("outlet", pk),
            )

    def _make_actors(self) -> None:
        rand = self.rand
        # One in five a person, as in the seeds; the most frequent actors are states and other bodies.
        kinds = WeightedChoice.of({ActorKind.PERSON: 11.0} | dict.fromkeys(ORGANIZATION_NAMES, 3.3))
        for pk in range(1, self.sizes.actors + 1):
            kind = kinds.draw(rand) if pk > 20 else ActorKind.STATE
            country = self.countries.draw(rand) if rand.random() < 0.85 else ""
            latin, arabic = actor_name(pk, kind)
            self.names[pk] = latin
            self.tables[Actor].add(name=latin, kind=kind, country=country, **self.head("actor", pk))
            spellings = [(latin, NameKind.OFFICIAL, "Latn")]
            if rand.random() < 0.4:
                spellings.append((arabic, NameKind.TRANSLITERATION, "Arab"))
            if rand.random() < 0.2:
                spellings.append((f"El {latin}", NameKind.TRANSLITERATION, "Latn"))
            for name, of_kind, script in spellings:
                self.tables[ActorName].add(
                    actor_id=pk, name=name, kind=of_kind, script=script, key_name=name_key(name)
                )
            if pk > 20 and rand.random() < 0.6:
                self._affiliate(pk, kind)

    def _affiliate(self, pk: int, kind: str) -> None:
        """To something more frequent, so that nobody belongs to himself."""
        rand, person = self.rand, kind == ActorKind.PERSON
        first = rand.randrange(1990, 2024)
        edtf = f"{first}/{first + rand.randrange(1, 9)}" if rand.random() < 0.5 else ""
        self.tables[Affiliation].add(
            actor_id=pk,
            object_actor_id=1 + int((pk - 1) * rand.random() ** 2),
            type=rand.choice([AffiliationType.HOLDS_OFFICE, AffiliationType.MEMBER_OF])
            if person
            else AffiliationType.PART_OF,
            key="belongs",
            **date_columns(edtf),
        )

    def _make_places(self) -> None:
        """For each country provinces, districts and places, more where more happens."""
        counts = STATISTICS["countries"]
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
                self.places[country, level] = zipf(pks or levels[0], STATISTICS["places_exponent"])

    def _place(self, pk: int, country: str, level: int, parent: int | None, first: int) -> None:
        rand, home = self.rand, Random(country)
        south, west = home.uniform(-35, 60), home.uniform(-120, 150)
        latitude, longitude = round(south + rand.random() * 8, 4), round(west + rand.random() * 8, 4)
        site = level == 3 and rand.random() < 0.2
        radius = [400_000, None, 25_000, 300 if site else 3000][level]
        kinds = (LocationKind.COUNTRY, LocationKind.ADMIN1, LocationKind.ADMIN2)
        kind = kinds[level] if level < 3 else LocationKind.SITE if site else LocationKind.POPULATED_PLACE
        latin, arabic = fake_word(30_000 + pk)
        self.names[-pk] = latin
        reach = extent_of(latitude, longitude, radius or 0)
        self.tables[Location].add(
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
            **self.head("place", pk),
        )
        for name, script in ((latin, "Latn"), *([(arabic, "Arab")] if country in ARABIC else [])):
            self.tables[LocationName].add(location_id=pk, name=name, script=script, key_name=name_key(name))
        self._holders[pk] = [pk, *self._holders.get(parent or 0, [])]
        for depth, holder in enumerate(self._holders[pk]):
            self.tables[LocationAncestor].add(location_id=pk, ancestor_id=holder, depth=depth)

    def _make_articles(self) -> None:
        """In the order of their days, so that events find those that appeared just after them."""
        rand, sizes = self.rand, self.sizes
        outlets = zipf(range(1, sizes.outlets + 1), STATISTICS["outlets_exponent"])
        self.published = sorted(self.days.draw(rand) for _ in range(sizes.articles))
        for pk, day in enumerate(self.published, start=1):
            public = pk % 10 == 0
            sentences = [self.prose.sentence(rand) for _ in range(22 if public else 3)]
            places, start = [], 0
            for one in sentences:
                places.append((start, start + len(one)))
                start += len(one) + 1
            text = " ".join(sentences)
            self._texts.append((text, places))
            self.tables[Article].add(
                title=self.prose.headline(rand).capitalize(),
                outlet_id=outlets.draw(rand) if rand.random() < 0.95 else None,
                language="en",
                access=Access.OPEN if public else Access.QUOTES,
                text=text,
                sha256=f"{pk:064x}",
                **date_columns(day.isoformat()),
                **self.head("article", pk),
            )


@lru_cache(maxsize=100_000)
def _parse_edtf(edtf: str) -> dict[str, Any]:
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


def date_columns(edtf: str) -> dict[str, Any]:
    """The columns of a date; none where it is unknown."""
    return _parse_edtf(edtf) if edtf else {}
