"""Codes of standards are read in any usual spelling, or refused with a hint, and are never silently empty."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from events.filtersets.code_values import CountryValues, IsoCodeValues, LanguageValues
from events.filtersets.values import RepeatedValueField
from tests import factories as make
from tests.api.helpers import error_codes, event_ids, get_json

COUNTRY, CODE, LANGUAGE = CountryValues(), IsoCodeValues(), LanguageValues()


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (COUNTRY, "IQ", "IQ"),
        (COUNTRY, "iq", "IQ"),
        (COUNTRY, "IRQ", "IQ"),
        (COUNTRY, "irn", "IR"),
        (COUNTRY, "Iraq", "IQ"),
        (COUNTRY, "SYRIA", "SY"),
        (COUNTRY, "Syrian Arab Republic", "SY"),
        (COUNTRY, "the United States of America", "US"),
        (COUNTRY, "USA", "US"),
        (COUNTRY, "UK", "GB"),
        (COUNTRY, "Turkey", "TR"),
        (COUNTRY, "Turkiye", "TR"),
        (COUNTRY, "Russia", "RU"),
        (COUNTRY, "Palestine", "PS"),
        (COUNTRY, "Cote d'Ivoire", "CI"),
        (COUNTRY, "The Democratic Republic of the Congo", "CD"),
        (COUNTRY, "South Korea", "KR"),
        (COUNTRY, "Guinea", "GN"),
        (CODE, "iq", "IQ"),
        (CODE, "iq-bg", "IQ-BG"),
        (LANGUAGE, "EN", "en"),
        (LANGUAGE, "AR-iq", "ar-IQ"),
        (LANGUAGE, "zh_hant_tw", "zh-Hant-TW"),
        (LANGUAGE, "ckb", "ckb"),
        (LANGUAGE, "es-419", "es-419"),
    ],
)
def test_usual_spellings_are_read(reader: RepeatedValueField, text: str, value: str) -> None:
    assert reader.clean([text]) == [value]
    assert reader.canonical_values([text], [value]) == [value]


@pytest.mark.parametrize(
    ("reader", "text", "hint"),
    [
        (COUNTRY, "Korea", "Did you mean “KP” (North Korea) or “KR” (South Korea)?"),
        (COUNTRY, "Congo", "“CD”"),
        (COUNTRY, "Irak2", "Did you mean “IQ” (Iraq)?"),
        (COUNTRY, "Afganistan", "Did you mean “AF” (Afghanistan)?"),
        (COUNTRY, "Kirgistan", "Did you mean “KG” (Kyrgyzstan)?"),
        (COUNTRY, "Jemen", "Did you mean “YE” (Yemen)?"),
        (COUNTRY, "الصومال", "Did you mean “SO” (Somalia)?"),
        (COUNTRY, "Lybia", "Did you mean “LY” (Libya)?"),
        (COUNTRY, "x" * 400, ""),
        (COUNTRY, "368", ""),
        (COUNTRY, "XX", ""),
        (COUNTRY, "", ""),
        (CODE, "IRQ", "Did you mean “IQ” (Iraq)?"),
        (CODE, "Iraq", "Did you mean “IQ” (Iraq)?"),
        (CODE, "IQ_BG", ""),
        (CODE, "XX-1", ""),
        (LANGUAGE, "english", "Did you mean “en”?"),
        (LANGUAGE, "eng", "Did you mean “en”?"),
        (LANGUAGE, "fre", "Did you mean “fr”?"),
        (LANGUAGE, "xx", ""),
        (LANGUAGE, "en-", ""),
    ],
)
def test_what_is_no_code_is_refused_with_the_code_that_may_be_meant(
    reader: RepeatedValueField, text: str, hint: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        reader.clean([text])
    (sentence,) = refused.value.messages
    assert hint in sentence if hint else "Did you mean" not in sentence


@pytest.mark.django_db
def test_schemes_and_codes_are_normalised_or_refused_with_those_there_are(client: Client) -> None:
    with make.change():
        published, draft = (
            make.event("published", review_status="published"),
            make.event("draft", review_status="draft"),
        )
        for event, scheme in (
            (published, "Wikidata"),
            (published, "local.example"),
            (draft, "secret.example"),
        ):
            event.external_ids.create(scheme=scheme.lower(), value="Q1")
        published.codings.create(scheme="acled", code="An older word")
        draft.codings.create(scheme="acled", code="A secret word")
    for query in ("external_id=Wikidata:Q1", "external_id=LOCAL.example:Q1", "coding=ACLED:An older word"):
        assert event_ids(client, query) == ["published"], query
    assert event_ids(client, "external_id=ucdp:1") == []
    for query, code, words in (
        (
            "external_id=nosuch:1",
            "unknown_scheme",
            "there are: acled, gdelt, geonames, local.example, ucdp, wikidata.",
        ),
        ("external_id=secret.example:Q1", "unknown_scheme", "There is no scheme"),
        ("external_id=wikidat:Q1", "unknown_scheme", "Did you mean “wikidata”?"),
        ("coding=foo:bar", "invalid_pair", "there are: cameo, acled, ucdp, plover."),
        ("coding=camoe:190", "invalid_pair", "Did you mean “cameo”?"),
        ("coding=acled:Batles", "invalid_code", "Did you mean “Battles”?"),
        ("coding=acled:A secret word", "invalid_code", "is no code of acled"),
        ("coding=cameo:310", "invalid_code", "is no code of cameo"),
        ("coding=ucdp:4", "invalid_code", "is no code of ucdp"),
    ):
        assert set(error_codes(client, f"events/?{query}").values()) == {code}, query
        assert words in get_json(client, f"events/?{query}", 400)["detail"], query
