"""The examples of the OpenAPI document are what the API answers of the seeds, and cannot grow stale."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.test import Client

from events import changes, releases
from events.api.middleware import MAX_BODY_BYTES, MAX_QUERY_BYTES
from events.api.schema_postprocessing import EXAMPLE_MEDIA_TYPES, EXAMPLES, example_name, example_names
from events.api.views.search import SEARCH_EXAMPLE
from events.choices import Collection, IdState, ReviewStatus
from events.models import Dataset, Outlet, PublicId
from events.snapshots import TooCostlyError
from tests import openapi_documents
from tests.contracts.test_schema import schema_validator

COMMITTED = settings.BASE_DIR / "events" / "api" / "examples.json"
PATHS = {
    "aggregate_events": "events/aggregate/?group_by=event_type&group_by=year&top=1",
    "get_actor": "actors/hamas/",
    "get_addresses": "",
    "get_article": "articles/widespread-protests-in-southern-iraq-over-arrest-of-activists/",
    "get_claim": "claims/us-officials-decision-is-related-to-the-attacks/",
    "get_dataset": "datasets/curated/",
    "get_event": "events/seizure-of-territory-by-the-islamic-state/",
    "get_fields": "fields/",
    "get_location": "locations/baghdad/",
    "get_outlet": "outlets/asharq-al-awsat/",
    "get_vocabulary": "vocabulary/",
    "list_actors": "actors/?name=Hamas&count=exact",
    "list_articles": "articles/?translated_from=es",
    "list_changes": "changes/?collection=datasets",
    "list_claims": "claims/?speaker=us-officials-talks-a&has_contradiction=true",
    "list_contradictions": "contradictions/?how=numeric",
    "list_datasets": "datasets/?kind=curated",
    "list_events": "events/?participant=hamas&event_type=assault&location=southern-israel",
    "list_locations": "locations/?iso_code=IQ-BG",
    "list_outlets": "outlets/?country=GB",
    "suggest": "suggest/?q=sud",
}
"""Small ones with something in most members. Lists of one: a cursor would hold a key of some database."""
SEARCH = "/api/v1/events/search/"
NOTE = "; one item of every list, the beginning of long texts"
TIMESTAMP_MEMBERS = {"at", "created_at", "updated_at"}
CHECKSUM = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
MOMENT = "2024-02-01T09:00:00Z"
LONGEST_INSTANCE = 80
LONGEST_TEXT = 200
CURSOR = "WyI0YmU0YjMyNWNhNzIiLCA3MDUsICJhYjk4NWQ0NTQxOTciXQ"


def _success_responses(client: Client) -> Iterator[tuple[str, str, Any]]:
    """The name, the request and the body of every success."""
    for name, path in PATHS.items():
        body = client.get(f"/api/v1/{path}").json()
        assert len(body.get("results", [1])) == 1, path
        yield name, f"GET /api/v1/{path}", body
    outlet = "/api/v1/outlets/asharq-al-awsat/revisions/"
    with changes.changeset("tester", "edit"):
        Outlet.objects.filter(slug="asharq-al-awsat").update(url="https://aawsat.com/")
    for name, path in (("list", outlet), ("compare", f"{outlet}diff/?from=1&to=2")):
        yield f"{name}_revisions", f"GET {path}", client.get(path).json()
    found = client.post(SEARCH, SEARCH_EXAMPLE, content_type="application/json").json()
    assert len(found["results"]) == 1
    yield "search_events", f"POST {SEARCH} {json.dumps(SEARCH_EXAMPLE)}", found
    yield from _release_responses(client)


def _release_responses(client: Client) -> Iterator[tuple[str, str, Any]]:
    """The same of releases, which are cut for it."""
    releases.cut_release("2024-01", "The seeds.")
    for name, path in (("get_release", "releases/2024-01/"), ("list_releases", "releases/")):
        yield name, f"GET /api/v1/{path}", client.get(f"/api/v1/{path}").json()
    with changes.changeset("tester", "edit"):
        outlet = Outlet.objects.get(slug="asharq-al-awsat")
        outlet.url = "https://aawsat.example/"
        outlet.save()
    releases.cut_release("2024-02")
    path = "releases/2024-02/changes/?since=2024-01"
    yield "list_release_changes", f"GET /api/v1/{path}", client.get(f"/api/v1/{path}").json()


def _problem_responses(client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str, Any]]:
    """The same of every problem, each brought about."""
    _merge_and_withdraw()
    events = "/api/v1/events/"
    asked = [
        ("GET /api/v1/outlets/asharq/", client.get("/api/v1/outlets/asharq/")),
        (f"GET {events}?event_type=consul", client.get(f"{events}?event_type=consul")),
        (f"GET {events}no-such-event/", client.get(f"{events}no-such-event/")),
        (f"POST {events}", client.post(events)),
        (f"GET {events} with Accept: text/csv", client.get(events, headers={"accept": "text/csv"})),
        ("GET /api/v1/outlets/hoax/", client.get("/api/v1/outlets/hoax/")),
        (f"GET {events} with a large body", client.generic("GET", events, b"x" * (MAX_BODY_BYTES + 1))),
        (f"POST {SEARCH} as text/plain", client.post(SEARCH, "{}", content_type="text/plain")),
        (f"GET {events} with a long query", client.get(f"{events}?participant={'x' * MAX_QUERY_BYTES}")),
    ]
    client.raise_request_exception = False
    monkeypatch.setattr("events.api.errors.current_request_id", lambda: "5aa134e79a953a20")
    for error in (RuntimeError, TooCostlyError):
        monkeypatch.setattr("events.records.load", Mock(side_effect=error))
        asked.append((f"GET {events}", client.get(events)))
    for request, response in asked:
        assert response["Content-Type"] == "application/problem+json"
        yield example_name("", str(response.status_code)), request, response.json()


def _merge_and_withdraw() -> None:
    with changes.changeset("tester", "hide"):
        PublicId.objects.create(
            collection=Collection.OUTLETS,
            slug="asharq",
            object_pk=0,
            state=IdState.MERGED,
            successor="asharq-al-awsat",
        )
        Outlet.objects.create(
            slug="hoax",
            name="Hoax",
            dataset=Dataset.objects.get(),
            review_status=ReviewStatus.WITHDRAWN,
            withdrawn_reason="There is no such medium.",
        )


def _shortened(value: Any) -> Any:
    """The value with one item of every list alone, and the beginning of every long text; pairs stay."""
    if isinstance(value, list):
        items = [_shortened(one) for one in value if not _is_misread(one)]
        return (
            items if any(isinstance(one, int | float) for one in items) else items[:1]
        )  # a span or a point is whole
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return value[:LONGEST_TEXT] + "..."
    return {name: _shortened(one) for name, one in value.items()} if isinstance(value, dict) else value


def _example(request: str, body: Any) -> dict[str, Any]:
    """The example of a response, shortened; the summary says so."""
    shortened = _shortened(body)
    return {"summary": request if shortened == body else f"{request}{NOTE}", "value": _normalized(shortened)}


def _is_misread(value: Any) -> bool:
    """Whether linters, which take a filter for a schema (`type`, `example`), would find it a wrong one."""
    return isinstance(value, dict) and "example" in value and value["type"] != "string"


def _normalized(value: Any) -> Any:
    """The value with one moment and cursor for whatever the loading dates, and no endless address."""
    if isinstance(value, list):
        return [_normalized(one) for one in value]
    if not isinstance(value, dict):
        return value
    steady = {name: _normalized(one) for name, one in value.items()}
    steady |= dict.fromkeys(TIMESTAMP_MEMBERS & value.keys(), MOMENT)
    if "checksum" in steady:
        steady["checksum"] = CHECKSUM
    if steady.get("next_cursor"):
        steady["next_cursor"] = CURSOR
    if len(steady.get("instance", "")) > LONGEST_INSTANCE:
        steady["instance"] = steady["instance"][:LONGEST_INSTANCE] + "..."
    return steady


@pytest.mark.usefixtures("seeded")
def test_every_example_is_what_the_api_answers(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = [*_success_responses(client), *_problem_responses(client, monkeypatch)]
    made = {name: _example(request, body) for name, request, body in asked}
    path = tmp_path / "examples.json"
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert made == EXAMPLES, f"If they should differ: cp {path} {COMMITTED}, and renew the document."


def test_every_answer_that_the_document_tells_has_a_valid_example(document: Any) -> None:
    examples, used = document["components"]["examples"], set()
    paths = openapi_documents.inlined(document)["paths"]
    operations = [one for item in paths.values() for one in item.values()]
    for operation in operations:
        for status, response in operation["responses"].items():
            shown = [one for name, one in response["content"].items() if name in EXAMPLE_MEDIA_TYPES]
            if not shown:
                continue  # an answer in no JSON, or a schema, which is its own example
            (content,) = shown
            names = example_names(operation["operationId"], status)
            references = {label: {"$ref": f"#/components/examples/{name}"} for label, name in names.items()}
            assert content["examples"] == references
            schema = content["schema"]["$ref"].rpartition("/")[2]
            for name in names.values():
                schema_validator(document, schema).validate(examples[name]["value"])
                assert status == "200" or name == f"problem_{examples[name]['value']['status']}"
            used |= set(names.values())
    assert used == examples.keys() == EXAMPLES.keys()
