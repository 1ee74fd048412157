"""Codes of known schemes: what passes, and what is said of what does not."""

from collections.abc import Callable

import pytest

from events.choices import EventType
from events.choices.mappings import ACLED, CAMEO
from events.choices.plover import MODES
from events.rules.codes import CodeError, check_coding, check_external_id, check_iso_code, check_script

TAKEN: list[tuple[Callable[..., None], tuple[str, ...]]] = [
    *((check_coding, ("cameo", code)) for codes in CAMEO.values() for code in codes),
    *((check_coding, ("acled", code)) for codes in ACLED.values() for code in codes),
    *((check_coding, ("plover", f"{kind}/{mode}")) for kind in EventType for mode in MODES[kind]),
    *((check_coding, ("ucdp", code)) for code in "123"),
    (check_coding, ("another", "anything")),
    (check_external_id, ("wikidata", "Q796")),
    (check_external_id, ("geonames", "99237")),
    (check_external_id, ("example.org", "a/b")),
    (check_iso_code, ("IQ", "country")),
    (check_iso_code, ("PS", "territory")),
    (check_iso_code, ("IQ-DQ", "admin1")),
    (check_iso_code, ("", "site")),
    (check_script, ("Arab",)),
    (check_script, ("",)),
]
REFUSED: list[tuple[Callable[..., None], tuple[str, ...], str]] = [
    (check_coding, ("cameo", "36"), "“36” is no code of cameo, such as 036. Did you mean “036”?"),
    (check_coding, ("cameo", "2100"), "“2100” is no code of cameo, such as 036."),
    (
        check_coding,
        ("acled", "armed clash"),
        "“armed clash” is no code of acled. Did you mean “Armed clash”?",
    ),
    (check_coding, ("plover", "fight"), "“fight” is no code of plover."),
    (check_coding, ("ucdp", "4"), "“4” is no code of ucdp, such as 1."),
    (check_external_id, ("Wikidata", "Q796"), "Write the scheme “Wikidata” as “wikidata”."),
    (check_external_id, ("wikidata", "796"), "“796” is no code of wikidata, such as Q796."),
    (check_external_id, ("wikidata", "q796"), "Did you mean “Q796”?"),
    (check_external_id, ("wikidata", "https://www.wikidata.org/wiki/Q796"), "Did you mean “Q796”?"),
    (check_external_id, ("geonames", "0099237"), "Did you mean “99237”?"),
    (check_external_id, ("geonames", "Q796"), "“Q796” is no code of geonames, such as 99237."),
    (check_iso_code, ("iq", "country"), "“iq” is no ISO 3166-1 alpha-2 code, such as IQ. Did you mean “IQ”?"),
    (check_iso_code, ("IQ-DQ", "country"), "“IQ-DQ” is no ISO 3166-1 alpha-2 code, such as IQ."),
    (check_iso_code, ("XX", "country"), "“XX” is no ISO 3166-1 alpha-2 code, such as IQ."),
    (check_iso_code, ("iq_dq", "admin1"), "such as IQ-DQ. Did you mean “IQ-DQ”?"),
    (check_iso_code, ("IQ", "admin1"), "“IQ” is no ISO 3166-2 code of a subdivision, such as IQ-DQ."),
    (check_iso_code, ("IQ-", "admin1"), "“IQ-” is no ISO 3166-2 code"),
    (check_iso_code, ("XX-DQ", "admin1"), "“XX-DQ” is no ISO 3166-2 code"),
    (check_script, ("arab",), "“arab” is no code of ISO 15924, such as Arab. Did you mean “Arab”?"),
    (check_script, ("Arabic",), "“Arabic” is no code of ISO 15924, such as Arab."),
]


@pytest.mark.parametrize(("check", "values"), TAKEN, ids=str)
def test_codes_of_known_schemes_are_taken(check: Callable[..., None], values: tuple[str, ...]) -> None:
    check(*values)


@pytest.mark.parametrize(("check", "values", "message"), REFUSED)
def test_other_codes_are_refused(check: Callable[..., None], values: tuple[str, ...], message: str) -> None:
    with pytest.raises(CodeError) as refused:
        check(*values)
    assert message in str(refused.value)
