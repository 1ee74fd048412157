"""The map of a place's form: what it is given, and the files that it is made of."""

import hashlib
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client

from events.models import Location
from tests import factories
from tests.admin.conftest import QueryCounter
from tests.admin.form_data import admin_url

pytestmark = pytest.mark.once

VENDOR = settings.BASE_DIR / "events/static/events/vendor"


def map_data(page: Any) -> dict[str, Any]:
    """What the script of the map reads."""
    match = re.search(r'<script type="application/json">(.*?)</script>', page.content.decode())
    assert match
    data: dict[str, Any] = json.loads(match[1])
    return data


@pytest.mark.usefixtures("seeded")
def test_the_form_of_a_place_has_its_point_its_radius_and_what_lies_around(site: Client) -> None:
    baghdad = Location.objects.get(slug="baghdad")
    data = map_data(site.get(admin_url(baghdad)))
    assert data["places"] == [
        {"name": "Baghdad", "point": [33.3152, 44.3661], "radius_m": 20000, "box": [44.1, 33.1, 44.6, 33.5]}
    ]
    assert "Baghdad International Airport" in [place["name"] for place in data["around"]]
    assert "Baghdad" not in [place["name"] for place in data["around"]]
    new = map_data(site.get(admin_url(Location, "add")))
    assert new["places"] == [{"name": "", "point": None, "radius_m": None, "box": None}]
    assert new["around"] == []


@pytest.mark.usefixtures("seeded")
def test_who_may_only_look_sees_the_map_without_fields(client: Client) -> None:
    guest = User.objects.create_user("guest", password="secret", is_staff=True)
    guest.user_permissions.set(Permission.objects.filter(codename="view_location"))
    client.force_login(guest)
    page = client.get(admin_url(Location.objects.get(slug="baghdad")))
    assert map_data(page)["places"][0]["point"] == [33.3152, 44.3661]
    assert b'id="id_latitude"' not in page.content


@pytest.mark.django_db
def test_a_map_asks_no_more_for_more_places_around(count_queries: QueryCounter) -> None:
    with factories.change():
        place = factories.location("middle", latitude=10.0, longitude=10.0)
    few = count_queries(admin_url(place))
    with factories.change():
        for number in range(70):
            factories.location(f"near-{number}", latitude=10 + number / 100, longitude=10.0)
    assert count_queries(admin_url(place)) == few


def test_every_vendored_file_is_the_one_whose_sum_is_kept_and_has_a_licence() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    digests = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
    ours = {"README.md", "SHA256SUMS", "fetch.sh"}
    files = {str(path.relative_to(VENDOR)): path for path in VENDOR.rglob("*") if path.is_file()}
    assert digests == {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in files.items()
        if name not in ours
    }
    folders = {
        path.parent for name, path in files.items() if name not in ours and path.parent.parent == VENDOR
    }
    assert all((folder / "LICENSE").exists() for folder in folders)
