"""Restores the quotations that support a record and its child rows."""

from typing import Any

from events.choices import Supports
from events.models import ArticlePart, Evidence
from events.models.evidence import SUPPORTED_MODELS
from events.records.restore.list_diff import diff_list
from events.records.restore.references import ResolvedReferences
from events.records.table import group
from events.rules.offsets import part_kind_at

Quotations = list[tuple[str, int, list[Any]]]
"""Stored quotations, by what they support: a column of `Evidence`, empty for an event, and the key there."""


def restore_evidence(owner: dict[str, int], wanted: Quotations, resolved: ResolvedReferences) -> None:
    """Make the quotations of a record equal to `wanted`, `owner` being the filter of its quotations.

    `part`, the kind of the quoted passage, is read from the article as it is now. Queries: 1, or 4.
    """
    columns = ("article_id", "start", "end", "quote", "supports")
    supported = [f"{kind}_id" for kind in SUPPORTED_MODELS]
    rows = (
        Evidence._base_manager.filter(**owner).order_by("pk").values("pk", "event_id", *columns, *supported)
    )
    named = [_name(kind, pk, item, resolved) for kind, pk, items in wanted for item in items]
    diff = diff_list(
        ((row["pk"], (*_supported(row), *(row[column] for column in columns))) for row in rows),
        ((name[:4], name, name) for name in named),
    )
    if outdated := [*diff.to_delete, *diff.superseded]:
        Evidence._base_manager.filter(pk__in=outdated).delete()
    articles = {name[2] for _, name in diff.to_insert}
    passages = ArticlePart._base_manager.filter(article__in=articles).order_by("article", "start")
    spans = passages.values_list("article_id", "start", "end", "kind") if articles else ()
    parts = group((article, tuple(span)) for article, *span in spans)
    inserted = [
        Evidence(
            event_id=owner.get("event"),
            part=part_kind_at(start, parts.get(article, ())),
            **dict(zip(columns, (article, start, *rest), strict=True)),
            **({f"{kind}_id": pk} if kind else {}),
        )
        for _, (kind, pk, article, start, *rest) in diff.to_insert
    ]
    Evidence._base_manager.bulk_create(inserted, batch_size=500)


def _supported(row: dict[str, Any]) -> tuple[str, int]:
    """What a row supports, as in `Quotations`."""
    supported = ((kind, row[f"{kind}_id"]) for kind in SUPPORTED_MODELS)
    return next(((kind, pk) for kind, pk in supported if pk is not None), ("", row["event_id"]))


def _name(kind: str, pk: int, item: Any, resolved: ResolvedReferences) -> tuple[Any, ...]:
    """The identity of a quotation; its first four values determine its rank in the list."""
    supports = Supports.PART if kind else item["supports"]
    article = resolved.key(item["article"]["ref"])
    return (kind, pk, article, item["start"], item["end"], item["quote"], str(supports))
