"""Events with their parts: some like the seeds, some like those of UCDP, the rest like those of GDELT."""

import json
from bisect import bisect_left
from datetime import date, timedelta
from typing import Any

from events.choices import (
    CodingScheme,
    Context,
    Depth,
    EventType,
    Factuality,
    Form,
    Measure,
    ParticipantRole,
    PlaceRole,
    RelationType,
    Side,
    Voice,
)
from events.choices.plover import MODES, intensity, quad_class
from events.models import (
    Coding,
    Contradiction,
    DateReport,
    Event,
    EventClosure,
    EventContext,
    EventMode,
    EventPlace,
    EventRelation,
    EventSource,
    ExternalId,
    Figure,
    Participation,
)
from events.rules.dates import LATEST
from tests.benchmarks.base_data import CURATED, GDELT, UCDP, BaseData, date_columns
from tests.benchmarks.distributions import (
    STATISTICS,
    WeightedChoice,
    counts_of,
    event_templates,
    types_by_code,
)

SHARES = {CURATED: 0.1, UCDP: 0.4, GDELT: 0.5}
DRAFTS = 0.02
UNDATED = 0.03
"""Of those like the seeds; every one of these has a date."""
_NEWS_ROLES = (PlaceRole.SCENE, PlaceRole.SCENE, PlaceRole.SCENE, PlaceRole.ABOUT)


class EventGenerator:
    """Makes one event after another."""

    def __init__(self, stage: BaseData) -> None:
        self._stage, self._rand, self._tables = stage, stage.rand, stage.tables
        self._templates = event_templates()
        self._shares = WeightedChoice.of(SHARES)
        self._article_counts = counts_of("articles")
        self._deaths = WeightedChoice(
            [row[:3] for row in STATISTICS["deaths"]], [row[3] for row in STATISTICS["deaths"]]
        )
        self._date_precisions, self._span_days = counts_of("date_precisions"), counts_of("span_days")
        self._levels = {UCDP: counts_of("place_precisions"), GDELT: counts_of("news_places")}
        self._actor_counts = counts_of("actors")
        acts = types_by_code()
        codes = {code: n for code, n in STATISTICS["codes"].items() if code in acts}
        self._codes, self._acts = WeightedChoice.of(codes), acts

    def add(self, pk: int) -> None:
        """One event with its parts."""
        dataset, day = self._shares.draw(self._rand), self._stage.days.draw(self._rand)
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
        who = self._stage.names[actors[0]] if actors else "Somebody"
        where = f" in {self._stage.names[-place]}" if place else ""
        public = self._rand.random() >= DRAFTS
        self._tables[Event].add(
            title=f"{who}: {self._stage.prose.headline(self._rand)}{where}"[:300],
            event_type=kind,
            quad_class=quad_class(kind),
            intensity=intensity(kind, modes),
            **dates,
            **others,
            **self._stage.head("event", pk, dataset, public=public),
        )
        for mode in modes:
            self._tables[EventMode].add(event_id=pk, mode=mode)

    def _curated(self, pk: int, day: date) -> None:
        """Like one of the seeds, with all its parts."""
        rand = self._rand
        like = rand.choice(self._templates)
        event, parts = like.event, like.parts
        modes = [row["mode"] for row in parts["eventmode"]]
        actors = self._stage.actors.draws(rand, len(parts["participation"]))
        country = self._stage.countries.draw(rand)
        places = [self._stage.places[country, rand.randrange(4)].draw(rand) for _ in parts["eventplace"]]
        edtf = "" if rand.random() < UNDATED else like.edtf(day)
        factuality = event.get("factuality", Factuality.OCCURRED)
        dates = date_columns(edtf) | {"seen_until": LATEST}
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
            depth=Depth.CODED,
            not_stated=json.dumps(event.get("not_stated", [])),
            date_basis=event.get("date_basis", "text"),
            summary=self._stage.prose.sentence(rand),
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
            self._stage.quote(rand.choice(articles), event_id=pk, **part)

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
        actors = self._stage.actors.draws(rand, 2)
        precision = self._levels[UCDP].draw(rand)
        place = self._place_of([3, 3, 2, 1, 1, 0, 0][precision - 1])
        modes = [rand.choice(MODES[EventType.ASSAULT])] if rand.random() < 0.4 else []
        edtf = self._edtf(day)
        dates = date_columns(edtf)
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
            summary=self._stage.prose.sentence(rand) if rand.random() < 0.5 else "",
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
        self._stage.quote(articles[0], event_id=pk)

    def _in_the_news(self, pk: int, day: date) -> None:
        """Like one of GDELT: a code, one or two actors, a place perhaps."""
        rand = self._rand
        code = self._codes.draw(rand)
        kind, mode = self._acts[code]
        actors = self._stage.actors.draws(rand, self._actor_counts.draw(rand))
        geography = self._levels[GDELT].draw(rand)
        place = self._place_of([0, 0, 1, 3, 3, 1][geography]) if geography else None
        modes = [mode] if mode in MODES[kind] else []
        dates = date_columns(day.isoformat())
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
            self._happened_at(pk, 0, place, rand.choice(_NEWS_ROLES))
        self._tables[Coding].add(event_id=pk, scheme=CodingScheme.CAMEO, code=code)
        self._tables[ExternalId].add(event_id=pk, scheme="gdelt", value=str(400_000_000 + pk))
        articles = self._sources(pk, day, ["main"])
        if rand.random() < 0.5:
            self._stage.quote(articles[0], event_id=pk)

    # --- parts

    def _place_of(self, level: int) -> int:
        return self._stage.places[self._stage.countries.draw(self._rand), level].draw(self._rand)

    def _edtf(self, day: date) -> str:
        """As finely as UCDP knows dates: a day, a few, a week, a month, a year."""
        precision = self._date_precisions.draw(self._rand)
        if precision in (2, 3):
            days = min(self._span_days.draw(self._rand), 6) if precision == 2 else 6
            return f"[{day}..{day + timedelta(days)}]"
        return f"{day}"[: {4: 7, 5: 4}.get(precision, 10)]

    def _participant(self, event: int, number: int, actor: int, role: str, side: str) -> int:
        rand = self._rand
        acts_for = self._stage.actors.draw(rand) if rand.random() < 0.1 else None
        pk = self._tables[Participation].add(
            event_id=event,
            actor_id=actor,
            role=role,
            side=side,
            acts_for_id=acts_for,
            key=f"p{number}",
        )
        if rand.random() < 0.1:
            self._tables[Participation.by.through].add(
                participation_id=pk, actor_id=self._stage.actors.draw(rand)
            )
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
        whom = self._stage.actors.draw(rand) if rand.random() < 0.2 else 0
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
            self._tables[Figure.by.through].add(figure_id=pk, actor_id=self._stage.actors.draw(rand))
        return pk

    def _sources(self, event: int, day: date, mentions: list[str]) -> list[int]:
        """Articles of the day and of those after it."""
        rand, many = self._rand, len(self._stage.published)
        first = bisect_left(self._stage.published, day)
        found: dict[int, None] = {}
        while len(found) < min(len(mentions), many):
            found[1 + (first + int(rand.expovariate(1 / (5 + 2 * len(found))))) % many] = None
        for article, mention in zip(found, mentions, strict=False):
            self._tables[EventSource].add(event_id=event, article_id=article, mention=mention)
        return list(found)
