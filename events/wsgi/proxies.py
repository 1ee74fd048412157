"""The proxies in front of the site, and the address of a client as they tell it."""

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_proxies(words: Iterable[str]) -> tuple[Network, ...]:
    """Returns the networks that addresses and networks name. Raises: ValueError, a sentence."""
    networks = []
    for word in words:
        try:
            networks.append(ipaddress.ip_network(word))
        except ValueError as error:
            why = "is no address and no network, as 127.0.0.1 and 10.0.0.0/8 are"
            if "host bits" in str(error):
                why = f"has more than its network, {ipaddress.ip_network(word, strict=False)}"
            raise ValueError(f"“{word}” {why}") from error
    return tuple(networks)


def is_trusted(address: str, proxies: Iterable[Network]) -> bool:
    """Returns whether the peer with this address is one of the proxies."""
    parsed = _read_address(address)
    return parsed is not None and any(parsed in network for network in proxies)


def client_address(peer: str, forwarded_for: str, proxies: Iterable[Network]) -> str:
    """Returns who asks: the last address in front of our proxies, each of which vouches for the one before.

    Where a proxy tells no address (`unknown`, or nothing that is one), it is that proxy's own.
    Source: RFC 7239, section 6, for brackets, ports and `unknown`.
    """
    client = peer
    for entry in reversed(forwarded_for.split(",")):
        if not is_trusted(client, proxies) or (address := _read_address(entry)) is None:
            break
        client = str(address)
    return client


def _read_address(text: str) -> Address | None:
    """The address without port, brackets and zone; of IPv4 in IPv6 that of IPv4. None where there is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
