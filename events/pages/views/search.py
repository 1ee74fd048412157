"""The answer to a typed line: what it was read as, the names in it, and the texts that hold its words."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format

from events.choices import SuggestionKind
from events.pages.addresses import COLLECTION_OF_KIND
from events.pages.answers import Json, RefusedError, ask
from events.pages.page import render_page
from events.pages.question import PARAMETERS, Question, read_question
from events.pages.sentences import Texts, cited_articles

SHOWN, SHOWN_WHOLE = 6, 3
"""So many records of a group, and so many events with their figures and sentences."""
GROUPS = ("events", "articles", "claims")
MAX_LINE = 300
ORDERED_BY = ("killed", "injured", "arrested")
"""The measures that lists of events are ordered by."""


def search(request: HttpRequest, line: str) -> HttpResponse:
    """Shows what a line finds. Queries: those of the API, a few for each name in the line."""
    question = read_question(request, line[:MAX_LINE])
    answer = _answer(request, question) if question.readings else None
    whole = answer["whole"] if answer else []
    is_answered = answer is not None and bool(answer["events"]["results"])
    groups = [_texts(request, question, name, some=not (name == "events" and is_answered)) for name in GROUPS]
    context = {
        "question": question,
        "answer": answer,
        "names": _names(request, question),
        "groups": groups,
        "did_you_mean": sorted({near for group in groups for near in group["did_you_mean"]}),
        "texts": Texts(cited_articles(whole)),
    }
    return render_page(request, "search.html", context)


def _names(request: HttpRequest, question: Question) -> list[Json]:
    """The records that the line names: those read in it, else those called nearly so."""
    kinds = [("kind", kind) for kind in SuggestionKind.values if kind in COLLECTION_OF_KIND]
    named = [one.words for one in question.readings if one.parameter in PARAMETERS.values()]
    found: dict[tuple[str, str], Json] = {}
    read = {one.value for one in question.readings}
    for text in list(dict.fromkeys(named))[:3] or [question.line]:
        query = urlencode([("q", text[:200]), ("limit", SHOWN), *kinds])
        for one in ask(request, "suggest/", query)["results"]:
            if not named or one["id"] in read:
                found.setdefault(
                    (one["kind"], one["id"]), one | {"collection": COLLECTION_OF_KIND[one["kind"]]}
                )
    return list(found.values())


def _texts(request: HttpRequest, question: Question, collection: str, *, some: bool) -> Json:
    """The records of a collection that hold all words of the line; or, if none does, `some`."""
    found: Json = {"collection": collection, "results": [], "did_you_mean": [], "has_all": True}
    texts = [question.text, question.known_text, *([question.some_words] if some else [])]
    for text in dict.fromkeys(texts):
        query = urlencode({"q": text})
        answer = ask(request, f"{collection}/", f"{query}&snippets=true&limit={SHOWN}")
        found |= {"results": answer["results"], "query": query, "more": answer["next"] is not None}
        found["did_you_mean"] += answer.get("did_you_mean", [])
        if answer["results"]:
            break
        found["has_all"] = False
    return found


def _answer(request: HttpRequest, question: Question) -> dict[str, Any]:
    """The events that the line was read as, and the sum of what it counts."""
    measure = question.measure
    shown = [("measure", measure)] if measure else []
    if measure in ORDERED_BY:
        shown.append(("ordering", f"-{measure}"))
    for words in [question.words, []] if question.words else [[]]:
        query = urlencode([*question.filters, *words, *shown])
        try:
            events = ask(request, "events/", f"{query}&limit={SHOWN}")
        except RefusedError:
            if not words:
                raise
            continue  # what is left is no word of full text
        if events["results"]:
            break
    filters = urlencode([*question.filters, *words])
    found: dict[str, Any] = {"query": query, "filters": filters, "events": events, "whole": []}
    found |= {"without_words": not words, "all": 0 if events["next"] else len(events["results"])}
    if measure:
        found |= _sum(request, question, filters, events["results"][:SHOWN_WHOLE])
    if question.month:
        found["months"] = _months(request, filters, question.month.month)
    return found


def _sum(request: HttpRequest, question: Question, filters: str, shown: list[Json]) -> Json:
    """The sum of a measure; the first events that report it, whole, with what is not in the sum marked."""
    sum_query = f"{filters}&metric={question.measure}"
    total = ask(request, "events/aggregate/", sum_query)["total"]["figures"]
    within = {event["id"] for event in shown}
    dates = [pair for pair in question.filters if pair[0] == "date"]
    if dates and shown:
        inside = [*(("id", id_) for id_ in within), *dates, ("date_match", "within"), ("fields", "id")]
        within = {event["id"] for event in ask(request, "events/", urlencode(inside))["results"]}
    whole = [ask(request, f"events/{event['id']}/") for event in shown]
    for event in whole:
        event["spans"] = event["id"] not in within
        event["asked"] = [figure for figure in event["figures"] if figure["measure"] == question.measure]
    return {"total": total, "whole": whole, "sum_query": sum_query}


def _months(request: HttpRequest, filters: str, month: int) -> list[Json]:
    """The months of that name, of whatever year, in which events of the query may have begun."""
    try:
        answer = ask(request, "events/aggregate/", f"{filters}&group_by=month")
    except RefusedError:  # too many months, or it takes too long
        return []
    found = []
    for bucket in answer["buckets"]:
        key = bucket["key"][0]["id"]
        if key and key.endswith(f"-{month:02}") and bucket["possible"]:
            words = date_format(date.fromisoformat(f"{key}-01"), "F Y")
            found.append({"words": words, "query": f"{filters}&date={key}"})
    return found
