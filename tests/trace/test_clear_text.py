"""No key in clear text, and nothing that a stranger wrote steers a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces import errors
from whosefaces.trace import hosts

ASKED = "https://api.flickr.com/services/rest/?method=flickr.test.null&api_key=0123456789abcdef"


@pytest.mark.parametrize("host", ["api.flickr.com", "www.flickr.com", "live.staticflickr.com", "web.archive.org"])
@pytest.mark.parametrize(
    "location", ["http://HOST/services/rest/?api_key=0123456789abcdef", "HTTP://HOST/", "http:\\\\HOST/"]
)
def test_no_redirect_leads_from_https_to_clear_text(host, location):
    assert hosts.led_to(ASKED, location.replace("HOST", host)) == ""
    assert hosts.led_to(ASKED, f"https://{host}/x") == f"https://{host}/x"


@given(st.text(max_size=60))
def test_whatever_a_location_says_it_leads_to_a_listed_https_address_or_nowhere(location):
    target = hosts.led_to(ASKED, location)
    assert target == "" or (target.startswith("https://") and hosts.is_listed(target))


@given(st.text(max_size=60))
def test_what_is_shown_on_a_terminal_can_be_printed(text):
    assert all(c.isprintable() or c in "\n\t" for c in errors.shown(text))
