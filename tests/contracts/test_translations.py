"""Every text of the pages for people is in Arabic, and the compiled file is that of the readable one."""

import gettext as gettext_module
import re

import polib
import pytest
from django.test import Client

from tests.messages import PO, texts_of_pages

pytestmark = pytest.mark.once
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def test_no_text_lacks_a_translation_and_no_translation_its_text() -> None:
    po = polib.pofile(str(PO))
    assert {(entry.msgid, entry.msgid_plural) for entry in po} == set(texts_of_pages()), "run make messages"
    assert [entry.msgid for entry in po.untranslated_entries() + po.fuzzy_entries()] == []


def test_translations_fill_in_what_their_texts_do() -> None:
    for entry in polib.pofile(str(PO)):
        wanted = set(_PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        if not entry.msgid_plural:
            assert set(_PLACEHOLDER.findall(entry.msgstr)) == wanted, entry.msgid
        else:
            assert len(entry.msgstr_plural) == 6
            # Arabic says one and two without a number.
            assert all(set(_PLACEHOLDER.findall(form)) <= wanted for form in entry.msgstr_plural.values())
            assert set(_PLACEHOLDER.findall(entry.msgstr_plural[3])) == wanted


def test_the_compiled_file_is_that_of_the_readable_one() -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext_module.GNUTranslations(file)
    for entry in polib.pofile(str(PO)):
        if entry.msgid_plural:
            shown = {n: compiled.ngettext(entry.msgid, entry.msgid_plural, n) for n in (0, 1, 2, 3, 11, 100)}
            assert list(shown.values()) == [entry.msgstr_plural[form] for form in range(6)]
        else:
            assert compiled.gettext(entry.msgid) == entry.msgstr


@pytest.mark.usefixtures("seeded")
def test_pages_under_ar_speak_arabic(client: Client) -> None:
    page = client.get("/ar/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "ماذا حدث، ومن يقول ذلك" in page
    assert "19 أكتوبر 2024" in page
    assert "What happened" not in page
    found = client.get("/ar/", {"q": "كم عدد القتلى في ذي قار 2019"}).content.decode()
    assert "/ar/places/dhi-qar/" in found
    assert "حدث واحد يذكر رقمًا عن مدة أطول" in found
