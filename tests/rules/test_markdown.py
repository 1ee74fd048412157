"""Markdown of the generated pages."""

from events.rules.markdown import WIDTH, wrap_prose


def test_a_paragraph_is_wrapped_between_words_alone() -> None:
    words = "anti-aircraft " * 30 + "w" * 200
    lines = wrap_prose(words, "> ")
    assert all(line.startswith("> ") for line in lines)
    assert [len(line) > WIDTH for line in lines] == [*[False] * (len(lines) - 1), True]
    assert " ".join(line.removeprefix("> ") for line in lines) == words


def test_a_line_has_at_most_120_characters() -> None:
    assert wrap_prose("w" * 60 + " " + "v" * 59) == ["w" * 60 + " " + "v" * 59]
    assert wrap_prose("w" * 60 + " " + "v" * 60, "- ", "  ") == ["- " + "w" * 60, "  " + "v" * 60]
    assert wrap_prose("w" * 60 + " " + "v" * 60) == ["w" * 60, "v" * 60]
