"""By what articles are known to be the same: the words of their text, and their address."""

import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit

_CAMPAIGNS = {
    *("fbclid", "gclid", "dclid", "msclkid", "twclid", "yclid", "wbraid", "gbraid", "igshid"),
    *("mc_cid", "mc_eid", "ref", "ref_src", "cmpid", "smid", "s_cid"),
}
_OUTER = re.compile(r"\A(?:www|m|mobile|amp)\.")


def text_key(text: str) -> str:
    """The words of a text alone: case, spaces, quotation marks and other signs do not count."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def url_key(url: str) -> str:
    """An address without what may differ for one page: scheme, `www.`, campaigns, fragment, final slash."""
    try:
        parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
        host, port = _OUTER.sub("", (parts.hostname or "").rstrip(".")), parts.port
    except ValueError:
        return url.strip()
    if port and port not in (80, 443):
        host = f"{host}:{port}"
    path = parts.path.rstrip("/").removesuffix("/amp").rstrip("/")
    asked = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.casefold().startswith("utm_") and name.casefold() not in _CAMPAIGNS
    )
    return f"{host}{path}{'?' if asked else ''}{urlencode(asked)}"
