"""Quotations and what they support, as nested data."""

from collections import defaultdict
from typing import Any

from events.choices import Access, Collection
from events.models import Evidence
from events.models.evidence import SUPPORTED_MODELS
from events.records.representation import Representation, ref

_COLUMNS = (
    "supports",
    "article__slug",
    "article__title",
    "article__outlet__slug",
    "article__outlet__name",
    "article__outlet__kind",
    "article__date_edtf",
    "article__access",
    "quote",
    "start",
    "end",
    "part",
)
_PART_COLUMNS = tuple(f"{name}_id" for name in SUPPORTED_MODELS)


def article_card(
    representation: Representation,
    slug: str,
    title: str,
    outlet_slug: str | None,
    outlet_name: str | None,
    outlet_kind: str | None,
    edtf: str,
) -> dict[str, Any] | None:
    """An article as it is named beside a quotation."""
    outlet = ref(representation, Collection.OUTLETS, outlet_slug, name=outlet_name, kind=outlet_kind)
    return ref(
        representation,
        Collection.ARTICLES,
        slug,
        title=title or None,
        outlet=outlet,
        publication_date=edtf or None,
    )


def quotes(representation: Representation, **owners: Any) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """The quotations by the part that they support, `("event", pk)` for an event itself. Queries: 1.

    The public gets them in an order that it could tell itself: by the article's date and id.
    """
    found: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    article = "article__slug" if representation.public else "article_id"
    rows = Evidence._base_manager.filter(**owners).order_by("article__start_earliest", article, "start", "pk")
    for row in rows.values_list("event_id", *_PART_COLUMNS, *_COLUMNS):
        supports, *article, access, words, start, end, part = row[1 + len(SUPPORTED_MODELS) :]
        quote = {
            "article": article_card(representation, *article),
            "quote": None if representation.public and access == Access.CLOSED else words,
            "start": start,
            "end": end,
            "part": part or None,
        }
        for kind, pk in zip(SUPPORTED_MODELS, row[1 : 1 + len(SUPPORTED_MODELS)], strict=True):
            if pk is not None:
                found[kind, pk].append(quote)
                break
        else:
            found["event", row[0]].append(quote | {"supports": supports})
    return found
