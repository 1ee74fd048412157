"""How articles are written."""

from events.models import ArticleCredit, ArticlePart, TextDefect
from events.records.restore.children import ChildSpec
from events.records.restore.columns import METADATA_COLUMNS, same_named
from events.records.restore.spec import RestoreSpec, external_ids_spec

ARTICLE = RestoreSpec(
    columns={
        **METADATA_COLUMNS,
        **same_named("title", "title_basis", "outlet", "outlet_basis", "basis_note", "url", "language"),
        **same_named("translated_from", "dateline", "byline", "access", "source_file", "text"),
        "date_edtf": "publication_date.edtf",
        "date_basis": "publication_date.basis",
        "date_source": "publication_date.source",
    },
    parts=(
        external_ids_spec("article"),
        ChildSpec("credits", ArticleCredit, "article", same_named("kind", "name"), repeats=True),
        ChildSpec(
            "parts",
            ArticlePart,
            "article",
            same_named("kind", "start", "end", "source_spans"),
            order=("start",),
            rank=lambda item: item["start"],
            named=("start",),
        ),
        ChildSpec(
            "defects",
            TextDefect,
            "article",
            same_named("kind", "start", "end", "explanation"),
            repeats=True,
        ),
    ),
)
