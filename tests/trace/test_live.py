"""Asking: politely, of listed hosts only, once."""

import datetime as dt
import json

import pytest
import requests
from whosefaces.double.faults import TRANSIENT, always, first, now_and_then
from whosefaces.double.pages import PLACEHOLDER
from whosefaces.double.server import Double
from whosefaces.trace import hosts
from whosefaces.trace.http import keys, live, transport

from tests.trace.at_the_double import KEY, NOON, FakeClock, asking


def test_a_live_answer_is_the_one_that_a_replay_of_its_evidence_gives(double, tmp_path, shown):
    """Byte for byte, with the same record id and date: nothing above the adapter can tell."""
    with asking(double, tmp_path) as run:
        lived = {photo: run.photo(photo) for photo in shown[:20]}
        archive = run.recorder.archive
        replay = transport.session(transport.Replay(archive, dt.datetime.max, lambda _q, _r: True))
        for photo, answer in lived.items():
            again = replay.get(answer.url)
            assert again.content == answer.content
            assert again.headers == answer.headers
            assert again.url == answer.url
            assert json.loads(answer.content)["photo"]["id"] == photo


def test_a_question_answered_freshly_is_not_asked_again_by_the_next_run(double, tmp_path, shown):
    with asking(double, tmp_path) as run:
        first_time = [run.photo(photo).content for photo in shown[:10]]
    with asking(double, tmp_path) as run:
        assert [run.photo(photo).content for photo in shown[:10]] == first_time
        assert run.adapter.calls == 0
    assert len(double.requests) == 10


def test_what_is_older_than_fresh_for_is_asked_again(double, tmp_path, shown):
    time = FakeClock()
    with asking(double, tmp_path, time=time) as run:
        run.photo(shown[0])
        time.time += dt.timedelta(days=29).total_seconds()
        run.photo(shown[0])
        assert run.adapter.calls == 1
        time.time += dt.timedelta(days=2).total_seconds()
        run.photo(shown[0])
        assert run.adapter.calls == 2


@pytest.mark.parametrize("kind", TRANSIENT)
def test_whatever_goes_wrong_once_is_overcome(double, tmp_path, shown, kind):
    double.faults.plan = first(kind)
    with asking(double, tmp_path) as run:
        answer = run.photo(shown[0])
        assert json.loads(answer.content)["photo"]["id"] == shown[0]
        assert run.adapter.calls == 2
        assert run.time.slept and all(0 < pause <= 60 for pause in run.time.slept)


def test_pauses_grow_and_differ(double, tmp_path, shown):
    """Each up to twice the one before; where in it, chance decides."""
    double.faults.plan = first("503", times=4)
    for jitter in (0.0, 1.0):
        double.faults._asked.clear()
        with asking(double, tmp_path / str(jitter)) as run:
            run.adapter._manners.jitter = lambda jitter=jitter: jitter
            run.photo(shown[0])
            assert run.time.slept == [pause * (0.5 + 0.5 * jitter) for pause in (2, 4, 8, 16)]


def test_retry_after_is_obeyed_in_both_its_forms(double, tmp_path, shown):
    for kind in ("429 retry-after", "429 retry-after date"):
        double.faults.plan = first(kind, where=shown[0])
        double.faults._asked.clear()
        with asking(double, tmp_path / kind.replace(" ", "-"), paced=True) as run:
            run.adapter._manners.jitter = lambda: 0.0
            run.photo(shown[0])
            assert run.adapter.calls == 2
            assert sum(run.time.slept) >= 1


def test_a_host_that_asks_for_a_day_of_rest_gets_it_and_the_run_says_so(double, tmp_path, shown):
    """Waiting a day in a loop helps nobody; asking again in a minute is rude. The next run is turned away too."""
    double.faults.plan = first("429 retry-after long", where=shown[0])
    time = FakeClock()
    with asking(double, tmp_path, paced=True, time=time) as run:
        with pytest.raises(transport.StoppedError, match=r"asks to be left alone for 24\.0 hours"):
            run.photo(shown[0])
        with pytest.raises(transport.StoppedError):
            run.photo(shown[1])
    with asking(double, tmp_path, paced=True, time=time) as run, pytest.raises(transport.StoppedError):
        run.photo(shown[1])
    assert len(double.requests) == 1
    time.time += 86401
    with asking(double, tmp_path, paced=True, time=time) as run:
        assert run.photo(shown[0]).status_code == 200


def test_calls_are_a_second_apart_whatever_is_asked_again(double, tmp_path, shown):
    """Evenly: tries after a fault take their turn like any other call."""
    double.faults.plan = now_and_then(0.3, ("503", "reset"), at_most=2)
    with asking(double, tmp_path, paced=True) as run:
        for photo in shown[:40]:
            run.photo(photo)
        assert run.adapter.calls > 45
        assert run.time.time - NOON.timestamp() >= run.adapter.calls - 1


def test_a_refused_key_stops_the_run_at_once_and_is_asked_about_once(population, tmp_path, shown):
    with Double(population, NOON, key="another key") as double, asking(double, tmp_path) as run:
        double.web.open_to_robots()
        with pytest.raises(transport.StoppedError, match="refuses the API key"):
            run.photo(shown[0])
        with pytest.raises(transport.StoppedError):
            run.photo(shown[1])
        assert len(double.requests) == 1


def test_the_budget_of_a_run_is_kept_and_the_next_run_carries_on(double, tmp_path, shown):
    with asking(double, tmp_path, budget=3) as run:
        for photo in shown[:3]:
            run.photo(photo)
        with pytest.raises(transport.BudgetSpentError, match="budget of 3 requests"):
            run.photo(shown[3])
        assert run.photo(shown[0]).status_code == 200  # what is known costs nothing
    with asking(double, tmp_path, budget=3) as run:
        for photo in shown[:6]:
            run.photo(photo)
        assert run.adapter.calls == 3


def test_with_the_network_gone_the_run_ends_and_counts_nothing(population, tmp_path, shown):
    with Double(population, NOON) as double, asking(double, tmp_path) as run:
        double.web.open_to_robots()
        run.photo(shown[0])
        double.faults.plan = always("reset")
        for photo in shown[1:5]:
            with pytest.raises(transport.NotAskedError, match="no whole answer came"):
                run.photo(photo)
        with pytest.raises(transport.StoppedError, match="gave no answer to 5 questions in a row"):
            run.photo(shown[5])
        assert run.recorder.archive.exchanges == 1
    with Double(population, NOON) as double, asking(double, tmp_path) as run:
        double.web.open_to_robots()
        for photo in shown[:6]:
            run.photo(photo)
        assert run.adapter.calls == 5


def test_nobody_listening_is_the_network_gone_too(population, tmp_path, shown):
    with Double(population, NOON) as double:
        double.web.open_to_robots()
        pass
    with asking(double, tmp_path) as run:
        for photo in shown[:4]:
            with pytest.raises(transport.NotAskedError):
                run.photo(photo)
        with pytest.raises(transport.StoppedError):
            run.photo(shown[4])


# -- no way out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/services/rest/?method=flickr.photos.getInfo&photo_id=1",
        "http://[::1]/photos/a/1/",
        "http://localhost/",
        "https://api.flickr.com.example.org/services/rest/?method=flickr.photos.getInfo&photo_id=1",
        "https://api.flickr.com@example.org/services/rest/",
        "https://api.flickr.com:8443/services/rest/",
        "https://apí.flickr.com/services/rest/",
        "https://xn--flckr-wqa.com/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_an_address_that_is_not_on_the_list_causes_no_request(double, tmp_path, url):
    with asking(double, tmp_path) as run:
        with pytest.raises(hosts.HostRefusedError):
            run.session.get(url)
        assert (run.adapter.calls, double.requests) == (0, [])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://api.flickr.com/", "data:text/plain,1"])
def test_an_address_that_is_not_http_causes_no_request(double, tmp_path, url):
    with asking(double, tmp_path) as run, pytest.raises(requests.exceptions.InvalidSchema):
        run.session.get(url)
    assert double.requests == []


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", "https://live.staticflickr.com/65535/9000000001_0123456789_b.jpg"),
        ("GET", "https://www.flickr.com/gp/90000001@N99/abcdef"),
        ("GET", "https://www.flickr.com/photos/organize/"),
        ("GET", "https://api.flickr.com/services/rest/?method=flickr.photos.getInfo&photo_id=1&secret=0123456789"),
        ("POST", "https://www.flickr.com/photos/a/1/"),
        ("GET", "https://api.flickr.com/services/upload/"),
    ],
)
def test_what_is_no_question_of_ours_is_not_asked(double, tmp_path, method, url):
    """No image bytes, no photo's secret in a call, no guest pass."""
    with asking(double, tmp_path) as run:
        with pytest.raises(transport.NotAskedError):
            run.session.request(method, url)
        assert double.requests == []


def test_a_redirect_that_leads_off_the_list_is_the_answer_and_is_not_followed(double, tmp_path):
    double.faults.plan = first("redirect out", where="/photos/")
    with asking(double, tmp_path) as run:
        answer = run.session.get("https://www.flickr.com/photos/90000001@N99/9000000001/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "http://192.0.2.1/elsewhere")
        assert [request.host for request in double.requests] == ["www.flickr.com", "www.flickr.com"]


def test_a_redirect_loop_ends(double, tmp_path):
    double.faults.plan = always("redirect loop", "/photos/")
    with asking(double, tmp_path) as run, pytest.raises(requests.exceptions.TooManyRedirects):
        run.session.get("https://www.flickr.com/photos/90000001@N99/9000000001/")
    assert len(double.requests) <= 2  # robots.txt, and the page once: the rest came from the evidence


@pytest.mark.parametrize(
    "address", ["192.0.2.1:80", "example.org:80", "http://10.0.0.1:8080", "127.0.0.1", "nonsense:"]
)
def test_only_this_machine_can_stand_in_for_flickr(address):
    with pytest.raises(live.StandInError):
        live.read_stand_in(address)


def test_without_a_stand_in_nobody_is_asked_without_a_pace(tmp_path):
    with pytest.raises(live.StandInError, match="keeps a pace"):
        live.Live(None, live.Manners("a test"), lambda _q, _r: True, None, dt.timedelta(days=1))


# -- robots --------------------------------------------------------------------------------------------------------


def page_of(population, photo_id):
    return f"https://www.flickr.com/photos/{population.photos[photo_id].nsid}/{photo_id}/"


def test_pages_are_asked_for_as_robots_txt_allows_and_it_is_asked_for_once(double, tmp_path, population, shown):
    with asking(double, tmp_path) as run:
        for photo in shown[:5]:
            assert run.session.get(page_of(population, photo)).status_code == 200
    assert [request.target for request in double.requests].count("/robots.txt") == 1
    with asking(double, tmp_path) as run:
        run.session.get(page_of(population, shown[5]))
        assert run.adapter.calls == 1  # its rules are in the evidence, an hour old


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("User-agent: *\nDisallow: /photos/\n", False),
        ("User-agent: WhoseFaces\nDisallow: /\n\nUser-agent: *\nAllow: /\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: WhoseFaces\nAllow: /photos/\n", True),
        (404, True),
        (403, False),
        (503, False),
    ],
)
def test_robots_rules_are_read_as_the_standard_reads_them(double, tmp_path, population, shown, rules, allowed):
    double.web.robots["www.flickr.com"] = rules
    with asking(double, tmp_path) as run:
        if allowed:
            assert run.session.get(page_of(population, shown[0])).status_code == 200
        else:
            with pytest.raises(transport.NotAskedError, match=r"robots\.txt"):
                run.session.get(page_of(population, shown[0]))
            assert {request.target for request in double.requests} == {"/robots.txt"}


def test_the_api_is_made_for_programs_and_has_no_robots(double, tmp_path, shown):
    double.web.robots["api.flickr.com"] = "User-agent: *\nDisallow: /\n"
    with asking(double, tmp_path) as run:
        assert run.photo(shown[0]).status_code == 200
    assert len(double.requests) == 1


def test_a_host_that_wants_ten_seconds_between_requests_gets_them(double, tmp_path, population, shown):
    double.web.robots["www.flickr.com"] = "User-agent: *\nCrawl-delay: 10\n"
    with asking(double, tmp_path, paced=True) as run:
        for photo in shown[:4]:
            run.session.get(page_of(population, photo))
        assert run.time.slept[-3:] == [10, 10, 10]


# -- what is sent, and what comes ----------------------------------------------------------------------------------


def test_who_asks_says_so_and_carries_no_cookie(double, tmp_path, shown):
    with asking(double, tmp_path) as run:
        run.session.cookies.set("session", "1", domain="api.flickr.com")
        run.photo(shown[0])
    sent = double.requests[0].headers
    assert "desk@example.org" in sent["user-agent"]
    assert "cookie" not in sent
    assert sent["host"] == "api.flickr.com"
    assert double.requests[0].parameters["api_key"] == KEY


def test_the_key_goes_to_the_api_and_to_nobody_else(double, tmp_path, population, shown):
    with asking(double, tmp_path) as run:
        run.photo(shown[0])
        run.session.get(page_of(population, shown[0]))
    assert [KEY in request.target for request in double.requests] == [True, False, False]


def test_an_answer_without_end_is_cut_off_counted_and_not_believed(double, tmp_path, shown):
    double.faults.plan = always("huge")
    with asking(double, tmp_path) as run:
        with pytest.raises(transport.NotAskedError, match=r"not whole \(length\)"):
            run.photo(shown[0])
        assert (run.adapter.calls, run.adapter.cut_off) == (1, 1)
        assert list(run.recorder.archive.answers(f"api flickr.photos.getInfo photo_id={shown[0]}")) == []
        assert run.recorder.archive.exchanges == 1
    assert sum(file.stat().st_size for file in (tmp_path / "evidence").glob("*.gz")) < live.LONGEST_ANSWER


def test_an_image_file_is_asked_for_its_head_only(double, tmp_path, population, shown):
    photo = population.photos[shown[0]]
    url = f"https://live.staticflickr.com/{photo.server}/{photo.photo_id}_{photo.secret}_b.jpg"
    double.web.missing_image = "placeholder"
    with asking(double, tmp_path, judge=lambda _q, _r: True) as run:
        if live.read_question("HEAD", url) is None:
            pytest.skip("image files are not yet a question here")
        served = run.session.head(url, allow_redirects=False)
        missing = run.session.head(url.replace(photo.secret, "0" * 10), allow_redirects=False)
    assert (served.status_code, served.content) == (200, b"")
    assert photo.secret not in served.url
    assert missing.headers.get("Location") == PLACEHOLDER or missing.status_code == 200
    assert {request.method for request in double.requests if request.target != "/robots.txt"} == {"HEAD"}


# -- keys ----------------------------------------------------------------------------------------------------------


def test_a_key_comes_from_the_environment_or_the_keyring(monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.delenv(keys.VARIABLE, raising=False)
    assert keys.flickr_key() is None
    with pytest.raises(keys.NoKeyError, match="leave 'api' out"):
        keys.needed_key()
    monkeypatch.setattr(keys, "_from_keyring", lambda: KEY)
    assert keys.flickr_key() == KEY
    monkeypatch.setenv(keys.VARIABLE, f" {KEY[::-1]}\n")
    assert keys.flickr_key() == KEY[::-1]


def test_what_is_no_key_is_refused_without_being_shown(monkeypatch):
    monkeypatch.setenv(keys.VARIABLE, "my secret pass phrase")
    with pytest.raises(keys.NoKeyError) as refused:
        keys.flickr_key()
    assert "pass phrase" not in str(refused.value)


# -- one host's trouble is not another's ---------------------------------------------------------------------------


def test_image_hosts_that_ask_for_rest_get_it_and_the_rest_of_the_run_goes_on(double, tmp_path, population, shown):
    """They were reported to turn clients away long before the API does. No photo is less public for it."""
    double.faults.plan = always("429 retry-after long", where="_b.jpg")
    with asking(double, tmp_path, paced=True) as run:
        for photo in (population.photos[photo_id] for photo_id in shown[:4]):
            url = f"https://live.staticflickr.com/{photo.server}/{photo.photo_id}_{photo.secret}_b.jpg"
            with pytest.raises(transport.NotAskedError, match=r"asks to be left alone for 24\.0 hours"):
                run.session.head(url, allow_redirects=False)
        assert run.photo(shown[0]).status_code == 200
    assert [request.method for request in double.requests].count("HEAD") == 1


@pytest.mark.parametrize("kind", ["bad gzip", "control characters", "too long"])
def test_what_cannot_be_read_is_asked_again_and_never_believed(double, tmp_path, shown, kind):
    double.faults.plan = first(kind, where=shown[0])
    with asking(double, tmp_path) as run:
        assert json.loads(run.photo(shown[0]).content)["photo"]["id"] == shown[0]
        # What is left of an answer that is too long may come before the next one, on the same connection.
        assert run.adapter.calls in ((2, 3) if kind == "too long" else (2,))


def test_a_key_refused_in_the_middle_ends_the_run_and_keeps_what_was_answered(double, tmp_path, shown):
    """It expired on the way: photos answered before stay, and the next run, with a key, asks about the others only."""
    double.faults.plan = always("key refused", where=shown[3])
    with asking(double, tmp_path) as run:
        for photo in shown[:3]:
            assert run.photo(photo).status_code == 200
        for photo in shown[3:5]:
            with pytest.raises(
                transport.StoppedError, match=r"refuses the API key: Invalid API Key \(Key has expired\)"
            ):
                run.photo(photo)
    assert len(double.requests) == 4
    double.faults.plan = None
    with asking(double, tmp_path) as run:
        for photo in shown[:5]:
            assert json.loads(run.photo(photo).content)["photo"]["id"] == photo
        assert run.adapter.calls == 2
