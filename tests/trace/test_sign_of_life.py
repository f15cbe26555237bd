"""A licence of version 4.0 on an older photo is an act of its owner's: it shows that somebody is there, and nothing else."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.double.pages import Web
from whosefaces.flickr import licences
from whosefaces.flickr.licences import VERSION_4, is_owners_act
from whosefaces.measure import reach
from whosefaces.measure.questions import contact
from whosefaces.trace import dispositions
from whosefaces.trace.answers import ACCOUNT, EXISTS, GONE, LISTING, PHOTO, PUBLIC, UNKNOWN, Answer
from whosefaces.trace.sources import wayback
from whosefaces.trace.sources.asking import Photo
from whosefaces.trace.traces import TRACES, account_row, photo_row

from tests.trace.sources.conftest import came

ASKED = dt.datetime(2026, 11, 9, 12)
OWNER = "90000001@N99"


@given(st.sampled_from(licences.ids()), st.one_of(st.none(), st.dates(dt.date(2004, 2, 10), dt.date(2026, 11, 1))))
def test_only_a_4_0_licence_on_a_photo_from_before_its_day_is_an_act(licence, there_on):
    act = is_owners_act(licence, there_on)

    assert act == (
        licence.startswith("cc-by") and licence.endswith("-4.0") and there_on is not None and there_on < VERSION_4
    )


def settled(account, *, licence="cc-by-4.0", last_upload=dt.date(2013, 5, 1), wanted_on=None, renewed=None):
    photo = Answer(PHOTO, PUBLIC, True, ASKED, "a", owner_nsid=OWNER, licence=licence, renewed=renewed)
    of_account = Answer(ACCOUNT, account, True, ASKED, "b")
    listing = Answer(LISTING, UNKNOWN, True, ASKED, "c", uploads=3, last_upload=last_upload)
    rows = [photo_row("7", OWNER, photo), account_row(OWNER, OWNER, of_account), account_row(OWNER, OWNER, listing)]
    table = dispositions.of(pd.DataFrame(rows, columns=TRACES.names), {"7": wanted_on})
    return table[table["unit"] == "account"].reset_index(drop=True)


@pytest.mark.parametrize("how", [{"wanted_on": dt.date(2014, 3, 21)}, {"renewed": True}])
def test_it_makes_an_account_that_exists_likely_to_read_and_changes_no_code(how):
    plain, renewed = settled(EXISTS), settled(EXISTS, **how)

    assert contact._alive_lately(plain, ASKED.date()).tolist() == ["no"]
    assert contact._alive_lately(renewed, ASKED.date()).tolist() == ["yes"]
    codes = list(reach.CODES)
    assert plain[codes].equals(renewed[codes])


@pytest.mark.parametrize("account", [GONE, UNKNOWN])
def test_whether_the_account_exists_is_still_what_it_answers_itself(account):
    """Beside an account that is gone, or of which nothing is known, the sign makes nobody exist."""
    rows = settled(account, renewed=True)

    assert rows["account"].tolist() == [account]
    assert reach.exists(rows["account"]).tolist() == ["no" if account == GONE else "unknown"]


def test_it_counts_for_as_long_as_it_must_lie_within_two_years():
    rows = settled(EXISTS, renewed=True)

    assert contact._alive_lately(rows, dt.date(2027, 5, 31)).tolist() == ["yes"]
    assert contact._alive_lately(rows, dt.date(2027, 7, 1)).tolist() == ["no"]


def test_an_archived_copy_of_a_modern_all_rights_reserved_page_is_read(population):
    """Its licence link leads to an article of Flickr's help, its data say 0; the archive rewrites the link or does not."""
    web = Web(population)
    web.archived_until = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    day = dt.datetime(2025, 6, 18, tzinfo=dt.UTC)
    copies = [
        (photo, at)
        for photo in population.photos.values()
        for at in web.captures(photo)
        if at >= day and photo.licence(at) == 0
    ]
    assert copies
    for photo, at in copies:
        html = web.markup(photo, at)
        assert "flickrhelp.com" in html
        for before in ("", "https://web.archive.org/web/20260101000000/", "/web/20260101id_/"):
            page = f"https://www.flickr.com/photos/{photo.nsid}/{photo.photo_id}/"
            url = f"https://web.archive.org/web/{at:%Y%m%d%H%M%S}id_/{page}"
            body = html.replace('href="https://www.flickrhelp', f'href="{before}https://www.flickrhelp')
            read = wayback.read(came(url, body), Photo(photo.photo_id))
            assert (read.licence, read.licence_on) == ("all-rights-reserved", at.date())
