"""What is asked about a unit, of whom, and how few calls it takes; and what becomes of sources that disagree."""

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
from whosefaces.double.population import Population
from whosefaces.double.server import Double
from whosefaces.flickr import licences
from whosefaces.trace import answers, tracing
from whosefaces.trace.interview import AccountAsked, Asking, Interview, PhotoAsked
from whosefaces.trace.ledger import Ledger
from whosefaces.trace.progress import Progress
from whosefaces.trace.sources.asking import Account, Photo

from tests.trace.at_the_double import NOON, asking
from tests.trace.recording import (
    Exchange,
    drawn_photo,
    fail_xml,
    photo_asked,
    replaying,
    write_panel,
    write_warc,
)

METHODS = {
    answers.PHOTO,
    answers.ACCOUNT,
    answers.PROFILE,
    answers.HISTORY,
    answers.LISTING,
    answers.TAGGED,
}


def interviewed(double, folder, photos, accounts=(), sources=("api",)):
    units = [PhotoAsked(Photo(one.photo_id, one.nsid, wanted_on=None), one.nsid) for one in photos]
    owners = {nsid: AccountAsked(nsid, Account(nsid)) for nsid in [*accounts, *(one.nsid for one in photos)]}
    with asking(double, folder) as run, Ledger(folder / "ledger.sqlite", "live") as ledger:
        Interview(Asking(run.session, ledger, live=True), sources, Progress()).hold(units, owners)
    return {one.photo.photo_id: one for one in units}, owners


def methods(double):
    return Counter(request.parameters.get("method") for request in double.requests)


def test_every_method_that_tells_something_is_asked_and_no_other(double, population, tmp_path):
    """Of photos whose owner nobody listed, so that each is asked about by itself and brings its owner up.

    photos.people.getList only where somebody is tagged; profile and list only of accounts that are there.
    """
    seen = [one for one in population.photos.values() if population.visible(one, NOON)]
    photos = seen[:40] + [one for one in seen[40:] if one.tagged][:1]
    units = [PhotoAsked(Photo(one.photo_id, wanted_on=NOON.date()), None) for one in photos]
    owners: dict[str, AccountAsked] = {}
    with asking(double, tmp_path) as run, Ledger(tmp_path / "ledger.sqlite", "live") as ledger:
        Interview(Asking(run.session, ledger, live=True), ["api"], Progress()).hold(units, owners)

    counted = methods(double)
    assert counted.keys() == METHODS
    assert counted[answers.PHOTO] == counted[answers.HISTORY] == len(photos)
    assert counted[answers.TAGGED] == sum(bool(one.tagged) for one in photos) >= 1
    assert owners.keys() == {one.nsid for one in photos}
    assert counted[answers.ACCOUNT] == counted[answers.PROFILE] == counted[answers.LISTING] == len(owners)
    assert {answer.tagged for one in units for answer in one.answers if answer.question == answers.TAGGED} >= {1}
    names = {nsid for one in photos for nsid in one.tagged}
    texts = [answer.as_text() for one in units for answer in one.answers if answer.question == answers.TAGGED]
    assert not any(nsid in text for nsid in names for text in texts)


def test_one_call_answers_for_all_drawn_photos_of_an_account_that_are_on_its_list(double, population, tmp_path):
    """Each is public, with the licence of the day; none is asked about by itself but for its history."""
    nsid, many = Counter(one.nsid for one in population.photos.values() if population.visible(one, NOON)).most_common(
        1
    )[0]
    photos = population.public_photos(nsid, NOON)
    assert len(photos) == many > 10
    units, _ = interviewed(double, tmp_path, photos)

    assert methods(double)[answers.LISTING] == 1
    assert methods(double)[answers.PHOTO] == 0
    for one in photos:
        settled = units[one.photo_id].settled
        assert (settled.outcome, settled.licence_now) == ("public", licences.by_flickr_id(one.licence(NOON)))


def test_the_list_tells_the_newest_upload_of_an_account(double, population, tmp_path):
    there = [one.nsid for one in population.accounts.values() if one.exists(NOON)][:20]
    _, owners = interviewed(double, tmp_path, [], there)

    for nsid in there:
        newest = next(iter(population.public_photos(nsid, NOON)), None)
        (listing,) = [one for one in owners[nsid].answers if one.question == answers.LISTING]
        assert listing.last_upload == (newest and newest.posted.date())


def test_a_licence_number_on_a_list_that_nobody_knows_is_named_for_the_photo_that_has_it(population, tmp_path):
    nsid, _ = Counter(one.nsid for one in population.photos.values() if population.visible(one, NOON)).most_common(1)[0]
    new, old = population.public_photos(nsid, NOON)[:2]
    changed = replace(new, licences=((new.posted, 77),))
    others = {**population.photos, new.photo_id: changed}
    with Double(Population(population.accounts, others), NOON) as double:
        double.web.open_to_robots()
        units, _ = interviewed(double, tmp_path, [changed, old])

    first = {photo_id: one.answers[0] for photo_id, one in units.items()}
    assert (first[new.photo_id].licence, first[new.photo_id].note) == ("not understood", "licence id 77")
    assert answers.unknown_licences(first[new.photo_id]) == {"77"}
    assert (first[old.photo_id].licence, first[old.photo_id].note) == (licences.by_flickr_id(old.licence(NOON)), "")


@pytest.mark.parametrize("many", [9, 10])
def test_sources_that_disagree_are_kept_side_by_side_and_listed_where_they_are_not_few(tmp_path, many):
    """The API says "not found" and oEmbed shows the photo: both rows stand, the API's counts, and the list names both."""
    drawn, exchanges = [], []
    for place in range(many):
        photo_id, nsid = f"90000000{place:02}", f"900000{place:02}@N99"
        page = f"https://www.flickr.com/photos/{nsid}/{photo_id}/"
        drawn.append(drawn_photo(photo_id, account_key=nsid, nsid=nsid))
        exchanges.append(photo_asked(fail_xml(1, "Photo not found"), photo_id=photo_id))
        body = f'{{"type":"photo","flickr_type":"photo","web_page":"{page}"}}'
        exchanges.append(Exchange(f"https://www.flickr.com/services/oembed/?format=json&url={page}", body))
    panel = write_panel(tmp_path / "case", drawn)
    evidence = write_warc(tmp_path / "evidence.warc.gz", exchanges)
    day = pd.Timestamp("2026-06-30").date()
    traces = tracing.trace(replaying(evidence, ["api", "oembed"]), panel, tmp_path / "case", day)

    rows = traces.read()
    outcomes = Counter(zip(rows["source"], rows["outcome"], strict=True))
    assert outcomes["api", "not public"] == outcomes["oembed", "public"] == many
    (disagreement,) = traces.disagreements.to_dict("records")
    about, words = "whether the photo is public", "api says not public, oembed says public"
    assert disagreement == {"about": about, "said": words, "units": many}
