"""Which headers of which peers say who asks."""

import pytest

from events.wsgi.proxies import client_address, is_trusted, read_proxies

pytestmark = pytest.mark.once
PROXIES = read_proxies(["127.0.0.1", "10.0.0.0/8", "2001:db8:ff::/48"])


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("", "10.0.0.1"),
        ("1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("6.6.6.6,1.2.3.4,10.0.0.9", "1.2.3.4"),
        ("1.2.3.4, 6.6.6.6, 10.0.0.9, 127.0.0.1", "6.6.6.6"),
        ("10.0.0.8, 10.0.0.9", "10.0.0.8"),
        ("1.2.3.4:51234", "1.2.3.4"),
        ("2001:db8:1:2::4", "2001:db8:1:2::4"),
        ("[2001:db8:1:2::4]:443", "2001:db8:1:2::4"),
        ('"[2001:db8:1:2::4]"', "2001:db8:1:2::4"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("1.2.3.4, ::ffff:10.0.0.7", "1.2.3.4"),
        ("1.2.3.4, 2001:db8:ff::1", "1.2.3.4"),
        ("unknown", "10.0.0.1"),
        ("1.2.3.4, unknown, 10.0.0.9", "10.0.0.9"),
        ("1.2.3.4, _hidden, 10.0.0.9", "10.0.0.9"),
        ("1.2.3.4, ", "10.0.0.1"),
        ("01.02.03.04", "10.0.0.1"),
        ("1.2.3.4:5:6", "10.0.0.1"),
        ("[1.2.3.4", "1.2.3.4"),
        ("localhost", "10.0.0.1"),
        ("16909060", "10.0.0.1"),
        ("\u0661.\u0662.\u0663.\u0664", "10.0.0.1"),  # digits, but of no address
        ("\0", "10.0.0.1"),
        ("1.2.3.4;drop", "10.0.0.1"),
    ],
)
def test_the_client_is_the_last_before_our_proxies(forwarded: str, client: str) -> None:
    assert client_address("10.0.0.1", forwarded, PROXIES) == client


@pytest.mark.parametrize("peer", ["203.0.113.7", "11.0.0.1", "2001:db8:fe::1", "", "unix:", "127.0.0.2"])
def test_others_are_who_they_are(peer: str) -> None:
    assert client_address(peer, "1.2.3.4", PROXIES) == peer
    assert not is_trusted(peer, PROXIES)
    assert client_address("127.0.0.1", "1.2.3.4", ()) == "127.0.0.1"


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("1", "is no address and no network"),
        ("localhost", "is no address and no network"),
        ("10.0.0.1/8", "has more than its network, 10.0.0.0/8"),
        ("10.0.0.0/33", "is no address and no network"),
        ("*", "is no address and no network"),
    ],
)
def test_what_names_no_proxy_is_told(word: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"“{word.replace('*', '[*]')}” {why}"):
        read_proxies(["127.0.0.1", word])
