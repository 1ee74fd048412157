"""Builds the stored text of an article from the parts of its raw file."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from events.importers.seeds.yaml_reader import SeedError, YamlNode
from events.rules.text import QuotationError, find_quotation

PART_SEPARATOR = "\n\n"


@dataclass(frozen=True, slots=True)
class TextPart:
    """A passage of the stored text, with its spans in the raw file."""

    kind: str
    start: int
    end: int
    source_spans: list[list[int]]


@dataclass(slots=True)
class ArticleText:
    """The stored text of one article and its parts."""

    id: str
    alias: str
    text: str
    parts: list[TextPart]

    def find(self, quotation: YamlNode, key: str = "quote") -> tuple[int, int, str]:
        """The start, end and words of a quotation. Raises: SeedError."""
        quote = quotation.require(key)
        kind, nth = quotation.get("part"), quotation.get("nth")
        within = [(p.start, p.end) for p in self.parts if kind is None or p.kind == kind]
        try:
            start, end = find_quotation(self.text, quote, within=within, nth=nth)
        except QuotationError as error:
            raise quotation.error(f"“{quote}” in {self.alias}: {error}") from error
        return start, end, quote


@dataclass(slots=True)
class RawFile:
    """A raw file, with the spans of it that articles use or exclude."""

    name: str
    text: str
    used: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path, name: str) -> "RawFile":
        """Read a raw file as it is."""
        return cls(name, (folder / name).read_bytes().decode("utf-8"))

    def find_part_lines(self, part: YamlNode) -> list[tuple[int, int]]:
        """The spans of every occurrence of a part, to the ends of their lines. Raises: SeedError."""
        begins = part.require("begins")
        starts = (match.start() for match in re.finditer(f"(?={re.escape(begins)})", self.text))
        spans = [(start, start + len(self.text[start:].partition("\n")[0].rstrip())) for start in starts]
        if not spans:
            raise part.error(f"“{begins}” does not stand in {self.name}.")
        if len({self.text[start:end] for start, end in spans}) > 1:
            raise part.error(f"“{begins}” begins several lines of {self.name}: give more of its words.")
        return spans

    def exclude_furniture(self, furniture: YamlNode) -> None:
        """Mark every occurrence of words that the text leaves out as used. Raises: SeedError."""
        words = furniture.require("text")
        furniture.require("why")
        furniture.refuse_unread_keys()
        if words not in self.text:
            raise furniture.error(f"“{words}” does not stand in {self.name}.")
        self.used += [match.span() for match in re.finditer(re.escape(words), self.text)]

    def refuse_unused_text(self) -> None:
        """Refuse words that are neither part of an article nor furniture. Raises: SeedError."""
        remaining = list(self.text)
        for start, end in self.used:
            remaining[start:end] = " " * (end - start)
        for number, line in enumerate("".join(remaining).split("\n"), start=1):
            if line.strip():
                raise SeedError(
                    f"seeds/{self.name}:{number}: no article holds “{line.strip()[:60]}”: "
                    "make it a part, or furniture with the reason."
                )


def build_article_text(article: YamlNode, raw: RawFile) -> ArticleText:
    """Join the parts of an article into its stored text. Raises: SeedError."""
    text = ""
    parts: list[TextPart] = []
    for part in article.items_of("parts"):
        spans = raw.find_part_lines(part)
        raw.used += spans
        start = len(text) + len(PART_SEPARATOR) if text else 0
        words = raw.text[slice(*spans[0])]
        text = text + PART_SEPARATOR + words if text else words
        parts.append(TextPart(part.require("kind"), start, len(text), [list(span) for span in spans]))
        part.refuse_unread_keys()
    return ArticleText(article.require("id"), article.require("alias"), text, parts)


class ArticleTexts:
    """The texts of all articles by their aliases, and their raw files."""

    def __init__(self, seeds: Path) -> None:
        self._seeds = seeds
        self._texts: dict[str, ArticleText] = {}
        self._files: dict[str, RawFile] = {}

    def add(self, article: YamlNode) -> None:
        """Build an article's text from its raw file. Raises: SeedError."""
        name = article.require("source_file")
        if name not in self._files:
            if not (self._seeds / name).is_file():
                raise article.error(f"There is no file seeds/{name}.")
            self._files[name] = RawFile.read(self._seeds, name)
        text = build_article_text(article, self._files[name])
        for furniture in article.items_of("furniture"):
            self._files[name].exclude_furniture(furniture)
        if text.alias in self._texts:
            raise article.error(f"The alias “{text.alias}” is taken.")
        self._texts[text.alias] = text

    def of(self, node: YamlNode, key: str = "in") -> ArticleText:
        """The article whose alias is the value of a member. Raises: SeedError."""
        return self.named(node.require(key), node)

    def named(self, alias: str, node: YamlNode) -> ArticleText:
        """The article with this alias; errors name the place of the node. Raises: SeedError."""
        if alias not in self._texts:
            raise node.error(f"No article has the alias “{alias}”; there are: {', '.join(self._texts)}.")
        return self._texts[alias]

    def refuse_unused_files(self) -> None:
        """Refuse raw files, and words in them, that are in no article. Raises: SeedError."""
        for path in sorted(self._seeds.glob("*.txt")):
            if path.name not in self._files:
                raise SeedError(f"seeds/{path.name}: no article is taken from this file.")
            self._files[path.name].refuse_unused_text()
