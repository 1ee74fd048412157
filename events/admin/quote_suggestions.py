"""Where pasted words stand in the articles of an event; if not in one place, the places that may be meant."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.forms.widgets import Script
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from events.choices import Mention
from events.models import Article, Event, EventSource
from events.rules.text import nearest_passages, quotation_offsets

_POSTED_SUGGESTION = re.compile(r"(\d+):(\d+)-(\d+)")
_MAX_SUGGESTIONS = 8
_CONTEXT_LENGTH = 30


class ReadingPaneMedia:
    """What every form with quotations loads."""

    css = {"all": ["events/reading_pane.css"]}
    js = [Script("events/reading_pane.js", defer=True)]


@dataclass(frozen=True, slots=True)
class QuoteSuggestion:
    """A passage that may be the one that is meant."""

    article: Article
    start: int
    end: int

    @property
    def words(self) -> str:
        """The words that stand there."""
        return self.article.text[self.start : self.end]

    @property
    def before(self) -> str:
        """Some of the text before the words."""
        context = self.article.text[max(0, self.start - _CONTEXT_LENGTH) : self.start]
        return f"…{context}" if context else ""

    @property
    def after(self) -> str:
        """Some of the text after the words."""
        context = self.article.text[self.end : self.end + _CONTEXT_LENGTH]
        return f"{context}…" if context else ""


class MisquotedError(ValidationError):
    """Words that do not name one place, with the places that may be meant."""

    def __init__(self, message: str, suggestions: Iterable[QuoteSuggestion] = ()) -> None:
        super().__init__(message)
        self.suggestions = list(suggestions)[:_MAX_SUGGESTIONS]


def find_quote(article: Article, words: str, start: int | None = None) -> tuple[int, int]:
    """Where the words stand in the article; `start` says which place where there are several.

    Raises: MisquotedError that offers the nearest passages, or the places to choose from.
    """
    if start is not None:
        if not article.text.startswith(words, start):
            suggestions = [QuoteSuggestion(article, *at) for at in quotation_offsets(article.text, words)]
            raise MisquotedError(f"These words do not stand at {start} of {article.slug}.", suggestions)
        return start, start + len(words)
    places = list(quotation_offsets(article.text, words))
    if not places:
        raise not_verbatim_error([article], words)
    if len(places) > 1:
        raise MisquotedError(
            f"These words stand at {len(places)} places of {article.slug}. Choose the one you mean, or quote "
            "more of the sentence.",
            [QuoteSuggestion(article, *place) for place in places],
        )
    return places[0]


def not_verbatim_error(articles: Sequence[Article], words: str) -> MisquotedError:
    """The refusal of words that stand in none of the articles, with what is most like them."""
    near = [
        QuoteSuggestion(article, *place)
        for article in articles
        for place in nearest_passages(article.text, words)
    ]
    near.sort(
        key=lambda place: -SequenceMatcher(None, words[:300], place.words[:300], autojunk=False).ratio()
    )
    names = ", ".join(article.slug for article in articles)
    hint = "Take a passage that does, or quote anew." if near else "Nothing like them does."
    return MisquotedError(f"Not verbatim: these words do not stand in {names}. {hint}", near[:3])


class QuoteTextarea(forms.Textarea):
    """A field for words of an article, with suggestions below it that a click takes.

    Without a script, the chosen one counts when the form is posted; `reading_pane.js` fills it in at once.
    """

    suggestions: Sequence[QuoteSuggestion] = ()

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 2, "class": "vLargeTextField", **(attrs or {})})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field, and the suggestions."""
        area = super().render(name, value, attrs, renderer)
        if not self.suggestions:
            return area
        context = {"name": name, "suggestions": self.suggestions}
        return area + SafeString(render_to_string("events/quote_suggestions.html", context))


def posted_suggestion(data: Any, name: str) -> QuoteSuggestion | None:
    """The suggestion that was chosen below a field. Queries: 1 where one was."""
    match = _POSTED_SUGGESTION.fullmatch(data.get(f"{name}-take", ""))
    article = Article.objects.filter(pk=int(match[1])).first() if match else None
    if match is None or article is None or not int(match[2]) < int(match[3]) <= len(article.text):
        return None
    return QuoteSuggestion(article, int(match[2]), int(match[3]))


def clean_quote(
    form: Any, words: str, article: str, start: str, sources: Any = None, *, given: Article | None = None
) -> tuple[Article, int, int] | None:
    """Read the fields of a form that name a passage; an error stands at the field of the words.

    `words`, `article` and `start` name the fields; `sources` are searched where no article is `given`.
    """
    cleaned = form.cleaned_data
    name = form.add_prefix(words)
    try:
        if suggestion := posted_suggestion(form.data, name):
            form.data = form.data.copy()  # so that the form shows what was taken, should it come back
            form.data[name], form.data[form.add_prefix(start)] = suggestion.words, suggestion.start
            cleaned[words] = suggestion.words
            if article:
                form.data[form.add_prefix(article)] = suggestion.article.pk
            return suggestion.article, suggestion.start, suggestion.end
        chosen = given or cleaned.get(article)
        if chosen is None:
            if sources is None:
                raise ValidationError("Choose the article that these words stand in.")
            chosen = sources.find_containing(cleaned[words])
        return chosen, *find_quote(chosen, cleaned[words], cleaned.get(start))
    except ValidationError as error:
        form.fields[words].widget.suggestions = getattr(error, "suggestions", [])
        form.add_error(words, error)
        return None


_SOURCE_FIELD = re.compile(r"sources-\d+-article")


class SourceArticles:
    """The articles that report an event: those that it has, and those of the form being posted."""

    def __init__(self, request: HttpRequest, event: Event | None) -> None:
        posted = {
            int(str(value))
            for name, value in request.POST.items()
            if _SOURCE_FIELD.fullmatch(name) and str(value).isdecimal()
        }
        reports = EventSource.objects.filter(event=event.pk if event else None, article=OuterRef("pk"))
        self._query = (
            Article.objects.filter(Q(Exists(reports)) | Q(pk__in=posted))
            .alias(main=Exists(reports.filter(mention=Mention.MAIN)))
            .select_related("outlet")
            .order_by("-main", "start_earliest", "slug")
        )

    @cached_property
    def articles(self) -> list[Article]:
        """The articles with their texts, those that are mainly about it first. Queries: 1."""
        return list(self._query)

    def find_containing(self, words: str) -> Article:
        """The one source in which these words stand. Raises: ValidationError. Queries: 1 for a page."""
        if not self.articles:
            raise ValidationError("Choose the article that these words stand in.")
        matches = [article for article in self.articles if words in article.text]
        if not matches:
            raise not_verbatim_error(self.articles, words)
        if len(matches) > 1:
            names = ", ".join(sorted(article.slug for article in matches))
            suggestions = [
                QuoteSuggestion(article, *place)
                for article in matches
                for place in quotation_offsets(article.text, words)
            ]
            raise MisquotedError(f"These words stand in several sources; choose one: {names}.", suggestions)
        return matches[0]
