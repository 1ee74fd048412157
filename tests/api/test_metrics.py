"""/metrics: for who shows the token, by route and never by path."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.test import Client

from events import changes
from events.models import Sequence
from events.monitoring import metrics
from events.monitoring.faults import Fault
from tests import factories as make

TOKEN = "0123456789abcdef"


@pytest.fixture
def scraper(client: Client, settings: Any) -> Client:
    """A client of a site that has the token."""
    settings.METRICS_TOKEN = TOKEN
    return client


def read(client: Client) -> dict[str, float]:
    """The value of each series."""
    response = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert (response.status_code, response["Content-Type"]) == (
        200,
        "text/plain; version=0.0.4; charset=utf-8",
    )
    rows = [line.rpartition(" ") for line in response.content.decode().splitlines() if line[0] != "#"]
    return {name: float(value) for name, _, value in rows}


def test_without_the_setting_there_is_nothing(client: Client) -> None:
    for headers in ({}, {"authorization": "Bearer "}, {"authorization": f"Bearer {TOKEN}"}):
        assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer x", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}é"])
def test_without_the_token_it_is_refused(shown: str, scraper: Client) -> None:
    response = scraper.get("/metrics", headers={"authorization": shown})
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert b"eventapi_" not in response.content
    assert scraper.post("/metrics").status_code == 405


@pytest.mark.django_db
def test_requests_are_counted_by_route_method_and_status(scraper: Client) -> None:
    get = 'eventapi_requests_total{method="GET",route="%s",status="%d"}'
    list_, none = get % ("events-list", 200), get % ("none", 404)
    other = 'eventapi_requests_total{method="other",route="none",status="405"}'
    before = read(scraper)
    for query in ("", "?limit=1", "?q=a"):
        assert scraper.get(f"/api/v1/events/{query}").status_code == 200
    scraper.get("/api/v1/events/secret-id/")
    scraper.get("/secret-path")
    scraper.generic("BREW", "/livez")
    after = read(scraper)
    assert after[list_] - before.get(list_, 0) == 3
    assert after[get % ("events-detail", 404)] - before.get(get % ("events-detail", 404), 0) == 1
    assert after[none] - before.get(none, 0) == 1
    assert after[other] - before.get(other, 0) == 1
    seconds = 'eventapi_request_seconds_count{route="events-list"}'
    assert after[seconds] - before.get(seconds, 0) == 3
    assert not [name for name in after if "secret" in name]


@pytest.mark.django_db
def test_the_last_public_change_is_told(scraper: Client) -> None:
    with changes.changeset("tester", "test"):
        make.dataset()
    last = Sequence.objects.get().public_value
    assert last > 0
    values = read(scraper)
    assert (values["eventapi_public_sequence"], values["eventapi_database_up"]) == (last, 1)


def test_a_database_that_is_out_is_told(scraper: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def out(**_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(Sequence.objects, "filter", out)
    series = 'eventapi_database_faults_total{fault="unreachable"}'
    before = read(scraper)
    metrics.count_fault(Fault.UNREACHABLE)
    values = read(scraper)
    assert values["eventapi_database_up"] == 0
    assert "eventapi_public_sequence" not in values
    assert values[series] - before.get(series, 0) == 1


@pytest.mark.once
def test_several_processes_add_up(tmp_path: Path) -> None:
    code = (
        "import os, django; django.setup()\n"
        "from django.test import Client\n"
        "for _ in range(2): Client().get('/livez')\n"
        "if not os.fork(): Client().get('/livez'); os._exit(0)\n"
        "os.wait()\n"
        "shown = {'authorization': 'Bearer ' + os.environ['METRICS_TOKEN']}\n"
        "print(Client().get('/metrics', headers=shown).content.decode())\n"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "eventapi.settings", "EVENTAPI_VAR": str(tmp_path / "var")}
    environment |= {
        "METRICS_TOKEN": TOKEN,
        "ALLOWED_HOSTS": "testserver",
        metrics.FOLDER_VARIABLE: str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert 'eventapi_requests_total{method="GET",route="livez",status="200"} 3.0' in done.stdout
    assert "eventapi_database_up 0.0" in done.stdout
