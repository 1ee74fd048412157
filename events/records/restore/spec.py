"""Compiles declarations into specifications of how stored records are written into the tables."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from events.models import ClaimSubject
from events.models.claim import SUBJECT_FIELDS
from events.records.declaration import ChildSerializer, DeclaredSerializer, RecordSerializer, Words
from events.records.restore.children import ChildSpec
from events.records.restore.columns import Columns, Source
from events.records.restore.references import ResolvedReferences, claim_subject_endpoint
from events.records.schema_fields import column_at
from events.records.stored_paths import column_paths, dig, list_members, many_paths


@dataclass(frozen=True, slots=True)
class RestoreSpec:
    """How a stored record of a collection is written into the tables."""

    columns: Columns
    children: tuple[ChildSpec, ...]
    many: Mapping[str, str]
    """The many-to-many columns, each with the member that holds its references."""
    evidence_owner: str
    """The lookup from `Evidence` to the record, where it or its children rest on quotations."""
    evidence: str | None
    """The column of `Evidence` for the record itself, empty for an event; None if its children alone do."""


@cache
def restore_spec(record: type[RecordSerializer]) -> RestoreSpec:
    """The specification that follows from a declaration."""
    children = [_words(name, member) for name, member in record.members.items() if isinstance(member, Words)]
    children += [_child(name, child) for name, child in list_members(record).items()]
    if "about" in record.members:
        children.append(ChildSpec("about", ClaimSubject, "claim", _SUBJECT_COLUMNS, repeats=True))
    return RestoreSpec(
        _editable(record, record.option("model")),
        tuple(children),
        {column: str(path[0]) for column, path in many_paths(record).items()},
        record.Meta.evidence_owner,
        record.Meta.evidence,
    )


def _editable(declared: type[DeclaredSerializer], model: Any) -> dict[str, Source]:
    """The editable columns; derived ones are recomputed."""
    return {
        column: path
        for column, path in column_paths(declared).items()
        if "__" not in column and column_at(model, column).editable
    }


def _words(name: str, words: Words) -> ChildSpec:
    return ChildSpec(name, words.model, words.owner, {words.path: ()})


def _child(name: str, child: ChildSerializer) -> ChildSpec:
    declared = type(child)
    within = next((path.partition("__")[0] for path in column_paths(declared) if path.endswith("__key")), "")
    return ChildSpec(
        name,
        child.model,
        child.owner,
        _editable(declared, child.model),
        many=many_paths(declared),
        evidence=child.option("evidence"),
        repeats=child.option("repeats"),
        order=child.option("stored_order"),
        rank=_rank(declared),
        identity=child.option("identity"),
        within=within,
        cleared=child.option("cleared"),
    )


def _rank(declared: type[ChildSerializer]) -> Callable[[Any], Hashable]:
    """The function that returns the values of an item by which the stored order sorts before the key."""
    paths = column_paths(declared)
    ranked = [
        paths[name] for column in declared.option("stored_order") if (name := column.lstrip("-")) in paths
    ]
    return lambda item: tuple(dig(item, path) for path in ranked)


def _subject_key(kind: str) -> Callable[[Any, ResolvedReferences], int | None]:
    return lambda item, resolved: (
        resolved.key_of(claim_subject_endpoint(item)) if item["kind"] == kind else None
    )


_SUBJECT_COLUMNS: Columns = {kind: _subject_key(kind) for kind in SUBJECT_FIELDS}
