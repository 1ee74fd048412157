"""Resolves the references of a stored record to the internal keys of today."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from events.models.record import record_models
from events.records import RECORDS
from events.records.redirects import find_successors
from events.records.stored_paths import list_members
from events.records.stored_values import is_reference, named_records, record_of, slugs_by_collection

_PARTS = {
    kind: child
    for record in RECORDS.values()
    for child in list_members(record).values()
    if (kind := child.option("evidence"))
}
"""The declarations of the child rows that claims and contradictions name, by their kinds."""


class Endpoint(NamedTuple):
    """A record, or a child row of one by its key: the subject of a claim or an end of a contradiction."""

    kind: str
    ref: str
    key: str | None

    @classmethod
    def of_id(cls, end: dict[str, Any]) -> "Endpoint":
        """The end of a contradiction as records store it: `{"kind": "figure", "id": "event/key"}`."""
        return cls(end["kind"], record_of(end), end["id"].partition("/")[2] or None)

    def __str__(self) -> str:
        return f"{self.ref} ({self.kind} “{self.key}”)" if self.key else self.ref


class ResolvedReferences:
    """The internal keys of what a stored record names."""

    def __init__(self, own: str, pk: int | None, stored: dict[str, Any]) -> None:
        """Look up every record that the record `own` names, withdrawn ones included.

        Raises: ValidationError with the ids of deleted records. Queries: 1 a collection, 2 more for each
        step from a renamed or merged record to its successor.
        """
        self.own, self.pk = own, pk
        self._keys = {own: pk or 0}
        self._now: dict[str, str] = {}
        self._parts: dict[Endpoint, int] = {}
        self._look_up({ref: ref for ref in named_records(stored) if ref != own})

    def set_own_pk(self, pk: int) -> int:
        """Set and return the internal key of the record itself, once it is created."""
        self.pk = self._keys[self.own] = pk
        return pk

    def key(self, ref: str) -> int:
        """The internal key of a record."""
        return self._keys[ref]

    def key_of(self, end: Endpoint) -> int:
        """The internal key of a record or, after `look_up_parts`, of a child row."""
        return self._parts[end] if end.key else self.key(end.ref)

    def with_current_references(self, value: Any) -> Any:
        """The stored value with the references of today; of references that became one, the first stays."""
        if is_reference(value):
            return {"ref": self.now(value["ref"])}
        if isinstance(value, dict):
            return {name: self.with_current_references(member) for name, member in value.items()}
        if isinstance(value, list):
            items = [self.with_current_references(item) for item in value]
            alike = all(is_reference(item) for item in items)
            return deduplicate(items, [item["ref"] for item in items]) if alike else items
        return value

    def now(self, ref: str) -> str:
        """The reference of today: that of the successor, if the record was renamed or merged."""
        return self._now.get(ref, ref)

    def look_up_parts(self, wanted: Iterable[Endpoint]) -> None:
        """Look up child rows by their keys. Raises: ValidationError if one is gone. Queries: 1 a kind."""
        kinds: dict[str, list[Endpoint]] = defaultdict(list)
        for end in wanted:
            if end.key:
                kinds[end.kind].append(end)
        for kind, ends in kinds.items():
            child = _PARTS[kind]
            owners = {f"{child.owner}__in": {self.key(end.ref) for end in ends}}
            rows = child.model._base_manager.filter(**owners, key__in={end.key for end in ends})
            pks = {(owner, key): pk for owner, key, pk in rows.values_list(child.owner, "key", "pk")}
            self._parts |= {end: pks[at] for end in ends if (at := (self.key(end.ref), end.key)) in pks}
        if gone := {str(end) for ends in kinds.values() for end in ends if end not in self._parts}:
            raise self._refusal(sorted(gone))

    def _look_up(self, pending: dict[str, str]) -> None:
        """Look up references, each by its own id or by that of its newest successor."""
        resolved: set[tuple[str, str]] = set()
        while pending:
            resolved |= set(pending.items())
            for collection, wanted in slugs_by_collection(pending.values()).items():
                rows = record_models()[collection]._base_manager.filter(slug__in=wanted)
                for slug, pk in rows.values_list("slug", "pk"):
                    self._keys[f"{collection.value}/{slug}"] = pk
            for original, ref in pending.items():
                if ref in self._keys:
                    self._now[original] = ref
            unresolved = {original: ref for original, ref in pending.items() if ref not in self._keys}
            successors = find_successors(unresolved.values())
            if missing_refs := sorted(
                original
                for original, ref in unresolved.items()
                if ref not in successors or (original, successors[ref]) in resolved
            ):
                raise self._refusal(missing_refs)
            pending = {original: successors[ref] for original, ref in unresolved.items()}

    def _refusal(self, missing: list[str]) -> ValidationError:
        return ValidationError([f"{self.own} names {name}, which is gone." for name in missing])


def claim_subject_endpoint(item: dict[str, Any]) -> Endpoint:
    """The endpoint that a stored subject of a claim names."""
    return Endpoint(item["kind"], item["of"]["ref"], item["key"])


def deduplicate(items: list[Any], names: Iterable[Hashable]) -> list[Any]:
    """The items, without any whose name an earlier one has."""
    first: dict[Hashable, Any] = {}
    for name, item in zip(names, items, strict=True):
        first.setdefault(name, item)
    return list(first.values())
