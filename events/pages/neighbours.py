"""What stands around a record on its page: events of an actor, what is in a place, articles of an outlet."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from events.pages.answers import Json, RefusedError, ask
from events.pages.article_text import article_text

Context = dict[str, Any]
SHOWN = 20
MAX_LEVELS = 8
"""So many places, each inside the next, are named above a place."""
WITH_WHOM = 10


def of_article(request: HttpRequest, article: Json) -> Context:
    """The text with its quotations, and what rests on them."""
    return {"article": article_text(request, article)}


def of_actor(request: HttpRequest, actor: Json) -> Context:
    """Its newest events, with whom, what it says, and who is tied to it."""
    one = actor["id"]
    events = ask(request, "events/", f"participant={one}&factuality=any&dataset=any&limit={SHOWN}")
    names = {
        other["actor"]["id"]: other["actor"]["name"]
        for event in events["results"]
        for other in event["participants"]
    }
    together = Counter(
        other
        for event in events["results"]
        for other in {each["actor"]["id"] for each in event["participants"]} - {one}
    )
    tied = ask(request, "actors/", f"affiliated_with={one}&exclude_id={one}&limit={SHOWN}")
    return {
        "events": events,
        "with_whom": [(other, names[other], n) for other, n in together.most_common(WITH_WHOM)],
        "claims": ask(request, "claims/", f"speaker={one}&dataset=any&limit={SHOWN}"),
        "tied": tied,
    }


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
    """Its newest events."""
    query = f"dataset={dataset['id']}&factuality=any&ordering=-updated_at&limit={SHOWN}"
    return {"events": ask(request, "events/", query)}


NEIGHBOURS: dict[str, Callable[[HttpRequest, Json], Context]] = {
    "articles": of_article,
    "actors": of_actor,
    "locations": of_place,
    "outlets": of_outlet,
    "datasets": of_dataset,
}
