"""Records in which no column is at its default, made by looking at the models and not at declarations."""

import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from events.choices import Collection
from events.choices.plover import MODES
from events.models import Article, Claim, ClaimSubject, Contradiction, Evidence
from events.models.claim import END_MODELS, SUBJECT_FIELDS
from events.models.evidence import EVENT_CHILD_FIELDS, SUPPORTED_MODELS
from events.models.fields import EdtfField
from events.models.record import AggregateMember, KeyedChild, Record, record_models
from tests import factories as make

ORDER = (
    *(Collection.DATASETS, Collection.LOCATIONS, Collection.ACTORS, Collection.OUTLETS),
    *(Collection.ARTICLES, Collection.EVENTS, Collection.CLAIMS),
)
"""Every collection, after those that its records name."""
VALUES: dict[str, tuple[Any, ...]] = {
    "Article.access": ("open", "quotes"),
    "Article.text": (" ".join(f"word{number:03}" for number in range(120)),),
    "ArticlePart.start": (1, 400),
    "ArticlePart.end": (400, 900),
    "ArticlePart.source_spans": ([[1, 2], [3, 4]], [[5, 6], [7, 8]]),
    "Affiliation.type": ("leads", "based_in"),
    "DateReport.edtf": ("2021-03-02", "2021-08-30"),
    "Event.date_edtf": ("2021-03/2021-08",),
    "Event.event_type": ("consult",),
    "Event.factuality": ("ongoing", "planned", "planned"),
    "Event.last_reported": (datetime.date(2021, 4, 5), None, None),
    "Event.narrowed_start_earliest": (datetime.date(2021, 3, 5),),
    "Event.narrowed_start_latest": (datetime.date(2021, 3, 25),),
    "Event.narrowed_end_earliest": (datetime.date(2021, 8, 5),),
    "Event.narrowed_end_latest": (datetime.date(2021, 8, 25),),
    "Event.not_stated": (["whom"],),
    "EventMode.mode": tuple(sorted(MODES["consult"])),
    "EventRelation.type": ("follows", "caused_by"),
    "Location.bbox_south": (1.5,),
    "Location.iso_code": ("IQ", "IR", "SY"),
    "Location.kind": ("country",),
    "Participation.role": ("initiator", "speaker"),
    "Participation.side": ("a",),
    "TextDefect.end": (90, 91),
    "review_status": ("published",),
}
"""What the database, or what is derived, asks for: of numbers 0, 1 and 2, over again."""
LEFT_OUT = {("Affiliation", 0): "object_location", ("Affiliation", 1): "object_actor"}
"""The one of two columns that a child of a number does without."""


def full_value(model: Any, column: Any, number: int) -> Any:
    """A value other than the default for a column that refers to nothing; another for each number."""
    name = f"{model.__name__}.{column.name}"
    if words := VALUES.get(name) or VALUES.get(column.name):
        return words[number % len(words)]
    if column.choices:
        words = tuple(word for word, _ in column.flatchoices if word != column.get_default())
        return words[number % len(words)]
    if column.name in ("slug", "key"):
        return f"{model._meta.verbose_name_plural.replace(' ', '-')}-{number}"
    match column:
        case EdtfField():
            return f"2021-0{3 + number}/2021-0{8 - number}"
        case models.BooleanField():
            return column.default if number else not column.default
        case models.IntegerField():
            return 13 + number
        case models.FloatField():
            return 10.5 + number
        case models.DecimalField():
            return Decimal("10.25") + number
        case models.DateField():
            return datetime.date(2021, 4, 5 + number)
        case models.URLField():
            return f"https://example.org/{name}/{number}"
    return f"{name} {number}"[-(column.max_length or 100) :]


def owner_lookups(model: type[models.Model], record: type[Record]) -> list[str]:
    """The lookups from a model to the record of another one that its rows belong to."""
    paths = model.owner_paths() if issubclass(model, AggregateMember) else []
    return [path for path, root in paths if root is record]


def row_models(record: type[Record]) -> list[Any]:
    """The model of a record and those of what belongs to it."""
    return [one for one in apps.get_app_config("events").get_models() if owner_lookups(one, record)]


def rows_of(model: type[models.Model], record: Record) -> models.QuerySet[Any]:
    """The rows of a model that belong to a record, its own among them."""
    owned = Q()
    for path in owner_lookups(model, type(record)):
        owned |= Q(**{path: record.pk})
    # A record has its quotations in another order once it is restored; each has words of its own here.
    return model._base_manager.filter(owned).order_by("start" if model is Evidence else "pk")


class FullRecords:
    """Three published records of each collection, made inside an open change.

    Number 0 refers to the others by every column; it and number 1 have two children of each kind and two
    quotations of each. Number 2 has none.
    """

    def __init__(self) -> None:
        self._records: dict[type[Record], list[Record]] = {model: [] for model in record_models().values()}
        self._children: dict[tuple[Record, type[models.Model]], list[Any]] = {}
        self._words = count(1)
        for collection in ORDER:
            for number in (2, 1, 0):
                model = record_models()[collection]
                self._records[model].insert(0, self._create(model, number))
        for number in (0, 1):
            for collection in ORDER:
                self._create_children(self.record(collection, number))
        for number in (0, 1):
            self._create_quotations(number)
            self._create_subjects(number)
        self._create_contradictions()

    def reload(self) -> None:
        """Take the records as they are stored once the change is closed."""
        for model, rows in self._records.items():
            self._records[model] = [model._base_manager.get(pk=row.pk) for row in rows]

    def record(self, collection: Collection, number: int = 0) -> Any:
        """The record of a collection with this number."""
        return self._records[record_models()[collection]][number]

    def children(self, model: type[AggregateMember], number: int) -> list[Any]:
        """The children of the record with this number; of a model of records, the record."""
        record = self._records[model.owner_paths()[0][1]][number]
        return [record] if isinstance(record, model) else self._children[record, model]

    def _create(self, model: Any, number: int, **owner: Record) -> Any:
        row = model(**owner)
        for column in model._meta.concrete_fields:
            if column.primary_key or not column.editable or column.name in model.OWNER_PATHS:
                continue
            if not column.is_relation:
                setattr(row, column.name, full_value(model, column, number))
            elif column.name != LEFT_OUT.get((model.__name__, number)):
                found = self._targets(column.related_model, *owner.values())
                setattr(row, column.name, found[number % len(found)] if found else None)
        row.save()
        for relation in model._meta.many_to_many:
            getattr(row, relation.name).set(self._targets(relation.related_model, *owner.values())[:2])
        return row

    def _targets(self, model: Any, *owner: Record) -> list[Any]:
        """What can be referred to: the records that stand but the owner; of children the ones before."""
        if issubclass(model, KeyedChild):
            return self._children[owner[0], model]
        return [one for one in self._records[model] if one not in owner]

    def _create_children(self, record: Record) -> None:
        for model in row_models(type(record)):
            if model not in (type(record), Evidence, ClaimSubject, Contradiction):
                (owner,) = owner_lookups(model, type(record))
                rows = self._children[record, model] = []
                for number in (0, 1):  # each can refer to those before it
                    rows.append(self._create(model, number, **{owner: record}))  # noqa: PERF401

    def _create_quotations(self, number: int) -> None:
        event = self.record(Collection.EVENTS, number)
        for supports in ("type", "factuality"):
            self._quote(event=event, supports=supports)
        for kind in SUPPORTED_MODELS:
            model: Any = apps.get_model("events", SUPPORTED_MODELS[kind])
            owner = {"event": event} if kind in EVENT_CHILD_FIELDS else {}
            for row in self.children(model, number):
                self._quote(**{kind: row}, **owner)
                self._quote(**{kind: row}, **owner)

    def _quote(self, **supported: Any) -> None:
        place = next(self._words)
        article: Article = self.record(Collection.ARTICLES, place % 2)
        make.evidence(article, f"word{place:03}", **supported)

    def _create_subjects(self, number: int) -> None:
        claim: Claim = self.record(Collection.CLAIMS, number)
        for kind in SUBJECT_FIELDS:
            model: Any = ClaimSubject._meta.get_field(kind).related_model
            ClaimSubject.objects.create(claim=claim, **{kind: self.children(model, 0)[0]})

    def _create_contradictions(self) -> None:
        """Number 0 is on the left, since claims do not keep on which hand they stand."""
        kinds = list(END_MODELS)
        pairs = [*zip(kinds, kinds, strict=True), *zip(kinds, [*kinds[1:], kinds[0]], strict=True)]
        for number, (left, right) in enumerate(pairs):
            Contradiction.objects.create(
                **{f"left_{left}": self._end(left, 0), f"right_{right}": self._end(right, 1)},
                how=full_value(Contradiction, Contradiction._meta.get_field("how"), number),
                note=f"Contradiction.note {number}",
            )

    def _end(self, kind: str, number: int) -> Any:
        model: Any = apps.get_model("events", END_MODELS[kind])
        return self.children(model, number)[0]
