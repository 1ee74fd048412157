"""The structure turned into fixture rows; every quotation found, every reference checked."""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from events.importers.seeds.yaml_reader import YamlNode, SeedError, read_yaml
from events.importers.seeds.article_text import ArticleText, RawFile, build_article_text
from events.rules.dates import DateError, EventDate
from events.rules.figures import FigureError, parse_figure
from events.rules.child_keys import child_key

FixtureRow = dict[str, Any]
FixtureRows = dict[str, list[FixtureRow]]

COLLECTION_OF_KIND = {
    "event": "events",
    "actor": "actors",
    "location": "locations",
    "article": "articles",
    "claim": "claims",
    "outlet": "outlets",
}


class FixtureBuilder:
    """Reads the whole structure and holds what its records refer to one another by."""

    def __init__(self, seeds: Path) -> None:
        self.seeds = seeds
        self.rows: FixtureRows = {}
        self.texts: dict[str, ArticleText] = {}
        self.files: dict[str, RawFile] = {}
        self.ids: dict[str, set[str]] = {plural: set() for plural in COLLECTION_OF_KIND.values()}
        self.keys: dict[tuple[str, str], set[str]] = {}
        self.pending: list[Callable[[], None]] = []
        self.dataset = ""
        self.collection = ""

    def build(self) -> FixtureRows:
        """All fixture rows by file, heads first, in the order of the structure. Raises: SeedError."""
        structure = self.seeds / "structure"
        self._dataset(read_yaml(structure / "dataset.yaml", self.seeds.parent))
        readers: list[tuple[str, str, Callable[[YamlNode], None]]] = [
            ("articles", "articles/*.yaml", self._article),
            ("outlets", "outlets.yaml", self._outlet),
            ("locations", "locations.yaml", self._location),
            ("actors", "actors.yaml", self._actor),
            ("events", "events/*.yaml", self._event),
            ("claims", "claims.yaml", self._claim),
            ("contradictions", "contradictions.yaml", self._contradiction),
        ]
        for collection, pattern, reader in readers:
            self.collection = collection
            for path in sorted(structure.glob(pattern)):
                for record in read_yaml(path, self.seeds.parent).items():
                    reader(record)
                    record.refuse_unread_keys()
        for check in self.pending:
            check()
        self._refuse_unused_files()
        return self.rows

    # What rows are made of

    def add(self, model: str, **fields: Any) -> None:
        """Add a row of a model; null, empty and false are left to the model's defaults."""
        given = {k: v for k, v in fields.items() if v is not None and v is not False and v not in ("", [])}
        self.rows.setdefault(self.collection, []).append({"model": f"events.{model}", "fields": given})

    def record_columns(self, collection: str, record: YamlNode) -> FixtureRow:
        """The columns that every head record has."""
        slug = record.require("id")
        if slug in self.ids[collection]:
            raise record.error(f"{collection}/{slug} stands twice.")
        self.ids[collection].add(slug)
        row = {"slug": slug, "review_status": "published", "note": record.text("note")}
        return row | {"dataset": [self.dataset]}

    def ref(self, record: YamlNode, key: str, collection: str) -> list[str] | None:
        """A reference to a head record, checked when all are read."""
        node = record.node(key)
        return None if node is None else self._refer(node, node.value, collection)

    def refs(self, record: YamlNode, key: str, collection: str) -> list[list[str]]:
        """References to head records, checked when all are read."""
        return [self._refer(item, item.value, collection) for item in record.items_of(key)]

    def _refer(self, node: YamlNode, slug: str, collection: str) -> list[str]:
        def check() -> None:
            if slug not in self.ids[collection]:
                raise node.error(f"There is no {collection}/{slug}.")

        self.pending.append(check)
        return [slug]

    def part_ref(self, node: YamlNode, kind: str) -> list[str]:
        """A reference to a part, written `<id>/<key>`, checked when all are read."""
        root, _, key = str(node.value).partition("/")

        def check() -> None:
            if key not in self.keys.get((kind, root), ()):
                known = ", ".join(sorted(self.keys.get((kind, root), ()))) or "none"
                raise node.error(f"There is no {kind} “{key}” in {root}; it has: {known}.")

        self.pending.append(check)
        return [root, key]

    def key(self, node: YamlNode, kind: str, root: str, *words: str) -> str:
        """The key of a part: as given, or made of the words. Raises: SeedError for one given twice."""
        taken = self.keys.setdefault((kind, root), set())
        given = node.text("key")
        if given in taken:
            raise node.error(f"The key “{given}” stands twice in {root}.")
        key = given or child_key(taken, *words)
        taken.add(key)
        return key

    def article(self, node: YamlNode, key: str = "in") -> ArticleText:
        """The article that an alias names. Raises: SeedError."""
        alias = node.require(key)
        if alias not in self.texts:
            raise node.error(f"No article has the alias “{alias}”; there are: {', '.join(self.texts)}.")
        return self.texts[alias]

    def edtf(self, node: YamlNode, key: str) -> str:
        """A date string that parses. Raises: SeedError."""
        text = node.text(key)
        try:
            return EventDate.parse(text).edtf if text else ""
        except DateError as error:
            raise node.error(f"“{key}”: {error}") from error

    def day(self, node: YamlNode, key: str) -> str | None:
        """A calendar day. Raises: SeedError."""
        text = node.text(key)
        try:
            return datetime.date.fromisoformat(text).isoformat() if text else None
        except ValueError as error:
            raise node.error(f"“{key}” is {text!r}: a day is written like 2024-01-27.") from error

    def attribution(self, node: YamlNode) -> FixtureRow:
        """Who vouches for a value. Source: codebook 9."""
        return {
            "voice": node.text("voice"),
            "by": self.refs(node, "by", "actors"),
            "relayed_by": self.ref(node, "relayed_by", "actors"),
            "basis": node.text("basis"),
            "source": node.text("source"),
        }

    def evidence(self, node: YamlNode, event: str | None = None, **part: Any) -> None:
        """The quotations of a record or part, with the places where they stand. Raises: SeedError."""
        found = 0
        for quotation in node.items_of("evidence"):
            text = self.article(quotation)
            start, end, words = text.find(quotation)
            self.add(
                "evidence",
                event=[event] if event else None,
                **part,
                supports="part" if part else quotation.text("supports") or "existence",
                article=[text.id],
                start=start,
                end=end,
                quote=words,
            )
            quotation.refuse_unread_keys()
            found += 1
        if not found:
            raise node.error("This rests on no quotation; give it evidence.")

    def external_ids(self, record: YamlNode, **owner: Any) -> None:
        """Ids in other databases."""
        for one in record.items_of("external_ids"):
            self.add("externalid", **owner, scheme=one.require("scheme"), value=str(one.require("value")))
            one.refuse_unread_keys()

    # One reader a record

    def _dataset(self, record: YamlNode) -> None:
        self.collection = "datasets"
        self.dataset = record.require("id")
        fields = ("name", "kind", "licence", "attribution", "version", "description", "url")
        columns = {name: record.text(name) for name in fields}
        self.add("dataset", slug=self.dataset, review_status="published", **columns)
        record.refuse_unread_keys()

    def _article(self, record: YamlNode) -> None:
        raw = self._raw(record)
        text = build_article_text(record, raw)
        for furniture in record.items_of("furniture"):
            raw.exclude_furniture(furniture)
        if text.alias in self.texts:
            raise record.error(f"The alias “{text.alias}” is taken.")
        self.texts[text.alias] = text
        date = record.node("date")
        names = ("title", "title_basis", "outlet_basis", "basis_note", "url", "language", "translated_from")
        self.add(
            "article",
            **self.record_columns("articles", record),
            **{name: record.text(name) for name in names},
            outlet=self.ref(record, "outlet", "outlets"),
            date_edtf=self.edtf(date, "edtf") if date else "",
            date_basis=date.text("basis") if date else "",
            date_source=date.text("source") if date else "",
            dateline=record.text("dateline"),
            byline=record.text("byline"),
            access=record.text("access"),
            text=text.text,
            source_file=raw.name,
        )
        if date:
            date.refuse_unread_keys()
        for part in text.parts:
            spans = part.source_spans
            self.add(
                "articlepart",
                article=[text.id],
                kind=part.kind,
                start=part.start,
                end=part.end,
                source_spans=spans,
            )
        for credit in record.items_of("credits"):
            self.add("articlecredit", article=[text.id], kind=credit.require("kind"), name=credit.require("name"))
            credit.refuse_unread_keys()
        for defect in record.items_of("defects"):
            start, end, _ = text.find(defect)
            explanation = defect.require("explanation")
            self.add(
                "textdefect",
                article=[text.id],
                kind=defect.require("kind"),
                start=start,
                end=end,
                explanation=explanation.strip(),
            )
            defect.refuse_unread_keys()
        self.external_ids(record, article=[text.id])

    def _raw(self, record: YamlNode) -> RawFile:
        name = record.require("source_file")
        if name not in self.files:
            if not (self.seeds / name).is_file():
                raise record.error(f"There is no file seeds/{name}.")
            self.files[name] = RawFile.read(self.seeds, name)
        return self.files[name]

    def _refuse_unused_files(self) -> None:
        for path in sorted(self.seeds.glob("*.txt")):
            if path.name not in self.files:
                raise SeedError(f"seeds/{path.name}: no article is taken from this file.")
            self.files[path.name].refuse_unused_text()

    def _outlet(self, record: YamlNode) -> None:
        names = ("name", "kind", "country", "language", "url")
        columns = {name: record.text(name) for name in names}
        actor = self.ref(record, "actor", "actors")
        self.add("outlet", **self.record_columns("outlets", record), **columns, actor=actor)

    def _location(self, record: YamlNode) -> None:
        box = [edge.value for edge in record.items_of("bbox")] or [None] * 4
        if len(box) != 4:
            raise record.error("“bbox” has four edges: west, south, east, north.")
        slug = record.require("id")
        names = ("name", "kind", "local_type", "iso_code")
        self.add(
            "location",
            **self.record_columns("locations", record),
            **{name: record.text(name) for name in names},
            parent=self.ref(record, "parent", "locations"),
            also_in=self.refs(record, "also_in", "locations"),
            **{name: record.get(name) for name in ("latitude", "longitude", "radius_m")},
            **dict(zip(("bbox_west", "bbox_south", "bbox_east", "bbox_north"), box, strict=True)),
        )
        self._names(record, "locationname", location=[slug])
        self.external_ids(record, location=[slug])

    def _names(self, record: YamlNode, model: str, **owner: Any) -> None:
        for name in record.items_of("names"):
            articles = []
            for alias in name.items_of("articles"):
                if alias.value not in self.texts:
                    raise alias.error(f"No article has the alias “{alias.value}”.")
                text = self.texts[alias.value]
                if name.require("name") not in text.text:
                    raise alias.error(f"“{name.require('name')}” does not stand in {alias.value}.")
                articles.append([text.id])
            columns = {key: name.text(key) for key in ("kind", "language", "script")}
            self.add(model, **owner, name=name.require("name"), **columns, articles=articles)
            name.refuse_unread_keys()

    def _actor(self, record: YamlNode) -> None:
        slug = record.require("id")
        columns = {name: record.text(name) for name in ("name", "kind", "country", "description")}
        self.add("actor", **self.record_columns("actors", record), **columns, size=record.get("size"))
        for sector in record.items_of("sectors"):
            self.add("actorsector", actor=[slug], sector=sector.value)
        self._names(record, "actorname", actor=[slug])
        for one in record.items_of("affiliations"):
            other = one.get("actor") or one.get("location") or ""
            key = self.key(one, "affiliation", slug, one.require("type"), other)
            self.add(
                "affiliation",
                actor=[slug],
                key=key,
                type=one.require("type"),
                object_actor=self.ref(one, "actor", "actors"),
                object_location=self.ref(one, "location", "locations"),
                title=one.text("title"),
                status=one.text("status"),
                polarity=one.text("polarity"),
                date_edtf=self.edtf(one, "valid"),
                **self.attribution(one),
            )
            self.evidence(one, affiliation=[slug, key])
            one.refuse_unread_keys()
        self.external_ids(record, actor=[slug])

    def _event(self, record: YamlNode) -> None:
        slug = record.require("id")
        date = record.node("date")
        narrow = date.node("narrow") if date else None
        bounds = ("start_earliest", "start_latest", "end_earliest", "end_latest")
        narrowed = {f"narrowed_{name}": self.day(narrow, name) for name in bounds} if narrow else {}
        names = ("title", "summary", "language", "form", "factuality", "confidence")
        self.add(
            "event",
            **self.record_columns("events", record),
            **{name: record.text(name) for name in names},
            event_type=record.text("type"),
            factuality_by=self.refs(record, "factuality_by", "actors"),
            date_edtf=self.edtf(date, "edtf") if date else "",
            date_basis=date.text("basis") if date else "",
            date_source=date.text("source") if date else "",
            last_reported=self.day(date, "last_reported") if date else None,
            **narrowed,
            narrowing_reason=narrow.require("reason") if narrow else "",
        )
        for node in (narrow, date):
            if node:
                node.refuse_unread_keys()
        for mode in record.items_of("modes"):
            self.add("eventmode", event=[slug], mode=mode.value)
        for context in record.items_of("contexts"):
            self.add("eventcontext", event=[slug], context=context.value)
        self._sources(record, slug)
        self.evidence(record, slug)
        for name, reader in (
            ("date_reports", self._date_report),
            ("places", self._place),
            ("participants", self._participant),
            ("figures", self._figure),
            ("relations", self._relation),
        ):
            for part in record.items_of(name):
                reader(slug, part)
                part.refuse_unread_keys()
        for coding in record.items_of("codings"):
            columns = {name: coding.text(name) for name in ("scheme", "code", "match", "status", "note")}
            self.add("coding", event=[slug], **columns)
            coding.refuse_unread_keys()
        self.external_ids(record, event=[slug])

    def _sources(self, record: YamlNode, slug: str) -> None:
        mention = record.node("mention")
        if mention is None:
            raise record.error("“mention” is missing: which articles report it, as main or background?")
        named = set()
        for alias, node in mention.members():
            if alias not in self.texts:
                raise node.error(f"No article has the alias “{alias}”.")
            named.add(alias)
            self.add("eventsource", event=[slug], article=[self.texts[alias].id], mention=node.value)
        # A relation may rest on the other event's article alone.
        own = {name: value for name, value in record.value.items() if name != "relations"}
        quoted = set(_aliases(own))
        for alias in sorted(named ^ quoted):
            what = "is mentioned but never quoted" if alias in named else "is quoted but not in “mention”"
            raise mention.error(f"{alias} {what}.")

    def _date_report(self, slug: str, part: YamlNode) -> None:
        article = self.article(part)
        key = self.key(part, "date_report", slug, part.text("aspect") or "whole", article.alias)
        names = ("aspect", "wording", "weekday", "time_of_day", "duration")
        self.add(
            "datereport",
            event=[slug],
            key=key,
            article=[article.id],
            **{name: part.text(name) for name in names},
            edtf=self.edtf(part, "edtf"),
            **self.attribution(part),
        )
        self.evidence(part, slug, date_report=[slug, key])

    def _place(self, slug: str, part: YamlNode) -> None:
        role = part.text("role") or "scene"
        key = self.key(part, "place", slug, role, part.require("location"))
        self.add(
            "eventplace",
            event=[slug],
            key=key,
            location=self.ref(part, "location", "locations"),
            role=role,
            position=part.text("position"),
            primary=part.get("primary"),
            **self.attribution(part),
        )
        self.evidence(part, slug, place=[slug, key])

    def _participant(self, slug: str, part: YamlNode) -> None:
        key = self.key(part, "participation", slug, part.require("role"), part.require("actor"))
        self.add(
            "participation",
            event=[slug],
            key=key,
            actor=self.ref(part, "actor", "actors"),
            **{name: part.text(name) for name in ("role", "side", "described_as", "status")},
            acts_for=self.ref(part, "acts_for", "actors"),
            count=part.get("count"),
            **self.attribution(part),
        )
        self.evidence(part, slug, participation=[slug, key])

    def _figure(self, slug: str, part: YamlNode) -> None:
        part.require("key")
        key = self.key(part, "figure", slug)
        subset = part.get("subset_of")
        if subset and subset not in self.keys[("figure", slug)]:
            raise part.error(f"There is no figure “{subset}” before this one.")
        numbers = {name: _decimal(part, name) for name in ("value", "low", "high")}
        _refuse_wrong_bounds(part, numbers)
        names = ("measure", "unit", "qualifier", "wording", "of_wording")
        self.add(
            "figure",
            event=[slug],
            key=key,
            **{name: part.text(name) for name in names},
            **{name: None if number is None else str(number) for name, number in numbers.items()},
            of=self.refs(part, "of", "actors"),
            subset_of=[slug, subset] if subset else None,
            derived=part.get("derived"),
            preferred=part.get("preferred"),
            **self.attribution(part),
        )
        self.evidence(part, slug, figure=[slug, key])

    def _relation(self, slug: str, part: YamlNode) -> None:
        key = self.key(part, "relation", slug, part.require("type"), part.require("event"))
        self.add(
            "eventrelation",
            event=[slug],
            key=key,
            type=part.require("type"),
            other=self.ref(part, "event", "events"),
            polarity=part.text("polarity"),
            **self.attribution(part),
        )
        self.evidence(part, slug, relation=[slug, key])

    def _claim(self, record: YamlNode) -> None:
        slug = record.require("id")
        self.add(
            "claim",
            **self.record_columns("claims", record),
            **{name: record.text(name) for name in ("stance", "proposition", "directness")},
            said_on=self.edtf(record, "said_on"),
            **self.attribution(record),
        )
        for subject in record.items_of("about"):
            for kind, node in subject.members():
                target = (
                    self._refer(node, node.value, "events") if kind == "event" else self.part_ref(node, kind)
                )
                self.add("claimsubject", claim=[slug], **{kind: target})
        self.evidence(record, claim=[slug])

    def _contradiction(self, record: YamlNode) -> None:
        ends = {}
        for side in ("left", "right"):
            node = record.node(side)
            if node is None:
                raise record.error(f"“{side}” is missing.")
            for kind, end in node.members():
                ends[f"{side}_{kind}"] = (
                    self._refer(end, end.value, "claims") if kind == "claim" else self.part_ref(end, kind)
                )
        self.add("contradiction", how=record.require("how"), note=record.text("note"), **ends)


def _decimal(part: YamlNode, name: str) -> Decimal | None:
    value = part.get(name)
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation as error:
        raise part.error(f"“{name}” is {value!r}, which is no number.") from error


def _refuse_wrong_bounds(part: YamlNode, numbers: dict[str, Decimal | None]) -> None:
    """Refuse numbers that do not follow from the qualifier. Source: codebook 6."""
    qualifier = part.text("qualifier") or "exact"
    value, low, high = numbers["value"], numbers["low"], numbers["high"]
    try:
        if qualifier == "between":
            expected = parse_figure(qualifier, low, high)
        else:
            expected = parse_figure(qualifier, value)
    except FigureError as error:
        raise part.error(str(error)) from error
    if tuple(expected) != (value, low, high):
        shown = ", ".join(
            f"{n}: {'null' if v is None else v}" for n, v in zip(numbers, expected, strict=True)
        )
        raise part.error(f"“{qualifier}” makes these numbers {shown}.")


def _aliases(value: Any) -> Iterator[str]:
    """The aliases of every article that a record quotes."""
    if isinstance(value, dict):
        if "in" in value:
            yield value["in"]
        for member in value.values():
            yield from _aliases(member)
    elif isinstance(value, list):
        for member in value:
            yield from _aliases(member)
