"""The serializers of snippets and suggestions."""

from events.api.serializers.base import Described
from events.choices import SuggestionKind, SuggestionMatch, TextKind
from events.records.schema_fields import choice_field, integer_field, text_field

SOURCE_KINDS = [("actor", "Actor"), ("location", "Location"), ("article", "Article")]


class SnippetMark(Described):
    """Words that were sought."""

    start = integer_field("The first code point in the text of the snippet, from 0.")
    end = integer_field("One past the last.")


class SnippetRecord(Described):
    """The record that a text belongs to."""

    id = text_field("Its id.")
    name = text_field("Its name or title; null for an article without one.", null=True)
    kind = choice_field(SOURCE_KINDS, "What it is.")


class Snippet(Described):
    """A public text that a record was found by."""

    where = choice_field(TextKind.choices, "What sort of text it is.")
    record = SnippetRecord(
        read_only=True,
        allow_null=True,
        help_text="Whose text it is: the actor or place that an event names, or the article; null: its own.",
    )
    text = text_field("The text, verbatim; of a long one the part around the words.")
    marks = SnippetMark(many=True, read_only=True, help_text="Where the words stand in it, in order.")


class Suggestion(Described):
    """A record that may be meant."""

    kind = choice_field(SuggestionKind.choices, "What it is.")
    id = text_field("Its id, as filters take it.")
    name = text_field("Its name.")
    matched = text_field("The spelling of its name that was found.")
    match = choice_field(SuggestionMatch.choices, "How closely that meets what was typed.")
    hint = text_field("What tells it apart from others of the same name.")
    uses = integer_field("How many published events name it; of an outlet, how many articles are from it.")


class Suggestions(Described):
    """What may be meant, the likeliest first."""

    results = Suggestion(many=True, read_only=True, help_text="The suggestions.")
