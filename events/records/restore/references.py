"""What a stored record names, as it is found now."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from events.choices import Collection
from events.models import Affiliation, DateReport, EventRelation, Figure, Participation, PublicId
from events.models.record import KeyedChild, record_models
from events.records.differences import is_reference, references

_PARTS: dict[str, tuple[type[KeyedChild], str]] = {
    "figure": (Figure, "event_id"),
    "date_report": (DateReport, "event_id"),
    "relation": (EventRelation, "event_id"),
    "participation": (Participation, "event_id"),
    "affiliation": (Affiliation, "actor_id"),
}
_HELD_BY = {"claim": Collection.CLAIMS, "affiliation": Collection.ACTORS}


class Endpoint(NamedTuple):
    """A record, or a part of one by its key, as a claim is about it or as it is contradicted."""

    kind: str
    ref: str
    key: str | None

    @classmethod
    def of_id(cls, end: dict[str, Any]) -> "Endpoint":
        """The end of a contradiction as records store it: `{"kind": "figure", "id": "event/key"}`."""
        slug, _, key = end["id"].partition("/")
        held_by = _HELD_BY.get(end["kind"], Collection.EVENTS)
        return cls(end["kind"], f"{held_by.value}/{slug}", key or None)

    def __str__(self) -> str:
        return f"{self.ref} ({self.kind} “{self.key}”)" if self.key else self.ref


class ResolvedReferences:
    """The internal keys of what a stored record names."""

    def __init__(self, own: str, pk: int | None, stored: dict[str, Any]) -> None:
        """Look up everything that the record `own` names; withdrawn ones are found as well.

        Raises: ValidationError with the ids of what is gone. Queries: 1 a collection, 2 more for each
        step from what was renamed or merged to its successor.
        """
        self.own, self.pk = own, pk
        self._keys = {own: pk or 0}
        self._now: dict[str, str] = {}
        self._parts: dict[Endpoint, int] = {}
        wanted = {*references(stored), *(end.ref for end in contradiction_endpoints(stored))} - {own}
        self._look_up({ref: ref for ref in wanted})

    def set_own_pk(self, pk: int) -> int:
        """Say which key the record was made under."""
        self.pk = self._keys[self.own] = pk
        return pk

    def key(self, ref: str) -> int:
        """The internal key of a record."""
        return self._keys[ref]

    def key_of(self, end: Endpoint) -> int:
        """The internal key of a record or, once it was looked up, of a part."""
        return self._parts[end] if end.key else self.key(end.ref)

    def with_current_references(self, value: Any) -> Any:
        """The same with the references that hold now; of those that became one, one is left."""
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
        """The reference that holds now."""
        return self._now.get(ref, ref)

    def look_up_parts(self, wanted: Iterable[Endpoint]) -> None:
        """Look up parts by their keys. Raises: ValidationError where one is gone. Queries: 1 a kind."""
        kinds: dict[str, list[Endpoint]] = defaultdict(list)
        for end in wanted:
            if end.key:
                kinds[end.kind].append(end)
        for kind, missing in kinds.items():
            model, root = _PARTS[kind]
            rows = model._base_manager.filter(
                **{f"{root}__in": {self.key(end.ref) for end in missing}},
                key__in={end.key for end in missing},
            )
            held = {(holder, key): pk for holder, key, pk in rows.values_list(root, "key", "pk")}
            for end in missing:
                if (pk := held.get((self.key(end.ref), end.key))) is not None:
                    self._parts[end] = pk
        if gone := sorted(
            {str(end) for ends_ in kinds.values() for end in ends_} - set(map(str, self._parts))
        ):
            raise self._refusal(gone)

    def _look_up(self, pending: dict[str, str]) -> None:
        """Find what is asked for by what stands in its place by now."""
        resolved: set[tuple[str, str]] = set()
        while pending:
            resolved |= set(pending.items())
            slugs: dict[Collection, set[str]] = defaultdict(set)
            for ref in pending.values():
                collection, _, slug = ref.partition("/")
                slugs[Collection(collection)].add(slug)
            for collection, wanted in slugs.items():
                rows = record_models()[collection]._base_manager.filter(slug__in=wanted)
                for slug, pk in rows.values_list("slug", "pk"):
                    self._keys[f"{collection.value}/{slug}"] = pk
            for asked, ref in pending.items():
                if ref in self._keys:
                    self._now[asked] = ref
            lost = {asked: ref for asked, ref in pending.items() if ref not in self._keys}
            led = _successors(set(lost.values()))
            if gone := sorted(
                asked for asked, ref in lost.items() if ref not in led or (asked, led[ref]) in resolved
            ):
                raise self._refusal(gone)
            pending = {asked: led[ref] for asked, ref in lost.items()}

    def _refusal(self, gone: list[str]) -> ValidationError:
        return ValidationError([f"{self.own} names {name}, which is gone." for name in gone])


def contradiction_endpoints(stored: dict[str, Any]) -> list[Endpoint]:
    """The ends of the contradictions of a stored record."""
    found = [one[side] for one in stored.get("contradictions", ()) for side in ("left", "right")]
    return [Endpoint.of_id(end) for end in (*found, *stored.get("contradicts", ()))]


def claim_subject_endpoint(item: dict[str, Any]) -> Endpoint:
    """What a claim is about, as it is stored."""
    return Endpoint(item["kind"], item["of"]["ref"], item["key"])


def deduplicate(items: list[Any], names: Iterable[Hashable]) -> list[Any]:
    """The items without those whose name came before."""
    first: dict[Hashable, Any] = {}
    for name, item in zip(names, items, strict=True):
        first.setdefault(name, item)
    return list(first.values())


def _successors(refs: set[str]) -> dict[str, str]:
    """What answers in the place of each of these. Queries: 1 a collection."""
    slugs: dict[str, set[str]] = defaultdict(set)
    for ref in refs:
        collection, _, slug = ref.partition("/")
        slugs[collection].add(slug)
    return {
        f"{collection}/{slug}": f"{collection}/{successor}"
        for collection, wanted in slugs.items()
        for slug, successor in PublicId.objects.filter(collection=collection, slug__in=wanted)
        .exclude(successor="")
        .values_list("slug", "successor")
    }
