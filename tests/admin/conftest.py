"""What the tests of the curators' pages have in common."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

QueryCounter = Callable[[str], int]


@pytest.fixture(autouse=True)
def _discard_template_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test client copies the context of every template, of which a form has one for each field."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_named: None)


@pytest.fixture
def curator(admin_user: User) -> User:
    """Somebody who may do everything."""
    admin_user.username = "curator"
    admin_user.save()
    return admin_user


@pytest.fixture
def site(client: Client, curator: User) -> Client:
    """A browser in which the curator is signed in."""
    client.force_login(curator)
    return client


@pytest.fixture
def count_queries(site: Client) -> QueryCounter:
    """How many queries a page asks."""

    def count(address: str) -> int:
        assert site.get(address).status_code == 200  # the first time, permissions are read
        with CaptureQueriesContext(connection) as queries:
            assert site.get(address).status_code == 200
        return len(queries)

    return count
