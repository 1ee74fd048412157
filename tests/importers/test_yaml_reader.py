"""YAML that knows where it stands, so that every complaint names file and line."""

from pathlib import Path

import pytest

from events.importers.seeds.yaml_reader import SeedError, YamlNode, read_yaml


def write_and_read(folder: Path, text: str) -> YamlNode:
    path = folder / "structure" / "some.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_yaml(path, folder)


def error_message(folder: Path, text: str, reading: str = "") -> str:
    """What is said of the first item of a list, or of its member."""
    with pytest.raises(SeedError) as refusal:
        call_reader(write_and_read(folder, text), reading)
    return str(refusal.value)


def call_reader(node: YamlNode, reading: str) -> None:
    way, _, key = reading.partition(" ")
    for item in node.items():
        list(item.items_of(key)) if way == "items_of" else getattr(item, way)(*([key] if key else []))


def test_values_are_plain_data_and_dates_stay_as_they_are_written(tmp_path: Path) -> None:
    text = '- {day: 2024-01-27, word: yes-man, number: 1.5, none: null, list: [a, 2], deep: {x: "1"}}'
    (item,) = write_and_read(tmp_path, text).items()
    assert item.value == {
        "day": "2024-01-27",
        "word": "yes-man",
        "number": 1.5,
        "none": None,
        "list": ["a", 2],
        "deep": {"x": "1"},
    }
    assert item.text("day") == "2024-01-27"
    assert (item.get("none", 7), item.get("missing", 8), item.text("none")) == (7, 8, "")
    assert [node.value for node in item.items_of("list")] == ["a", 2]
    deep = item.node("deep")
    assert deep is not None
    assert [(key, node.value) for key, node in deep.members()] == [("x", "1")]
    assert item.node("none") is None
    assert list(item.items_of("none")) == []


@pytest.mark.parametrize(
    ("text", "reading", "message"),
    [
        ("- a: 1\n  a: 2\n", "refuse_unread_keys", "structure/some.yaml:2: “a” stands twice in one record."),
        ("- a: 1\n\n- b: 1\n", "require a", "structure/some.yaml:3: “a” is missing."),
        ("- a: null\n", "require a", "structure/some.yaml:1: “a” is missing."),
        ("- a: 5\n", "text a", "structure/some.yaml:1: “a” is 5: put it in quotes."),
        ("- a: no\n", "text a", "structure/some.yaml:1: “a” is False: put it in quotes."),
        ("-\n  a: b\n", "items_of a", "structure/some.yaml:2: A list belongs here."),
        ("a: b\n", "refuse_unread_keys", "structure/some.yaml:1: A list belongs here."),
        ("# nothing\n", "refuse_unread_keys", "structure/some.yaml:1: The file is empty."),
        ("- a: [1\n- b: 2\n", "refuse_unread_keys", "structure/some.yaml:2:4: expected ',' or ']'"),
        ("- a: 1\n\tb: 2\n", "refuse_unread_keys", "structure/some.yaml:2:1: "),
    ],
)
def test_a_complaint_names_file_and_line(tmp_path: Path, text: str, reading: str, message: str) -> None:
    assert error_message(tmp_path, text, reading).startswith(message)


def test_a_key_that_nobody_reads_is_refused_with_the_nearest_that_is_read(tmp_path: Path) -> None:
    def unread(text: str) -> str:
        (item,) = write_and_read(tmp_path, text).items()
        item.get("evidence")
        item.get("role")
        with pytest.raises(SeedError) as refusal:
            item.refuse_unread_keys()
        return str(refusal.value)

    assert unread("- role: x\n  evidnce: []\n") == (
        "structure/some.yaml:2: Nothing reads “evidnce” here. Did you mean “evidence”?"
    )
    assert unread("- zzz: 1\n") == "structure/some.yaml:1: Nothing reads “zzz” here."


def test_a_record_whose_keys_were_all_read_is_done(tmp_path: Path) -> None:
    (item,) = write_and_read(tmp_path, "- {a: 1, b: 2}").items()
    item.require("a")
    item.node("b")
    item.refuse_unread_keys()


def test_what_is_no_record_has_no_members(tmp_path: Path) -> None:
    (item,) = write_and_read(tmp_path, "- just-a-word\n").items()
    with pytest.raises(SeedError, match=r"structure/some\.yaml:1: "):
        list(item.members())
