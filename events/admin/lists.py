"""What lists show of each record beside its own columns, and by what they are filtered."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from events.models import Revision
from events.models.record import Record


def count_column(label: str, relation: str) -> Callable[[Any, Any], int]:
    """A column of a list: how many rows of the relation a row of `with_counts` has."""
    return admin.display(lambda _screen, obj: int(getattr(obj, f"{relation}_count")), description=label)


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
        (label,)
        for name, label in labels.items()
        if (
            getattr(row, f"{name}_count") == 0
            if has_many(type(row), name)
            else getattr(row, name) in (None, "")
        )
    ]
    return format_html_join(" ", '<span class="lack">{}</span>', words)


def first_revisions_by(user: Any, model: type[Record]) -> QuerySet[Revision]:
    """The first revisions of the records of this kind that the curator made."""
    return Revision.objects.filter(user=user.pk, collection=model.COLLECTION, version=1)


class CreatedByMeFilter(admin.SimpleListFilter):
    """Records that the curator made; those of others are found in the revisions."""

    title = "who made it"
    parameter_name = "made_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The curator alone."""
        return [("me", "I")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        """The records that the curator made."""
        own = first_revisions_by(request.user, queryset.model)
        return queryset.filter(pk__in=own.values("object_pk")) if self.value() == "me" else None


class MissingFilter(admin.SimpleListFilter):
    """Records that lack something of what their list says they need."""

    title = "what is missing"
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be missing."""
        return list(model_admin.missing_labels.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        """The records that lack it."""
        name = self.value() or ""
        if name not in dict(self.lookup_choices):
            return None
        if has_many(queryset.model, name):
            return queryset.exclude(**{f"{name}__isnull": False})  # as NOT EXISTS, never as a join
        field: Any = queryset.model._meta.get_field(name)
        empty = Q(**{f"{name}__isnull": True}) if field.null else Q(**{name: ""})
        return queryset.filter(empty | Q(**{name: ""}) if isinstance(field, CharField) else empty)
