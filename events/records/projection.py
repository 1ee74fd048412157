"""Decides whether the public can see a change of a record's own members."""

from typing import Any

from events.choices import Access, Collection, ReviewStatus
from events.models.record import record_models
from events.records import RECORDS
from events.records.declaration import Column
from events.records.stored_values import (
    CONTRADICTION_MEMBERS,
    Stored,
    ends_of,
    hide_quotes,
    quotations_in,
    record_of,
    slugs_by_collection,
)


def is_visible_change(collection: Collection, old: Stored, new: Stored) -> bool:
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
    contradictions = [differing.pop(name) for name in CONTRADICTION_MEMBERS if name in differing]
    is_closed = _closed_articles([value for pair in differing.values() for value in pair]).__contains__
    if any(hide_quotes(was, is_closed) != hide_quotes(now, is_closed) for was, now in differing.values()):
        return True
    return any(_between_public(was) != _between_public(now) for was, now in contradictions)


def _is_hidden_text(member: Any, old: Stored, new: Stored) -> bool:
    """Whether this is a guarded column that the public could read neither before nor after."""
    if not isinstance(member, Column) or member.guard is None:
        return False
    access, allowed = member.guard
    return old.get(access) not in allowed and new.get(access) not in allowed


def _closed_articles(value: Any) -> set[str]:
    """The references to the closed articles among those that are quoted. Queries: 1, none without any."""
    articles = slugs_by_collection(quotation["article"]["ref"] for quotation in quotations_in(value))
    return _references_where(articles, access=Access.CLOSED)


def _between_public(contradictions: list[Stored] | None) -> list[Stored]:
    """The contradictions whose ends are all public. Queries: 1 a collection."""
    items = contradictions or []
    slugs = slugs_by_collection(record_of(end) for item in items for end in ends_of(item))
    public = _references_where(slugs, review_status=ReviewStatus.PUBLISHED)
    return [item for item in items if public.issuperset(map(record_of, ends_of(item)))]


def _references_where(slugs: dict[Collection, set[str]], **columns: Any) -> set[str]:
    """The references to those of these records that have such columns. Queries: 1 a collection."""
    models = record_models()
    return {
        f"{collection.value}/{slug}"
        for collection, wanted in slugs.items()
        for slug in models[collection]
        ._base_manager.filter(slug__in=wanted, **columns)
        .values_list("slug", flat=True)
    }
