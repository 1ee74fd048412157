"""Members of declarations: each is answered, documented and stored, and missed by its name if forgotten."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from rest_framework.serializers import ListSerializer

from events import records
from events.api.schema import record_schema
from events.choices import Collection
from events.models import Revision
from events.models.record import Record
from events.records import RECORDS, Representation, declaration, stored_paths, table
from events.records.actor import AffiliationObjectSerializer
from events.records.article import OutletSerializer
from events.records.as_of import load_as_of, source
from events.records.claim import ContradictedPartSerializer
from events.records.common import ContradictedSerializer, PartRefSerializer, QuoteSerializer
from events.records.declaration import Column, DeclaredSerializer, Derived, ReferenceSerializer
from events.records.event import IncomingRelationSerializer, NarrowedSerializer
from events.records.restore.spec import child_specs
from events.records.schema_fields import column_at
from tests import openapi_documents
from tests.full_records import ORDER, FullRecords
from tests.record_rows import (
    columns_of,
    is_in_snapshot,
    lost_columns,
    renamed,
    restored,
    rolled_back,
    snapshot_of,
    table_rows,
)

pytestmark = pytest.mark.django_db

Declared = type[DeclaredSerializer]
PUBLIC = (Representation.SUMMARY, Representation.DETAIL)
MOST_KINDS = 12
BUILT_BY_FUNCTIONS = {
    AffiliationObjectSerializer,
    PartRefSerializer,
    ContradictedSerializer,
    ContradictedPartSerializer,
    QuoteSerializer,
}
"""Objects of which the lines are for the document alone: a function makes them whole, or other lines."""
ROWS_BY_FUNCTIONS = {
    "about": "ClaimSubject",
    "contradictions": "Contradiction",
    "contradicts": "Contradiction",
    "relations": "EventRelation",
}
"""The models of the lists that functions make."""
COMPILED = (
    *(table.record_table, table.list_table, table.quotation_table),
    *(stored_paths.column_paths, stored_paths.many_paths, child_specs),
    *(source._getters, source._getter, source.shown_members),
)
"""What is made of declarations once."""


def declared_class(member: Any) -> Declared | None:
    """The class of the object, or of the items of the list, that a member is."""
    schema = getattr(member, "schema", None) or member
    inner = schema.child if isinstance(schema, ListSerializer) else schema
    return type(inner) if isinstance(inner, DeclaredSerializer) else None


def reached(declared: Declared) -> Iterator[Declared]:
    """A declaration and those of the objects in it."""
    yield declared
    for member in declared.members.values():
        if (inner := declared_class(member)) is not None:
            yield from reached(inner)


@cache
def declarations() -> dict[Declared, Collection]:
    """Every declaration, and the first collection whose records have such objects."""
    found: dict[Declared, Collection] = {record: collection for collection, record in RECORDS.items()}
    found[IncomingRelationSerializer] = Collection.EVENTS
    for collection in ORDER:
        for declared in reached(RECORDS[collection]):
            found.setdefault(declared, collection)
    return found


def is_stored(declared: Declared, name: str) -> bool:
    """Whether restoring a record needs a member: revisions keep it, and it does not follow from others."""
    member = declared.members[name]
    if declared is IncomingRelationSerializer or issubclass(declared, ReferenceSerializer):
        return False  # of what is referred to revisions keep the id alone
    if name not in dict(declared.shown(Representation.SNAPSHOT)) or isinstance(member, Derived):
        return False
    return not isinstance(member, Column) or column_at(declared.option("model"), member.path).editable


def as_parameters(members: Iterable[tuple[Declared, str]]) -> list[Any]:
    return [pytest.param(one, name, id=f"{one.__name__}.{name}") for one, name in members]


BUILT = [(one, name) for one in declarations() if one not in BUILT_BY_FUNCTIONS for name in one.members]
ANSWERED = [
    (one, name) for one, name in BUILT if name not in one.Meta.private and one is not NarrowedSerializer
]
STORED = [(one, name) for one, name in BUILT if is_stored(one, name)]


@contextmanager
def without_member(declared: Declared, name: str) -> Iterator[None]:
    """Let a declaration lack a member."""
    with mock.patch.dict(declared.members):
        del declared.members[name]
        for one in COMPILED:
            one.cache_clear()
        try:
            yield
        finally:
            for one in COMPILED:
                one.cache_clear()


# In answers


def document_schemas() -> dict[str, Any]:
    schemas: dict[str, Any] = openapi_documents.committed_document()["components"]["schemas"]
    return schemas


def schema_name(declared: Declared, representation: Representation) -> str:
    return record_schema(declared, representation).__name__.removesuffix("Serializer")


def missing_members(schema: Any, value: Any) -> Iterator[str]:
    """The members that an answer has by its schema, and lacks."""
    if isinstance(value, list):
        for item in value:
            yield from missing_members(schema.get("items", {}), item)
        return
    for one in (*schema.get("allOf", ()), *schema.get("oneOf", ())):
        yield from missing_members(one, value)
    if "$ref" in schema:
        yield from missing_members(document_schemas()[schema["$ref"].rpartition("/")[2]], value)
    if isinstance(value, dict):
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from missing_members(inner, value[name])
            else:
                yield name


def missing_in_answer(full: FullRecords, collection: Collection) -> set[str]:
    """What a public record lacks of what the document says, or what its builder stumbles over."""
    try:
        (record,) = records.load(collection, [full.record(collection).pk])
    except KeyError as error:
        return set(error.args)
    name = schema_name(RECORDS[collection], Representation.DETAIL)
    return set(missing_members(document_schemas()[name], record))


@pytest.mark.parametrize("collection", ORDER)
def test_a_public_record_has_every_member_of_the_document(full: FullRecords, collection: Collection) -> None:
    assert missing_in_answer(full, collection) == set()


@pytest.mark.once
@pytest.mark.parametrize(("declared", "name"), as_parameters(ANSWERED))
def test_a_member_that_is_not_declared_is_missed_in_an_answer(
    full: FullRecords, declared: Declared, name: str
) -> None:
    with without_member(declared, name):
        assert missing_in_answer(full, declarations()[declared]) == {name}


# In revisions


@cache
def rows_before(full: FullRecords, collection: Collection) -> Any:
    return renamed(table_rows(full.record(collection)), full.record(collection).slug, "anew")


def missing_once_restored(full: FullRecords, declared: Declared) -> set[str]:
    """The models and columns that a record lacks, made of its stored form, or what that stumbles over."""
    collection = declarations()[declared]
    record = full.record(collection)
    try:
        with rolled_back():
            stored = snapshot_of(record)
            made = restored(collection, record.pk + 10**6, renamed(stored, record.slug, "anew"))
            lost = lost_columns(rows_before(full, collection), table_rows(made))
            return {word for name in lost for word in name.split(".")}
    except IntegrityError:  # the database takes no such row
        columns = columns_of(declared.option("model"))
        return {column.name for column in columns if not is_in_snapshot(record, stored, column)}
    except (KeyError, ValidationError) as error:
        return set(re.findall(r"\w+", str(error)))


def names_of(declared: Declared, name: str) -> set[str]:
    """What a member is called in the tables: its columns, or the model of its rows."""
    member = declared.members[name]
    model = getattr(getattr(member, "child", member), "model", None)
    paths = {**stored_paths.column_paths(declared), **stored_paths.many_paths(declared)}
    columns = {column.partition("__")[0] for column, path in paths.items() if path[0] == name}
    rows = model.__name__ if model else ROWS_BY_FUNCTIONS.get(name, "")
    return {name, name.removesuffix("s"), rows, *columns}


@pytest.mark.once
@pytest.mark.parametrize(("declared", "name"), as_parameters(STORED))
def test_a_member_that_is_not_declared_is_lost_on_the_way_back(
    full: FullRecords, declared: Declared, name: str
) -> None:
    names = names_of(declared, name)
    with without_member(declared, name):
        assert missing_once_restored(full, declared) & names


# In the document


@pytest.mark.once
@pytest.mark.parametrize("representation", PUBLIC)
def test_every_member_is_in_the_document_unless_it_is_private(representation: Representation) -> None:
    for declared in declarations().keys() - {IncomingRelationSerializer, NarrowedSerializer}:
        documented = document_schemas()[schema_name(declared, representation)]["properties"]
        shown = [name for name, _ in declared.shown(representation)]
        assert [name for name in documented if name in shown] == shown, declared
        assert not documented.keys() & set(declared.Meta.private), declared


def private_texts(record: Record) -> Iterator[str]:
    """The texts of the private members of a record; each names its column, so that nothing else has them."""
    stored = snapshot_of(record)
    values = [stored[name] for name in RECORDS[record.COLLECTION].Meta.private]
    return (
        text
        for value in values
        for text in (value.values() if isinstance(value, dict) else [value])
        if text.startswith(f"{type(record).__name__}.")
    )


@pytest.mark.parametrize("collection", ORDER)
def test_no_private_member_is_in_a_public_answer(
    full: FullRecords, client: Client, collection: Collection
) -> None:
    record, private = full.record(collection), RECORDS[collection].Meta.private
    seq = Revision.objects.latest("seq").seq
    answers = [
        answer
        for representation in PUBLIC
        for answer in (
            *records.load(collection, [record.pk], representation),
            load_as_of(collection, [record.slug], seq, representation)[record.slug],
        )
    ]
    addresses = ("", "?revision=1")
    answers += [client.get(f"/api/v1/{collection.value}/{record.slug}/{one}").json() for one in addresses]
    answers += client.get(f"/api/v1/{collection.value}/").json()["results"]
    texts = list(private_texts(record))
    assert len(texts) >= 2
    for answer in answers:
        assert answer["id"]
        assert not answer.keys() & set(private)
        assert [text for text in texts if text in json.dumps(answer)] == []


# The kinds


def kind_of(member: Any) -> str:
    """What kind of member this is: its class among those of declarations, in a list or alone."""
    if isinstance(member, ListSerializer):
        return f"list of {kind_of(member.child)}"
    known = (one for one in type(member).__mro__ if one.__module__ == declaration.__name__)
    return next(known, type(member)).__name__


@pytest.mark.once
def test_there_are_a_dozen_kinds_of_members_at_most() -> None:
    kinds = {kind_of(one.members[name]) for one, name in BUILT}
    assert "Column" in kinds
    assert len(kinds) <= MOST_KINDS, kinds


def test_the_rest_framework_serializes_a_record_by_its_declaration(full: FullRecords) -> None:
    outlet = full.record(Collection.OUTLETS)
    (built,) = records.load(Collection.OUTLETS, [outlet.pk])
    serialized = OutletSerializer(outlet).data
    for name in ("name", "kind", "country", "language", "url", "dataset", "revision"):
        assert serialized[name] == built[name]


@pytest.mark.once
def test_declarations_are_compiled_once(full: FullRecords) -> None:
    made = []
    for _ in range(2):
        for collection in ORDER:
            assert missing_in_answer(full, collection) == set()
        made.append([one.cache_info().currsize for one in COMPILED])
    assert made[0] == made[1]
