"""Write the quotations that a record and its parts rest on."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from events.choices import Supports
from events.models import ArticlePart, Evidence
from events.models.evidence import PARTS
from events.records.shape import grouped
from events.records.writing.arrangement import arrange
from events.records.writing.found import Found
from events.rules.passages import kind_at


class Supported(NamedTuple):
    """What a quotation supports: the column of `Evidence`, empty for an event itself, and the key there."""

    kind: str
    pk: int


def write_quotations(
    owner: dict[str, int], wanted: Iterable[tuple[Supported, list[Any]]], found: Found
) -> None:
    """Make the quotations of a record what is wanted, `owner` being the lookup of all that it has.

    The kind of passage that one stands in is that of the article as it is now. Queries: 1, or 4.
    """
    columns = (
        *(f"{kind}_id" for kind in PARTS),
        "article_id",
        "start",
        "end",
        "quote",
        "supports",
        "event_id",
    )
    rows = Evidence._base_manager.filter(**owner).order_by("pk").values_list("pk", *columns)
    names = ((pk, (_supported(row), *row[len(PARTS) : -1])) for pk, *row in rows)
    named = [_name(supported, item, found) for supported, items in wanted for item in items]
    arranged = arrange(names, ((name[:3], name, name) for name in named))
    if gone := [*arranged.gone, *arranged.replaced]:
        Evidence._base_manager.filter(pk__in=gone).delete()
    articles = {name[1] for _, name in arranged.anew}
    passages = ArticlePart._base_manager.filter(article__in=articles).order_by("article", "start")
    spans = grouped(passages.values_list("article_id", "start", "end", "kind")) if articles else {}
    parts = {article: [span[1:] for span in mine] for article, mine in spans.items()}
    fresh = []
    for _, (supported, article, start, end, quote, supports) in arranged.anew:
        row = Evidence(event_id=owner.get("event"), article_id=article, start=start, end=end, quote=quote)
        row.supports = supports
        row.part = kind_at(start, parts.get(article, ()))
        if supported.kind:
            setattr(row, f"{supported.kind}_id", supported.pk)
        fresh.append(row)
    Evidence._base_manager.bulk_create(fresh, batch_size=500)


def _supported(row: list[Any]) -> Supported:
    for kind, pk in zip(PARTS, row, strict=False):
        if pk is not None:
            return Supported(kind, pk)
    return Supported("", row[-1])


def _name(supported: Supported, item: Any, found: Found) -> tuple[Supported, int, int, int, str, str]:
    """What a quotation is told from others by; the first three say where in the list it stands."""
    supports = Supports.PART if supported.kind else item["supports"]
    article = found.key(item["article"]["ref"])
    return (supported, article, item["start"], item["end"], item["quote"], str(supports))
