"""Signing in, and what happens to those who guess."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from events.models import SignInAttempts
from events.sign_in import attempts
from events.sign_in.attempts import client_address

LOGIN = "/admin/login/?next=/admin/"
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def somebody(db: None) -> User:  # noqa: ARG001 - the database must stand
    return User.objects.create_user("somebody", password="the right one", is_staff=True)


def post(password: str, name: str = "somebody", address: str = "203.0.113.7", client: Any = None) -> Any:
    return (client or Client()).post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def try_sign_in(password: str, name: str = "somebody", address: str = "203.0.113.7") -> str:
    """What the page says to a name and a password; nothing where they are taken."""
    answer = post(password, name, address)
    return "" if answer.status_code == 302 else answer.content.decode()


def let_the_window_pass() -> None:
    SignInAttempts.objects.update(until="2024-01-27T12:00Z")


def test_after_five_failures_the_right_password_is_refused_and_told_when_to_come_back() -> None:
    for _ in range(5):
        assert "Please enter the correct username and password" in try_sign_in("wrong")
    answer = post("the right one")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert "Signing in failed 5 times for this name. Try again at " in answer.content.decode()
    assert "in 15 minutes" in answer.content.decode()
    assert "Signing in failed" in try_sign_in("the right one", name="Somebody")
    # Neither from elsewhere nor with another name does anybody have to wait for it.
    assert try_sign_in("the right one", address="203.0.113.8") == ""
    assert "Please enter the correct" in try_sign_in("wrong", name="else")
    let_the_window_pass()
    assert try_sign_in("the right one") == ""


def test_what_is_refused_reads_no_password_and_writes_nothing(read_passwords: list[str]) -> None:
    for _ in range(5):
        post("wrong")
    counted = list(SignInAttempts.objects.order_by("key").values())
    with CaptureQueriesContext(connection) as queries:
        assert post("wrong").status_code == 429
    assert len(read_passwords) == 5
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]
    assert list(SignInAttempts.objects.order_by("key").values()) == counted


def test_one_password_over_many_names_from_one_address_is_slowed(read_passwords: list[str]) -> None:
    statuses = [post("Summer2026", f"name-{number}").status_code for number in range(40)]
    assert statuses == [200] * attempts.MAX_FOR_ADDRESS + [429] * (40 - attempts.MAX_FOR_ADDRESS)
    assert len(read_passwords) == attempts.MAX_FOR_ADDRESS
    assert "too often from this address" in try_sign_in("the right one")
    assert "Please enter the correct" in try_sign_in("wrong", address="203.0.113.8")


def test_a_name_that_is_guessed_at_from_everywhere_stays_open_to_its_owner_s_browser() -> None:
    desk = Client()
    assert post("the right one", client=desk).status_code == 302
    desk.post("/admin/logout/")
    statuses = [
        post("wrong", address=f"198.51.100.{number}").status_code
        for number in range(attempts.MAX_FOR_NAME + 1)
    ]
    assert statuses == [200] * attempts.MAX_FOR_NAME + [429]
    assert "from several addresses" in try_sign_in("the right one", address="192.0.2.1")
    # Neither another name nor the browser in which the owner signed in before has to wait, wherever it is.
    assert "Please enter the correct" in try_sign_in("wrong", name="else")
    assert post("the right one", client=desk, address="198.51.100.1").status_code == 302
    let_the_window_pass()
    assert try_sign_in("the right one", address="192.0.2.1") == ""


def test_a_known_browser_guesses_no_more_than_another_and_for_its_own_name_alone() -> None:
    desk = Client()
    post("the right one", client=desk)
    desk.post("/admin/logout/")
    assert [post("wrong", client=desk).status_code for _ in range(6)] == [200] * 5 + [429]
    assert [post("wrong", "else", client=desk).status_code for _ in range(6)] == [200] * 5 + [429]


def test_a_cookie_that_was_made_up_is_worth_nothing() -> None:
    desk = Client()
    post("the right one", client=desk)
    (name,) = [name for name in desk.cookies if name.startswith("known_")]
    cookie = desk.cookies[name]
    assert cookie["httponly"] is True
    assert (cookie["path"], cookie["samesite"]) == ("/admin/login/", "Lax")
    forger = Client()
    forger.cookies[name] = f"made-up:{cookie.value.partition(':')[2]}"
    for number in range(attempts.MAX_FOR_NAME):
        post("wrong", address=f"198.51.100.{number}")
    assert post("the right one", client=forger).status_code == 429


def test_over_all_names_and_addresses_there_is_a_limit(
    monkeypatch: pytest.MonkeyPatch, read_passwords: list[str]
) -> None:
    monkeypatch.setattr(attempts, "MAX_FOR_ALL", 30)
    for number in range(60):
        post("wrong", f"name-{number}", address=f"198.51.100.{number}")
    assert len(read_passwords) == 30
    assert SignInAttempts.objects.count() <= 3 * 30 + 1
    let_the_window_pass()
    post("wrong", "name-1")
    assert SignInAttempts.objects.count() == 4  # what is over is forgotten


def test_who_signs_in_starts_anew() -> None:
    for _ in range(3):
        for _ in range(4):
            try_sign_in("wrong")
        assert try_sign_in("the right one") == ""
    for _ in range(60):
        assert try_sign_in("the right one") == ""


def test_a_header_of_the_client_does_not_help() -> None:
    for number in range(5):
        Client().post(
            LOGIN,
            {"username": "somebody", "password": "wrong"},
            REMOTE_ADDR="203.0.113.7",
            HTTP_X_FORWARDED_FOR=f"198.51.100.{number}",
        )
    assert post("the right one").status_code == 429
    assert "203.0.113.7" not in str(SignInAttempts.objects.values())


def test_the_log_names_the_last_attempt_alone(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(12):
        post("wrong")
    (line,) = [record.getMessage() for record in caplog.records if record.name.startswith("events.sign_in")]
    assert "'somebody' from 203.0.113.7" in line


def test_a_form_without_a_password_counts_nowhere() -> None:
    for _ in range(10):
        assert Client().post(LOGIN, {"username": "somebody"}).status_code == 200
    assert not SignInAttempts.objects.exists()


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_of_ipv6_an_address_is_the_network_of_one_customer(remote: str, address: str) -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=remote)) == address


def test_a_customer_s_ipv6_addresses_count_as_one() -> None:
    for number in range(5):
        post("wrong", address=f"2001:db8:1:2::{number}")
    assert post("the right one", address="2001:db8:1:2:ffff::1").status_code == 429
    assert post("the right one", address="2001:db8:1:3::1").status_code == 302
