"""Signing in, and what happens to those who guess."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory

from events.admin import accounts
from events.admin.accounts import client_address
from events.models import SignInFailure

pytestmark = pytest.mark.once

LOGIN = "/admin/login/?next=/admin/"


@pytest.fixture
def somebody(db: None) -> User:  # noqa: ARG001 - the database must stand
    return User.objects.create_user("somebody", password="the right one", is_staff=True)


def try_sign_in(password: str, name: str = "somebody", address: str = "203.0.113.7", **headers: Any) -> str:
    """What the page says to a name and a password; nothing where they are taken."""
    answer = Client(REMOTE_ADDR=address, **headers).post(LOGIN, {"username": name, "password": password})
    return "" if answer.status_code == 302 else answer.content.decode()


@pytest.mark.usefixtures("somebody")
@pytest.mark.django_db
def test_after_five_failures_the_right_password_is_refused_and_told_when_to_come_back() -> None:
    for _ in range(5):
        assert "Please enter the correct username and password" in try_sign_in("wrong")
    page = try_sign_in("the right one")
    assert "Signing in failed 5 times for this name. Try again at " in page
    assert "in 15 minutes" in page
    assert "Signing in failed" in try_sign_in("the right one", name="Somebody")
    # Neither from elsewhere nor with another name does anybody have to wait for it.
    assert try_sign_in("the right one", address="203.0.113.8") == ""
    assert "Please enter the correct" in try_sign_in("wrong", name="else")
    # What is refused does not make the wait longer.
    SignInFailure.objects.update(at=SignInFailure.objects.first().at - timedelta(minutes=15))  # type: ignore[union-attr]
    assert try_sign_in("the right one") == ""


@pytest.mark.usefixtures("somebody")
@pytest.mark.django_db
def test_who_signs_in_starts_anew() -> None:
    for _ in range(3):
        for _ in range(4):
            try_sign_in("wrong")
        assert try_sign_in("the right one") == ""
    assert not SignInFailure.objects.exists()


@pytest.mark.usefixtures("somebody")
@pytest.mark.django_db
def test_a_header_of_the_client_does_not_help() -> None:
    for number in range(5):
        try_sign_in("wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert "Signing in failed" in try_sign_in("the right one", HTTP_X_FORWARDED_FOR="198.51.100.99")
    assert "203.0.113.7" not in str(SignInFailure.objects.values())


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("", ""),
    ],
)
def test_an_address_is_that_of_one_customer(peer: str, address: str) -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=peer)) == address


@pytest.mark.usefixtures("somebody")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("earlier", [0, 5])
def test_of_many_at_the_same_moment_five_are_read(monkeypatch: pytest.MonkeyPatch, earlier: int) -> None:
    for _ in range(earlier):  # long ago, so that they count no more
        try_sign_in("wrong")
    SignInFailure.objects.update(at="2024-01-27T12:00Z")
    read = []
    monkeypatch.setattr(
        "django.contrib.auth.backends.ModelBackend.authenticate",
        lambda *_args, **named: read.append(named["username"]),
    )

    def guess(number: int) -> None:
        try:
            try_sign_in(f"guess {number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(guess, range(24)))
    assert len(read) == accounts.MAX_FAILURES
