"""Codes of known schemes: what each looks like."""

import re

from events.choices import CodingScheme, EventType, LocationKind
from events.choices.countries import COUNTRIES
from events.choices.mappings import ACLED_EVENT_TYPES
from events.rules.text import quote_value

ACLED_NAMES = {name.lower(): name for pair in ACLED_EVENT_TYPES.items() for name in pair}
"""Event types and sub-event types by their names in small letters."""
CODE_PATTERNS = {
    CodingScheme.ACLED: "|".join(map(re.escape, ACLED_NAMES.values())),
    CodingScheme.CAMEO: r"(0[1-9]|1[0-9]|20)[0-9]{0,2}",
    CodingScheme.PLOVER: f"({'|'.join(EventType.values)})(/.+)?",
    CodingScheme.UCDP: "[123]",
}
"""What the codes of each ontology look like."""
_EXTERNAL_PATTERNS = {"wikidata": "Q[1-9][0-9]*", "geonames": "[1-9][0-9]*"}
_SCRIPT = re.compile("[A-Z][a-z]{3}")
_SUBDIVISION = re.compile("[A-Z0-9]{1,3}")
_EXAMPLES = {"wikidata": "Q796", "geonames": "99237", CodingScheme.CAMEO: "036", CodingScheme.UCDP: "1"}


class CodeError(ValueError):
    """A code that its scheme cannot have; the message says what one looks like."""


def check_coding(scheme: str, code: str) -> None:
    """Refuse what is no code of an ontology. Raises: CodeError."""
    _check(scheme, code, CODE_PATTERNS.get(CodingScheme(scheme)) if scheme in CodingScheme.values else None)


def check_external_id(scheme: str, value: str) -> None:
    """Refuse what is no id of a known database, and other spellings of its name. Raises: CodeError."""
    if scheme.lower() in _EXTERNAL_PATTERNS and scheme != scheme.lower():
        raise CodeError(f"Write the scheme {quote_value(scheme)} as “{scheme.lower()}”.")
    _check(scheme, value, _EXTERNAL_PATTERNS.get(scheme))


def check_script(code: str) -> None:
    """Refuse what is no code of a script. Raises: CodeError. Source: ISO 15924."""
    if code and not _SCRIPT.fullmatch(code):
        hint = f" Did you mean “{code.title()}”?" if _SCRIPT.fullmatch(code.title()) else ""
        raise CodeError(f"{quote_value(code)} is no code of ISO 15924, such as Arab.{hint}")


def check_iso_code(code: str, kind: str) -> None:
    """Refuse what is no code of a place of this kind: ISO 3166-1 of a country, 3166-2 of a part of one.

    Raises: CodeError.
    """
    of_country = kind in (LocationKind.COUNTRY, LocationKind.TERRITORY)
    if not code or is_iso_code(code, of_country=of_country):
        return
    near = code.upper().replace("_", "-")
    hint = f" Did you mean “{near}”?" if is_iso_code(near, of_country=of_country) else ""
    if of_country:
        raise CodeError(f"{quote_value(code)} is no ISO 3166-1 alpha-2 code, such as IQ.{hint}")
    raise CodeError(f"{quote_value(code)} is no ISO 3166-2 code of a subdivision, such as IQ-DQ.{hint}")


def is_iso_code(code: str, *, of_country: bool) -> bool:
    """Whether this is a code of a country, or else of a part of one. Source: ISO 3166-1, ISO 3166-2."""
    country, dash, part = code.partition("-")
    return country in COUNTRIES and (not dash if of_country else bool(_SUBDIVISION.fullmatch(part)))


def _check(scheme: str, code: str, pattern: str | None) -> None:
    if pattern is None or re.fullmatch(pattern, code):
        return
    nearest = (f"0{code}", code.lstrip("0"), code.strip().upper(), code.rpartition("/")[2])
    known = ACLED_NAMES.get(code.lower(), "") if scheme == CodingScheme.ACLED else ""
    near = known or next((one for one in nearest if re.fullmatch(pattern, one)), "")
    example = f", such as {_EXAMPLES[scheme]}" if scheme in _EXAMPLES else ""
    hint = f" Did you mean “{near}”?" if near else ""
    raise CodeError(f"{quote_value(code)} is no code of {scheme}{example}.{hint}")
