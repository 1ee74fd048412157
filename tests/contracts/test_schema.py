"""The OpenAPI document: complete, committed, and true of every answer."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import Mock

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate as validate_document

from events import releases
from events.actions.review_status import withdraw
from events.api.views import openapi_document
from events.models import Claim
from tests import openapi_documents
from tests.api.helpers import COLLECTIONS, get_json, walk_pages
from tests.proof import sample


def close_objects(schema: Any) -> Any:
    """The schema with every object closed: an answer may hold nothing that it does not declare."""
    if isinstance(schema, dict):
        shut = {name: close_objects(value) for name, value in schema.items()}
        if "properties" in shut and "additionalProperties" not in shut:
            shut["additionalProperties"] = False
        return shut
    return [close_objects(item) for item in schema] if isinstance(schema, list) else schema


def schema_validator(document: Any, name: str) -> Any:
    """A validator of answers of the named schema."""
    components = close_objects(document["components"])
    return OAS31Validator({"components": components, "allOf": [{"$ref": f"#/components/schemas/{name}"}]})


def response_schema_name(document: Any, path: str, status: str) -> str:
    """The name of the schema that a path answers with."""
    content = openapi_documents.inlined(document)["paths"][path]["get"]["responses"][status]["content"]
    reference: str = next(iter(content.values()))["schema"]["$ref"]
    return reference.rpartition("/")[2]


def test_the_document_is_valid(document: Any) -> None:
    validate_document(document)


@pytest.mark.django_db
def test_the_served_document_is_the_committed_one(client: Client, document: Any) -> None:
    served = openapi_documents.parse(client.get("/api/schema/").content)
    assert served == document


def test_it_is_small_and_nothing_in_it_lacks_a_description(client: Client) -> None:
    served = client.get("/api/schema/?format=json")
    assert len(served.content) <= 300_000
    document = openapi_documents.inlined(served.json())
    operations = [one for item in document["paths"].values() for one in item.values()]
    parameters = [one for operation in operations for one in operation["parameters"]]
    members = [
        one
        for schema in document["components"]["schemas"].values()
        for one in schema.get("properties", {}).values()
    ]
    schemas = document["components"]["schemas"].values()
    assert len(operations) > 50
    assert all(one["description"] for one in (*operations, *parameters, *members, *schemas))


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        ("*/*", "", "application/vnd.oai.openapi"),
        ("application/yaml", "", "application/yaml"),
        ("application/json", "", "application/json"),
        ("application/vnd.oai.openapi+json, */*;q=0.1", "", "application/vnd.oai.openapi+json"),
        ("*/*", "?format=yaml", "application/vnd.oai.openapi"),
        ("*/*", "?format=json", "application/vnd.oai.openapi+json"),
        ("application/json", "?format=json", "application/json"),
    ],
)
def test_it_is_had_as_yaml_and_json(
    client: Client, document: Any, accept: str, query: str, media_type: str
) -> None:
    served = client.get(f"/api/schema/{query}", headers={"accept": accept})
    assert (served.status_code, served["Content-Type"].partition(";")[0]) == (200, media_type)
    assert openapi_documents.parse(served.content) == document
    assert served["ETag"].startswith('"')
    again = client.get(f"/api/schema/{query}", headers={"accept": accept, "if-none-match": served["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("query", ["format=xml", "format=", "format=json&format=yaml", "lang=de"])
def test_what_is_no_format_of_it_is_refused(client: Client, query: str) -> None:
    refused = client.get(f"/api/schema/?{query}")
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert refused.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_it_is_made_once_however_many_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Mock(wraps=SchemaGenerator.get_schema)
    monkeypatch.setattr(SchemaGenerator, "get_schema", lambda *args, **options: made(*args, **options))
    openapi_document._document.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(Client().get, "/api/schema/?format=json") for _ in range(8)]
        assert {one.result().status_code for one in asked} == {200}
    assert made.call_count == 1


def test_no_parameter_has_an_example_or_default_that_swagger_ui_would_send(document: Any) -> None:
    operations = [one for item in document["paths"].values() for one in item.values()]
    parameters = [
        *document["components"]["parameters"].values(),
        *(one for operation in operations for one in operation.get("parameters", ()) if "$ref" not in one),
    ]
    for parameter in parameters:
        for place in (parameter, parameter["schema"], parameter["schema"].get("items", {})):
            assert place.keys().isdisjoint({"default", "example", "examples"}), parameter["name"]


def test_the_reference_needs_nothing_from_outside(client: Client) -> None:
    page = client.get("/api/docs/").content.decode()
    assert "swagger" in page
    assert "https://" not in page
    assert "http://" not in page


@pytest.mark.once
@pytest.mark.proof(sample=True)
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_record_is_what_the_document_says(client: Client, document: Any, collection: str) -> None:
    page = schema_validator(document, response_schema_name(document, f"/api/v1/{collection}", "200"))
    whole = schema_validator(document, response_schema_name(document, f"/api/v1/{collection}/{{id}}", "200"))
    page.validate(get_json(client, f"{collection}/?limit=200&count=exact"))
    answered = [one for rows in walk_pages(client, f"{collection}/?limit=200") for one in rows]
    for one in sample(answered, 5):
        whole.validate(get_json(client, f"{collection}/{one}/"))
    assert answered


@pytest.mark.usefixtures("seeded")
def test_every_change_is_what_the_document_says(client: Client, document: Any) -> None:
    withdraw([Claim.objects.earliest("pk")], "tester", "Wrong.")
    page = get_json(client, "changes/?limit=1000&collection=claims")
    schema_validator(document, "ChangesPage").validate(page)
    assert page["results"][-1]["change"] == "withdrawn"


@pytest.mark.usefixtures("seeded")
def test_every_answer_about_releases_is_what_the_document_says(client: Client, document: Any) -> None:
    for name in ("first", "second"):
        releases.cut_release(name, "A note.")
        withdraw([Claim.objects.published().earliest("pk")], "tester", "Wrong.")
    schema_validator(document, "ReleasePage").validate(get_json(client, "releases/"))
    release = get_json(client, "releases/second/")
    assert release["amended"]["withdrawn"] == 1
    schema_validator(document, "Release").validate(release)
    page = get_json(client, "releases/second/changes/?since=first")
    schema_validator(document, "ReleaseChangePage").validate(page)
    assert page["results"][-1]["change"] == "withdrawn"


@pytest.mark.usefixtures("seeded")
def test_errors_are_what_the_document_says(client: Client, document: Any) -> None:
    problem = schema_validator(document, "Problem")
    problem.validate(get_json(client, "events/?limit=x&event_type=y", 400))
    problem.validate(get_json(client, "events/nowhere/", 404))


def test_a_record_with_more_than_the_document_says_would_be_noticed(document: Any) -> None:
    problem = schema_validator(document, "Problem")
    body = {"type": "a", "title": "a", "status": 400, "detail": "a", "instance": "/", "errors": []}
    assert problem.is_valid(body)
    assert not problem.is_valid(body | {"more": 1})
    assert not problem.is_valid({name: value for name, value in body.items() if name != "detail"})


def test_a_country_is_one_type_everywhere(document: Any) -> None:
    answers = {name: one for name, one in document["components"]["schemas"].items() if name != "EventWhere"}
    found = [
        schema["properties"]["country"]
        for schema in answers.values()
        if "country" in schema.get("properties", {})
    ]
    country = [{"$ref": "#/components/schemas/Country"}, {"type": "null"}]
    assert len(found) > 5
    assert all(one["oneOf"] == country for one in found)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_record_may_have_moved(document: Any, collection: str) -> None:
    path = openapi_documents.inlined(document)["paths"][f"/api/v1/{collection}/{{id}}"]
    assert path["get"]["responses"]["301"]["headers"]["Location"]["required"]
    assert response_schema_name(document, f"/api/v1/{collection}/{{id}}", "301") == "Problem"
