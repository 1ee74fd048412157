"""Articles as nested data."""

from typing import Any

from events.choices import Access, Collection
from events.models import Article, ArticleCredit, ArticlePart, ExternalId, TextDefect
from events.records.representation import (
    DATE_COLUMNS,
    RECORD_METADATA_COLUMNS,
    Representation,
    date_object,
    group_values,
    record_metadata,
    ref,
)


def articles(representation: Representation, pks: list[int]) -> dict[int, dict[str, Any]]:
    """Articles by key. Queries: 3 for rows, 5 for details, however many."""
    credited = group_values(
        (pk, {"kind": kind, "name": name})
        for pk, kind, name in ArticleCredit.objects.filter(article__in=pks).values_list(
            "article_id", "kind", "name"
        )
    )
    external = group_values(
        (pk, {"scheme": scheme, "value": value})
        for pk, scheme, value in ExternalId.objects.filter(article__in=pks).values_list(
            "article_id", "scheme", "value"
        )
    )
    long = _long(pks) if representation.detailed else {}
    rows = Article._base_manager.filter(pk__in=pks).values_list(
        "pk",
        "slug",
        "title",
        "title_basis",
        "outlet__slug",
        "outlet__name",
        "outlet__kind",
        "outlet_basis",
        "basis_note",
        "url",
        *DATE_COLUMNS,
        "date_basis",
        "date_source",
        "language",
        "translated_from",
        "dateline",
        "byline",
        "access",
        "source_file",
        "sha256",
        "text" if representation.detailed else "slug",
        *RECORD_METADATA_COLUMNS,
    )
    built: dict[int, dict[str, Any]] = {}
    for row in rows:
        pk, slug, title, title_basis, outlet, outlet_name, outlet_kind, outlet_basis, note, url = row[:10]
        language, translated_from, dateline, byline, access, source_file, sha256, text = row[18:26]
        record: dict[str, Any] = {
            "id": slug,
            "title": title or None,
            "title_basis": title_basis,
            "outlet": ref(representation, Collection.OUTLETS, outlet, name=outlet_name, kind=outlet_kind),
            "outlet_basis": outlet_basis,
            "basis_note": note or None,
            "url": url or None,
            "publication_date": date_object(*row[10:16]) | {"basis": row[16], "source": row[17] or None},
            "language": language,
            "translated_from": translated_from or None,
            "dateline": dateline or None,
            "byline": byline or None,
            "credits": credited[pk],
            "access": access,
            "source_file": source_file or None,
            "sha256": sha256,
            "external_ids": external[pk],
        }
        if representation.detailed:
            readable = not representation.public or access == Access.OPEN
            record["text"] = (text or None) if readable else None
            record |= {name: lists[pk] for name, lists in long.items()}
        built[pk] = record | record_metadata(representation, *row[26:])
    return built


def _long(pks: list[int]) -> dict[str, dict[int, list[Any]]]:
    """The lists that only a whole record holds."""
    parts = ArticlePart.objects.filter(article__in=pks).values_list(
        "article_id", "kind", "start", "end", "source_spans"
    )
    defects = TextDefect.objects.filter(article__in=pks).values_list(
        "article_id", "kind", "start", "end", "explanation"
    )
    return {
        "parts": group_values(
            (pk, {"kind": kind, "start": start, "end": end, "source_spans": spans})
            for pk, kind, start, end, spans in parts
        ),
        "defects": group_values(
            (pk, {"kind": kind, "start": start, "end": end, "explanation": explanation})
            for pk, kind, start, end, explanation in defects
        ),
    }
