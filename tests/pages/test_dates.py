"""Dates in words: every form of EDTF that the database reads."""

import pytest
from django.test import Client
from django.utils.translation import override

from events.pages.dates import bounds_words, date_in_sentence, date_words, edtf_words
from events.rules.dates import EARLIEST, LATEST, EventDate
from tests.api.helpers import get_json

IN_WORDS = {
    "2024-01-27": "27 January 2024",
    "2019-10": "October 2019",
    "2003": "2003",
    "0987": "987",
    "201X": "the 2010s",
    "20XX": "the years 2000 to 2099",
    "2023-10-15~": "about 15 October 2023",
    "2024-05~": "about May 2024",
    "2014?": "2014 (doubtful)",
    "2014-06%": "about June 2014 (doubtful)",
    "2004-06~-11": "about 11 June 2004",
    "2023-21": "spring 2023",
    "2023-28": "winter 2023 in the north",
    "2023-29": "spring 2023 in the south",
    "2023-34": "the second quarter of 2023",
    "2023-39": "the last third of 2023",
    "2023-40": "the first half of 2023",
    "2004-XX": "some time in 2004",
    "2004-06-XX": "some day of June 2004",
    "2004-XX-25": "day 25 of some month of 2004",
    "2004-XX-XX": "some time in 2004",
    "1950S2": "between 1 January 1900 and 31 December 1999",
    "201X-12": "between 1 December 2010 and 31 December 2019",
    "2023-10~/2024-01": "from about October 2023 to January 2024",
    "2024-10-18/2024-10-20": "from 18 to 20 October 2024",
    "2024-09-18/2024-10-20": "from 18 September to 20 October 2024",
    "2023-10-07/2024-01-27": "from 7 October 2023 to 27 January 2024",
    "2024-10/2024-10": "all through October 2024",
    "2003/..": "since 2003, going on",
    "2024-01-27/": "from 27 January 2024, end not known",
    "../2024-01-27": "until 27 January 2024, start open",
    "/2024-01-27": "until 27 January 2024, start not known",
    "[2023-08-01..2024-01-27]": "between 1 August 2023 and 27 January 2024",
    "[2024-10-01..2024-10-20]": "between 1 and 20 October 2024",
    "[..2014]": "by 2014",
    "[2014..]": "2014 or later",
    "[2019,2023]": "2019 or 2023",
    "[2019-10-01,2019-10-03,2019-11]": "1 October 2019, 3 October 2019 or November 2019",
    "{2019,2023}": "2019 and 2023",
    "{2019..2021,2023}": "2019 to 2021 and 2023",
    "[..2014,2016]": "by 2014 or 2016",
}
IN_A_SENTENCE = {
    "2024-01-27": "on 27 January 2024",
    "2019-10": "in October 2019",
    "201X": "in the 2010s",
    "2023-33": "in the first quarter of 2023",
    "2014?": "in 2014 (doubtful)",
    "2023~": "about 2023",
    "[..2014]": "by 2014",
    "2004-06-XX": "some day of June 2004",
}


@pytest.mark.parametrize(("edtf", "words"), IN_WORDS.items())
def test_a_date_reads_as_people_say_it(edtf: str, words: str) -> None:
    assert EventDate.parse(edtf).edtf == edtf
    assert edtf_words(edtf) == words


@pytest.mark.parametrize(("edtf", "words"), IN_A_SENTENCE.items())
def test_a_sentence_takes_a_date_up(edtf: str, words: str) -> None:
    assert date_in_sentence({"edtf": edtf}) == words


def test_what_is_not_known_is_said() -> None:
    assert (edtf_words(None), edtf_words("")) == ("", "")
    assert date_words(None) == date_words({"edtf": None}) == "date not known"
    assert date_in_sentence({"edtf": None}) == ""


def test_what_goes_on_is_told_until_it_was_seen() -> None:
    value = {"edtf": "2023-10-15~/..", "last_reported": "2024-01-27"}
    assert date_words(value) == "since about 15 October 2023, still reported on 27 January 2024"


def test_months_are_of_the_language() -> None:
    with override("ar"):
        assert "أكتوبر" in edtf_words("2019-10")


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2024-01-27", []),
        ("2019-10", [("At some time", "between 1 and 31 October 2019")]),
        ("[..2014]", [("At some time", "by 31 December 2014")]),
        (
            "2024-10-06~/2024-10-20",
            [("Began", "between 1 and 11 October 2024"), ("Ended", "20 October 2024")],
        ),
        (
            "2003/..",
            [("Began", "between 1 January and 31 December 2003"), ("Ended", "1 January 2003 or later")],
        ),
    ],
)
def test_bounds_are_told_apart(edtf: str, words: list[tuple[str, str]]) -> None:
    bounds = EventDate.parse(edtf).bounds
    value = {
        name: None if (day := getattr(bounds, name)) in {EARLIEST, LATEST} else day.isoformat()
        for name in ("start_earliest", "start_latest", "end_earliest", "end_latest")
    }
    assert bounds_words(value | {"edtf": edtf}) == words


@pytest.mark.once
@pytest.mark.usefixtures("seeded")
def test_every_date_of_the_seeds_reads(client: Client) -> None:
    for event in get_json(client, "events/?factuality=any&limit=200")["results"]:
        words = date_words(event["date"])
        assert words
        assert not {"[", "/", "~", "X"} & {*words}, words
