"""POST events/search/: strict about its body, with the same results as the list."""

import json
from typing import Any

import jsonschema_rs
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.api.middleware import MAX_BODY_BYTES
from events.api.search_schema import search_schema
from events.api.views.viewsets import EventViewSet
from events.filtersets import EventFilterSet
from events.filtersets.tree import MAX_DEPTH, MAX_LEAVES, MAX_TREE_VALUES
from tests.api.helpers import event_ids, get_json

pytestmark = pytest.mark.usefixtures("seeded")

ADDRESS = "/api/v1/events/search/"
FILTERS = EventFilterSet.base_filters
ASSAULT = {"event_type": ["assault"]}


def post_search(client: Client, body: Any, content_type: str = "application/json", **options: Any) -> Any:
    """Returns the response to a body; texts and bytes are sent as they are."""
    plain = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(ADDRESS, plain, content_type=content_type, **options)


def search(client: Client, where: Any = None, **members: Any) -> Any:
    """Returns the page of a search."""
    response = post_search(client, members if where is None else {"where": where} | members)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def result_ids(page: Any) -> list[str]:
    return [row["id"] for row in page["results"]]


def nested_tree(depth: int) -> Any:
    return ASSAULT if depth == 1 else {"not": [nested_tree(depth - 1)]}


@pytest.fixture(scope="module")
def search_validator() -> Any:
    """Returns a validator of the published schema."""
    return jsonschema_rs.validator_for(search_schema(EventViewSet))


def test_the_schema_is_published(client: Client) -> None:
    published = client.get(f"{ADDRESS}schema/")
    assert published["Content-Type"] == "application/schema+json"
    assert published.json() == search_schema(EventViewSet)


ONE_FILTER = {"event_type": "assault"}
INVALID_BODIES = [
    ([], "", "wrong_type"),
    ({"wher": ONE_FILTER}, "/wher", "unknown_member"),
    ({"a/b~": 1}, "/a~1b~0", "unknown_member"),
    ({"exclude_event_type": ["assault"]}, "/exclude_event_type", "unknown_member"),
    ({"where": None}, "/where", "wrong_type"),
    ({"where": {}}, "/where", "wrong_type"),
    ({"where": [ONE_FILTER]}, "/where", "wrong_type"),
    ({"where": {"all": []}}, "/where/all", "wrong_type"),
    ({"where": {"all": ONE_FILTER}}, "/where/all", "wrong_type"),
    ({"where": {"not": []}}, "/where/not", "wrong_type"),
    ({"where": {"any": [ONE_FILTER, "assault"]}}, "/where/any/1", "wrong_type"),
    ({"where": {"all": [ONE_FILTER], "any": [ONE_FILTER]}}, "/where", "mixed"),
    ({"where": {"not": [ONE_FILTER], "form": "action"}}, "/where", "mixed"),
    ({"where": ONE_FILTER | {"location": "baghdad"}}, "/where", "mixed"),
    ({"where": {"initiator": "hamas", "participant_role": "target"}}, "/where", "mixed"),
    ({"where": {"any": [{"event_typ": "assault"}]}}, "/where/any/0/event_typ", "unknown_filter"),
    ({"where": {"not": {"limit": 5}}}, "/where/not/limit", "unknown_filter"),
    ({"where": {"exclude_event_type": "assault"}}, "/where/exclude_event_type", "use_not"),
    ({"where": {"event_type": "assult"}}, "/where/event_type", "invalid_choice"),
    ({"where": {"factuality": ["any", "alleged"]}}, "/where/factuality", "invalid_choice"),
    ({"where": {"factuality": ["any", "any"]}}, "/where/factuality", "invalid_choice"),
    ({"where": {"dataset": ["curated", "any"]}}, "/where/dataset", "invalid_choice"),
    ({"where": {"event_type": ["assault", 4]}}, "/where/event_type/1", "wrong_type"),
    ({"where": {"event_type": [["assault"]]}}, "/where/event_type/0", "wrong_type"),
    ({"where": {"event_type": []}}, "/where/event_type", "empty"),
    ({"where": {"event_type": None}}, "/where/event_type", "null"),
    ({"where": {"language": ""}}, "/where/language", "empty"),
    ({"where": {"quad_class": "4"}}, "/where/quad_class", "wrong_type"),
    ({"where": {"quad_class": 5}}, "/where/quad_class", "invalid_choice"),
    ({"where": {"has_contradiction": "true"}}, "/where/has_contradiction", "wrong_type"),
    ({"where": {"figure_min": "150"}}, "/where/figure_min", "wrong_type"),
    ({"where": {"or": [{"form": "state"}]}}, "/where/or", "unknown_filter"),
    ({"where": {"figure_min": [1, 2]}}, "/where/figure_min", "repeated"),
    ({"where": {"date_match": "certain"}}, "/where/date_match", "missing_key"),
    ({"where": ONE_FILTER, "limit": "5"}, "/limit", "wrong_type"),
    ({"where": ONE_FILTER, "limit": 0}, "/limit", "out_of_range"),
    ({"where": ONE_FILTER, "limit": 1.5}, "/limit", "out_of_range"),
    ({"where": ONE_FILTER, "count": True}, "/count", "wrong_type"),
    ({"where": ONE_FILTER, "cursor": None}, "/cursor", "null"),
    ({"where": ONE_FILTER, "dry_run": "yes"}, "/dry_run", "wrong_type"),
    ({"where": ONE_FILTER, "ordering": "tite"}, "/ordering", "invalid_choice"),
    ({"where": ONE_FILTER, "fields": ["id", "titel"]}, "/fields", "unknown_field"),
    ({"where": ONE_FILTER, "format": "xml"}, "/format", "invalid_choice"),
    ({"where": ONE_FILTER, "format": "csv", "limit": 5}, "/limit", "whole_result"),
    ({"where": ONE_FILTER, "format": ["csv"], "limit": 5}, "/limit", "whole_result"),
    ({"where": ONE_FILTER, "shape": "places"}, "/shape", "missing_key"),
    ({"where": ONE_FILTER, "format": ["csv"], "geometry": "centroid"}, "/geometry", "missing_key"),
    ({"where": ONE_FILTER, "format": "geojson", "shape": "places"}, "/shape", "missing_key"),
]
"""Bodies with the place and the code of what is wrong, all of which a schema can tell."""
BEYOND_SCHEMA = [
    ({"where": {"participant": "no-such-actor"}}, "/where/participant", "unknown_id"),
    ({"where": {"date": "2023-13"}}, "/where/date", "invalid_date"),
    ({"where": {"q": "(sudani"}}, "/where/q", "invalid_query"),
    ({"where": {"participant": "\ud800"}}, "/where/participant", "bad_character"),
    ({"where": ONE_FILTER, "cursor": "x"}, "/cursor", "invalid_cursor"),
    ({"where": ONE_FILTER, "ordering": "relevance"}, "/ordering", "missing_key"),
    ({"where": {"any": [{"q": "sudani"}]}, "ordering": "relevance"}, "/ordering", "missing_key"),
    ({"where": {"all": [{"q": "a1"}, {"q": "b1"}]}, "ordering": "-relevance"}, "/ordering", "missing_key"),
    ({"where": {"measure": "killed", "figure_min": 9007199254740993}}, "/where/figure_min", "invalid_number"),
    (
        {"where": {"measure": "killed", "figure_min": 9, "figure_max": 2}},
        "/where/figure_max",
        "invalid_number",
    ),
]


def test_whatever_is_wrong_is_pointed_at(client: Client, search_validator: Any) -> None:
    for body, pointer, code in (*INVALID_BODIES, *BEYOND_SCHEMA):
        response = post_search(client, body)
        assert response.status_code == 400, (body, response.content)
        problem = json.loads(response.content)
        (error,) = problem["errors"]
        assert (error["pointer"], error["code"]) == (pointer, code), body
        assert error["detail"] == problem["detail"]
    assert not [body for body, *_ in INVALID_BODIES if search_validator.is_valid(body)]
    assert all(search_validator.is_valid(body) for body, *_ in BEYOND_SCHEMA if "\ud800" not in str(body))


OPTIONS_OF_FORMATS = [
    {"format": "csv", "shape": "places"},
    {"format": ["csv"], "shape": ["figures"]},
    {"format": "geojson", "geometry": "centroid"},
    {"format": ["geojson"], "geometry": ["centroid"]},
]


@pytest.mark.parametrize("members", OPTIONS_OF_FORMATS)
def test_the_option_of_a_format_is_taken_beside_it(
    client: Client, search_validator: Any, members: dict[str, Any]
) -> None:
    assert search_validator.is_valid({"where": ONE_FILTER} | members)
    echo = search(client, ONE_FILTER, dry_run=True, **members)["query"]
    assert echo["format"] in (members["format"], members["format"][0])


def test_a_refusal_says_what_to_write(client: Client) -> None:
    for where, words in (
        ({"event_typ": "assault"}, "Did you mean “event_type”?"),
        ({"event_type": "assult"}, "Did you mean “assault”?"),
        ({"exclude_form": "action"}, '{"not": [{"form": "..."}]}'),
        ({"form": "action", "location": "iraq"}, '{"all": [{"form": "..."}, {"location": "..."}]}'),
        ({"event_type": None}, "“none” asks for what is empty"),
    ):
        assert words in json.loads(post_search(client, {"where": where}).content)["detail"]


def test_everything_that_is_wrong_is_told_at_once(client: Client) -> None:
    body = {"limt": 5, "count": 1, "where": {"all": [{"event_type": "x"}, {"date": 2023}, {"nowhere": 1}]}}
    problem = json.loads(post_search(client, body).content)
    assert [error["pointer"] for error in problem["errors"]] == [
        *("/limt", "/count", "/where/all/0/event_type", "/where/all/1/date", "/where/all/2/nowhere"),
    ]
    many = {"where": {"all": [{f"nothing-{number}": 1} for number in range(500)]}}
    assert len(json.loads(post_search(client, many).content)["errors"]) == 20
    more = {f"nothing-{number}": 1 for number in range(500)}
    assert len(json.loads(post_search(client, more).content)["errors"]) < 30


def test_what_is_no_json_is_refused_with_where_it_breaks(client: Client) -> None:
    for body, words in (
        (" ", "line 1, column 2"),
        ('{"where":\n {"form" "act"}}', "line 2, column 10"),
        ('{"where": {}} x', "line 1, column 15"),
        ("[" * 200_000, "nested too deeply"),
        (b'{"where": "\xff"}', "byte 12"),
    ):
        response = post_search(client, body)
        assert response.status_code == 400
        assert words in json.loads(response.content)["detail"], body[:40]
    for body, pointer, code in (
        ('{"where": {"figure_min": NaN}}', "/where/figure_min", "invalid_number"),
        ('{"where": {"figure_min": 1e99999999}}', "/where/figure_min", "invalid_number"),
        ('{"where": {"figure_min": 1e999999999999999999999}}', "/where/figure_min", "invalid_number"),
        (f'{{"where": {{"figure_min": {"9" * 50_000}}}}}', "/where/figure_min", "invalid_number"),
        ('{"where": {"form": "action", "form": "series"}}', "/where/form", "repeated"),
        ('{"limit": 5, "limit": 6}', "/limit", "repeated"),
        (r'{"\ud800": 1}', "/?", "unknown_member"),
        (f'{{"{"x" * 5000}": 1}}', "", "unknown_member"),
    ):
        (error,) = json.loads(post_search(client, body).content)["errors"]
        assert (error["pointer"], error["code"]) == (pointer, code), body[:60]


def test_caps_are_named(client: Client) -> None:
    for where, cap in (
        (nested_tree(MAX_DEPTH + 1), f"{MAX_DEPTH} levels"),
        ({"any": [ASSAULT] * (MAX_LEAVES + 1)}, f"{MAX_LEAVES} filters"),
        ({"any": [{"language": [f"en-x-{n}" for n in range(150)]}] * 8}, f"{MAX_TREE_VALUES:,} values"),
        ({"language": [f"en-x-{number}" for number in range(201)]}, "200 values"),
    ):
        response = post_search(client, {"where": where})
        assert response.status_code == 400
        assert cap in json.loads(response.content)["detail"]
    response = post_search(client, b" " * (MAX_BODY_BYTES + 1))
    assert response.status_code == 413
    assert search(client, nested_tree(MAX_DEPTH), limit=1)["results"]
    leaves = [{"all": [{"not": [{"location": "iraq"}]}, {"q": "talks OR sudani"}]}] * (MAX_LEAVES // 2)
    assert search(client, {"any": leaves}, count="exact")["count"]


def test_most_of_different_leaves_are_answered(client: Client) -> None:
    leaves = [{"participant": "iraq", "participant_role": "target"}, {"location": "iraq"}, {"q": "met*"}]
    leaves += [{"language": f"en-x-{number}"} for number in range(MAX_LEAVES - len(leaves))]
    assert search(client, {"any": [{"all": leaves}, ASSAULT][:1]})["results"] == []
    assert search(client, {"any": leaves}, limit=1)["results"]


def test_every_filter_means_what_it_means_in_the_url(client: Client, search_validator: Any) -> None:
    def example_of(name: str) -> Any:
        filter_ = FILTERS[name]
        return filter_.example if filter_.field.schema()["type"] == "string" else json.loads(filter_.example)

    for name, filter_ in FILTERS.items():
        example = example_of(name)
        leaf = {name: example}
        for key in filter(None, (filter_.modifier_of.partition(" ")[0], filter_.requires)):
            leaf[key] = example_of(key)
        query = "&".join(f"{key}={FILTERS[key].example}" for key in leaf)
        page = search(client, leaf, limit=5, count="exact")
        expected = get_json(client, f"events/?limit=5&count=exact&{query.replace(' ', '+')}")
        assert (page["results"], page["count"]) == (expected["results"], expected["count"]), name
        assert search_validator.is_valid({"where": leaf}), name
        assert search_validator.is_valid(page["query"]), name
        assert search(client, **page["query"]) == page, name
        assert type(page["query"]["where"][name]) is (list if filter_.excludable else type(example))


def test_two_spellings_are_one_query(client: Client) -> None:
    spelling = {
        "any": [
            {"event_type": ["protest", "assault", "protest"]},
            {"not": {"date": "2024-01-01/2024-01-31"}},
            {"bbox": "43.0,29,49.50,38", "place_match": "certain"},
            {"updated_since": "2024-01-27T15:00:00+03:00"},
            {"quad_class": ["none", 4, 1.0]},
        ]
    }
    other_spelling = {
        "any": [
            {"quad_class": [1, 4, "none"]},
            {"updated_since": ["2024-01-27T12:00Z"]},
            {"bbox": ["43,29,49.5,38"]},
            {"not": [{"date_match": "possible", "date": "2024-01"}]},
            {"not": [{"date": "2024-01"}]},
            {"event_type": ["assault", "protest"]},
        ]
    }
    first = search(client, spelling, limit=1)
    assert first["query"] == search(client, other_spelling, limit=1, format="json")["query"]
    assert first["query"]["where"]["any"][0] == {"bbox": "43,29,49.5,38", "place_match": "certain"}
    second = search(client, other_spelling, limit=2, cursor=first["next_cursor"])
    assert result_ids(second) == result_ids(search(client, spelling, limit=3))[1:]
    assert first["next"] is first["previous"] is second["previous"] is None
    assert result_ids(search(client, spelling, limit=1, cursor=second["previous_cursor"])) == result_ids(
        first
    )
    for changed in ({"where": ASSAULT}, {"where": spelling, "ordering": "date"}):
        response = post_search(client, changed | {"cursor": first["next_cursor"]})
        assert json.loads(response.content)["errors"][0]["code"] == "invalid_cursor"


def test_defaults_are_echoed_and_a_dry_run_reads_no_rows(client: Client) -> None:
    echo = search(client, {"date": "2023"})["query"]
    assert echo == {
        "where": {"date": "2023", "date_match": "possible"},
        "ordering": "-date",
        "limit": 50,
        "format": "json",
        "dry_run": False,
    }
    assert search(client)["query"] == {name: value for name, value in echo.items() if name != "where"}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        dry = search(client, {"form": "series"}, dry_run=True, count="exact", fields=["title", "id", "title"])
    assert not [query for query in queries if "events_" in query["sql"]]
    assert dry["results"] == []
    assert dry["count"] is dry["next_cursor"] is None
    assert dry["query"]["fields"] == ["id", "title"]
    export = search(client, ASSAULT, dry_run=True, format="csv", shape="places")
    assert export["query"]["shape"] == "places"
    assert "limit" not in export["query"]


def test_what_stands_beside_the_tree_means_what_it_means_in_the_url(client: Client) -> None:
    query = "events/?event_type=assault&ordering=-end&limit=3&count=exact&omit=figures&omit=places"
    expected = get_json(client, query)
    page = search(client, ASSAULT, ordering="-end", limit=3, count="exact", omit=["figures", "places"])
    assert (page["results"], page["count"]) == (expected["results"], expected["count"])
    for beside in ({"format": "csv"}, {"format": "csv", "shape": "figures"}, {"format": "geojson"}):
        response = post_search(client, {"where": ASSAULT} | beside)
        body = response.getvalue()  # one download at a time, as a thread of the server has them
        parameters = "&".join(f"{name}={value}" for name, value in beside.items())
        listed = client.get(f"/api/v1/events/?event_type=assault&{parameters}")
        assert body == listed.getvalue()
        assert response["Content-Disposition"] == listed["Content-Disposition"]


@pytest.mark.parametrize("ordering", ["relevance", "-relevance"])
def test_relevance_is_that_of_the_list(client: Client, ordering: str) -> None:
    listed = event_ids(client, f"q=iraq+OR+talks&ordering={ordering}&exclude_form=statement")
    where = {"all": [{"not": [{"form": "statement"}]}, {"q": "iraq OR talks"}]}
    assert result_ids(search(client, where, ordering=ordering, limit=200)) == listed
    assert len(listed) > 7
    page = search(client, where, ordering=ordering, limit=7, count="exact")
    pages = result_ids(page)
    while page["next_cursor"]:
        page = search(client, where, ordering=ordering, limit=7, cursor=page["next_cursor"], count="exact")
        pages += result_ids(page)
    assert pages == listed
    assert page["count"] == len(listed)
    alone = result_ids(search(client, {"q": "iraq OR talks"}, ordering=ordering, limit=200))
    assert alone == event_ids(client, f"q=iraq+OR+talks&ordering={ordering}")


def test_anybody_may_post_from_anywhere(client: Client) -> None:
    asks = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    preflight = client.options(ADDRESS, headers=asks | {"Access-Control-Request-Headers": "content-type"})
    assert preflight.status_code == 200
    assert preflight["Access-Control-Allow-Origin"] == "*"
    assert "POST" in preflight["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight["Access-Control-Allow-Headers"]
    assert "POST" not in client.options("/api/v1/events/")["Access-Control-Allow-Methods"]
    response = post_search(
        Client(enforce_csrf_checks=True), {}, headers={"Origin": "https://elsewhere.example"}
    )
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    assert post_search(client, {}, headers={"If-None-Match": "*"}).status_code == 200


def test_how_it_is_sent_matters(client: Client) -> None:
    for content_type in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin-1",
    ):
        response = post_search(client, "{}", content_type=content_type)
        assert response.status_code == 415
        assert "application/json" in json.loads(response.content)["detail"]
    assert post_search(client, "{}", content_type="application/json; charset=UTF-8").status_code == 200
    for method in ("get", "head", "put", "delete"):
        response = getattr(client, method)(ADDRESS)
        assert response.status_code == 405
        assert response["Allow"] == "POST, OPTIONS"
    assert post_search(client, {}, headers={"Accept": "text/csv"}).status_code == 406
    export = post_search(client, {"format": "csv"}, headers={"Accept": "text/csv"})
    assert export.getvalue().startswith(b"factuality,id,title")
    assert client.post(f"{ADDRESS[:-1]}", "{}", content_type="application/json").status_code == 200
    problem = client.post(f"{ADDRESS}?limit=1", "{}", content_type="application/json").json()
    assert problem["errors"][0]["parameter"] == "limit"
    assert client.get(f"{ADDRESS}schema/", headers={"Accept": "application/json"}).status_code == 200
    assert client.get(f"{ADDRESS}schema/?x=1").status_code == 400


def test_the_number_of_queries_does_not_grow_with_rows(client: Client) -> None:
    where = {"any": [ASSAULT, {"location": "iraq"}, {"q": "talks"}]}
    numbers = []
    for limit in (15, 40):
        with CaptureQueriesContext(connection) as queries:
            search(client, where, limit=limit)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
