"""The texts of the pages for people, and their translations: `python -m tests.messages` renews them.

Texts are those of templates and of gettext calls, the labels of vocabularies, and the names of filters,
members and countries.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import polib
from django.conf import settings
from django.utils.translation.template import templatize

PO = settings.BASE_DIR / "events/locale/ar/LC_MESSAGES/django.po"
_CALLS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "_"}
_STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_TEMPLATE_CALL = re.compile(rf"\b(gettext|ngettext|_)\(\s*{_STRING}(?:,\s*{_STRING})?")
_DEFINED = re.compile(r'\|definition:"(\w+)"')
Text = tuple[str, str]
"""A text, and its plural or nothing."""


def texts_of_pages() -> dict[Text, None]:
    """Returns all texts that the pages translate, in the order in which they are found."""
    found: dict[Text, None] = {}
    for path in _sources():
        source = path.read_text(encoding="utf-8")
        texts = _of_template(source) if path.suffix == ".html" else _of_python(source)
        found |= dict.fromkeys(texts)
    return found | dict.fromkeys((text, "") for text in _words() if text)


def _sources() -> Iterator[Path]:
    root = settings.BASE_DIR / "events"
    yield from sorted((root / "templates/events/pages").glob("*.html"))
    yield from sorted((root / "pages").rglob("*.py"))
    yield root / "templatetags/pages.py"


def _of_template(source: str) -> Iterator[Text]:
    for match in _TEMPLATE_CALL.finditer(templatize(source)):
        yield ast.literal_eval(match[2]), ast.literal_eval(match[3]) if match[1] == "ngettext" else ""


def _of_python(source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
            texts = [
                one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            if texts:
                yield texts[0], texts[1] if node.func.id.startswith("n") else ""


def _words() -> Iterator[str]:
    """The words of vocabularies that pages show, and the names of filters, members and countries."""
    from django.db import models

    from events import choices
    from events.api.views.viewsets import VIEWSETS
    from events.choices.base import Vocabulary
    from events.choices.countries import COUNTRY_CHOICES
    from events.choices.plover import MODE_CHOICES
    from events.filtersets.base import EXCLUDE_PREFIX
    from events.pages.members import LABELS

    for vocabulary in vars(choices).values():
        if isinstance(vocabulary, type) and issubclass(vocabulary, (Vocabulary, models.IntegerChoices)):
            yield from map(str, vocabulary.labels)
    yield from (label for _, label in MODE_CHOICES)
    yield from LABELS.values()
    defined = {name for path in _sources() for name in _DEFINED.findall(path.read_text(encoding="utf-8"))}
    for name in sorted(defined):
        yield from (word.definition for word in getattr(choices, name))
    for viewset in VIEWSETS.values():
        for parameter in viewset.filterset_class.parameters():
            yield parameter.removeprefix(EXCLUDE_PREFIX).replace("_", " ")
    yield from (name for _, name in COUNTRY_CHOICES)


def update() -> None:
    """Brings the file of translations up to date and compiles it; what is no text any more goes."""
    known = (
        {(entry.msgid, entry.msgid_plural): entry for entry in polib.pofile(str(PO))} if PO.exists() else {}
    )
    po = polib.POFile(wrapwidth=110)
    po.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "ar",
        "Plural-Forms": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
        "n%100>=11 && n%100<=99 ? 4 : 5;",
    }
    for msgid, plural in sorted(texts_of_pages()):
        entry = known.get((msgid, plural)) or polib.POEntry(msgid=msgid, msgid_plural=plural)
        if "%(" in msgid and "python-format" not in entry.flags:
            entry.flags.append("python-format")
        po.append(entry)
    po.save(str(PO))
    po.save_as_mofile(str(PO.with_suffix(".mo")))
    sys.stdout.write(f"{len(po)} texts, {len(po.untranslated_entries())} without a translation\n")


if __name__ == "__main__":
    django.setup()
    update()
