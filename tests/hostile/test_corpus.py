"""Nothing that is sent breaks anything, and both databases answer it alike: see `statuses.txt`."""

import json
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client

from events.api.errors import PROBLEM_MEDIA_TYPE
from events.api.middleware import is_api_path
from tests import addresses
from tests.hostile.corpus import HostileRequest, make_corpus
from tests.hostile.wsgi_site import Answer, WsgiSite
from tests.shared_data import shared_fixture

pytestmark = pytest.mark.usefixtures("seeded")
STATUSES = Path(__file__).with_name("statuses.txt")
DOCS = "/api/docs/"
"""The one page of HTML below the API."""


@shared_fixture
def examples() -> None:
    """Something at every address."""
    addresses.make_examples()


@pytest.fixture
def site(examples: None) -> Iterator[WsgiSite]:  # noqa: ARG001 - in its transaction
    """The site, with a superuser signed in."""
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    # The tests' transaction is on the connection that the end of a request would close.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    logging.disable(logging.ERROR)
    yield WsgiSite(client.cookies["sessionid"].value)
    logging.disable(logging.NOTSET)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(site: WsgiSite, request: HostileRequest) -> Answer:
    """The answer, after which everything is as before."""
    with transaction.atomic():
        answer = site.ask(request)
        transaction.set_rollback(True)
    return answer


def outcome(request: HostileRequest, answer: Answer) -> str:
    """The status and, of a problem, its code. Raises: AssertionError for what no answer may be."""
    assert answer.status < 500, (request.name, answer.body[:2000])
    path = request.address.partition("?")[0]
    if not is_api_path(path):
        return str(answer.status)
    is_docs = path == DOCS and answer.status == 200
    assert is_docs or "html" not in answer.media_type, (request.name, answer.body[:200])
    if answer.status < 400 or request.method == "HEAD":
        return str(answer.status)
    assert answer.media_type == PROBLEM_MEDIA_TYPE, (request.name, answer.media_type)
    problem = json.loads(answer.body)
    assert problem["status"] == answer.status, request.name
    return f"{answer.status} {problem['type'].rpartition(':')[2]}"


def test_every_request_is_answered_as_the_file_says(site: WsgiSite) -> None:
    corpus = make_corpus()
    assert len({request.name for request in corpus}) > 500
    lines = sorted({f"{outcome(request, ask(site, request))} | {request.name}" for request in corpus})
    text = "\n".join(lines) + "\n"
    if text != STATUSES.read_text(encoding="utf-8"):
        draft = Path(tempfile.gettempdir()) / STATUSES.name
        draft.write_text(text, encoding="utf-8")
        pytest.fail(
            f"Answers differ from {STATUSES}. If they should: cp {draft} {STATUSES}, and read the diff."
        )
