"""What records are called that an answer of the API names by their ids alone."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest

from events.pages.answers import Json, ask
from events.pages.words import title

_MAX_IDS = 200


def add_names(request: HttpRequest, rows: Iterable[Json]) -> list[Json]:
    """Returns the rows, each with the `name` of its record; its id where that is not public now.

    Queries: those of a list for each collection, or more of more than 200 records.
    """
    rows = list(rows)
    ids: dict[str, dict[str, None]] = {}
    for row in rows:
        ids.setdefault(row["collection"], {})[row["id"]] = None
    names = {
        (collection, record["id"]): title(record)
        for collection, wanted in ids.items()
        for start in range(0, len(wanted), _MAX_IDS)
        for record in _records(request, collection, list(wanted)[start : start + _MAX_IDS])
    }
    return [
        row | {"name": names.get((row["collection"], row["id"]), row["id"]), "is_public": _key(row) in names}
        for row in rows
    ]


def _key(row: Json) -> tuple[str, str]:
    return row["collection"], row["id"]


def _records(request: HttpRequest, collection: str, ids: list[str]) -> list[Json]:
    answer = ask(request, f"{collection}/", urlencode([*(("id", one) for one in ids), ("limit", _MAX_IDS)]))
    # The id of a merged record brings its successor.
    found: list[Json] = [record for record in answer["results"] if record["id"] in ids]
    return found
