"""The shapes of what search shows: where words were found, and what may be meant."""

from events.api.serializers.base import Described, number, text, word
from events.choices import SuggestionKind, SuggestionMatch, TextKind

SOURCE_KINDS = [("actor", "Actor"), ("location", "Location"), ("article", "Article")]


class SnippetMark(Described):
    """Words that were sought."""

    start = number("The first code point in the text of the snippet, from 0.")
    end = number("One past the last.")


class SnippetRecord(Described):
    """The record that a text belongs to."""

    id = text("Its id.")
    name = text("Its name or title; null for an article without one.", null=True)
    kind = word(SOURCE_KINDS, "What it is.")


class Snippet(Described):
    """A public text that a record was found by."""

    where = word(TextKind.choices, "What sort of text it is.")
    record = SnippetRecord(
        read_only=True,
        allow_null=True,
        help_text="Whose text it is: the actor or place that an event names, or the article; null: its own.",
    )
    text = text("The text, verbatim; of a long one the part around the words.")
    marks = SnippetMark(many=True, read_only=True, help_text="Where the words stand in it, in order.")


class Suggestion(Described):
    """A record that may be meant."""

    kind = word(SuggestionKind.choices, "What it is.")
    id = text("Its id, as filters take it.")
    name = text("Its name.")
    matched = text("The spelling of its name that was found.")
    match = word(SuggestionMatch.choices, "How closely that meets what was typed.")
    hint = text("What tells it apart from others of the same name.")
    uses = number("How many published events name it; of an outlet, how many articles are from it.")


class Suggestions(Described):
    """What may be meant, the likeliest first."""

    results = Suggestion(many=True, read_only=True, help_text="The suggestions.")
