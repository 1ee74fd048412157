"""A fourth, invented article, coded by docs/data-model.md alone, goes the whole way into the API."""

from pathlib import Path

import pytest
from django.test import Client

from events.choices import PartKind
from events.importers.seeds.fixtures import read_files, write_files
from events.importers.seeds.load import LoadResult, load_rows
from events.invariants import find_violations
from events.models import Article, Evidence
from events.rules.offsets import uncovered
from events.rules.text import sentences
from tests.api.helpers import event_ids, get_json

SEEDS = Path(__file__).parent / "fourth"
ARTICLE = "dockers-in-port-selm-suspend-strike-after-talks"
STRIKE = "strike-of-dockers-in-port-selm-2021"
CLEARING = "clearing-of-the-blockade-in-port-selm-2021-02-27"


@pytest.fixture
def outcome(tmp_path: Path, db: None) -> LoadResult:  # noqa: ARG001 - the database must be open
    """The fixtures built from the structure, and loaded into an empty database."""
    write_files(SEEDS, tmp_path)
    return load_rows(read_files(tmp_path))


def test_it_is_marked_as_fiction_and_short() -> None:
    raw = (SEEDS / "port-selm.txt").read_text(encoding="utf-8")
    assert raw.startswith("FICTION")
    assert 120 <= len(raw.split()) <= 180


def test_it_loads_whole_and_nothing_is_wrong_with_it(outcome: LoadResult) -> None:
    assert len(outcome.created) > 30
    assert (outcome.updated, outcome.skipped) == ([], [])
    assert list(find_violations()) == []


@pytest.mark.usefixtures("outcome")
def test_a_record_rests_on_every_sentence() -> None:
    article = Article.objects.get()
    parts = article.parts.exclude(kind=PartKind.CREDIT).order_by("start")
    spans = [
        sentence for part in parts for sentence in sentences(article.text[part.start : part.end], part.start)
    ]
    quoted = list(Evidence.objects.values_list("start", "end"))
    left = [article.text[slice(*spans[place])] for place in sorted(uncovered(spans, quoted))]
    # The photographer of the caption is a credit, on which nothing has to rest.
    assert left == ["(Gull Pictures)"]
    assert len(spans) > 10


@pytest.mark.usefixtures("outcome")
def test_it_answers_as_the_real_articles_do(client: Client) -> None:
    assert set(event_ids(client, "location=port-selm")) >= {STRIKE, CLEARING}
    assert "talks-of-union-and-ministry-in-arden" not in event_ids(client, "location=port-selm")
    assert event_ids(client, "factuality=planned") == ["second-round-of-talks-on-the-strike-in-port-selm"]
    assert STRIKE in event_ids(client, "date=2021-02-25&date_match=certain")
    counts = {f["key"]: (f["value"], f["high"]) for f in get_json(client, f"events/{STRIKE}/")["figures"]}
    assert counts == {"strikers-union": (400, None), "strikers-ministry": (250, 250)}
    clash = get_json(client, f"events/{STRIKE}/")["contradictions"]
    assert [one["how"] for one in clash] == ["numeric"]
    assert get_json(client, f"articles/{ARTICLE}/")["outlet"] is None
