"""Replaces the references of stored records by the ids that redirects lead to."""

from collections.abc import Iterable, Mapping
from typing import Any

from events.models import PublicId
from events.records.stored_values import (
    Stored,
    is_reference,
    objects_in,
    record_of,
    references,
    replace_objects,
    slugs_by_collection,
)

_MAX_REDIRECTS = 10
"""How many renamings of one record are followed; a merge redirects to the last id at once."""


def resolve_redirects(stored: Any, unless: str) -> Any:
    """The stored record with each renamed or merged reference replaced by its successor, except `unless`.

    Queries: 1 for each collection that is named, and again for each renaming of a renamed record.
    """
    named = {*references(stored), *map(record_of, filter(_is_end, objects_in(stored)))} - {unless}
    current = {name: name for name in named}
    for _ in range(_MAX_REDIRECTS):
        if not (successors := find_successors(current.values())):
            break
        current = {name: successors.get(target, target) for name, target in current.items()}
    return replace_references(stored, current)


def find_successors(named: Iterable[str]) -> dict[str, str]:
    """The direct successors of renamed and merged ones of these references. Queries: 1 a collection."""
    return {
        f"{collection.value}/{slug}": f"{collection.value}/{successor}"
        for collection, slugs in slugs_by_collection(named).items()
        for slug, successor in PublicId.objects.filter(collection=collection, slug__in=slugs)
        .exclude(successor="")
        .values_list("slug", "successor")
    }


def replace_references(value: Any, successors: Mapping[str, str]) -> Any:
    """The stored value with references replaced as in `{"actors/one": "actors/other"}`."""

    def replaced(item: Stored) -> Stored:
        if is_reference(item):
            return {"ref": successors.get(item["ref"], item["ref"])}
        if _is_end(item) and (successor := successors.get(record_of(item))):
            _, slash, key = item["id"].partition("/")
            return item | {"id": successor.partition("/")[2] + slash + key}
        return item

    return replace_objects(value, replaced)


def _is_end(item: Stored) -> bool:
    """Whether this is an end of a contradiction: a whole record has an id, and may have a kind, as well."""
    return {"kind", "id"} <= item.keys() and isinstance(item["id"], str) and "review_status" not in item
