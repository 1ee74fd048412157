"""The structure turned into fixture rows; whatever is wrong in it is refused with file and line."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.serializers import python

from events.choices import Collection
from events.importers.seeds.fixtures import (
    LOAD_ORDER,
    FixtureRow,
    build_files,
    read_files,
    stale_files,
    write_files,
)
from events.importers.seeds.yaml_reader import SeedError
from tests.importers.small_seeds import FILES, SmallSeeds


@pytest.fixture
def seeds(tmp_path: Path) -> SmallSeeds:
    return SmallSeeds(tmp_path)


def fields(rows: list[FixtureRow], model: str) -> list[dict[str, Any]]:
    return [row["fields"] for row in rows if row["model"] == f"events.{model}"]


def test_the_structure_becomes_rows_with_natural_keys(seeds: SmallSeeds) -> None:
    rows = seeds.build()
    assert set(rows) == set(LOAD_ORDER)
    events = rows["events"]
    assert fields(events, "event")[0] == {
        "slug": "meeting",
        "review_status": "published",
        "dataset": ["curated"],
        "title": "Meeting in Baghdad",
        "form": "action",
        "event_type": "consult",
        "date_edtf": "2024-01-27",
        "date_basis": "text",
    }
    keys = [fields(events, model) for model in ("participation", "eventplace", "datereport", "eventrelation")]
    assert [[row["key"] for row in part] for part in keys] == [
        ["initiator-alice", "participant-union"],
        ["scene-baghdad"],
        ["whole-first"],
        ["part-of-talks"],
    ]
    assert fields(events, "participation")[1]["by"] == [["alice"]]
    assert fields(events, "figure")[1]["subset_of"] == ["meeting", "came"]
    assert fields(events, "figure")[0]["value"] == "12"
    assert fields(rows["actors"], "affiliation")[0]["object_actor"] == ["union"]
    assert fields(rows["claims"], "claimsubject") == [
        {"claim": ["alice-says-so"], "event": ["meeting"]},
        {"claim": ["alice-says-so"], "figure": ["meeting", "came"]},
        {"claim": ["alice-says-so"], "affiliation": ["alice", "leads-union"]},
    ]
    assert fields(rows["contradictions"], "contradiction") == [
        {
            "how": "numeric",
            "note": "Nobody against 12.",
            "left_claim": ["nobody-came"],
            "right_figure": ["meeting", "came"],
        }
    ]
    assert fields(rows["locations"], "location")[0]["bbox_east"] == 48.6


def test_quotations_are_found_in_the_stored_text(seeds: SmallSeeds) -> None:
    rows = seeds.build()
    (article,) = fields(rows["articles"], "article")
    assert article["text"] == (
        "A meeting in Baghdad\n\nThey met in Baghdad on Saturday, said Alice.\n\n"
        "About 12 people came; 12 left early."
    )
    for collection in ("events", "claims", "actors"):
        found = fields(rows[collection], "evidence")
        assert found
        for row in found:
            assert article["text"][row["start"] : row["end"]] == row["quote"]
    supports = [row["supports"] for row in fields(rows["events"], "evidence")]
    assert supports[:2] == ["existence", "type"]
    assert set(supports[2:]) == {"part", "existence"}


def test_the_files_are_the_same_to_the_byte_each_time(seeds: SmallSeeds) -> None:
    first = build_files(seeds.folder)
    assert build_files(seeds.folder) == first
    assert write_files(seeds.folder, seeds.fixtures) == sorted(first)
    written = {path.name: path.read_bytes() for path in seeds.fixtures.iterdir()}
    assert written == {name: text.encode() for name, text in first.items()}
    assert write_files(seeds.folder, seeds.fixtures) == []
    assert all(text.endswith("]\n") for text in first.values())
    assert "“" not in first["actors.json"] or "\\u" not in first["actors.json"]


def test_only_files_that_differ_are_written_and_strange_ones_removed(seeds: SmallSeeds) -> None:
    write_files(seeds.folder, seeds.fixtures)
    (seeds.fixtures / "strange.json").write_text("[]", encoding="utf-8")
    (seeds.fixtures / "claims.json").unlink()
    seeds.edit("outlets.yaml", "The Paper", "The Daily Paper")
    files = build_files(seeds.folder)
    assert stale_files(files, seeds.fixtures) == ["claims.json", "outlets.json", "strange.json"]
    assert write_files(seeds.folder, seeds.fixtures) == ["claims.json", "outlets.json", "strange.json"]
    assert stale_files(files, seeds.fixtures) == []


def test_the_files_are_fixtures_as_django_knows_them(seeds: SmallSeeds) -> None:
    """Its own deserializer knows every model and column; only `load_seeds` may load them, though."""
    write_files(seeds.folder, seeds.fixtures)
    for row in [*read_files(seeds.fixtures), *read_files(settings.BASE_DIR / "fixtures")]:
        assert set(row) == {"model", "fields"}
        model = apps.get_model(row["model"])
        known = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
        assert set(row["fields"]) <= known
        assert all(model._meta.get_field(name).editable for name in row["fields"])
        plain = {n: v for n, v in row["fields"].items() if not model._meta.get_field(n).is_relation}
        (made,) = python.Deserializer([{"model": row["model"], "fields": plain}])
        assert isinstance(made.object, model)


def test_the_order_of_records_and_parts_is_kept(seeds: SmallSeeds) -> None:
    seeds.edit("events/meeting.yaml", "modes: [visit]", "modes: [phone, visit, multilateral]")
    assert [row["mode"] for row in fields(seeds.build()["events"], "eventmode")] == [
        "phone",
        "visit",
        "multilateral",
    ]


INVALID_EDITS: dict[str, tuple[str, str, str, str]] = {
    "not verbatim": (
        "events/meeting.yaml",
        'quote: "on Saturday"',
        'quote: "on Sunday"',
        r"structure/events/meeting\.yaml:13: “on Sunday” in first: Not verbatim",
    ),
    "not unique": (
        "events/meeting.yaml",
        'quote: "12", nth: 2',
        'quote: "12"',
        r"events/meeting\.yaml:21: “12” in first: The quotation stands at 2 places",
    ),
    "outside the part": (
        "events/meeting.yaml",
        'quote: "in Baghdad", part: headline',
        'quote: "said Alice", part: headline',
        r"events/meeting\.yaml:15: “said Alice” in first: .*outside the parts",
    ),
    "unknown key": (
        "events/meeting.yaml",
        "contexts: [diplomatic]",
        "context: [diplomatic]",
        r"events/meeting\.yaml:6: Nothing reads “context” here\. Did you mean “contexts”",
    ),
    "unknown key of a part": (
        "events/meeting.yaml",
        "weekday: saturday",
        "week_day: saturday",
        r"events/meeting\.yaml:13: Nothing reads “week_day” here\. Did you mean “weekday”",
    ),
    "unknown key of a quotation": (
        "events/meeting.yaml",
        "supports: type",
        "support: type",
        r"events/meeting\.yaml:11: Nothing reads “support” here\. Did you mean “supports”",
    ),
    "unknown actor": (
        "events/meeting.yaml",
        "actor: alice, role: initiator",
        "actor: alise, role: initiator",
        r"events/meeting\.yaml:17: There is no actors/alise",
    ),
    "unknown speaker": ("claims.yaml", "by: [alice]", "by: [bob]", r"claims\.yaml:2: There is no actors/bob"),
    "unknown word": (
        "events/meeting.yaml",
        "actor: alice, role: initiator",
        "actor: alice, role: hero",
        r"meeting\.yaml:17: “role”: Value 'hero' is not a valid choice",
    ),
    "part without what it needs": (
        "events/meeting.yaml",
        "{scheme: cameo, code:",
        "{code:",
        r"meeting\.yaml:25: “scheme” is missing",
    ),
    "both ends of an affiliation": (
        "actors.yaml",
        "actor: union, title",
        "actor: union, location: baghdad, title",
        r"actors\.yaml:7: Only one of actor and location belongs here",
    ),
    "unknown place": (
        "locations.yaml",
        "parent: iraq",
        "parent: iran",
        r"locations\.yaml:9: There is no locations/iran",
    ),
    "unknown event": (
        "events/meeting.yaml",
        "event: talks",
        "event: talk",
        r"events/meeting\.yaml:23: There is no events/talk\.",
    ),
    "unknown part": (
        "contradictions.yaml",
        "figure: meeting/came",
        "figure: meeting/come",
        r"contradictions\.yaml:3: There is no figure “come” in meeting; it has: came, left",
    ),
    "unknown kind of part": (
        "claims.yaml",
        "{figure: meeting/came}",
        "{figures: meeting/came}",
        r"claims\.yaml:7: There is no figures “came” in meeting; it has: none",
    ),
    "unknown alias": (
        "events/meeting.yaml",
        '{in: first, quote: "on Saturday"}',
        '{in: second, quote: "on Saturday"}',
        r"events/meeting\.yaml:\d+: .*second",
    ),
    "unknown source": (
        "events/meeting.yaml",
        "mention: {first: background}",
        "mention: {second: background}",
        r"events/meeting\.yaml:30: No article has the alias “second”",
    ),
    "quoted but not mentioned": (
        "events/meeting.yaml",
        "mention: {first: background}",
        "mention: {}",
        r"events/meeting\.yaml:30: first is quoted but not in “mention”",
    ),
    "mentioned but not quoted": (
        "events/meeting.yaml",
        'evidence: [{in: first, quote: "A meeting in Baghdad"}]',
        "evidence: []",
        r"events/meeting\.yaml:30: first is mentioned but never quoted",
    ),
    "no mention": (
        "events/meeting.yaml",
        "  mention: {first: background}\n",
        "",
        r"events/meeting\.yaml:27: “mention” is missing",
    ),
    "no evidence": (
        "claims.yaml",
        '  evidence: [{in: first, quote: "12 people"}]\n',
        "",
        r"claims\.yaml:9: This rests on no quotation",
    ),
    "id twice": (
        "outlets.yaml",
        "- id: paper",
        "- {id: paper, name: P}\n- id: paper",
        "outlets/paper stands twice",
    ),
    "key twice": (
        "events/meeting.yaml",
        "key: left",
        "key: came",
        r"events/meeting\.yaml:21: The key “came” stands twice in meeting",
    ),
    "figure without key": (
        "events/meeting.yaml",
        "{key: came, measure",
        "{measure",
        r"events/meeting\.yaml:20: “key” is missing",
    ),
    "figure misread": (
        "events/meeting.yaml",
        "value: 12, qualifier: about",
        "value: 12, low: 12, qualifier: about",
        r'meeting\.yaml:20: figures/came: "about" makes these numbers value 12, low none, high none',
    ),
    "figure without its number": (
        "events/meeting.yaml",
        "value: 12, qualifier: about",
        "qualifier: about",
        r'meeting\.yaml:20: figures/came: "about" needs a number',
    ),
    "figure of words": (
        "events/meeting.yaml",
        "value: 12, qualifier: about",
        'value: "a dozen", qualifier: about',
        r"meeting\.yaml:20: .*a dozen",
    ),
    "unknown qualifier": (
        "events/meeting.yaml",
        "qualifier: about",
        "qualifier: roughly",
        r"meeting\.yaml:20: “qualifier”: .*roughly",
    ),
    "octal id elsewhere": (
        "events/meeting.yaml",
        '{scheme: ucdp, value: "1"}',
        "{scheme: geonames, value: 012345}",
        r"meeting\.yaml:26: “value” is 5349: put it in quotes",
    ),
    "unknown whole of a figure": (
        "events/meeting.yaml",
        "subset_of: came",
        "subset_of: gone",
        r"meeting\.yaml:21: There is no figure “gone” before this one",
    ),
    "date of an event": (
        "events/meeting.yaml",
        'edtf: "2024/.."',
        'edtf: "2024-13/.."',
        r"meeting\.yaml:31: “edtf”: 2024-13.*month",
    ),
    "date of a report": (
        "events/meeting.yaml",
        'wording: Saturday, edtf: "2024-01-27"',
        'wording: Saturday, edtf: "27.1.2024"',
        r"meeting\.yaml:13: “edtf”: 27\.1\.2024",
    ),
    "date of an affiliation": (
        "actors.yaml",
        '"2020/.."',
        '"since 2020"',
        r"actors\.yaml:7: “valid”: since 2020",
    ),
    "date of a claim": (
        "claims.yaml",
        'said_on: "2024-01-27"',
        'said_on: "2024-1-27"',
        r"claims\.yaml:1: “said_on”",
    ),
    "number for text": (
        "claims.yaml",
        "proposition: They met.",
        "proposition: 5",
        r"claims\.yaml:1: .* put it in quotes",
    ),
    "name not in the article": (
        "actors.yaml",
        "{name: Alice, kind",
        "{name: Alicia, kind",
        r"actors\.yaml:5: “Alicia” does not stand in first",
    ),
    "leftover": (
        "articles/first.yaml",
        '    - {text: "TT", why: "a button"}\n',
        '    - {text: "12", why: "a number"}\n',
        r"seeds/raw\.txt:1: no article holds “TT”",
    ),
    "missing raw file": (
        "articles/first.yaml",
        "source_file: raw.txt",
        "source_file: other.txt",
        r"articles/first\.yaml:1: There is no file seeds/other\.txt",
    ),
    "missing end": (
        "contradictions.yaml",
        "  left: {claim: nobody-came}\n",
        "",
        r"contradictions\.yaml:1: “left” is missing",
    ),
    "two things at one end": (
        "contradictions.yaml",
        "{claim: nobody-came}",
        "{claim: nobody-came, figure: meeting/left}",
        r"contradictions\.yaml:2: A contradiction has one record or part at each end",
    ),
    "end that is a word": (
        "contradictions.yaml",
        "left: {claim: nobody-came}",
        "left: nobody-came",
        r"contradictions\.yaml:2: ",
    ),
    "subject that is a word": ("claims.yaml", "{event: meeting}", "meeting", r"claims\.yaml:7: "),
    "word for a list": (
        "events/meeting.yaml",
        "modes: [visit]",
        "modes: visit",
        r"meeting\.yaml:5: A list belongs here",
    ),
    "box of three edges": (
        "locations.yaml",
        "[38.8, 29.1, 48.6, 37.4]",
        "[38.8, 29.1, 48.6]",
        r"locations\.yaml:1: “bbox” has four edges",
    ),
    "narrowed by what is no day": (
        "events/meeting.yaml",
        "source: Guessed.}",
        'source: Guessed., narrow: {end_latest: "2024-13-01", reason: So.}}',
        r"meeting\.yaml:31: .*2024-13-01",
    ),
}


@pytest.mark.parametrize("what", INVALID_EDITS)
def test_what_is_wrong_is_refused_with_its_place(seeds: SmallSeeds, what: str) -> None:
    name, old, new, message = INVALID_EDITS[what]
    seeds.edit(name, old, new)
    with pytest.raises(SeedError, match=message):
        seeds.build()


def test_a_raw_file_that_no_article_is_taken_from_is_refused(seeds: SmallSeeds) -> None:
    seeds.write("more.txt", "More")
    with pytest.raises(SeedError, match=r"seeds/more\.txt: no article is taken from this file"):
        seeds.build()


def test_an_alias_is_given_once(seeds: SmallSeeds) -> None:
    other = FILES["structure/articles/first.yaml"].replace("a-meeting-in-baghdad", "again")
    seeds.write("structure/articles/second.yaml", other)
    with pytest.raises(SeedError, match=r"articles/second\.yaml:1: The alias “first” is taken"):
        seeds.build()


def test_several_articles_share_a_raw_file(seeds: SmallSeeds) -> None:
    seeds.edit("articles/first.yaml", '    - {kind: headline, begins: "A meeting"}\n', "")
    seeds.edit("events/meeting.yaml", "mention: {first: main}", "mention: {first: main, second: background}")
    seeds.edit(
        "events/meeting.yaml",
        '{in: first, quote: "A meeting", supports',
        '{in: second, quote: "A meeting", supports',
    )
    seeds.edit(
        "events/meeting.yaml",
        '{in: first, quote: "in Baghdad", part: headline}',
        '{in: second, quote: "in Baghdad"}',
    )
    seeds.edit("events/meeting.yaml", "mention: {first: background}", "mention: {second: background}")
    seeds.edit(
        "events/meeting.yaml",
        '{in: first, quote: "A meeting in Baghdad"}',
        '{in: second, quote: "A meeting in Baghdad"}',
    )
    parts = 'parts: [{kind: headline, begins: "A meeting"}]'
    seeds.write(
        "structure/articles/second.yaml", f"- {{id: two, alias: second, source_file: raw.txt, {parts}}}\n"
    )
    articles = fields(seeds.build()["articles"], "article")
    assert [row["source_file"] for row in articles] == ["raw.txt", "raw.txt"]
    assert articles[1]["text"] == "A meeting in Baghdad"


# The command, and what is committed


def test_the_committed_fixtures_are_what_the_seeds_make() -> None:
    out = StringIO()
    call_command("build_fixtures", check=True, stdout=out)
    assert "as the seeds make them" in out.getvalue()


def test_the_command_checks_without_writing_and_writes_when_told(seeds: SmallSeeds) -> None:
    places: dict[str, Any] = {"seeds": seeds.folder, "fixtures": seeds.fixtures}
    with pytest.raises(CommandError, match=r"Not what the seeds make: actors\.json.* Run `make fixtures`"):
        call_command("build_fixtures", check=True, **places)
    assert not seeds.fixtures.exists()
    out = StringIO()
    call_command("build_fixtures", stdout=out, **places)
    assert "8 files changed" in out.getvalue()
    call_command("build_fixtures", check=True, stdout=out, **places)
    seeds.edit("claims.yaml", "by: [alice]", "by: [bob]")
    with pytest.raises(CommandError, match=r"claims\.yaml:2: There is no actors/bob"):
        call_command("build_fixtures", **places)


def test_the_raw_seeds_stand_as_they_were_received() -> None:
    names = {row["fields"]["source_file"] for row in json_rows("articles") if "source_file" in row["fields"]}
    held = {path.name for path in (settings.BASE_DIR / "seeds").glob("*.txt")}
    assert names == held
    for row in json_rows("articles"):
        if row["model"] == "events.article":
            raw = (settings.BASE_DIR / "seeds" / row["fields"]["source_file"]).read_bytes().decode()
            spans = [
                (part["fields"]["start"], part["fields"]["end"], span)
                for part in json_rows("articles")
                if part["model"] == "events.articlepart"
                and part["fields"]["article"] == [row["fields"]["slug"]]
                for span in part["fields"]["source_spans"]
            ]
            assert spans
            for start, end, (first, last) in spans:
                assert raw[first:last] == row["fields"]["text"][start:end]


def json_rows(collection: str) -> list[FixtureRow]:
    path = settings.BASE_DIR / "fixtures" / f"{collection}.json"
    return list(json.loads(path.read_text(encoding="utf-8")))


def test_every_collection_has_its_file() -> None:
    assert {collection.value for collection in Collection} < set(LOAD_ORDER)
