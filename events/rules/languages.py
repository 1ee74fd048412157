"""Language tags, as BCP 47 recommends to write them."""

import re

from events.choices.languages import LANGUAGES, LONG_CODES
from events.rules.text import quote_value

_TAG = re.compile(r"([a-z]{2,3})((?:-[a-z0-9]{1,8})*)", re.ASCII | re.IGNORECASE)
_BY_NAME = {name.lower(): code for code, name in LANGUAGES.items()}


class LanguageError(ValueError):
    """A text that is no tag of a known language; the message is a sentence or two that say what is."""


def read_language(text: str) -> str:
    """A language tag in its usual spelling: `en` of `EN`, `zh-Hant-TW` of `zh_hant_tw`.

    Raises: LanguageError. Source: BCP 47, 2.1.
    """
    text = text.strip()
    match = _TAG.fullmatch(text.replace("_", "-"))
    language = match[1].lower() if match else ""
    if match and language in LANGUAGES:
        return language + "".join(map(_spell, match[2].split("-")[1:]))
    code = LONG_CODES.get(language) or _BY_NAME.get(text.lower(), "")
    hint = f" Did you mean “{code}”?" if code else ""
    raise LanguageError(f"{quote_value(text)} is no language tag (BCP 47), such as en or ar-IQ.{hint}")


def _spell(part: str) -> str:
    """A script is capitalised, a region in capitals, all else small."""
    script = len(part) == 4 and part.isalpha()
    return f"-{part.title() if script else part.upper() if len(part) == 2 else part.lower()}"
