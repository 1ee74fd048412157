"""A second factor: setting it up, signing in with it, losing the phone; and of whom it is required."""

import re
import time
from base64 import b32decode

import pytest
from django.conf import LazySettings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from events.models import SignInAttempts
from events.sign_in import attempts

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "the right one"
PAGE, CODE = "/admin/second-factor/", "/admin/login/code/"
ACTORS = "/admin/events/actor/"


@pytest.fixture(autouse=True)
def _within_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock stand in the middle of the 30 seconds of a code."""
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now - now % 30 + 15)


@pytest.fixture
def user(db: None) -> User:  # noqa: ARG001 - the database must stand
    user = User.objects.create_user("ravi", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Reviewer"))
    return user


def sign_in(name: str = "ravi", next_page: str = ACTORS) -> Client:
    """A browser in which the right password was given, and nothing else."""
    client = Client()
    answer = client.post(f"/admin/login/?next={next_page}", {"username": name, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """What the phone shows, or will show after so many steps of 30 seconds."""
    totp = TOTP(device.bin_key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06}"


def enrol(user: User) -> TOTPDevice:
    device: TOTPDevice = TOTPDevice.objects.create(user=user, name="phone")
    StaticDevice.objects.create(user=user).token_set.create(token="abcd2345")
    return device


def key_on(page: str) -> TOTPDevice:
    """The device that scans the page."""
    (text,) = re.findall(r"type this key: <code>([A-Z2-7 ]+)</code>", page)
    return TOTPDevice(key=b32decode(text.replace(" ", "")).hex())


def test_setting_it_up_by_the_picture_and_its_code(user: User) -> None:
    client = sign_in()
    other = sign_in()
    page = client.get(PAGE).content.decode()
    assert '<svg width="' in page
    assert "style=" not in page.partition("<svg")[2].partition("</svg>")[0]
    phone = key_on(page)
    assert "This code is not right" in client.post(PAGE, {"code": "000000", "_enrol": "1"}).content.decode()
    assert not TOTPDevice.objects.exists()
    assert key_on(client.get(PAGE).content.decode()).key == phone.key
    assert key_on(other.get(PAGE).content.decode()).key != phone.key  # each session has a key of its own
    before = client.session.session_key
    done = client.post(PAGE, {"code": code_of(phone), "_enrol": "1"}).content.decode()
    codes = re.findall(r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>", done)
    assert len(codes) == len(set(codes)) == 10
    assert client.session.session_key != before
    device = TOTPDevice.objects.get()
    assert (device.user, device.key, device.confirmed) == (user, phone.key, True)
    assert client.get(ACTORS).status_code == 200
    # Nothing shows the key or the codes again, and other sessions need a code now.
    page = client.get(PAGE).content.decode()
    assert "10 recovery codes are left" in page
    assert "<svg width" not in page
    assert codes[0] not in page
    assert other.get(ACTORS).status_code == 302


def test_a_session_without_the_key_cannot_set_one_up(user: User) -> None:
    answer = sign_in().post(PAGE, {"code": "123456", "_enrol": "1"})
    assert "of another session" in answer.content.decode()
    assert not TOTPDevice.objects.filter(user=user).exists()


def test_the_password_alone_opens_no_page_where_there_is_one(user: User) -> None:
    device = enrol(user)
    client = sign_in()
    for address in ("/admin/", ACTORS, PAGE, "/admin/password_change/", "/admin/jsi18n/"):
        answer = client.get(address, follow=True)
        assert answer.request["PATH_INFO"] == CODE, address
    page = client.get(CODE).content.decode()
    assert "ravi" in page
    assert 'autocomplete="one-time-code"' in page
    before = client.session.session_key
    answer = client.post(f"{CODE}?next={ACTORS}", {"code": code_of(device)})
    assert (answer.status_code, answer.headers["Location"]) == (302, ACTORS)
    assert client.session.session_key != before
    assert client.get(ACTORS).status_code == 200
    assert client.get(CODE).headers["Location"] == "/admin/"


def test_a_code_is_accepted_once(user: User) -> None:
    device = enrol(user)
    code = code_of(device)
    assert sign_in().post(CODE, {"code": code}).status_code == 302
    assert "was used before" in sign_in().post(CODE, {"code": code}).content.decode()
    later = code_of(device, 1)
    assert sign_in().post(CODE, {"code": f" {later[:3]} {later[3:]}"}).status_code == 302


def test_it_leads_to_no_other_site(user: User) -> None:
    device = enrol(user)
    answer = sign_in().post(f"{CODE}?next=https://elsewhere.example/", {"code": code_of(device)})
    assert answer.headers["Location"] == "/admin/"


def test_a_recovery_code_lets_in_once(user: User) -> None:
    enrol(user)
    client = sign_in()
    assert client.post(CODE, {"code": "ABCD-2345"}).status_code == 302
    assert "0 are left" in client.get(ACTORS).content.decode()
    assert "was used before" in sign_in().post(CODE, {"code": "abcd-2345"}).content.decode()


def test_guessing_codes_ends_after_five_whatever_the_address(user: User) -> None:
    device = enrol(user)
    known = sign_in()
    assert known.post(CODE, {"code": code_of(device, -1)}).status_code == 302
    for number in range(attempts.MAX_CODES):
        guess = {"code": f"{number:06}"}
        assert sign_in().post(CODE, guess, REMOTE_ADDR=f"198.51.100.{number}").status_code == 200
    refused = sign_in().post(CODE, {"code": code_of(device)}, REMOTE_ADDR="192.0.2.1")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "5 codes were wrong. Try again at" in refused.content.decode()
    # The owner's browser is not locked out, now or ever.
    known.post("/admin/logout/")
    known.post("/admin/login/", {"username": "ravi", "password": PASSWORD})
    assert known.post(CODE, {"code": code_of(device)}).status_code == 302
    SignInAttempts.objects.update(until="2024-01-27T12:00Z")
    assert sign_in().post(CODE, {"code": code_of(device, 1)}).status_code == 302


def test_who_only_knows_the_password_becomes_no_known_browser(user: User) -> None:
    device = enrol(user)
    client = sign_in()
    assert not [name for name in client.cookies if name.startswith("known_")]
    client.post(CODE, {"code": code_of(device)})
    assert [name for name in client.cookies if name.startswith("known_")]


def test_recovery_codes_are_renewed_and_it_is_removed_with_a_code_alone(user: User) -> None:
    device = enrol(user)
    client = sign_in()
    client.post(CODE, {"code": code_of(device, -1)})
    assert "not right" in client.post(PAGE, {"code": "abcd-efgh", "_renew": "1"}).content.decode()
    assert StaticToken.objects.count() == 1
    page = client.post(PAGE, {"code": code_of(device), "_renew": "1"}).content.decode()
    new = re.findall(r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>", page)
    assert len(new) == StaticToken.objects.count() == 10
    assert "not right" in client.post(PAGE, {"code": "abcd2345", "_remove": "1"}).content.decode()
    assert client.post(PAGE, {"code": new[0], "_remove": "1"}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()
    assert sign_in().get(ACTORS).status_code == 200


def test_somebody_else_may_sign_in_instead(user: User) -> None:
    enrol(user)
    client = sign_in()
    assert client.post(CODE, {"_log_out": "1"}).headers["Location"] == "/admin/login/"
    assert "_auth_user_id" not in client.session


def test_whoever_is_not_signed_in_is_sent_to_the_form_of_the_password() -> None:
    assert Client().get(PAGE).headers["Location"] == "/admin/login/?next=%2Fadmin%2Fsecond-factor%2F"
    assert Client().get(CODE).headers["Location"].startswith("/admin/login/")
    outsider = User.objects.create_user("outsider", password=PASSWORD)
    client = Client()
    client.force_login(outsider)
    assert client.get(PAGE).headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    ("setting", "group", "needs"),
    [
        ("", "Editor", False),
        ("publishers", "Contributor", False),
        ("publishers", "Reviewer", True),
        ("publishers", "Editor", True),
        ("publishers", "Admin", True),
        ("publishers", "superuser", True),
        ("everyone", "Contributor", True),
        ("editors", "Contributor", True),  # a slip is no open door
    ],
)
def test_of_whom_it_is_required(settings: LazySettings, setting: str, group: str, needs: bool) -> None:
    settings.SECOND_FACTOR = setting
    user = User.objects.create_user("ravi", password=PASSWORD, is_staff=True)
    if group == "superuser":
        user.is_superuser = True
        user.save()
    else:
        user.groups.add(Group.objects.get(name=group))
    client = sign_in()
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == (PAGE if needs else "/admin/")
    if not needs:
        return
    for address in (ACTORS, "/admin/password_change/", f"{ACTORS}add/"):
        assert client.get(address).status_code == 302
        assert client.post(address, {"name": "Forged"}).status_code == 302
    page = client.get(f"{PAGE}?next={ACTORS}").content.decode()
    assert "asks for a second factor of your account before you can go on" in page
    done = client.post(PAGE, {"code": code_of(key_on(page)), "_enrol": "1", "next": ACTORS}).content.decode()
    assert f'href="{ACTORS}"' in done
    assert client.get(ACTORS).status_code == 200


def test_who_comes_to_publish_needs_one_at_once(settings: LazySettings) -> None:
    settings.SECOND_FACTOR = "publishers"
    user = User.objects.create_user("ravi", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Contributor"))
    client = sign_in()
    assert client.get(ACTORS).status_code == 200
    user.groups.add(Group.objects.get(name="Reviewer"))
    assert client.get(ACTORS, follow=True).request["PATH_INFO"] == PAGE


def test_a_superuser_removes_that_of_a_colleague(user: User, admin_client: Client) -> None:
    enrol(user)
    accounts = "/admin/auth/user/"
    assert 'alt="True"' in admin_client.get(accounts).content.decode()
    form = {"action": "remove_second_factor", "_selected_action": [user.pk]}
    page = admin_client.post(accounts, form, follow=True).content.decode()
    assert "The second factor of ravi was removed." in page
    assert LogEntry.objects.get().change_message == "Removed the second factor."
    assert sign_in().get(ACTORS).status_code == 200
    assert "The account ravi had none." in admin_client.post(accounts, form, follow=True).content.decode()


def test_an_admin_who_is_no_superuser_cannot(user: User) -> None:
    enrol(user)
    boss = User.objects.create_user("adam", password=PASSWORD, is_staff=True)
    boss.groups.add(Group.objects.get(name="Admin"))
    client = sign_in("adam")
    assert "remove_second_factor" not in client.get("/admin/auth/user/").content.decode()
    client.post("/admin/auth/user/", {"action": "remove_second_factor", "_selected_action": [user.pk]})
    assert TOTPDevice.objects.exists()


def test_a_session_is_verified_as_long_as_its_device_is_there(settings: LazySettings, user: User) -> None:
    settings.SECOND_FACTOR = "publishers"
    device = enrol(user)
    client = sign_in()
    client.post(CODE, {"code": code_of(device)})
    assert client.get(ACTORS).status_code == 200
    call_command("remove_second_factor", "ravi", verbosity=0)
    assert client.get(ACTORS, follow=True).request["PATH_INFO"] == PAGE


def test_the_command_says_what_it_did_not_find(user: User, capsys: pytest.CaptureFixture[str]) -> None:
    enrol(user)
    call_command("remove_second_factor", "ravi")
    assert "The second factor of “ravi” was removed" in capsys.readouterr().out
    with pytest.raises(CommandError, match="“ravi” has no second factor"):
        call_command("remove_second_factor", "ravi")
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        call_command("remove_second_factor", "nobody")


def test_no_screen_shows_the_keys(admin_client: Client, user: User) -> None:
    device = enrol(user)
    assert admin_client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert admin_client.get("/admin/otp_static/staticdevice/").status_code == 404
    assert device.key not in admin_client.get(f"/admin/auth/user/{user.pk}/change/").content.decode()
