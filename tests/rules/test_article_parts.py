"""The lines of an article's text tell what they are."""

import json
from pathlib import Path

import pytest

from events.rules.article_parts import PartsProposal, propose_parts

FIXTURE = Path(__file__).parents[2] / "fixtures" / "articles.json"
WIRE = """Two killed in Basra protest

FILE PHOTO: Protesters burn tyres in Basra, Iraq. REUTERS/Stringer
By Aref Mohammed

BASRA, Iraq, Sept 4 (Reuters) - Two protesters were killed on Tuesday.

What comes next?

“We want water,” said one.

Reporting by Aref Mohammed; Editing by Alison Williams
"""


def kinds(proposal: PartsProposal) -> list[str]:
    """The kinds of the proposed parts."""
    return [part.kind.value for part in proposal.parts]


@pytest.mark.parametrize("number", range(3))
def test_the_parts_of_the_seed_articles_are_those_that_people_marked(number: int) -> None:
    rows = json.loads(FIXTURE.read_text())
    article = [row["fields"] for row in rows if row["model"] == "events.article"][number]
    marked = [
        (row["fields"]["kind"], row["fields"]["start"], row["fields"]["end"])
        for row in rows
        if row["model"] == "events.articlepart" and row["fields"]["article"] == [article["slug"]]
    ]
    proposal = propose_parts(article["text"], article.get("title", ""))
    assert [(part.kind.value, part.start, part.end) for part in proposal.parts] == marked


def test_a_wire_report_tells_its_dateline_its_writer_and_its_agency() -> None:
    proposal = propose_parts(WIRE)
    assert kinds(proposal) == ["headline", "caption", "credit", "body", "heading", "body", "credit"]
    assert proposal.dateline == "BASRA, Iraq, Sept 4 (Reuters)"
    assert proposal.byline == "By Aref Mohammed"
    assert [(kind.value, name) for kind, name in proposal.credits] == [
        ("agency", "Reuters"),
        ("author", "Aref Mohammed"),
    ]


def test_a_title_that_is_known_is_the_headline_wherever_it_stands() -> None:
    assert kinds(propose_parts("World news\nIraq speaks.\nOne said so.", "Iraq speaks.")) == [
        "body",
        "headline",
        "body",
    ]


def test_a_title_that_the_text_does_not_hold_leaves_the_headline_to_be_found() -> None:
    assert kinds(propose_parts(WIRE, "Of our own")) == kinds(propose_parts(WIRE))


@pytest.mark.parametrize("text", ["", " \n\t\n", "\r\n"])
def test_no_text_has_no_parts(text: str) -> None:
    assert propose_parts(text) == PartsProposal(())


def test_one_line_is_a_paragraph() -> None:
    assert kinds(propose_parts("Iraq speaks")) == ["body"]


def test_parts_leave_out_the_space_around_their_lines() -> None:
    text = "  One.  \r\n\r\n\tTwo. "
    assert [text[part.start : part.end] for part in propose_parts(text).parts] == ["One.", "Two."]
