"""The spellings of a name as nested data."""

from typing import Any

from events.choices import Collection
from events.records.representation import Representation, group_values, ref


def name_spellings(
    representation: Representation, model: Any, owner: str, pks: list[int]
) -> dict[int, list[Any]]:
    """The names of actors or places, with the articles that spell them so. Queries: 2."""
    relation = model._meta.get_field("articles")
    column = relation.m2m_column_name()
    spelled = relation.remote_field.through._base_manager.filter(
        **{f"{column.removesuffix('_id')}__{owner}__in": pks}
    ).order_by("pk")
    articles = group_values(
        (pk, ref(representation, Collection.ARTICLES, slug, title=title or None))
        for pk, slug, title in spelled.values_list(column, "article__slug", "article__title")
    )
    rows = model._base_manager.filter(**{f"{owner}__in": pks}).order_by("pk")
    return group_values(
        (
            pk,
            {
                "name": name,
                "kind": kind,
                "language": language or None,
                "script": script or None,
                "articles": articles[key],
            },
        )
        for key, pk, name, kind, language, script in rows.values_list(
            "pk", f"{owner}_id", "name", "kind", "language", "script"
        )
    )
