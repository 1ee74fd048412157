"""Decides whether the public can see a change of a record's own members."""

from collections.abc import Iterable, Iterator
from typing import Any

from events.choices import Access, Collection, ReviewStatus
from events.models import Article
from events.models.record import record_models
from events.records import RECORDS
from events.records.claim import subject_collection
from events.records.declaration import Column
from events.records.differences import is_reference

Snapshot = dict[str, Any]
_CONTRADICTIONS = ("contradictions", "contradicts")


def is_visible_change(collection: Collection, old: Snapshot, new: Snapshot) -> bool:
    """Whether two snapshots of a public record differ in what the public reads.

    Quotations of closed articles, texts of articles that are not open and contradictions with unpublished
    records do not count.

    Queries: 1 if a member with quotations differs, 2 for each collection of contradictions.
    """
    record = RECORDS[collection]
    unreadable = {
        *record.Meta.private,
        *(name for name in old if _is_hidden_text(record.members.get(name), old, new)),
    }
    names = (old.keys() | new.keys()) - unreadable
    differing = {name: (was, now) for name in names if (was := old.get(name)) != (now := new.get(name))}
    contradictions = [differing.pop(name) for name in _CONTRADICTIONS if name in differing]
    closed = _closed_articles(differing.values())
    if any(_without_closed(was, closed) != _without_closed(now, closed) for was, now in differing.values()):
        return True
    return any(_between_public(was) != _between_public(now) for was, now in contradictions)


def _is_hidden_text(member: Any, old: Snapshot, new: Snapshot) -> bool:
    """Whether this is a guarded column that the public could read neither before nor after."""
    if not isinstance(member, Column) or member.guard is None:
        return False
    access, allowed = member.guard
    return old.get(access) not in allowed and new.get(access) not in allowed


def iter_quotations(value: Any) -> Iterator[Snapshot]:
    """Every quotation inside a stored record."""
    if isinstance(value, dict):
        if "quote" in value and is_reference(value.get("article")):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from iter_quotations(item)


def _closed_articles(values: Iterable[tuple[Any, Any]]) -> set[str]:
    """The closed articles that any of these quote. Queries: 1, none without quotations."""
    quoted = {quotation["article"]["ref"] for pair in values for quotation in iter_quotations(list(pair))}
    if not quoted:
        return set()
    slugs = {reference.partition("/")[2] for reference in quoted}
    closed = Article._base_manager.filter(slug__in=slugs, access=Access.CLOSED)
    return {f"{Collection.ARTICLES.value}/{slug}" for slug in closed.values_list("slug", flat=True)}


def _without_closed(value: Any, closed: set[str]) -> Any:
    """The value without the quotes from closed articles."""
    if not closed:
        return value
    if isinstance(value, list):
        return [_without_closed(item, closed) for item in value]
    if not isinstance(value, dict):
        return value
    if "quote" in value and is_reference(value.get("article")) and value["article"]["ref"] in closed:
        return value | {"quote": None}
    return {name: _without_closed(member, closed) for name, member in value.items()}


def _between_public(contradictions: list[Snapshot] | None) -> list[Snapshot]:
    """The contradictions whose ends are all public. Queries: 1 a collection."""
    ends: dict[Collection, set[str]] = {}
    for item in contradictions or ():
        for collection, slug in _ends(item):
            ends.setdefault(collection, set()).add(slug)
    public = {
        (collection, slug)
        for collection, slugs in ends.items()
        for slug in record_models()[collection]
        ._base_manager.filter(slug__in=slugs, review_status=ReviewStatus.PUBLISHED)
        .values_list("slug", flat=True)
    }
    return [item for item in contradictions or () if all(end in public for end in _ends(item))]


def _ends(contradiction: Snapshot) -> Iterator[tuple[Collection, str]]:
    """The records of the ends of a contradiction; of a claim's contradiction, of the other end."""
    for end in [contradiction[side] for side in ("left", "right") if side in contradiction] or [
        contradiction
    ]:
        yield subject_collection(end["kind"]), end["id"].partition("/")[0]
