"""The pages of documentation as HTML: Markdown files of the repository, each rendered once by a process."""

import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

PREFIX = "/docs/"
START = "README.md"
NOT_SERVED = ("docs/articles.md",)
"""It holds the texts of the seeds' articles, whatever became of these records on this site."""
_COMMENT = re.compile(r"^<!--.*?-->\n", re.MULTILINE)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its title, its HTML, and its headings with their anchors."""

    title: str
    html: SafeString
    contents: tuple[tuple[str, str], ...]
    etag: str


@cache
def page_addresses() -> Mapping[str, str]:
    """Returns the file of each page, by its address below the prefix; the first is where people start."""
    root: Path = settings.BASE_DIR
    found = [*root.glob("docs/*.md"), *root.glob("docs/records/*.md")]
    others = [root / name for name in ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "seeds/README.md")]
    names = [path.relative_to(root).as_posix() for path in (*sorted(found), *others) if path.exists()]
    addresses = {
        name.removesuffix(".md").removesuffix("/README").removeprefix("docs/").lower(): name
        for name in names
        if name not in NOT_SERVED
    }
    return {"": START} | addresses


def page_path(address: str) -> str:
    """Returns the path of a page on the site."""
    return f"{PREFIX}{address}/" if address else PREFIX


@cache
def screenshots() -> Mapping[str, Path]:
    """Returns the pictures of the pages by their names."""
    return {path.name: path for path in (settings.BASE_DIR / "docs" / "screenshots").glob("*.webp")}


@cache
def titles() -> tuple[tuple[str, str], ...]:
    """Returns the address and the title of every page."""
    root: Path = settings.BASE_DIR
    return tuple(
        (
            page_path(address),
            (root / name).read_text("utf-8").partition("\n")[0].lstrip("# "),
        )
        for address, name in page_addresses().items()
    )


@cache
def render_page(address: str) -> Page:
    """Returns the page at an address. Raises: KeyError if there is none."""
    name = page_addresses()[address]
    text = _COMMENT.sub("", (settings.BASE_DIR / name).read_text(encoding="utf-8"))
    tokens = _MARKDOWN.parse(text)
    contents, title = [], ""
    anchors: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            anchor = _anchor(inline.content, anchors)
            opening.attrSet("id", anchor)
            label = "".join(child.content for child in inline.children or ())
            title = title or label
            if opening.tag == "h2":
                contents.append((anchor, label))
        elif opening.type == "inline":
            _rewrite_links(opening, name)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    html = html.replace("<table>", '<div class="wide" tabindex="0"><table>')
    html = html.replace("</table>", "</table></div>").replace("<pre>", '<pre tabindex="0">')
    digest = hashlib.sha256(html.encode()).hexdigest()[:32]
    # The files are part of the program, and HTML in them is shown as text.
    return Page(title, mark_safe(html), tuple(contents), f'"{digest}"')


def _anchor(heading: str, taken: dict[str, int]) -> str:
    """The anchor that viewers of Markdown give a heading; the second of the same words has a number."""
    anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
    taken[anchor] = number = taken.get(anchor, -1) + 1
    return f"{anchor}-{number}" if number else anchor


def _rewrite_links(inline: Token, name: str) -> None:
    """Lets relative links lead to pages and pictures here; links to other files become plain text."""
    open_links: list[bool] = []
    for child in inline.children or ():
        if child.type == "image":
            child.attrSet("src", _address(str(child.attrs["src"]), name) or "")
            child.attrSet("loading", "lazy")
        elif child.type == "link_open":
            address = _address(str(child.attrs["href"]), name)
            open_links.append(address is not None)
            if address is not None:
                child.attrSet("href", address)
            else:
                child.type, child.tag, child.attrs = "span_open", "span", {}
        elif child.type == "link_close" and not open_links.pop():
            child.type, child.tag = "span_close", "span"


def _address(target: str, name: str) -> str | None:
    """Where a link of a file leads on this site; None for a file that is not shown here."""
    if re.match(r"[a-z]+:|#|/", target):
        return target
    path, separator, fragment = target.partition("#")
    file = posixpath.normpath(f"{Path(name).parent.as_posix()}/{path}")
    if file.startswith("docs/screenshots/"):
        return f"/{file}"
    address = next((address for address, other in page_addresses().items() if other == file), None)
    return None if address is None else f"{page_path(address)}{separator}{fragment}"
