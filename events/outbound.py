"""Everything that this installation asks of other hosts goes out here, and no further than it may.

HTTPS alone, to public addresses alone, unless the caller allows more. A name is resolved once, and the
connection is made to the address that was looked at. No redirect is followed, no body is decompressed, and
size and time are bounded in all, however slowly the other side sends.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import SplitResult, urlsplit

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_CHUNK_BYTES = 65536
_HEADERS = {"Accept-Encoding": "identity", "Connection": "close"}


class OutboundError(Exception):
    """What was asked was not answered as it must be; the message is one sentence without its subject."""


class NotAllowedError(OutboundError):
    """An address that must not be asked, or an answer that must not be read: asking again is no use."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller allows beside HTTPS to public addresses."""

    http: bool = False
    private: bool = False
    """Addresses of this machine and of networks that are not public."""


PUBLIC_HTTPS = Allowance()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side answered, with any status."""

    status: int
    reason: str
    headers: Message
    body: bytes


def fetch(
    url: str,
    *,
    seconds: float,
    max_bytes: int,
    headers: Mapping[str, str] | None = None,
    allowance: Allowance = PUBLIC_HTTPS,
) -> Answer:
    """Get an address, within so many seconds and bytes in all.

    Raises: NotAllowedError; OutboundError for what may go better another time.
    """
    deadline = time.monotonic() + seconds
    parts = _split(url, allowance)
    host, is_https = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if is_https else 80)
    try:
        connected = _connect(host, port, deadline, allowance)
        try:
            if is_https:
                connected.settimeout(_remaining(deadline))
                connected = ssl.create_default_context().wrap_socket(connected, server_hostname=host)
            return _exchange(connected, parts, deadline, max_bytes, headers or {})
        finally:
            connected.close()
    except TimeoutError as error:
        raise OutboundError(f"did not answer in full within {seconds:g} seconds") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OutboundError(f"cannot be read ({printable(str(error)) or type(error).__name__})") from error


def printable(text: str, length: int = 200) -> str:
    """What others wrote, as a terminal and a line of a log may show it."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * length])
    plain = " ".join(plain.split())
    return plain if len(plain) <= length else f"{plain[:length]}…"


def _split(url: str, allowance: Allowance) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_address = bool(parts.hostname) and parts.port != 0 and url.isascii() and url.isprintable()
    except ValueError:
        is_address = False
    if not is_address or " " in url or parts.username or parts.scheme not in ("http", "https"):
        raise NotAllowedError("is no address that can be asked")
    if parts.scheme == "http" and not allowance.http:
        raise NotAllowedError("is not asked: it has no HTTPS")
    return parts


def _connect(host: str, port: int, deadline: float, allowance: Allowance) -> socket.socket:
    """A connection to the first address of the host that takes one; each of them must be allowed."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, address in found:
        if not allowance.private and not _is_public(str(address[0])):
            raise NotAllowedError(f"is not asked: {host} leads to {address[0]}, which is no public address")
    failure: OSError = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in found:
        connected = socket.socket(family, kind, protocol)
        try:
            connected.settimeout(_remaining(deadline))
            connected.connect(address)
        except OSError as error:
            connected.close()
            failure = error
        else:
            return connected
    raise failure


def _is_public(text: str) -> bool:
    """Whether an address is one of the public internet, also where it holds one of IPv4."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner or address.teredo:
            return inner is not None and _is_public(str(inner))
    return address.is_global and not address.is_multicast


def _exchange(
    connected: socket.socket, parts: SplitResult, deadline: float, max_bytes: int, headers: Mapping[str, str]
) -> Answer:
    """Ask, and read the answer. Raises: NotAllowedError, OSError, HTTPException, ValueError."""
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc)
    connection.sock = _BoundedSocket(connected, deadline)  # so that it makes none of its own
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", path, headers=_HEADERS | dict(headers))
    answer = connection.getresponse()
    encoding = answer.headers.get("Content-Encoding", "identity")
    if encoding.strip().lower() != "identity":
        raise NotAllowedError(f"answers compressed ({printable(encoding, 20)}), which it was not asked to")
    too_large = NotAllowedError(f"answers with more than {max_bytes:,} bytes")
    if answer.length is not None and answer.length > max_bytes:
        raise too_large
    expected, body = answer.length, bytearray()
    while piece := answer.read(_CHUNK_BYTES):
        body += piece
        if len(body) > max_bytes:
            raise too_large
    if expected is not None and len(body) < expected:
        raise OSError(f"it breaks off after {len(body):,} of {expected:,} bytes")
    return Answer(answer.status, printable(answer.reason), answer.headers, bytes(body))


def _remaining(deadline: float) -> float:
    """The seconds that are left. Raises: TimeoutError."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _BoundedSocket:
    """A socket as http.client uses it, on which everything together ends at the deadline."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._connected, self._deadline = connected, deadline

    def sendall(self, data: Any) -> None:
        self._connected.settimeout(_remaining(self._deadline))
        self._connected.sendall(data)

    def makefile(self, *_: Any) -> io.BufferedReader:
        return io.BufferedReader(_BoundedReader(self._connected, self._deadline))

    def close(self) -> None:
        """The caller closes the socket itself."""


class _BoundedReader(io.RawIOBase):
    """The bytes of a socket, until the deadline."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._connected, self._deadline = connected, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connected.settimeout(_remaining(self._deadline))
        return self._connected.recv_into(buffer)
