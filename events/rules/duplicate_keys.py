"""Keys by which articles are recognised as the same: of their text, and of their address."""

import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit

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
