"""Who gets what at every address, by every method: held against `permissions.csv`.

A new address has no row, and the test fails until somebody has looked at what it gives to whom.
"""

import csv
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client
from django.utils.safestring import SafeString

from events.api.middleware import is_api_path
from tests import addresses
from tests.proof import IN_PROOF
from tests.shared_data import shared_fixture

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
TABLE = Path(__file__).with_name("permissions.csv")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
"""HEAD is left out: Django calls the same view for it as for GET."""
GROUPS = ("Contributor", "Reviewer", "Editor", "Admin")
ROLES = ("anonymous", "no staff", "no group", *GROUPS, "superuser")
SIGN_IN = "sign in"
"""What a redirect to the form for signing in counts as."""
REFUSED = ("403", "405", SIGN_IN)
ENDS = ("no staff", "no group", "Contributor", "superuser")
SEARCH = "/api/v1/events/search/"
WITHOUT_ACCOUNT = ("/admin/login/", "/admin/logout/")


@shared_fixture
def examples() -> None:
    """Something at every address."""
    addresses.make_examples()


@pytest.fixture
def visitors(examples: None) -> dict[str, Client]:  # noqa: ARG001 - in its transaction
    """A browser for each role."""
    found = {role: Client() for role in ROLES}
    for role, client in found.items():
        if role != "anonymous":
            user = User.objects.create_user(role.replace(" ", "-"), is_staff=role != "no staff")
            user.is_superuser = role == "superuser"
            user.save()
            user.groups.set(Group.objects.filter(name=role))
            client.force_login(user)
    return found


def ask(client: Client, method: str, address: str) -> Any:
    """The answer to a request without data, after which everything is as before."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = client.post(address) if method == "POST" else client.generic(method, address)
        response.getvalue()  # a download reads the database until its end
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def outcome(response: Any) -> str:
    """The status, or that somebody has to sign in first."""
    to_form = response.status_code == 302 and response["Location"].startswith("/admin/login/")
    return SIGN_IN if to_form else str(response.status_code)


def outcomes(visitors: dict[str, Client], method: str, address: str) -> tuple[str, ...]:
    """What each role gets.

    An answer that reads no session is the same for all. Rights grow from role to role: where the ends of
    the scale get the same, a proof alone asks for those between.
    """
    answer = ask(visitors["anonymous"], method, address)
    if "Cookie" not in answer.get("Vary", ""):
        assert not address.startswith("/admin/") or answer.status_code == 405, address
        return (outcome(answer),) * len(ROLES)
    found = {"anonymous": outcome(answer)}
    found |= {role: outcome(ask(visitors[role], method, address)) for role in ENDS}
    if IN_PROOF or found["Contributor"] != found["superuser"]:
        found |= {role: outcome(ask(visitors[role], method, address)) for role in ROLES if role not in found}
    return tuple(found.get(role, found["superuser"]) for role in ROLES)


def actual_rows(visitors: dict[str, Client]) -> Iterator[list[str]]:
    """A row for each address and the methods that have the same outcomes there."""
    for address in addresses.all_addresses():
        methods: dict[tuple[str, ...], list[str]] = {}
        for method in METHODS:
            methods.setdefault(outcomes(visitors, method, addresses.fill(address)), []).append(method)
        for found, names in methods.items():
            yield [address, " ".join(names), *found]


def read_table() -> list[list[str]]:
    """The rows of the file."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.proof(sample=True)
def test_everybody_gets_what_the_table_says(
    visitors: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who may see a page is settled before it is written out, which takes most of the time.
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_a, **_n: SafeString(""))
    rows = [["address", "methods", *ROLES], *actual_rows(visitors)]
    if rows != read_table():
        draft = Path(tempfile.gettempdir()) / TABLE.name
        with draft.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        pytest.fail(
            f"Permissions differ from {TABLE}. If they should: cp {draft} {TABLE}, and read the diff."
        )


def test_the_table_makes_sense() -> None:
    header, *rows = read_table()
    assert header == ["address", "methods", *ROLES]
    for address, methods, *found in rows:
        by_role = dict(zip(ROLES, found, strict=True))
        assert not [status for status in found if status.startswith("5")], address
        if not address.startswith("/admin/"):
            assert len(set(found)) == 1, f"{address}: what is public is the same for all"
            assert "POST" not in methods or found[0] == "405" or address == SEARCH, address
            continue
        if address in WITHOUT_ACCOUNT:
            continue
        assert by_role["anonymous"] in REFUSED, f"{address}: nobody reaches it without an account"
        assert by_role["no staff"] in REFUSED, f"{address}: staff alone reach it"
        for lower, higher in pairwise(ROLES):
            allowed = by_role[lower] not in REFUSED
            assert not allowed or by_role[higher] not in REFUSED, f"{address}: {higher} may less than {lower}"


def test_every_page_that_takes_a_post_wants_its_token(visitors: dict[str, Client]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitors["superuser"].cookies
    for address in addresses.all_addresses():
        if not is_api_path(address):
            assert ask(strict, "POST", addresses.fill(address)).status_code in (403, 405), address
