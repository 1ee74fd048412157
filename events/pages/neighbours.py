"""What stands around a record on its page: events of an actor, what is in a place, articles of an outlet."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest

from events.pages.answers import Json, RefusedError, ask
from events.pages.article_text import article_text
from events.pages.ties import tied_to

Context = dict[str, Any]
SHOWN = 20
MAX_LEVELS = 8
"""So many places, each inside the next, are named above a place."""
WITH_WHOM = 10


def of_article(request: HttpRequest, article: Json) -> Context:
    """The text with its quotations, and what rests on them."""
    return {"article": article_text(request, article)}


def of_actor(request: HttpRequest, actor: Json) -> Context:
    """Its ties, its newest events, with whom, and what it says."""
    one = actor["id"]
    every = f"participant={one}&factuality=any&dataset=any"
    others, more = tied_to(actor)
    return {
        "others": others,
        "more_others": more,
        "events": ask(request, "events/", f"{every}&limit={SHOWN}"),
        "with_whom": _with_whom(request, one, every),
        "claims": ask(request, "claims/", f"speaker={one}&dataset=any&limit={SHOWN}"),
    }


def _with_whom(request: HttpRequest, actor_id: str, every: str) -> list[Json]:
    """The buckets of those in most of its events; none where counting takes too long."""
    answer = _counted(request, "events/aggregate/", f"{every}&group_by=actor&top={WITH_WHOM + 1}")
    if answer is None:
        return []
    others = [bucket for bucket in answer["buckets"] if bucket["key"][0]["id"] not in (None, actor_id)]
    return others[:WITH_WHOM]


def _counted(request: HttpRequest, address: str, query: str) -> Json | None:
    """The answer of the API; None where counting takes too long: the page stands without it."""
    try:
        return ask(request, address, query)
    except RefusedError as refused:
        if refused.status != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        return None


def of_place(request: HttpRequest, place: Json) -> Context:
    """The places around it and inside it, and its newest events. Queries: those of each place around it."""
    around: list[Json] = []
    parent = place["parent"]
    while parent and len(around) < MAX_LEVELS:
        around.insert(0, parent)
        try:
            parent = ask(request, f"locations/{parent['id']}/")["parent"]
        except RefusedError:
            break  # it is public no longer
    one = place["id"]
    return {
        "around": around,
        "inside": ask(request, "locations/", f"parent={one}&dataset=any&limit=50"),
        "events": ask(request, "events/", f"location={one}&factuality=any&dataset=any&limit={SHOWN}"),
    }


def of_outlet(request: HttpRequest, outlet: Json) -> Context:
    """Its newest articles."""
    query = f"outlet={outlet['id']}&dataset=any&ordering=-publication_date&limit={SHOWN}"
    return {"articles": ask(request, "articles/", query)}


def of_dataset(request: HttpRequest, dataset: Json) -> Context:
    """How many events it has, and which of them changed last."""
    query = f"dataset={dataset['id']}&factuality=any&ordering=-updated_at"
    counted = _counted(request, "events/", f"{query}&limit=1&fields=id&count=exact")
    return {
        "events": ask(request, "events/", f"{query}&limit={SHOWN}"),
        "held": counted["count"] if counted else None,
    }


NEIGHBOURS: dict[str, Callable[[HttpRequest, Json], Context]] = {
    "articles": of_article,
    "actors": of_actor,
    "locations": of_place,
    "outlets": of_outlet,
    "datasets": of_dataset,
}
