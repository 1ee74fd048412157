"""How stored records are written into the tables, compiled from their declarations."""

import json
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from events.models import ClaimSubject
from events.models.claim import SUBJECT_FIELDS
from events.records.declaration import ChildSerializer, DeclaredSerializer, RecordSerializer, Words
from events.records.restore.references import ResolvedReferences, claim_subject_endpoint
from events.records.restore.rows import Columns, Source
from events.records.schema_fields import column_at
from events.records.stored_paths import column_paths, dig, list_members, many_paths


class ChildSpec:
    """How one list of a stored record is written into the rows of a child table.

    `member` holds the list, and `owner` is the foreign key to the record.
    """

    def __init__(
        self,
        member: str,
        model: Any,
        owner: str,
        columns: Columns,
        declared: type[ChildSerializer] = ChildSerializer,
    ) -> None:
        self.member, self.model, self.owner, self.columns = member, model, owner, columns
        self.many = many_paths(declared)
        self.evidence: str = declared.option("evidence")
        self.repeats: bool = declared.option("repeats")
        self.order: tuple[str, ...] = declared.option("stored_order")
        self.identity: tuple[str, ...] = declared.option("identity")
        self.cleared: dict[str, Any] = declared.option("cleared")
        paths = column_paths(declared)
        self._ranking = [paths[name] for column in self.order if (name := column.lstrip("-")) in paths]
        self.within = next((path.partition("__")[0] for path in paths if path.endswith("__key")), "")
        """The foreign key to another row of the list, and the member that holds that row's key."""

    def name(self, item: Any) -> Hashable:
        """The identity of an item among its siblings."""
        return json.dumps([item[name] for name in self.identity] or item, sort_keys=True)

    def rank(self, item: Any) -> Hashable:
        """The values of an item by which the stored order sorts before the primary key."""
        return tuple(dig(item, path) for path in self._ranking)


class _ClaimSubjectSerializer(ChildSerializer):
    class Meta(ChildSerializer.Meta):
        repeats = True


@cache
def child_specs(record: type[RecordSerializer]) -> list[ChildSpec]:
    """How each list of a record is written."""
    specs = [
        ChildSpec(name, words.model, words.owner, {words.path: ()})
        for name, words in record.members.items()
        if isinstance(words, Words)
    ]
    for name, child in list_members(record).items():
        columns = editable_columns(type(child), child.model)
        specs.append(ChildSpec(name, child.model, child.owner, columns, type(child)))
    if "about" in record.members:
        subjects: Columns = {kind: _subject_key(kind) for kind in SUBJECT_FIELDS}
        specs.append(ChildSpec("about", ClaimSubject, "claim", subjects, _ClaimSubjectSerializer))
    return specs


def editable_columns(declared: type[DeclaredSerializer], model: Any) -> dict[str, Source]:
    """The columns that are written, each with its path in a stored item; derived ones are recomputed."""
    return {
        column: path
        for column, path in column_paths(declared).items()
        if "__" not in column and column_at(model, column).editable
    }


def _subject_key(kind: str) -> Callable[[Any, ResolvedReferences], int | None]:
    return lambda item, resolved: (
        resolved.key_of(claim_subject_endpoint(item)) if item["kind"] == kind else None
    )
