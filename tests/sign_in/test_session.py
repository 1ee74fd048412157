"""How long a session lives, and what ends it."""

import time

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOUR = 3600


class Clock:
    """A clock that is put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.read = time.time

    def __call__(self) -> float:
        return self.read() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.time", clock)
    return clock


@pytest.fixture
def user(db: None) -> User:  # noqa: ARG001 - the database must stand
    return User.objects.create_superuser("ravi", password="the right one")


def sign_in(password: str = "the right one") -> Client:
    client = Client()
    client.get("/admin/login/")
    assert client.post("/admin/login/", {"username": "ravi", "password": password}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/admin/password_change/").status_code == 200


@pytest.mark.usefixtures("user")
def test_the_cookie_is_no_script_s_and_no_other_site_s() -> None:
    cookie = sign_in().cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 12 * HOUR


@pytest.mark.usefixtures("user")
def test_signing_in_changes_the_key_of_a_session() -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = str(session.session_key)
    client.post("/admin/login/", {"username": "ravi", "password": "the right one"})
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.usefixtures("user")
def test_it_is_renewed_while_somebody_works_and_written_seldom(clock: Clock) -> None:
    client = sign_in()
    (row,) = Session.objects.all()
    client.get("/admin/")
    assert Session.objects.get().expire_date == row.expire_date
    clock.ahead = HOUR
    answer = client.get("/admin/")
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 12 * HOUR


@pytest.mark.usefixtures("user")
def test_it_ends_after_a_shift_without_a_request() -> None:
    client = sign_in()
    Session.objects.update(expire_date="2024-01-27T12:00Z")
    assert not is_in(client)
    # Whoever signs in next lets the rows go that have expired.
    sign_in()
    assert Session.objects.count() == 1


@pytest.mark.usefixtures("user")
def test_it_ends_after_a_week_of_work_but_no_form_is_lost(clock: Clock) -> None:
    client = sign_in()
    for hours in range(6, 7 * 24, 6):
        clock.ahead = hours * HOUR
        assert is_in(client), hours
    clock.ahead = 7 * 24 * HOUR + 60
    assert client.post("/admin/password_change/", {}).status_code == 200
    assert not is_in(client)
    assert client.post("/admin/password_change/", {}).status_code == 302


def test_a_changed_password_ends_all_other_sessions(user: User) -> None:
    desk, elsewhere = sign_in(), sign_in()
    new = {"new_password1": "quite another 1", "new_password2": "quite another 1"}
    desk.post("/admin/password_change/", {"old_password": "the right one"} | new)
    assert is_in(desk)
    assert not is_in(elsewhere)
    # One that somebody else sets ends them all.
    user.refresh_from_db()
    user.set_password("a third one 3")
    user.save()
    assert not is_in(desk)


def test_an_account_that_is_made_inactive_is_out_at_once(user: User) -> None:
    client = sign_in()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not is_in(client)


@pytest.mark.usefixtures("user")
def test_public_answers_do_not_look_at_it() -> None:
    client = sign_in()
    for address in ("/api/v1/events/", "/docs/", "/"):
        answer = client.get(address)
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert settings.SESSION_COOKIE_NAME not in answer.cookies
