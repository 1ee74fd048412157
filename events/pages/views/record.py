"""The page of one record: what the API answers for it, with each value's sentence, as it is or was."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from events.api.views.viewsets import VIEWSETS
from events.pages.addresses import record_address
from events.pages.answers import Json, RefusedError, ask
from events.pages.history import LAST_CHANGES, check_members, has_redaction, last_changes, read_state
from events.pages.neighbours import NEIGHBOURS
from events.pages.page import embedded_page, page, render_page
from events.pages.sentences import Texts, cited_articles
from events.pages.subjects import subjects_of
from events.pages.take_away import of_record

_MOST_DISPUTES = 50
"""So many contradictions of one record are shown side by side."""


@page
def record_page(request: HttpRequest, collection: str, id: str) -> HttpResponse:  # noqa: A002
    """Shows a record, as it is or was. Queries: those of the API, and those of the texts it quotes."""
    check_members(request)
    record = ask(request, f"{collection}/{id}/", request.META["QUERY_STRING"])
    return render_page(request, f"{collection}.html", _context(request, collection, record))


@embedded_page
def embedded_record(request: HttpRequest, collection: str, id: str) -> HttpResponse:  # noqa: A002
    """Shows a record without the frame of the site, for pages elsewhere. Queries: as `record_page`."""
    check_members(request)
    query = request.META["QUERY_STRING"]
    record = ask(request, f"{collection}/{id}/", query)
    frame = {
        "frame": "events/pages/embed.html",
        "embedded": True,
        "own_page": record_address(collection, id, query),
    }
    return render_page(request, f"{collection}.html", _context(request, collection, record) | frame)


@page
def released_page(request: HttpRequest, name: str, collection: str, id: str) -> HttpResponse:  # noqa: A002
    """Shows a record as it is in a release. Queries: as `record_page`."""
    check_members(request)
    record = ask(request, f"releases/{name}/{collection}/{id}/", request.META["QUERY_STRING"])
    return render_page(request, f"{collection}.html", _context(request, collection, record, name))


def _context(request: HttpRequest, collection: str, record: Json, release: str = "") -> dict[str, Any]:
    """What the template of a record needs."""
    neighbours = NEIGHBOURS.get(collection)
    around = neighbours(request, record) if neighbours and not release else {}
    others = around.get("others", [])
    dataset = _dataset(request, record, release)
    state = read_state(request, collection, record, release)
    disputes = [] if state else _disputes(request, collection, record)
    return around | {
        "others": others,
        "take_away": None if release else of_record(request, collection, record, dataset),
        "edit_address": f"/admin/events/{VIEWSETS[collection].model._meta.model_name}/?q={record['id']}",
        "record": record,
        "collection": collection,
        "texts": Texts(cited_articles([record, others, around.get("claims"), disputes])),
        "dataset": dataset,
        "disputes": disputes,
        "subjects": subjects_of(request, record) if collection == "claims" else [],
        "state": state,
        "redacted": has_redaction(record),
        "changes": last_changes(request, collection, record["id"], LAST_CHANGES),
    }


def _disputes(request: HttpRequest, collection: str, record: Json) -> list[Json]:
    """What of a record is contradicted today, both sides whole."""
    if not (record.get("contradictions") or record.get("contradicts")):
        return []
    query = f"{collection.removesuffix('s')}={record['id']}&limit={_MOST_DISPUTES}"
    disputes: list[Json] = ask(request, "contradictions/", query)["results"]
    return disputes


def _dataset(request: HttpRequest, record: Json, release: str) -> Json | None:
    """The dataset that a record belongs to; None for a dataset, and for one that is public no longer."""
    folder = f"releases/{release}/" if release else ""
    try:
        return ask(request, f"{folder}datasets/{record['dataset']}/") if "dataset" in record else None
    except RefusedError as refused:
        if refused.status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        return None
