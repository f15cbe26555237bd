"""The double serves what was planted, over real connections, and goes wrong when it is told to."""

import concurrent.futures
import datetime as dt

import pytest
import requests
from whosefaces.double.answers import Api
from whosefaces.double.faults import KINDS, TRANSIENT, Faults, always, first, now_and_then
from whosefaces.double.pages import PLACEHOLDER, to_base58
from whosefaces.double.population import account_sizes, invent
from whosefaces.double.server import Double, reach

REST = "https://api.flickr.com/services/rest/"


def ask(session, method, **parameters):
    """One call in JSON."""
    query = {"method": f"flickr.{method}", "format": "json", "nojsoncallback": "1", **parameters}
    return session.get(REST, params=query, timeout=5).json()


def hidden(population, now):
    """A listed photo that nobody sees though its account is there."""
    return next(
        photo
        for photo in population.photos.values()
        if not population.visible(photo, now) and population.accounts[photo.nsid].exists(now)
    )


def seen(population, now):
    """A photo that everybody sees."""
    return next(photo for photo in population.photos.values() if population.visible(photo, now))


def test_every_photo_and_account_answers_as_it_was_planted(flickr, population, now):
    """2,000 photos and 200 accounts asked over the wire, eight at a time: public or code 1; there, 5 or 1."""
    with concurrent.futures.ThreadPoolExecutor(8) as several:
        sessions = [reach(flickr) for _ in range(8)]
        photos = list(population.photos.values())
        bodies = several.map(
            lambda job: ask(sessions[job[0] % 8], "photos.getInfo", photo_id=job[1].photo_id), enumerate(photos)
        )
        for photo, answer in zip(photos, bodies, strict=True):
            if population.visible(photo, now):
                assert answer["photo"]["owner"]["nsid"] == photo.nsid
                assert answer["photo"]["license"] == str(photo.licence(now))
            else:
                assert (answer["stat"], answer["code"]) == ("fail", 1)
    session = reach(flickr)
    codes = set()
    for account in population.accounts.values():
        answer = ask(session, "people.getInfo", user_id=account.nsid)
        gone = account.gone is not None and account.gone <= now
        assert answer.get("code") == ((1 if account.gone_says_not_found else 5) if gone else None)
        codes.add(answer.get("code"))
    assert codes >= {None, 5}


def test_a_deleted_account_is_told_by_people_get_info_alone(flickr, population, now):
    """Code 5 there; "not found" in getPublicPhotos; and getProfile answers as if nothing had happened."""
    account = next(a for a in population.accounts.values() if a.gone and a.gone <= now and not a.gone_says_not_found)
    session = reach(flickr)
    assert ask(session, "people.getInfo", user_id=account.nsid)["code"] == 5
    assert ask(session, "people.getPublicPhotos", user_id=account.nsid)["code"] == 1
    assert ask(session, "profile.getProfile", user_id=account.nsid)["stat"] == "ok"


def test_pages_of_an_account_hold_its_photos_once_and_end_in_nothing(flickr, population, now):
    """Newest first, none twice, none missing; the page past the end is "ok" and empty."""
    nsid = max(population.accounts, key=lambda one: len(population.public_photos(one, now)))
    session, ids, page = reach(flickr), [], 1
    while True:
        answer = ask(
            session, "people.getPublicPhotos", user_id=nsid, per_page="50", page=str(page), extras="date_upload"
        )
        photos = answer["photos"]
        assert (photos["page"], answer["stat"]) == (page, "ok")
        if not photos["photo"]:
            break
        ids += [photo["id"] for photo in photos["photo"]]
        page += 1
    assert page == photos["pages"] + 1 > 2
    assert ids == [photo.photo_id for photo in population.public_photos(nsid, now)]
    assert photos["total"] == str(len(ids))


def test_a_licence_history_never_changed_looks_as_if_the_licence_was_taken_away(population, now):
    """One entry with an empty new name, dated at the upload; a changed one leads from the old to the new."""
    api = Api(population)
    for photo in population.photos.values():
        if not population.visible(photo, now):
            continue
        answer = api._licence_history({"photo_id": photo.photo_id}, now)["license_history"]
        past = [number for since, number in photo.licences if since <= now or since == photo.posted]
        if len(set(past)) == 1:
            assert [entry["new_license"] for entry in answer] == [""]
            assert answer[0]["date_change"] == int(photo.posted.timestamp())
        else:
            assert answer[-1]["new_license"] not in ("", answer[-1]["old_license"])


def test_a_licence_that_changes_later_is_not_answered_before(population):
    """The same photo asked at two moments."""
    photo = next(p for p in population.photos.values() if len(p.licences) > 1)
    changed, number = photo.licences[1]
    assert photo.licence(changed - dt.timedelta(seconds=1)) == photo.licences[0][1]
    assert photo.licence(changed) == number


def test_errors_are_those_of_the_method_and_the_key(population, now):
    """112 for no such method, 100 for a wrong key and for an expired one, 99 for what needs a login."""
    with Double(population, now, key="k" * 32) as flickr:
        session = reach(flickr)
        assert ask(session, "photos.getInfo", photo_id="1")["message"].endswith("(Key has invalid format)")
        assert ask(session, "photos.getInfo", photo_id="1", api_key="0" * 32)["message"].endswith("(Key has expired)")
        assert ask(session, "nonExistingMethod", api_key="k" * 32)["code"] == 112
        assert ask(session, "test.null", api_key="k" * 32)["code"] == 99


def test_pages_tell_what_the_api_does_not(flickr, population, now):
    """A visible photo's page is 200; of the hidden ones some are 403, some 404; oEmbed knows the visible only."""
    session, statuses = reach(flickr), set()
    for photo in list(population.photos.values())[:400]:
        status = session.get(f"https://www.flickr.com/photos/{photo.nsid}/{photo.photo_id}/", timeout=5).status_code
        assert (status == 200) == population.visible(photo, now)
        statuses.add(status)
    assert statuses == {200, 403, 404}
    photo = seen(population, now)
    oembed = "https://www.flickr.com/services/oembed/?format=json&url=https://www.flickr.com/photos/_/"
    assert session.get(oembed + photo.photo_id, timeout=5).json()["license_id"] == photo.licence(now)
    assert session.get(oembed + hidden(population, now).photo_id, timeout=5).status_code == 404


@pytest.mark.parametrize(("how", "status"), [("404", 404), ("410", 410), ("placeholder", 302)])
def test_a_missing_image_is_missed_in_each_of_the_known_ways(flickr, population, now, how, status):
    """A HEAD request and no bytes; the placeholder is a redirect that must not count as a picture."""
    flickr.web.missing_image = how
    session = reach(flickr)

    def head(photo):
        address = f"https://live.staticflickr.com/{photo.server}/{photo.photo_id}_{photo.secret}_b.jpg"
        return session.head(address, timeout=5, allow_redirects=False)

    there, missing = head(seen(population, now)), head(hidden(population, now))
    assert (there.status_code, there.content) == (200, b"")
    assert (missing.status_code, missing.headers.get("location")) == (status, PLACEHOLDER if status == 302 else None)


def test_an_archived_page_shows_the_licence_of_its_day(flickr, population):
    """Availability, index and copy agree; BUILT FROM DOCUMENTATION, as nothing of the archive was recorded."""
    session = reach(flickr)
    photo, moments = next(
        (p, m) for p in population.photos.values() if p.listed and (m := flickr.web.captures(p)) and len(m) == 2
    )
    address = f"https://www.flickr.com/photos/{photo.nsid}/{photo.photo_id}/"
    near = {"url": address, "timestamp": f"{moments[0]:%Y%m%d}"}
    closest = session.get("https://archive.org/wayback/available", params=near, timeout=5).json()
    stamp = closest["archived_snapshots"]["closest"]["timestamp"]
    assert stamp == f"{moments[0]:%Y%m%d%H%M%S}"
    index = session.get(
        "https://web.archive.org/cdx/search/cdx", params={"url": address, "output": "json"}, timeout=5
    ).json()
    assert [row[1] for row in index[1:]] == [f"{moment:%Y%m%d%H%M%S}" for moment in moments]
    copy = session.get(f"https://web.archive.org/web/{stamp}id_/{address}", timeout=5)
    number = photo.licence(moments[0])
    assert f'"license":"{number}"' in copy.text or f'"license":{number},' in copy.text


def test_a_short_link_leads_to_its_photo(flickr, population, now):
    """flic.kr answers with the old script's address, as recorded."""
    photo = seen(population, now)
    short = to_base58(int(photo.photo_id))
    answer = reach(flickr).get(f"https://flic.kr/p/{short}", timeout=5, allow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"https://www.flickr.com/photo.gne?short={short}")


@pytest.mark.parametrize("kind", KINDS)
def test_each_fault_is_what_its_name_says(flickr, population, now, kind):
    """Seen from a client that asks once and follows nothing."""
    flickr.faults.plan = first(kind)
    photo = seen(population, now)
    parameters = {"method": "flickr.photos.getInfo", "photo_id": photo.photo_id}

    def get():  # over a connection of its own: some faults leave theirs unusable
        return reach(flickr).get(REST, params=parameters, timeout=5, allow_redirects=False)

    if kind in ("cut off", "wrong length", "reset", "bad gzip"):
        broken = (requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)
        with pytest.raises((*broken, requests.exceptions.ContentDecodingError)):
            get()
    else:
        met = get()
        right = photo.nsid in met.text and met.text.rstrip().endswith("</rsp>")
        assert right == (kind in ("slow", "drip", "slow loris"))
        outcome = kind.split()[0]
        odd = {"redirect": 302, "sign": 302} | ({"challenge": 403} if kind == "challenge 403" else {})
        assert met.status_code == (int(outcome) if outcome.isdecimal() else odd.get(outcome, 200))
        assert ("retry-after" in met.headers) == ("retry-after" in kind)
    again = get()
    assert photo.nsid in again.text
    assert flickr.faults.met == {kind: 1}


def test_faults_now_and_then_are_the_same_each_time_and_pass():
    """About the share that was asked for, by question, and none the second time."""
    first_run, second_run = (Faults(now_and_then(0.1, seed=3)) for _ in range(2))
    met = [first_run.of(f"question {n}") for n in range(5000)]
    assert met == [second_run.of(f"question {n}") for n in range(5000)]
    assert 400 < sum(fault is not None for fault in met) < 600
    assert set(met) == {None, *TRANSIENT}
    assert {first_run.of(f"question {n}") for n in range(5000)} == {None}


def test_a_fault_that_does_not_exist_is_refused():
    """A misspelt one would make a test pass that tests nothing."""
    with pytest.raises(ValueError, match="'slowly' is not a fault"):
        Faults(always("slowly")).of("question")


def test_the_double_remembers_what_it_was_asked(flickr, population, now):
    """So that a test can look for secrets, pace and repeats."""
    photo = seen(population, now)
    ask(reach(flickr), "photos.getInfo", photo_id=photo.photo_id)
    request = flickr.requests[-1]
    assert (request.method, request.host, request.parameters["photo_id"]) == ("GET", "api.flickr.com", photo.photo_id)


def test_a_population_is_the_same_for_the_same_seed_and_another_for_another():
    """Nothing in it comes from the clock or the order of a set."""
    now, collected = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2014, 1, 1, tzinfo=dt.UTC)
    sizes = account_sizes(30, 200)
    assert invent(1, sizes, now, collected) == invent(1, sizes, now, collected)
    assert invent(1, sizes, now, collected).photos.keys() != invent(2, sizes, now, collected).photos.keys()
