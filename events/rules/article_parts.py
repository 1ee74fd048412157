"""A proposal of the parts of an article's text, made from its lines, for people to correct."""

import re
from dataclasses import dataclass
from typing import Any

from events.choices import CreditKind, PartKind

_LONGEST_HEADLINE, _LONGEST_HEADING, _LONGEST_CREDIT = 200, 80, 200
_QUOTES = "\"'\u201c\u2018\u00ab\u201e-\u2013\u2014\u2022*"
_END = re.compile(r"[.!…:;,]\W*\Z")
_BYLINE = re.compile(r"(?:by|written by|words by|text by)\s+(?P<name>[^\W\d_].{1,120})\Z", re.IGNORECASE)
_CAPTION = re.compile(r"\A(?:file photo|file -|photo:|caption:|image:|picture:)", re.IGNORECASE)
_PICTURE_CREDIT = re.compile(
    r"[(\[](?P<name>[^()\[\]]{2,60})[)\]]\s*\Z|\b(?:photo|image)s?(?: by|:) .{2,60}\Z", re.IGNORECASE
)
_CREDIT = re.compile(
    r"\A\W*(?:(?:additional |further )?(?:reporting|writing|editing|translat(?:ion|ed))(?: and [a-z]+)? by "
    r"|(?:sources?|credits?|photos?):|©|\(c\) |copyright |agencies\b)",
    re.IGNORECASE,
)
_AGENCY = r"AFP|AP|Reuters|dpa|EFE|Efe|ANSA|TASS|Xinhua|UPI|Bloomberg|Anadolu|Kyodo|IANS|ANI|PTI"
_ONLY_AGENCY = re.compile(rf"\W*(?:With )?(?:{_AGENCY})(?:(?:\W+| and )(?:{_AGENCY}))*\W*\Z")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATELINE = re.compile(
    r"(?P<dateline>[A-Z][A-Z.'\u2019-]+(?: [A-Z][A-Z.'\u2019-]+)*(?:/[A-Z][A-Z .]+)?(?:, [A-Z][A-Za-z. ]+?)?"
    rf"(?:, (?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:, \d{{4}})?)?(?: \((?P<agency>[^()]{{2,40}})\))?)"
    r"\s*[-\u2013\u2014]{1,2}\s"
)


@dataclass(frozen=True, slots=True)
class ProposedPart:
    """One line of the text and the kind of part that it seems to be."""

    kind: PartKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PartsProposal:
    """The parts of a text, its dateline, byline and credits."""

    parts: tuple[ProposedPart, ...]
    dateline: str = ""
    byline: str = ""
    credits: tuple[tuple[CreditKind, str], ...] = ()


def propose_parts(text: str, title: str = "") -> PartsProposal:
    """Read the parts off the lines of a text, each line one part. Source: codebook 10."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"\S(?:[^\r\n]*\S)?", text)]
    parts: list[ProposedPart] = []
    known = title.strip() if title.strip() in {text[start:end] for start, end in lines} else ""
    in_body = False  # whether a paragraph came before
    for number, (start, end) in enumerate(lines):
        kind = _kind(text[start:end], number, len(lines) - 1 - number, in_body, known)
        in_body = in_body or kind in (PartKind.BODY, PartKind.HEADING)
        parts.append(ProposedPart(kind, start, end))
    return PartsProposal(tuple(parts), **_extract_credits(text, parts))


def _kind(line: str, number: int, following: int, in_body: bool, title: str) -> PartKind:
    short = len(line) <= _LONGEST_HEADLINE and not _END.search(line)
    if line == title or (not number and following and not title and short and not _BYLINE.match(line)):
        return PartKind.HEADLINE
    if len(line) <= _LONGEST_CREDIT and (
        _CREDIT.match(line) or _ONLY_AGENCY.match(line) or (not in_body and _BYLINE.match(line))
    ):
        return PartKind.CREDIT
    if _CAPTION.match(line) or (not in_body and _PICTURE_CREDIT.search(line)):
        return PartKind.CAPTION
    heading = len(line) <= _LONGEST_HEADING and not _END.search(line) and line[0] not in _QUOTES
    return PartKind.HEADING if heading and in_body and following else PartKind.BODY


def _extract_credits(text: str, parts: list[ProposedPart]) -> dict[str, Any]:
    """The dateline, the byline and the credits that the parts name."""
    dateline, byline = "", ""
    credits_: dict[tuple[CreditKind, str], None] = {}
    bodies = [part for part in parts if part.kind == PartKind.BODY]
    if bodies and (match := _DATELINE.match(text, bodies[0].start, bodies[0].end)):
        dateline = match["dateline"]
        if match["agency"]:
            credits_[CreditKind.AGENCY, match["agency"]] = None
    for part in parts:
        line = text[part.start : part.end]
        if part.kind == PartKind.CREDIT and not byline and (match := _BYLINE.match(line)):
            byline = line
            credits_[CreditKind.AUTHOR, match["name"].strip()] = None
        elif part.kind == PartKind.CREDIT:
            for agency in re.findall(rf"\b(?:{_AGENCY})\b", line):
                credits_[CreditKind.AGENCY, agency] = None
        elif part.kind == PartKind.CAPTION and (match := _PICTURE_CREDIT.search(line)) and match["name"]:
            credits_[CreditKind.PHOTO, match["name"].strip()] = None
    return {"dateline": dateline, "byline": byline, "credits": tuple(credits_)}
