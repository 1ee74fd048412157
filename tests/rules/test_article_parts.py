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


@pytest.mark.parametrize(
    ("length", "kind"),
    [(200, "headline"), (201, "body")],
)
def test_a_headline_is_a_first_line_of_at_most_200_characters_without_a_full_stop(
    length: int, kind: str
) -> None:
    assert kinds(propose_parts("x" * length + "\nThey met.")) == [kind, "body"]
    assert kinds(propose_parts("x" * (length - 1) + ".\nThey met.")) == ["body", "body"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("x" * 80, "heading"),
        ("x" * 81, "body"),
        ("x.", "body"),
        ("The 'plan'", "heading"),
        ("'The plan", "body"),
        ("\u2013 The plan", "body"),
    ],
)
def test_a_heading_is_a_short_line_between_paragraphs_that_quotes_nobody(line: str, kind: str) -> None:
    assert kinds(propose_parts(f"They met.\n{line}\nThey left.")) == ["body", kind, "body"]
    assert kinds(propose_parts(f"They met.\n{line}")) == ["body", "body"]


@pytest.mark.parametrize(("length", "kind"), [(200, "credit"), (201, "body")])
def test_a_credit_is_a_line_of_at_most_200_characters(length: int, kind: str) -> None:
    assert kinds(propose_parts("They met.\n" + "Reporting by ".ljust(length, "x"))) == ["body", kind]


def test_what_the_text_itself_says_is_no_credit() -> None:
    text = "They met, Reuters said.\nThe photo (Ali Hassan)\nBy the river they left.\nAFP and dpa"
    proposal = propose_parts(text)
    assert kinds(proposal) == ["body", "heading", "body", "credit"]
    assert (proposal.dateline, proposal.byline) == ("", "")
    assert [(kind.value, name) for kind, name in proposal.credits] == [("agency", "AFP"), ("agency", "dpa")]


def test_a_picture_names_who_took_it_and_a_second_byline_is_none() -> None:
    proposal = propose_parts(
        "Headline\nTroops in Basra (Ali Hassan)\nBy Aref Mohammed\nBy Zaid Ali\nThey met."
    )
    assert kinds(proposal) == ["headline", "caption", "credit", "credit", "body"]
    assert proposal.byline == "By Aref Mohammed"
    assert [(kind.value, name) for kind, name in proposal.credits] == [
        ("photo", "Ali Hassan"),
        ("author", "Aref Mohammed"),
    ]


def test_a_dateline_stands_in_one_line() -> None:
    assert propose_parts("Headline\nBAGHDAD \u2013 They met.").dateline == "BAGHDAD"
    assert propose_parts("Headline\nBAGHDAD.\n\u2013 They met.").dateline == ""
