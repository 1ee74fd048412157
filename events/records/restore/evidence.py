"""Restores the quotations that support a record and its child rows."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from events.choices import Supports
from events.models import ArticlePart, Evidence
from events.models.evidence import SUPPORTED_MODELS
from events.records.restore.list_diff import diff_list
from events.records.restore.references import ResolvedReferences
from events.records.table import group
from events.rules.offsets import part_kind_at


class EvidenceTarget(NamedTuple):
    """The row that a quotation supports: the column of `Evidence`, empty for an event, and the key there."""

    kind: str
    pk: int


def restore_evidence(
    owner: dict[str, int], wanted: Iterable[tuple[EvidenceTarget, list[Any]]], resolved: ResolvedReferences
) -> None:
    """Make the quotations of a record equal to `wanted`, `owner` being the filter of its quotations.

    `part`, the kind of the quoted passage, is read from the article as it is now. Queries: 1, or 4.
    """
    columns = (
        *(f"{kind}_id" for kind in SUPPORTED_MODELS),
        "article_id",
        "start",
        "end",
        "quote",
        "supports",
        "event_id",
    )
    rows = Evidence._base_manager.filter(**owner).order_by("pk").values_list("pk", *columns)
    names = ((pk, (_supported(row), *row[len(SUPPORTED_MODELS) : -1])) for pk, *row in rows)
    named = [_name(supported, item, resolved) for supported, items in wanted for item in items]
    diff = diff_list(names, ((name[:3], name, name) for name in named))
    if outdated := [*diff.to_delete, *diff.superseded]:
        Evidence._base_manager.filter(pk__in=outdated).delete()
    articles = {name[1] for _, name in diff.to_insert}
    passages = ArticlePart._base_manager.filter(article__in=articles).order_by("article", "start")
    spans = passages.values_list("article_id", "start", "end", "kind") if articles else ()
    parts = group((article, tuple(span)) for article, *span in spans)
    inserted = []
    for _, (supported, article, start, end, quote, supports) in diff.to_insert:
        row = Evidence(event_id=owner.get("event"), article_id=article, start=start, end=end, quote=quote)
        row.supports = supports
        row.part = part_kind_at(start, parts.get(article, ()))
        if supported.kind:
            setattr(row, f"{supported.kind}_id", supported.pk)
        inserted.append(row)
    Evidence._base_manager.bulk_create(inserted, batch_size=500)


def _supported(row: list[Any]) -> EvidenceTarget:
    for kind, pk in zip(SUPPORTED_MODELS, row, strict=False):
        if pk is not None:
            return EvidenceTarget(kind, pk)
    return EvidenceTarget("", row[-1])


def _name(
    supported: EvidenceTarget, item: Any, resolved: ResolvedReferences
) -> tuple[EvidenceTarget, int, int, int, str, str]:
    """The identity of a quotation; its first three values determine its rank in the list."""
    supports = Supports.PART if supported.kind else item["supports"]
    article = resolved.key(item["article"]["ref"])
    return (supported, article, item["start"], item["end"], item["quote"], str(supports))
