"""What no page of the site can mean."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PROBLEM_JSON = "application/problem+json"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_pages_have_the_methods_of_a_browser(admin_client: Client, method: str) -> None:
    for address in ("/", "/docs/", "/admin/", "/admin/events/event/add/", "/admin/nowhere/", "/nowhere"):
        refusal = admin_client.generic(method, address)
        assert (refusal.status_code, refusal["Allow"]) == (405, "GET, HEAD, POST")


def test_a_nul_in_a_cookie_asks_no_database() -> None:
    cookie = 'sessionid="\\000aaaaaaaaaaaa"'
    for address in ("/", "/admin/", "/admin/login/"):
        assert Client(HTTP_COOKIE=cookie).get(address).status_code == 400
    assert Client(HTTP_COOKIE=cookie).get("/api/v1/").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/admin/events/event/?review_status__exact=%00", 400),
        ("/admin/events/revision/?collection__exact=%00", 400),
        ("/admin/events/event/?%00=1", 400),
        (
            "/admin/autocomplete/?term=a%00b&app_label=events&model_name=event&field_name=dataset",
            400,
        ),
        ("/admin/events/actor/choose/?term=%00", 400),
        ("/admin/events/event/%00/change/", 404),
        ("/admin/login/?next=%00", 400),
        ("/docs/%00/", 404),
        ("/%00", 404),
        ("/api/%00", 404),
        ("/api/v1/events/a%00b/", 404),
        ("/api/v1/events/a%00b/revisions/", 404),
        ("/api/v1/events/a%00b/revisions/diff/?from=1&to=1", 404),
        ("/api/v1/events/a%00b/?revision=1", 404),
        ("/api/v1/events/a%00b/?as_of=2024-01-01T00:00:00Z", 404),
        ("/api/v1/releases/%00/events/%00/", 404),
        ("/api/v1/releases/x/changes/?since=%00", 404),
        ("/api/v1/events/a/?revision=%00", 400),
        ("/api/v1/events/a/?as_of=%00", 400),
        ("/api/v1/events/a/revisions/diff/?from=%00&to=1", 400),
        ("/api/v1/events/a/revisions/?cursor=%00", 400),
        ("/ogc/collections/%00/", 404),
        ("/ogc/collections/events/items/%00/", 404),
        ("/ogc/collections/events/items/?datetime=%00", 400),
    ],
)
def test_a_nul_means_nothing_anywhere(admin_client: Client, address: str, status: int) -> None:
    answer = admin_client.get(address)
    assert answer.status_code == status, answer.content
    is_problem = answer["Content-Type"] == PROBLEM_JSON
    assert is_problem == address.startswith(("/api/", "/ogc/"))
