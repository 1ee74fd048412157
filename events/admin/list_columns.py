"""What lists show of each record beside its own columns: counts, what is missing, dates in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Subquery
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


def has_many(model: type[models.Model], name: str) -> bool:
    """Whether this is a relation to any number of rows, not a plain column or a relation to one row."""
    field: Any = model._meta.get_field(name)
    return bool(field.one_to_many or field.many_to_many)


def with_counts(rows: models.QuerySet, names: Iterable[str]) -> models.QuerySet:
    """The rows, each with the number of its related rows: `evidence_count` of the relation `evidence`."""
    row = rows.model._base_manager.filter(pk=OuterRef("pk")).order_by().values("pk")
    return rows.annotate(
        **{
            f"{name}_count": Subquery(row.annotate(number=Count(name)).values("number"))
            for name in names
            if has_many(rows.model, name)
        }
    )


def missing_words(row: Any, labels: Mapping[str, str]) -> SafeString:
    """What a row of `with_counts` lacks, in short words."""
    words = [
        label
        for name, label in labels.items()
        if getattr(row, f"{name}_count", None) == 0
        or (not hasattr(row, f"{name}_count") and getattr(row, name) in (None, ""))
    ]
    return format_html_join(" ", '<span class="lack">{}</span>', ((word,) for word in words))
