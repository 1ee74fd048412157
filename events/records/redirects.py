"""Replaces the references of stored records by the ids that redirects lead to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from events.models import PublicId
from events.records.claim import subject_collection
from events.records.differences import is_reference, references

_MAX_REDIRECTS = 10
"""How many renamings of one record are followed; a merge redirects to the last id at once."""


def resolve_redirects(stored: Any, unless: str) -> Any:
    """The stored record with each renamed or merged reference replaced by its successor, except `unless`.

    Queries: 1 for each collection that is named, and again for each renaming of a renamed record.
    """
    successors = _redirect_map({*references(stored), *_ends(stored)} - {unless})
    return replace_references(stored, successors) if successors else stored


def _redirect_map(named: set[str]) -> dict[str, str]:
    current = {name: name for name in named}
    for _ in range(_MAX_REDIRECTS):
        successors = find_successors(current.values())
        if not successors:
            break
        current = {name: successors.get(target, target) for name, target in current.items()}
    return {name: target for name, target in current.items() if name != target}


def find_successors(named: Iterable[str]) -> dict[str, str]:
    """The direct successors of renamed and merged ones of these references. Queries: 1 a collection."""
    slugs: dict[str, set[str]] = defaultdict(set)
    for reference in named:
        collection, _, slug = reference.partition("/")
        slugs[collection].add(slug)
    return {
        f"{collection}/{slug}": f"{collection}/{successor}"
        for collection, names in slugs.items()
        for slug, successor in PublicId.objects.filter(collection=collection, slug__in=names)
        .exclude(successor="")
        .values_list("slug", "successor")
    }


def _is_end(value: Any) -> bool:
    """Whether this is an end of a contradiction: `{"kind": "figure", "id": "event/key"}`."""
    return isinstance(value, dict) and {"kind", "id"} <= value.keys() and isinstance(value["id"], str)


def _holder(end: dict[str, Any]) -> str:
    return f"{subject_collection(end['kind']).value}/{end['id'].partition('/')[0]}"


def _ends(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {_holder(value)} if _is_end(value) and not _is_whole(value) else set()
        return own.union(*(_ends(member) for member in value.values()))
    if isinstance(value, list):
        return set().union(*(_ends(member) for member in value))
    return set()


def _is_whole(value: dict[str, Any]) -> bool:
    """Whether this is a record: it has an id, and may have a kind, as an end has."""
    return "review_status" in value


def replace_references(value: Any, successors: Mapping[str, str]) -> Any:
    """The stored value with references replaced as in `{"actors/one": "actors/other"}`."""
    if is_reference(value):
        return {"ref": successors.get(value["ref"], value["ref"])}
    if isinstance(value, dict):
        changed = {name: replace_references(member, successors) for name, member in value.items()}
        if _is_end(value) and not _is_whole(value) and (successor := successors.get(_holder(value))):
            _, _, key = value["id"].partition("/")
            changed["id"] = f"{successor.partition('/')[2]}/{key}" if key else successor.partition("/")[2]
        return changed
    if isinstance(value, list):
        return [replace_references(member, successors) for member in value]
    return value
