"""What records are called that an answer of the API names by their ids alone."""

from collections.abc import Iterable

from django.http import HttpRequest

from events.pages.answers import Json, ask_by_ids
from events.pages.words import title


def add_names(request: HttpRequest, rows: Iterable[Json]) -> list[Json]:
    """Returns the rows, each with the `name` of its record; its id where that is not public now.

    Queries: those of a list for each collection, or more of more than 200 records.
    """
    rows = list(rows)
    ids: dict[str, dict[str, None]] = {}
    for row in rows:
        ids.setdefault(row["collection"], {})[row["id"]] = None
    names = {
        (collection, record_id): title(record)
        for collection, wanted in ids.items()
        for record_id, record in ask_by_ids(request, collection, wanted).items()
    }
    return [row | {"name": names.get(_key(row), row["id"]), "is_public": _key(row) in names} for row in rows]


def _key(row: Json) -> tuple[str, str]:
    return row["collection"], row["id"]
