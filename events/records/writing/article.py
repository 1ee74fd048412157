"""How articles are written."""

from events.models import ArticleCredit, ArticlePart, TextDefect
from events.records.writing.columns import STANDING, same
from events.records.writing.parts import Parts
from events.records.writing.plan import Plan, external_ids

ARTICLE = Plan(
    columns={
        **STANDING,
        **same("title", "title_basis", "outlet", "outlet_basis", "basis_note", "url", "language"),
        **same("translated_from", "dateline", "byline", "access", "source_file", "text"),
        "date_edtf": "publication_date.edtf",
        "date_basis": "publication_date.basis",
        "date_source": "publication_date.source",
    },
    parts=(
        external_ids("article"),
        Parts("credits", ArticleCredit, "article", same("kind", "name"), repeats=True),
        Parts(
            "parts",
            ArticlePart,
            "article",
            same("kind", "start", "end", "source_spans"),
            order=("start",),
            rank=lambda item: item["start"],
            named=("start",),
        ),
        Parts(
            "defects",
            TextDefect,
            "article",
            same("kind", "start", "end", "explanation"),
            repeats=True,
        ),
    ),
)
