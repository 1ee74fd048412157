"""The promise that v1 only adds: each kind of break is named, and additions are none."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from tests import openapi_documents
from tests.contracts.compatibility import find_breaks

Document = dict[str, Any]


def reference(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def document() -> Document:
    """A tiny API: a list with two parameters, a search with a body, and three schemas."""
    listing = {
        "operationId": "list_events",
        "tags": ["events"],
        "parameters": [
            {"name": "kind", "in": "query", "schema": {"type": "array", "items": reference("Kind")}},
            {
                "name": "limit",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
            },
        ],
        "responses": {
            "200": {"content": {"application/json": {"schema": reference("Event")}}},
            "400": {"content": {"application/problem+json": {"schema": reference("Event")}}},
        },
    }
    search = {
        "operationId": "search_events",
        "requestBody": {"content": {"application/json": {"schema": reference("Search")}}},
        "responses": {},
    }
    event = {
        "properties": {
            "id": {"type": "string"},
            "kind": {"oneOf": [reference("Kind"), {"type": "null"}]},
            "size": {"type": ["integer", "null"]},
            "names": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["id", "kind", "size", "names"],
    }
    schemas = {
        "Event": event,
        "Kind": {"type": "string", "enum": ["a", "b"], "x-enum-varnames": ["A", "B"]},
        "Search": {"properties": {"where": {"type": ["string", "null"]}}, "required": []},
    }
    return {"paths": {"/events": {"get": listing, "post": search}}, "components": {"schemas": schemas}}


@dataclass
class EditableDocument:
    """The parts of a document that are edited."""

    paths: Document
    schemas: Document

    @property
    def listing(self) -> Any:
        return self.paths["/events"]["get"]

    @property
    def limit(self) -> Any:
        return self.listing["parameters"][1]["schema"]

    @property
    def event(self) -> Any:
        return self.schemas["Event"]


Edit = Callable[[EditableDocument], Any]


def breaks_after(edit: Edit) -> list[str]:
    """What is named after an edit."""
    after = deepcopy(document())
    edit(EditableDocument(after["paths"], after["components"]["schemas"]))
    return list(find_breaks(document(), after))


BREAKING_EDITS: list[tuple[Edit, str]] = [
    (lambda d: d.paths.clear(), "GET /events is gone."),
    (lambda d: d.paths["/events"].pop("post"), "POST /events is gone."),
    (lambda d: d.listing.update(operationId="events"), "list_events is called events now."),
    (
        lambda d: d.listing.update(tags=["other"]),
        "list_events: its first tag changed; clients keep it in a module of that name.",
    ),
    (lambda d: d.listing["parameters"].pop(0), "list_events: the parameter kind is gone."),
    (
        lambda d: d.listing["parameters"][0].update(required=True),
        "list_events: the parameter kind is required now.",
    ),
    (
        lambda d: d.listing["parameters"].append(
            {"name": "key", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
        "list_events: the parameter key is required now.",
    ),
    (
        lambda d: d.listing["parameters"][0].update(explode=False),
        "list_events: the parameter kind: its explode is False now, which writes values otherwise.",
    ),
    (
        lambda d: d.listing["parameters"][0].update(schema=reference("Kind")),
        "list_events: the parameter kind is Kind now; it was array.",
    ),
    (
        lambda d: d.limit.update(maximum=100),
        "list_events: the parameter limit: its maximum is 100 now; it was 200.",
    ),
    (
        lambda d: d.limit.update(minimum=2),
        "list_events: the parameter limit: its minimum is 2 now; it was 1.",
    ),
    (
        lambda d: d.limit.update(default=20),
        "list_events: the parameter limit: its default is 20 now; it was 50.",
    ),
    (lambda d: d.listing["responses"].pop("400"), "list_events: the answer 400 is gone."),
    (
        lambda d: d.listing["responses"]["200"].update(content={}),
        "list_events: the answer 200 is no longer application/json.",
    ),
    (
        lambda d: d.listing["responses"]["200"]["content"]["application/json"].update(
            schema=reference("Kind")
        ),
        "list_events: the answer 200 is Kind now; it was Event.",
    ),
    (lambda d: d.schemas.pop("Search"), "The schema Search is gone; clients call it by that name."),
    (lambda d: d.schemas["Kind"]["enum"].remove("b"), "Kind lost the word b."),
    (
        lambda d: d.schemas["Kind"].update({"x-enum-varnames": ["A", "BE"]}),
        "Kind: clients call the word b otherwise now: BE.",
    ),
    (lambda d: d.event["properties"].pop("size"), "Event.size is gone."),
    (lambda d: d.event["required"].remove("size"), "Event.size may be missing now."),
    (lambda d: d.event["properties"]["id"].update(type=["string", "null"]), "Event.id can be null now."),
    (lambda d: d.event["properties"]["id"].update(type="integer"), "Event.id is integer now; it was string."),
    (
        lambda d: d.event["properties"]["id"].update(format="uri"),
        "Event.id is string uri now; it was string.",
    ),
    (lambda d: d.event["properties"]["id"].update(enum=["x"]), "Event.id has fixed words now."),
    (
        lambda d: d.event["properties"].update(kind={"type": ["string", "null"]}),
        "Event.kind is string now; it was Kind.",
    ),
    (
        lambda d: d.event["properties"]["names"].update(items={"type": "integer"}),
        "an item of Event.names is integer now; it was string.",
    ),
    (lambda d: d.schemas["Search"]["required"].append("where"), "Search.where is required now."),
    (
        lambda d: d.schemas["Search"]["properties"]["where"].update(type="string"),
        "Search.where cannot be null any more.",
    ),
    (
        lambda d: d.paths["/events"]["post"]["requestBody"].update(required=True),
        "search_events needs a body now.",
    ),
]
COMPATIBLE_EDITS: list[Edit] = [
    lambda d: d.listing["responses"].update(default=d.listing["responses"].pop("400")),
    lambda d: d.paths.update({"/places": deepcopy(d.paths["/events"])}),
    lambda d: d.paths["/events"].update(put=deepcopy(d.listing)),
    lambda d: d.listing["parameters"].append({"name": "q", "in": "query", "schema": {"type": "string"}}),
    lambda d: d.listing["responses"].update({"503": {"content": {}}}),
    lambda d: d.listing["parameters"].reverse(),
    lambda d: d.listing.update(summary="Other words", tags=["events", "more"]),
    lambda d: d.limit.update(maximum=500),
    lambda d: d.schemas.update(More={"type": "string"}),
    lambda d: d.schemas["Kind"].update({"enum": ["a", "c", "b"], "x-enum-varnames": ["A", "C", "B"]}),
    lambda d: d.event["properties"].update(more={"type": "string"}),
    lambda d: d.event["required"].append("more"),
    lambda d: d.event["properties"]["size"].update(type="integer"),
    lambda d: d.event["properties"]["kind"].update(description="Other words"),
    lambda d: d.event["properties"].update(
        kind={"anyOf": [{"type": "null"}, {"allOf": [reference("Kind")]}]}
    ),
    lambda d: d.schemas["Search"]["properties"].update(limit={"type": "integer"}),
]


@pytest.mark.parametrize(
    ("edit", "sentence"), BREAKING_EDITS, ids=[sentence for _, sentence in BREAKING_EDITS]
)
def test_each_break_is_named(edit: Edit, sentence: str) -> None:
    assert sentence in breaks_after(edit)


def test_a_break_is_named_once() -> None:
    assert breaks_after(lambda d: d.event["properties"].pop("size")) == ["Event.size is gone."]


@pytest.mark.parametrize(
    ("media", "breaks"),
    [
        ("application/geo+json", []),
        ("application/json", ["list_events: the answer 200 is object now; it was array."]),
    ],
)
def test_geojson_that_was_described_as_an_array_of_what_is_answered_may_be_mended(
    media: str, breaks: list[str]
) -> None:
    before, after = document(), document()
    one = {"type": "object"}
    before["paths"]["/events"]["get"]["responses"]["200"]["content"] = {
        media: {"schema": {"type": "array", "items": one}}
    }
    after["paths"]["/events"]["get"]["responses"]["200"]["content"] = {media: {"schema": one}}
    assert list(find_breaks(before, after)) == breaks


@pytest.mark.parametrize("edit", COMPATIBLE_EDITS)
def test_additions_and_other_spellings_break_nothing(edit: Edit) -> None:
    assert breaks_after(edit) == []


def test_the_api_keeps_what_the_first_version_promised() -> None:
    before, after = (
        openapi_documents.committed_document("openapi-v1.yaml"),
        openapi_documents.committed_document(),
    )
    assert list(find_breaks(before, after)) == []
