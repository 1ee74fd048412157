"""Articles are the same where their words or their addresses are."""

import pytest

from events.rules.duplicate_keys import text_key, url_key


def test_signs_and_spaces_make_no_other_text() -> None:
    assert text_key("\u201cIt\u2019s  OVER\u201d \u2014\n he said.") == text_key('"It\'s over" - he said')
    assert text_key("ﬁne") == text_key("fine")
    assert text_key("It is over.") != text_key("It was over.")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/news/a",
        "http://example.com:80/news/a/",
        "example.com/news/a",
        "https://example.com:443/news/a",
        "https://m.EXAMPLE.com/news/a/amp/",
        "https://example.com/news/a?utm_source=x&fbclid=y#top",
    ],
)
def test_one_page_has_many_addresses(url: str) -> None:
    assert url_key(url) == "example.com/news/a"


def test_what_is_asked_for_tells_pages_apart() -> None:
    assert url_key("https://e.com/?id=2&p=1") == url_key("http://e.com?p=1&id=2") == "e.com?id=2&p=1"
    assert url_key("https://e.com/?id=2") != url_key("https://e.com/?id=3")
    assert url_key("https://e.com/?a=&id=2") == "e.com?a=&id=2"
    assert url_key("https://e.com:442/a") != url_key("https://e.com:444/a") != url_key("https://e.com/a")
    assert url_key("https://e.com:79/a") != url_key("https://e.com:81/a") != url_key("https://e.com/a")
    assert url_key("https://e.com:8443/a") != url_key("https://e.com/a")
    assert url_key("https://e.com/A") != url_key("https://e.com/a")


@pytest.mark.parametrize("url", ["", "http://[broken", "https://e.com:port/"])
def test_what_is_no_address_is_compared_as_it_stands(url: str) -> None:
    assert url_key(url) == url
