"""Values that are codes of a standard: read in any of its usual spellings, or refused with a hint."""

import re
from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from events.choices import CodingScheme, EventType, ReviewStatus
from events.choices.countries import COUNTRIES
from events.filtersets.values import (
    ChoiceValues,
    RepeatedValueField,
    SchemeValuePairs,
    did_you_mean,
    quote_value,
)
from events.models import Coding, ExternalId
from events.rules.codes import ACLED_NAMES, CODE_PATTERNS, is_iso_code
from events.rules.languages import read_language
from events.rules.name_similarity import name_distance
from events.rules.words import name_key

SCHEMES = CodingScheme.values
_USUAL_CODES = {
    scheme.value: re.compile(rf"{pattern}|.*\*", re.ASCII) for scheme, pattern in CODE_PATTERNS.items()
}
"""What codes of each scheme look like; any branch may be asked for."""
_ALPHA3 = {row["alpha3"]: code for code, row in COUNTRIES.items()}


def _country_key(name: str) -> str:
    return name_key(re.sub(r"\(.*?\)|\bthe\b", "", name, flags=re.IGNORECASE))


def _countries_by_name() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code, row in COUNTRIES.items():
        name, _, rest = row["name"].partition(", ")
        names = [row["name"], *([f"{rest} {name}"] if rest else []), *row["other_names"].split(", ")]
        for key in {_country_key(one) for one in names} - {""}:
            found[key].append(code)
    return dict(found)


_BY_NAME = _countries_by_name()


def find_countries(text: str) -> list[str]:
    """The ISO 3166-1 alpha-2 codes of what may be a code of two or three letters, or a name in English."""
    code = text.strip().upper()
    if code in COUNTRIES or code in _ALPHA3:
        return [_ALPHA3.get(code, code)]
    return _BY_NAME.get(_country_key(text), []) if len(text) <= 80 else []


def _country_hint(text: str) -> str:
    """What a country may be meant by a text that is none."""
    if codes := find_countries(text):
        return " Did you mean " + " or ".join(f"“{code}” ({COUNTRIES[code]['name']})" for code in codes) + "?"
    key = _country_key(text[:80])
    distances = [(far, name) for name in _BY_NAME if (far := name_distance(key, name)) is not None]
    near = did_you_mean(key, _BY_NAME)
    name = min(distances)[1] if distances else near and near.split("“")[1].split("”")[0]
    codes = _BY_NAME.get(name, [])
    return f" Did you mean “{codes[0]}” ({COUNTRIES[codes[0]]['name']})?" if codes else ""


class CountryValues(ChoiceValues):
    """Countries: codes of two or three letters, or names in English."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=COUNTRIES, **kwargs)

    def read_one(self, text: str) -> str:
        """The code of two letters. Refuse what is no country, or could be two."""
        codes = find_countries(text)
        if len(codes) == 1:
            return codes[0]
        message = "is no country of ISO 3166-1: write its two letters, such as IQ."
        raise ValueError(f"{quote_value(text)} {message}{_country_hint(text)}")


class IsoCodeValues(RepeatedValueField):
    """ISO 3166 codes of countries and their subdivisions."""

    type_name, error_code = "ISO 3166 code", "invalid_code"

    def read_one(self, text: str) -> str:
        """The code in capital letters. Refuse what is none."""
        code = text.upper()
        if any(is_iso_code(code, of_country=of_country) for of_country in (True, False)):
            return code
        message = "is no ISO 3166 code, such as IQ or IQ-BG."
        raise ValueError(f"{quote_value(text)} {message}{_country_hint(text)}")


class LanguageValues(RepeatedValueField):
    """Language tags."""

    type_name, error_code = "language tag", "invalid_language"

    def read_one(self, text: str) -> str:
        """The tag as BCP 47 recommends to write it. Refuse what is none. Raises: LanguageError."""
        return read_language(text)


class CodingValues(SchemeValuePairs):
    """Codes of other ontologies; an event type of ACLED is the branch of its sub-event types."""

    def read_one(self, text: str) -> tuple[str, str]:
        scheme, code = super().read_one(text)
        if (scheme := scheme.lower()) not in SCHEMES:
            hint = did_you_mean(scheme, SCHEMES)
            raise ValueError(
                f"There is no scheme {quote_value(scheme)}; there are: {', '.join(SCHEMES)}.{hint}"
            )
        if scheme == CodingScheme.ACLED:
            code = ACLED_NAMES.get(code.lower()) or ACLED_NAMES.get(code.removesuffix("*").lower()) or code
        return scheme, code

    def read(self, texts: list[str]) -> list[tuple[str, str]]:
        """Refuse codes that neither a scheme nor a public record has. Queries: 1 where one is unusual."""
        pairs: list[tuple[str, str]] = super().read(texts)
        unusual = [(scheme, code) for scheme, code in pairs if not _USUAL_CODES[scheme].fullmatch(code)]
        if unusual:
            rows = Coding.objects.filter(event__review_status=ReviewStatus.PUBLISHED)
            rows = rows.filter(code__in=[code for _, code in unusual]).order_by()
            stored = set(rows.values_list("scheme", "code"))
            for scheme, code in unusual:
                if (scheme, code) not in stored:
                    hint = did_you_mean(code, ACLED_NAMES.values() if scheme == "acled" else EventType.values)
                    message = f"{quote_value(code)} is no code of {scheme}, nor has a record it.{hint}"
                    raise ValidationError(message, code="invalid_code")
        return pairs

    def canonical_value(self, value: Any) -> Any:
        """The scheme in small letters, the code as the scheme writes it."""
        return ":".join(value)


class ExternalIdValues(SchemeValuePairs):
    """Ids in other databases."""

    usual = ("acled", "gdelt", "geonames", "ucdp", "wikidata")
    """Schemes that are no mistake where no record has one yet."""

    def __init__(self, *, owner: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owner = owner

    def read(self, texts: list[str]) -> list[tuple[str, str]]:
        """Refuse schemes that no public record has. Queries: 1 where one is unusual."""
        pairs: list[tuple[str, str]] = super().read(texts)
        if unusual := [scheme for scheme, _ in pairs if scheme.lower() not in self.usual]:
            rows: QuerySet[Any] = ExternalId.objects.filter(
                **{f"{self.owner}__review_status": ReviewStatus.PUBLISHED}
            )
            stored = set(rows.order_by().values_list("scheme", flat=True).distinct())
            known = sorted({scheme.lower() for scheme in stored} | set(self.usual))
            for scheme in unusual:
                if scheme.lower() not in known:
                    message = f"There is no scheme {quote_value(scheme)}; there are: {', '.join(known[:40])}."
                    raise ValidationError(message + did_you_mean(scheme, known), code="unknown_scheme")
        return pairs
