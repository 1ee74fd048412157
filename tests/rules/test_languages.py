"""Language tags in their usual spelling."""

import pytest

from events.rules.languages import LanguageError, read_language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("ar-iq", "ar-IQ"),
        ("zh_hant_tw", "zh-Hant-TW"),
        ("ckb", "ckb"),
        (" de ", "de"),
        ("sl-ROZAJ", "sl-rozaj"),
    ],
)
def test_a_tag_is_spelled_as_usual(text: str, tag: str) -> None:
    assert read_language(text) == tag


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("english", "“en”"),
        ("Arabic", "“ar”"),
        ("eng", "“en”"),
        ("xx", ""),
        ("", ""),
        ("en-", ""),
        ("e n", ""),
    ],
)
def test_what_is_no_tag_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(LanguageError) as refused:
        read_language(text)
    assert ("Did you mean " + hint in str(refused.value)) if hint else "Did you" not in str(refused.value)
