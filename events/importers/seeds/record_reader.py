"""Reads the YAML structure into stored records, member by member as they are declared."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from rest_framework.serializers import ListSerializer

from events.choices import Collection, DateAspect, PlaceRole, Qualifier, ReviewStatus, Supports
from events.importers.seeds.article_text import ArticleText, ArticleTexts
from events.importers.seeds.yaml_reader import YamlNode, read_yaml
from events.records import RECORDS
from events.records.declaration import (
    ChildSerializer,
    Column,
    Columns,
    DeclaredSerializer,
    GroupSerializer,
    Loaded,
    ReferenceSerializer,
    Words,
)
from events.records.schema_fields import column_at
from events.records.stored_values import subject_collection
from events.rules.dates import EventDate
from events.rules.entry_rules import Severity, Surroundings, find_problems
from events.rules.figures import FigureValues, complete_numbers
from events.rules.text import child_key
from events.rules.totals import as_number

Stored = dict[str, Any]
Declared = type[DeclaredSerializer]

_FILES = (
    (Collection.DATASETS, "dataset.yaml"),
    (Collection.ARTICLES, "articles/*.yaml"),
    (Collection.OUTLETS, "outlets.yaml"),
    (Collection.LOCATIONS, "locations.yaml"),
    (Collection.ACTORS, "actors.yaml"),
    (Collection.EVENTS, "events/*.yaml"),
    (Collection.CLAIMS, "claims.yaml"),
    (None, "contradictions.yaml"),
)
_YAML_KEYS = {"event_type": "type", "publication_date": "date", "speakers": "by"}
"""The members that have another name in the structure."""
_KEY_WORDS = {
    "affiliation": ("type", "actor", "location"),
    "date_report": ("aspect", "in"),
    "participation": ("role", "actor"),
    "place": ("role", "location"),
    "relation": ("type", "event"),
}
"""The members that a missing key of a child is made from; a figure must have a key."""
_DEFAULT_WORDS = {"aspect": DateAspect.WHOLE, "role": PlaceRole.SCENE}


class RecordReader:
    """Reads the whole structure, with the ids and keys by which its records refer to one another."""

    def __init__(self, seeds: Path) -> None:
        self.records: dict[Collection, dict[str, Stored]] = defaultdict(dict)
        """The records by their ids, without missing members, derived members and contradictions."""
        self.contradictions: list[Stored] = []
        self._seeds = seeds
        self._texts = ArticleTexts(seeds)
        self._keys: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._references: list[tuple[YamlNode, Collection, str]] = []
        self._child_references: list[tuple[YamlNode, str, str, str]] = []
        self._nodes: dict[tuple[Collection, str, str], YamlNode] = {}
        """Where each record and part stands, by its list and key."""
        self._slug, self._collection = "", Collection.DATASETS
        self._special: dict[str, Callable[[Declared, YamlNode], Any]] = {
            "about": self._about,
            "article": lambda _, node: _reference(self._texts.of(node)),
            "articles": self._spelled_in,
            "dataset": lambda *_: {"ref": f"datasets/{next(iter(self.records[Collection.DATASETS]))}"},
            "defects": self._defects,
            "evidence": self._evidence,
            "key": self._key,
            "narrowed": self._narrowed,
            "object": self._object,
            "parts": lambda _, node: [asdict(part) for part in self._texts.of(node, "alias").parts],
            "review_status": lambda *_: ReviewStatus.PUBLISHED.value,
            "sources": self._sources,
            "subset_of": self._subset_of,
            "text": lambda _, node: self._texts.of(node, "alias").text,
            "valid": lambda one, node: {"edtf": _value(one.option("model"), "date_edtf", node, "valid")},
            "withdrawn_reason": lambda *_: None,
        }

    def read(self) -> "RecordReader":
        """Read every file, and check every quotation and reference. Raises: SeedError."""
        structure = self._seeds / "structure"
        for collection, pattern in _FILES:
            for path in sorted(structure.glob(pattern)):
                whole = read_yaml(path, self._seeds.parent)
                for node in [whole] if collection is Collection.DATASETS else whole.items():
                    if collection is None:
                        self._contradiction(node)
                    else:
                        self._record(collection, node)
                    node.refuse_unread_keys()
        for node, target, slug in self._references:
            if slug not in self.records[target]:
                raise node.error(f"There is no {target.value}/{slug}.")
        for node, kind, slug, key in self._child_references:
            if key not in (keys := self._keys[kind, slug]):
                has = ", ".join(sorted(keys)) or "none"
                raise node.error(f"There is no {kind} “{key}” in {slug}; it has: {has}.")
        self._texts.refuse_unused_files()
        self._ask_entry_rules()
        return self

    def _ask_entry_rules(self) -> None:
        """Refuse what cannot be true; `check_data` names what is doubtful. Raises: SeedError."""
        published = {
            f"articles/{slug}": EventDate.parse(article["publication_date"]["edtf"]).bounds
            for slug, article in self.records[Collection.ARTICLES].items()
            if article.get("publication_date", {}).get("edtf")
        }
        around = Surroundings(timezone.now().date(), published)
        for collection, by_slug in self.records.items():
            for slug, record in by_slug.items():
                for problem in find_problems(collection, record, around):
                    if problem.severity == Severity.REFUSED:
                        whole = self._nodes[collection, slug, ""]
                        raise self._nodes.get((collection, slug, problem.part), whole).error(str(problem))

    def _record(self, collection: Collection, node: YamlNode) -> None:
        self._slug, self._collection = node.require("id"), collection
        if self._slug in self.records[collection]:
            raise node.error(f"{collection.value}/{self._slug} stands twice.")
        if collection is Collection.ARTICLES:
            self._texts.add(node)
        self._nodes[collection, self._slug, ""] = node
        self.records[collection][self._slug] = self._members(RECORDS[collection], node)

    # Members that follow from the declaration

    def _members(self, declared: Declared, node: YamlNode) -> Stored:
        stored = {}
        for name, member in declared.members.items():
            if name in self._special:
                value = self._special[name](declared, node)
            else:
                value = self._member(declared, name, member, node)
            if value not in (None, "", [], {}):
                stored[name] = value
        return stored

    def _member(self, declared: Declared, name: str, member: Any, node: YamlNode) -> Any:
        model, key = declared.option("model"), _YAML_KEYS.get(name, name)
        match member.schema if isinstance(member, Loaded) else member:
            case Column(path=path) if "__" not in path and column_at(model, path).editable:
                return _value(model, path, node, key, of_child=issubclass(declared, ChildSerializer))
            case Columns(paths=paths):
                values = [item.value for item in node.items_of(key)]
                if values and len(values) != len(paths):
                    raise node.error(f"“{key}” has four edges: west, south, east, north.")
                return values
            case Words():
                return [item.value for item in node.items_of(key)]
            case GroupSerializer() as group:
                inner = node if key == "attribution" else node.node(key)
                return self._members(type(group), inner) if inner else None
            case ReferenceSerializer() as reference:
                if not reference.allow_null:
                    node.require(key)
                return self._refer(node.node(key), reference.option("model"))
            case ListSerializer(child=ReferenceSerializer() as reference):
                return [self._refer(item, reference.option("model")) for item in node.items_of(key)]
            case ListSerializer(child=ChildSerializer() as child):
                return [self._item(type(child), name, item) for item in node.items_of(key)]
        return None

    def _item(self, declared: Declared, name: str, node: YamlNode) -> Stored:
        item = self._members(declared, node)
        if name == "figures":
            values = [item.get(number) for number in FigureValues._fields]
            numbers = FigureValues(*(None if one is None else Decimal(str(one)) for one in values))
            complete = complete_numbers(item.get("qualifier") or Qualifier.EXACT, numbers)._asdict()
            item |= {number: as_number(one) for number, one in complete.items() if one is not None}
        self._nodes[self._collection, self._slug, f"{name}/{item.get('key') or item.get('name')}"] = node
        return item

    def _refer(self, node: YamlNode | None, model: Any) -> Stored | None:
        if node is None:
            return None
        self._references.append((node, model.COLLECTION, node.value))
        return {"ref": f"{model.COLLECTION.value}/{node.value}"}

    # Members with a form of their own in the structure

    def _key(self, declared: Declared, node: YamlNode) -> str:
        """The key of a child: the explicit one, or one made of words."""
        kind = declared.option("evidence")
        taken = self._keys[kind, self._slug]
        if (explicit_key := node.text("key")) in taken:
            raise node.error(f"The key “{explicit_key}” stands twice in {self._slug}.")
        if kind not in _KEY_WORDS:
            node.require("key")
        words = (node.get(word) or _DEFAULT_WORDS.get(word, "") for word in _KEY_WORDS.get(kind, ()))
        key = explicit_key or child_key(taken, *words)
        taken.add(key)
        return key

    def _evidence(self, declared: Declared, node: YamlNode) -> list[Stored]:
        """The quotations of a record or child, with their offsets."""
        quotations = []
        for quotation in node.items_of("evidence"):
            text = self._texts.of(quotation)
            start, end, words = text.find(quotation)
            quotations.append({"article": _reference(text), "quote": words, "start": start, "end": end})
            if "supports" in declared.members["evidence"].child.members:
                quotations[-1]["supports"] = quotation.text("supports") or Supports.EXISTENCE.value
        if not quotations:
            raise node.error("This rests on no quotation; give it evidence.")
        return quotations

    def _defects(self, _declared: Declared, node: YamlNode) -> list[Stored]:
        defects = []
        for defect in node.items_of("defects"):
            start, end, _ = self._texts.of(node, "alias").find(defect)
            words = {"kind": defect.require("kind"), "explanation": defect.require("explanation").strip()}
            defects.append(words | {"start": start, "end": end})
        return defects

    def _spelled_in(self, _declared: Declared, node: YamlNode) -> list[Stored]:
        """The articles that use a spelling."""
        articles = []
        for alias in node.items_of("articles"):
            text = self._texts.named(alias.value, alias)
            if node.require("name") not in text.text:
                raise alias.error(f"“{node.require('name')}” does not stand in {alias.value}.")
            articles.append(_reference(text))
        return articles

    def _narrowed(self, declared: Declared, node: YamlNode) -> Stored | None:
        """The bounds that a curator set, written inside the date."""
        narrow = date.node("narrow") if (date := node.node("date")) else None
        if narrow is None:
            return None
        narrow.require("reason")
        return self._members(type(declared.members["narrowed"]), narrow)

    def _object(self, declared: Declared, node: YamlNode) -> Stored | None:
        """The actor or place of an affiliation, named by its kind."""
        model, columns = declared.option("model"), declared.members["object"].option("columns")
        kinds = [kind for kind in columns if node.node(kind)]
        if len(kinds) > 1:
            raise node.error(f"Only one of {' and '.join(kinds)} belongs here.")
        targets = ((node.node(kind), column_at(model, columns[kind]).related_model) for kind in kinds)
        return next((self._refer(*target) for target in targets), None)

    def _sources(self, _declared: Declared, node: YamlNode) -> list[Stored]:
        """The articles that report an event: exactly the quoted ones."""
        mention = node.node("mention")
        if mention is None:
            raise node.error("“mention” is missing: which articles report it, as main or background?")
        sources = {
            alias: {"article": _reference(self._texts.named(alias, item)), "mention": item.value}
            for alias, item in mention.members()
        }
        # A relation may rest on the other event's article alone.
        quoted = set(_aliases({name: value for name, value in node.value.items() if name != "relations"}))
        for alias in sorted(sources.keys() ^ quoted):
            what = "is mentioned but never quoted" if alias in sources else "is quoted but not in “mention”"
            raise mention.error(f"{alias} {what}.")
        return list(sources.values())

    def _subset_of(self, _declared: Declared, node: YamlNode) -> str | None:
        whole: str | None = node.get("subset_of")
        if whole and whole not in self._keys["figure", self._slug]:
            raise node.error(f"There is no figure “{whole}” before this one.")
        return whole

    def _about(self, _declared: Declared, node: YamlNode) -> list[Stored]:
        return [self._end(kind, end) for item in node.items_of("about") for kind, end in item.members()]

    def _end(self, kind: str, node: YamlNode) -> Stored:
        """A record, or a child of one, written `<id>/<key>`."""
        collection = subject_collection(kind)
        slug, _, key = str(node.value).partition("/")
        if kind in ("claim", "event"):
            self._references.append((node, collection, node.value))
        else:
            self._child_references.append((node, kind, slug, key))
        return {"kind": kind, "of": {"ref": f"{collection.value}/{slug}"}, "key": key or None}

    def _contradiction(self, node: YamlNode) -> None:
        ends = {}
        for side in ("left", "right"):
            if (end := node.node(side)) is None:
                raise node.error(f"“{side}” is missing.")
            if len(members := list(end.members())) != 1:
                raise end.error("A contradiction has one record or part at each end.")
            kind, member = members[0]
            self._end(kind, member)
            ends[side] = {"kind": kind, "id": member.value}
        self.contradictions.append({"how": node.require("how"), "note": node.text("note") or None} | ends)


def _value(model: Any, path: str, node: YamlNode, key: str, *, of_child: bool = False) -> Any:
    """The value of a column, validated by the model's field. Raises: SeedError."""
    column = column_at(model, path)
    if of_child and not column.blank and not column.has_default():
        node.require(key)
    textual = isinstance(column, models.CharField | models.TextField | models.DateField)
    value = node.text(key) if textual else node.get(key)
    try:
        if value not in (None, ""):
            cleaned = column.clean(value, None)
            return cleaned if isinstance(cleaned, str) else value
    except ValidationError as error:
        raise node.error(f"“{key}”: {' '.join(error.messages)}") from error
    return value


def _reference(article: ArticleText) -> Stored:
    return {"ref": f"articles/{article.id}"}


def _aliases(value: Any) -> Iterator[str]:
    """The aliases of every article that a record quotes."""
    if isinstance(value, dict):
        yield from [value["in"]] if "in" in value else []
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from _aliases(member)
