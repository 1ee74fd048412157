"""Lists: what they show beside the columns of a record, their filters, and how they are searched."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import smart_split, unescape_string_literal

from events import search
from events.models import Revision
from events.models.record import Record
from events.rules.words import name_key


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
        return queryset.filter(**{f"{name}__isnull": True} if field.null else {name: ""})


MAX_KEYS = 1000
"""Up to so many matches are read once and named by their keys; of more, the query stays as it is."""
_LAST_CHARACTER = "\U0010ffff"


def search_rows(rows: QuerySet, fields: Iterable[str], term: str) -> QuerySet:
    """The rows that hold every word of a search, in their own texts or in one row that belongs to them.

    A list queries twice, for the number and for the page: the keys of few matches are read once. Where there
    is no match, those of near names are shown. Queries: 1, or at most 7 and 2 for each word.
    """
    condition = contains_q(rows.model, fields, term)
    if condition is None:
        return rows
    matches = rows.filter(condition)
    keys = list(matches.order_by().values_list("pk", flat=True)[: MAX_KEYS + 1])
    keys = keys or search.find_by_words(getattr(rows.model, "COLLECTION", None), term)
    return rows.filter(pk__in=keys) if len(keys) <= MAX_KEYS else matches


def contains_q(model: type[models.Model], fields: Iterable[str], term: str) -> Q | None:
    """The condition: for each table that the fields lead to, one subquery of its own, never a join."""
    words = [_unquoted(word) for word in smart_split(term)]
    if not any(words):
        return None
    tables: dict[str, list[str]] = defaultdict(list)
    for field in fields:
        path, _, column = field.rpartition("__")
        tables[path].append(column)
    condition = Q()
    for path, columns in tables.items():
        row_condition = _row_contains_q(columns, words, term)
        if row_condition is not None:
            condition |= _relation_q(model, path, row_condition) if path else row_condition
    return condition


def startswith_q(model: type[models.Model], fields: Iterable[str], term: str) -> Q:
    """The condition that an id or the key of a name begins so, which an index answers at once."""
    condition = Q()
    for field in fields:
        path, _, column = field.rpartition("__")
        text = name_key(term) if column == "key_name" else term.strip().lower()
        if column in ("slug", "key_name") and text:
            row_condition = Q(**{f"{column}__gte": text, f"{column}__lt": text + _LAST_CHARACTER})
            condition |= _relation_q(model, path, row_condition) if path else row_condition
    return condition


def _unquoted(word: str) -> str:
    is_quoted = len(word) > 1 and word[0] == word[-1] and word[0] in "\"'"
    return unescape_string_literal(word) if is_quoted else word


def _row_contains_q(columns: list[str], words: list[str], term: str) -> Q | None:
    """The condition that one row holds every word."""
    if "key_name" in columns:
        key = name_key(term)
        return Q(key_name__contains=key) if key else None
    condition = Q()
    for word in words:
        condition &= Q(*((f"{column}__icontains", word) for column in columns), _connector=Q.OR)
    return condition


def _relation_q(model: type[models.Model], path: str, condition: Q) -> Q:
    """The condition that the path leads from a row to one that meets a condition, step by step."""
    name, _, rest = path.partition("__")
    relation: Any = model._meta.get_field(name)
    target = relation.related_model
    rows = target._base_manager.filter(_relation_q(target, rest, condition) if rest else condition)
    if relation.one_to_many:
        return Q(pk__in=rows.values(relation.field.attname))
    if relation.many_to_many:
        column, target_column = relation.m2m_field_name(), relation.m2m_reverse_field_name()
        links = relation.remote_field.through._base_manager
        return Q(pk__in=links.filter(**{f"{target_column}__in": rows.values("pk")}).values(column))
    return Q(**{f"{name}__in": rows.values("pk")})
