"""What lists show of each record beside its own columns: counts, what is missing, dates in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events.admin.date_text import bounds_phrase
from events.rules.dates import DateError, EventDate


def edtf_with_tooltip(edtf: str) -> SafeString | str:
    """An EDTF string, whose tooltip says in words what it means."""
    if not edtf:
        return ""
    try:
        words = bounds_phrase(EventDate.parse(edtf).bounds, edtf)
    except DateError as error:
        words = str(error)
    return format_html('<span class="edtf" title="{}">{}</span>', words, edtf)


def related_table(model: type[models.Model], name: str) -> tuple[Any, str] | None:
    """The table whose rows belong to a record by this relation, and its column; none for a plain column."""
    relation: Any = model._meta.get_field(name)
    if relation.many_to_many:
        return relation.remote_field.through, relation.m2m_field_name()
    return (relation.related_model, relation.field.name) if relation.one_to_many else None


def with_counts(rows: models.QuerySet, names: Iterable[str]) -> models.QuerySet:
    """The rows, each with the number of its related rows: `evidence_count` of the relation `evidence`."""
    counts = {}
    for name in names:
        if relation := related_table(rows.model, name):
            table, column = relation
            related = table._base_manager.filter(**{column: OuterRef("pk")}).order_by().values(column)
            number = Subquery(related.annotate(number=Count("pk")).values("number"))
            counts[f"{name}_count"] = Coalesce(number, 0)
    return rows.annotate(**counts)


def missing_words(row: Any, labels: Mapping[str, str]) -> SafeString:
    """What a row of `with_counts` lacks, in short words."""
    words = [
        label
        for name, label in labels.items()
        if getattr(row, f"{name}_count", None) == 0
        or (not hasattr(row, f"{name}_count") and getattr(row, name) in (None, ""))
    ]
    return format_html_join(" ", '<span class="lack">{}</span>', ((word,) for word in words))
