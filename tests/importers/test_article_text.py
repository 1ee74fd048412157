"""The stored text of an article out of its raw file: each part once, nothing forgotten."""

from pathlib import Path

import pytest

from events.importers.seeds.article_text import ArticleText, RawFile, build_article_text
from events.importers.seeds.yaml_reader import SeedError, YamlNode, read_yaml

RAW = "TTThe headline  \n\nA “caption” … é\nBody of it. Body again.\nThe headline\nThe other line\nTT end"


def parse_article(folder: Path, parts: str, furniture: str = "") -> tuple[YamlNode, RawFile]:
    (folder / "raw.txt").write_bytes(RAW.encode())
    path = folder / "article.yaml"
    path.write_text(
        f"- id: a\n  alias: x\n  parts: [{parts}]\n  furniture: [{furniture}]\n", encoding="utf-8"
    )
    (node,) = read_yaml(path, folder).items()
    return node, RawFile.read(folder, "raw.txt")


def text_of_article(folder: Path, parts: str, furniture: str = "") -> tuple[ArticleText, RawFile]:
    node, raw = parse_article(folder, parts, furniture)
    text = build_article_text(node, raw)
    for item in node.items_of("furniture"):
        raw.exclude_furniture(item)
    return text, raw


HEADLINE = '{kind: headline, begins: "The headline"}'
CAPTION = '{kind: caption, begins: "A “caption"}'
BODY = '{kind: body, begins: "Body of"}'
OTHER = '{kind: body, begins: "The other"}'
BUTTONS = '{text: TT, why: "buttons"}, {text: " end", why: "the end"}'


def test_the_text_holds_every_part_once_with_its_places_in_the_raw_file(tmp_path: Path) -> None:
    text, raw = text_of_article(tmp_path, f"{CAPTION}, {HEADLINE}, {BODY}, {OTHER}", BUTTONS)
    assert text.text == "A “caption” … é\n\nThe headline\n\nBody of it. Body again.\n\nThe other line"
    assert [part.kind for part in text.parts] == ["caption", "headline", "body", "body"]
    for part in text.parts:
        for start, end in part.source_spans:
            assert raw.text[start:end] == text.text[part.start : part.end]
    assert [len(part.source_spans) for part in text.parts] == [1, 2, 1, 1]
    raw.refuse_unused_text()


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ('{kind: body, begins: "Nowhere"}', "article.yaml:3: “Nowhere” does not stand in raw.txt."),
        ('{kind: body, begins: "The "}', "article.yaml:3: “The ” begins several lines of raw.txt: give more"),
        ("{kind: body}", "article.yaml:3: “begins” is missing."),
        ('{begins: "Body of"}', "article.yaml:3: “kind” is missing."),
        ('{kind: body, begins: "Body of", ends: "it"}', "article.yaml:3: Nothing reads “ends” here."),
    ],
)
def test_a_part_that_does_not_name_one_line_is_refused(tmp_path: Path, parts: str, message: str) -> None:
    with pytest.raises(SeedError) as refusal:
        text_of_article(tmp_path, parts)
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize(
    ("parts", "furniture", "message"),
    [
        (f"{HEADLINE}, {CAPTION}, {BODY}", BUTTONS, "seeds/raw.txt:6: no article holds “The other line”"),
        (f"{HEADLINE}, {CAPTION}, {BODY}, {OTHER}", "", "seeds/raw.txt:1: no article holds “TT”"),
        (f"{CAPTION}, {BODY}, {OTHER}", BUTTONS, "seeds/raw.txt:1: no article holds “The headline”"),
    ],
)
def test_what_is_neither_part_nor_furniture_is_refused(
    tmp_path: Path, parts: str, furniture: str, message: str
) -> None:
    _, raw = text_of_article(tmp_path, parts, furniture)
    with pytest.raises(SeedError) as refusal:
        raw.refuse_unused_text()
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize(
    ("furniture", "message"),
    [
        ("{text: ZZ, why: x}", "“ZZ” does not stand in raw.txt."),
        ("{text: TT}", "“why” is missing."),
        ("{text: TT, why: x, when: y}", "Nothing reads “when” here."),
    ],
)
def test_furniture_stands_in_the_file_and_has_a_reason(tmp_path: Path, furniture: str, message: str) -> None:
    with pytest.raises(SeedError, match=message):
        text_of_article(tmp_path, BODY, furniture)


def parse_quotation(folder: Path, text: str) -> YamlNode:
    path = folder / "quotation.yaml"
    path.write_text(f"\n- {text}\n", encoding="utf-8")
    (node,) = read_yaml(path, folder).items()
    return node


@pytest.mark.parametrize(
    ("hint", "start"),
    [
        ('{quote: "“caption” … é"}', 2),
        ('{quote: "Body again"}', 43),
        ('{quote: "Body", nth: 2}', 43),
        ('{quote: "he", part: headline, nth: 2}', 21),
        ('{quote: "line", part: headline}', 25),
    ],
)
def test_a_quotation_is_found_at_its_place(tmp_path: Path, hint: str, start: int) -> None:
    text, _ = text_of_article(tmp_path, f"{CAPTION}, {HEADLINE}, {BODY}, {OTHER}")
    passage = text.find(parse_quotation(tmp_path, hint))
    assert passage[0] == start
    assert text.text[passage[0] : passage[1]] == passage[2]


@pytest.mark.parametrize(
    ("hint", "message"),
    [
        (
            '{quote: "Body of them"}',
            'quotation.yaml:2: “Body of them” in x: Not verbatim.* Nearest: "Body of it',
        ),
        ('{quote: "Body"}', "quotation.yaml:2: “Body” in x: The quotation stands at 2 places, say which"),
        ('{quote: "Body", nth: 3}', "quotation.yaml:2: “Body” in x: There is no place 3"),
        ('{quote: "Body", part: caption}', "stands only outside the parts given"),
        ('{quote: "headline\\n\\nBody"}', "stands only outside the parts given"),
        ("{nth: 1}", "quotation.yaml:2: “quote” is missing"),
        ('{quote: "A \\"caption\\""}', "Not verbatim"),
    ],
)
def test_a_quotation_that_is_not_verbatim_or_not_unique_is_refused(
    tmp_path: Path, hint: str, message: str
) -> None:
    text, _ = text_of_article(tmp_path, f"{CAPTION}, {HEADLINE}, {BODY}, {OTHER}")
    with pytest.raises(SeedError, match=message):
        text.find(parse_quotation(tmp_path, hint))
