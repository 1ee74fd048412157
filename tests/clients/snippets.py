"""docs/clients.md, tried: its Python and TypeScript print what it says that they print."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.clients.generate import GeneratedClient, PythonClient, TypeScriptClient
from tests.clients.site import ROOT

PAGE = ROOT / "docs" / "clients.md"
LANGUAGES = {PythonClient.name: ("python", ".py"), TypeScriptClient.name: ("typescript", ".ts")}
ADDRESS = "http://127.0.0.1:8000"
BLOCK = r"```{}\n(?P<code>.*?)```\n+```text\n(?P<printed>.*?)```"


def snippet_differences(client: GeneratedClient, base: str) -> Iterator[str]:
    """Each snippet of the client's language that prints something else than the page says."""
    if client.name not in LANGUAGES:
        return
    language, suffix = LANGUAGES[client.name]
    found = list(re.finditer(BLOCK.format(language), PAGE.read_text(encoding="utf-8"), re.DOTALL))
    if not found:
        yield f"{PAGE.name} shows no {language}."
    for number, block in enumerate(found, start=1):
        program = client.folder / f"snippet{number}{suffix}"
        program.write_text(block["code"].replace(ADDRESS, base), encoding="utf-8")
        if isinstance(client, TypeScriptClient):
            client.compile()
        printed = client.output(Path(program))
        if printed != block["printed"]:
            yield f"snippet {number} of {PAGE.name} in {language} prints:\n{printed}"
