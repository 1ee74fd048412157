"""Search in lists and in fields that choose: any spelling, ids, quotations; one subquery for each table."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

from events.rules.text import name_key

MAX_KEYS = 1000
"""Up to so many matches are read once and named by their keys; of more, the query stays as it is."""
_LAST_CHARACTER = "\U0010ffff"


def search_rows(rows: QuerySet, fields: Iterable[str], term: str) -> QuerySet:
    """The rows that hold every word of a search, in their own texts or in one row that belongs to them.

    A list queries twice, for the number and for the page: the keys of few matches are read once. Queries: 1.
    """
    condition = contains_q(rows.model, fields, term)
    if condition is None:
        return rows
    matches = rows.filter(condition)
    keys = list(matches.order_by().values_list("pk", flat=True)[: MAX_KEYS + 1])
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
