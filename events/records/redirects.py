"""Stored records of the past with the ids that answer now."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from events.choices import Collection
from events.models import PublicId
from events.records.differences import is_reference, references

_MAX_REDIRECTS = 10
"""Renamings one after the other that are followed; merges lead to the last at once."""


def resolve_redirects(stored: Any, unless: str) -> Any:
    """The same, with whatever it names by the id that answers in its place; `unless` stays as it is.

    Queries: 1 for each collection that is named, and again for each renaming of a renamed record.
    """
    led = _redirect_map({*references(stored), *_ends(stored)} - {unless})
    return replace_references(stored, led) if led else stored


def _redirect_map(named: set[str]) -> dict[str, str]:
    found = {name: name for name in named}
    for _ in range(_MAX_REDIRECTS):
        slugs: dict[str, set[str]] = defaultdict(set)
        for name in found.values():
            collection, _, slug = name.partition("/")
            slugs[collection].add(slug)
        onward = {
            f"{collection}/{slug}": f"{collection}/{successor}"
            for collection, wanted in slugs.items()
            for slug, successor in PublicId.objects.filter(collection=collection, slug__in=wanted)
            .exclude(successor="")
            .values_list("slug", "successor")
        }
        if not onward:
            break
        found = {name: onward.get(there, there) for name, there in found.items()}
    return {name: there for name, there in found.items() if name != there}


def _is_end(value: Any) -> bool:
    """Whether this is an end of a contradiction: `{"kind": "figure", "id": "event/key"}`."""
    return isinstance(value, dict) and {"kind", "id"} <= value.keys() and isinstance(value["id"], str)


def _holder(end: dict[str, Any]) -> str:
    collection = {"claim": Collection.CLAIMS, "affiliation": Collection.ACTORS}.get(
        end["kind"], Collection.EVENTS
    )
    return f"{collection.value}/{end['id'].partition('/')[0]}"


def _ends(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {_holder(value)} if _is_end(value) and not _is_whole(value) else set()
        return own.union(*(_ends(member) for member in value.values()))
    if isinstance(value, list):
        return set().union(*(_ends(member) for member in value))
    return set()


def _is_whole(value: dict[str, Any]) -> bool:
    """Whether this is a record, which has an id and may have a kind as well."""
    return "review_status" in value


def replace_references(value: Any, led: Mapping[str, str]) -> Any:
    """The same, with these others in the place of what it names: `{"actors/one": "actors/other"}`."""
    if is_reference(value):
        return {"ref": led.get(value["ref"], value["ref"])}
    if isinstance(value, dict):
        changed = {name: replace_references(member, led) for name, member in value.items()}
        if _is_end(value) and not _is_whole(value) and (there := led.get(_holder(value))):
            _, _, key = value["id"].partition("/")
            changed["id"] = f"{there.partition('/')[2]}/{key}" if key else there.partition("/")[2]
        return changed
    if isinstance(value, list):
        return [replace_references(member, led) for member in value]
    return value
