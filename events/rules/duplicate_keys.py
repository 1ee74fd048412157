"""Keys by which articles are recognised as the same, of their text and address; how similar two texts are."""

import re
import unicodedata
from collections.abc import Iterable
from heapq import nsmallest
from urllib.parse import parse_qsl, urlencode, urlsplit
from zlib import crc32

_TRACKING_PARAMETERS = {
    *("fbclid", "gclid", "dclid", "msclkid", "twclid", "yclid", "wbraid", "gbraid", "igshid"),
    *("mc_cid", "mc_eid", "ref", "ref_src", "cmpid", "smid", "s_cid"),
}
_IGNORED_SUBDOMAIN = re.compile(r"\A(?:www|m|mobile|amp)\.")


def text_key(text: str) -> str:
    """The words of a text alone: case, spaces, quotation marks and other signs do not count."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def url_key(url: str) -> str:
    """An address without the variations of one page: scheme, `www.`, tracking, fragment, final slash."""
    try:
        parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
        host, port = _IGNORED_SUBDOMAIN.sub("", (parts.hostname or "").rstrip(".")), parts.port
    except ValueError:
        return url.strip()
    if port and port not in (80, 443):
        host = f"{host}:{port}"
    path = parts.path.rstrip("/").removesuffix("/amp").rstrip("/")
    query = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.casefold().startswith("utm_") and name.casefold() not in _TRACKING_PARAMETERS
    )
    return f"{host}{path}{'?' if query else ''}{urlencode(query)}"


SHINGLE_WORDS, SIGNATURE_SIZE, PROBES = 5, 64, 8
"""Words in a passage, hashes in a signature, and those of them by which similar texts are looked up."""
Signature = tuple[int, ...]


def shingles(text: str) -> set[str]:
    """Every five consecutive words of a text; all words of a shorter one."""
    words = text_key(text).split()
    starts = range(max(1, len(words) - SHINGLE_WORDS + 1))
    return {" ".join(words[start : start + SHINGLE_WORDS]) for start in starts} - {""}


def minhash_signature(items: Iterable[str]) -> Signature:
    """The smallest hashes of a set: equal sets have equal signatures.

    Source: bottom-k sketches; Broder, On the resemblance and containment of documents, 1997.
    """
    return tuple(nsmallest(SIGNATURE_SIZE, {crc32(item.encode()) for item in items}))


def jaccard(one: Signature, other: Signature) -> float:
    """The estimated share of two sets' common items in all their items, from their signatures."""
    united = nsmallest(SIGNATURE_SIZE, {*one, *other})
    if not united:
        return 0.0
    shared = set(one) & set(other)
    return len(shared.intersection(united)) / len(united)
