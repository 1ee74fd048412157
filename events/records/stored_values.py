"""Reads and rewrites stored records at any depth: the objects in them, references, quotations and ends.

An end is one side of a contradiction: `{"kind": "figure", "id": "event/key"}`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from events.choices import Collection

Stored = dict[str, Any]
CONTRADICTION_MEMBERS = ("contradictions", "contradicts")
"""The members that hold contradictions; an item of the second, which claims have, is the other end itself."""


def objects_in(value: Any) -> Iterator[Stored]:
    """Every object inside a stored value, the value itself included, outer ones first."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from objects_in(member)


def replace_objects(value: Any, function: Callable[[Stored], Any]) -> Any:
    """The stored value with every object in it replaced by what the function returns, inner ones first."""
    if isinstance(value, list):
        return [replace_objects(item, function) for item in value]
    if not isinstance(value, dict):
        return value
    return function({name: replace_objects(member, function) for name, member in value.items()})


def is_reference(value: Any) -> bool:
    """Whether this is a reference to another record: `{"ref": "events/first-session"}`."""
    return isinstance(value, dict) and set(value) == {"ref"}


def references(value: Any) -> Iterator[str]:
    """Every reference inside a stored record or a value of one: `events/first-session`."""
    return (item["ref"] for item in objects_in(value) if is_reference(item))


def quotations_in(value: Any) -> Iterator[Stored]:
    """Every quotation inside a stored record or a value of one."""
    return (item for item in objects_in(value) if _is_quotation(item))


def hide_quotes(value: Any, is_hidden: Callable[[str], bool]) -> Any:
    """The value without the words of quotations whose article, passed as its reference, is hidden."""

    def without_words(item: Stored) -> Stored:
        return item | {"quote": None} if _is_quotation(item) and is_hidden(item["article"]["ref"]) else item

    return replace_objects(value, without_words)


def _is_quotation(item: Stored) -> bool:
    return "quote" in item and is_reference(item.get("article"))


def subject_collection(kind: str) -> Collection:
    """The collection of the record that a subject or end of this kind is, or is a child row of."""
    return {"affiliation": Collection.ACTORS, "claim": Collection.CLAIMS}.get(kind, Collection.EVENTS)


def record_of(end: Stored) -> str:
    """The reference of the record that an end is, or is a child row of."""
    return f"{subject_collection(end['kind']).value}/{end['id'].partition('/')[0]}"


def ends_of(contradiction: Stored) -> list[Stored]:
    """The ends that a stored contradiction names: of a claim's contradiction the other one alone."""
    return [contradiction[side] for side in ("left", "right") if side in contradiction] or [contradiction]


def stored_contradictions(stored: Stored, slug: str) -> Iterator[tuple[Stored, Stored, Stored]]:
    """Each contradiction of a stored record of this id, with its left and right ends.

    A claim itself is the left end of what it contradicts.
    """
    here = {"kind": "claim", "id": slug}
    for name in CONTRADICTION_MEMBERS:
        for item in stored.get(name) or ():
            ends = [here, *ends_of(item)][-2:]
            left, right = ({"kind": end["kind"], "id": end["id"]} for end in ends)
            yield item, left, right


def stored_ends(stored: Stored) -> list[Stored]:
    """The ends of the contradictions of a stored record."""
    listed = [item for name in CONTRADICTION_MEMBERS for item in stored.get(name) or ()]
    return [end for contradiction in listed for end in ends_of(contradiction)]


def named_records(stored: Stored) -> list[str]:
    """The references to all records that a stored record names, also by the ends of its contradictions."""
    return [*references(stored), *map(record_of, stored_ends(stored))]


def slugs_by_collection(named: Iterable[str]) -> dict[Collection, set[str]]:
    """The ids in these references, by collection; an empty set for any other."""
    slugs: dict[Collection, set[str]] = defaultdict(set)
    for reference in named:
        collection, _, slug = reference.partition("/")
        slugs[Collection(collection)].add(slug)
    return slugs
