"""What comes out of a panel and recorded evidence."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whosefaces.measure import reach
from whosefaces.sample.panel import PANEL
from whosefaces.trace import dispositions, tracing
from whosefaces.trace.sources import api
from whosefaces.trace.tracing import Traces

from tests.trace.recording import (
    ANNA,
    BEN,
    OTHER_PHOTO,
    PHOTO,
    Exchange,
    account_asked,
    account_xml,
    asked,
    drawn_account,
    drawn_photo,
    fail_json,
    fail_xml,
    photo_asked,
    photo_json,
    photo_xml,
    replaying,
    write_panel,
    write_warc,
)
from tests.trials import trials

DAY = dt.date(2026, 6, 30)


def traced(folder: Path, drawn: list[dict], exchanges: list[Exchange], as_of: dt.date = DAY) -> Traces:
    panel = write_panel(folder / "case", drawn)
    evidence = write_warc(folder / "evidence.warc.gz", exchanges)
    return tracing.trace(replaying(evidence), panel, folder / "case", as_of)


def photo_row(folder: Path, *exchanges: Exchange, as_of: dt.date = DAY) -> dict:
    rows = traced(folder, [drawn_photo()], list(exchanges), as_of).read()
    return rows[rows["unit"] == "photo"].iloc[0].to_dict()


def account_row(folder: Path, *exchanges: Exchange, key: str = ANNA) -> dict:
    return traced(folder, [drawn_account(key)], list(exchanges)).read().iloc[0].to_dict()


@pytest.mark.parametrize("body", [photo_xml(), photo_json()], ids=["XML", "JSON"])
def test_a_public_photo_has_its_owner_and_licence_in_either_form(tmp_path, body):
    row = photo_row(tmp_path, photo_asked(body))

    assert (row["outcome"], row["owner_nsid"], row["licence"]) == ("public", ANNA, "cc-by-2.0")
    assert row["asked_at"] == dt.datetime(2026, 1, 1)
    assert row["evidence_id"].startswith("urn:uuid:")


@pytest.mark.parametrize("code", [1, 2])
def test_a_photo_that_flickr_does_not_show_is_not_public_and_never_deleted(tmp_path, code):
    row = photo_row(tmp_path, photo_asked(fail_xml(code, "Photo not found")))

    assert (row["outcome"], row["error_code"]) == ("not public", code)


def test_private_and_later_not_found_is_not_public_with_the_later_code(tmp_path):
    row = photo_row(
        tmp_path, photo_asked(fail_xml(1), "2026-03-01T00:00:00Z"), photo_asked(fail_xml(2), "2026-02-01T00:00:00Z")
    )

    assert (row["outcome"], row["error_code"]) == ("not public", 1)


@pytest.mark.parametrize(
    "later",
    [
        photo_asked(fail_xml(201, "Sorry, the Flickr API service is not currently available."), "2026-02-01T00:00:00Z"),
        photo_asked(
            fail_json(0, "Sorry, the Flickr API service is not currently available.") + ",", "2026-02-01T00:00:00Z"
        ),
        photo_asked(fail_xml(105, "Service currently unavailable"), "2026-02-01T00:00:00Z"),
        photo_asked(fail_xml(100, "Invalid API Key (Key has expired)"), "2026-02-01T00:00:00Z"),
        photo_asked(fail_xml(1), "2026-02-01T00:00:00Z", status="500 Internal Server Error"),
        photo_asked(
            "<html><body><h1>429 Too Many Requests</h1>", "2026-02-01T00:00:00Z", status="429 Too Many Requests"
        ),
        photo_asked("<html><body>502 Bad Gateway", "2026-02-01T00:00:00Z"),
        photo_asked("", "2026-02-01T00:00:00Z"),
        photo_asked(photo_xml()[:-60], "2026-02-01T00:00:00Z"),
        photo_asked(photo_xml(), "2026-02-01T00:00:00Z", headers=(("content-length", "5000"),)),
        photo_asked(photo_xml(OTHER_PHOTO), "2026-02-01T00:00:00Z"),
        photo_asked(fail_xml(112, "Method not found"), "2026-02-01T00:00:00Z"),
        photo_asked("oauth_problem=signature_invalid", "2026-02-01T00:00:00Z", status="401 Unauthorized"),
    ],
    ids=lambda exchange: str(exchange.body)[-60:-30] + exchange.status,
)
def test_what_answers_nothing_never_replaces_an_earlier_answer(tmp_path, later):
    """The photo was public in January; in February something came back that says nothing about it."""
    row = photo_row(tmp_path, photo_asked(photo_xml()), later)

    assert (row["outcome"], row["asked_at"]) == ("public", dt.datetime(2026, 1, 1))


def test_a_service_that_never_answered_leaves_the_photo_unknown(tmp_path):
    row = photo_row(tmp_path, photo_asked(fail_xml(201, "Sorry, not currently available.")))

    assert (row["outcome"], row["error_code"]) == ("unknown", 201)
    assert pd.isna(row["licence"])


def test_a_refused_key_counts_as_nothing_asked(tmp_path):
    """Code 100 says something about the key and nothing about the photo."""
    traces = traced(tmp_path, [drawn_photo()], [photo_asked(fail_xml(100, "Invalid API Key"))])

    assert traces.not_asked == {"photo": 1, "account": 0}
    assert traces.asked_from is None


def test_the_edition_sees_answers_up_to_the_end_of_its_day_and_none_later(tmp_path):
    """Asked at one second to midnight on the day: counts. At midnight after it: does not."""
    exchanges = [
        photo_asked(photo_xml(licence="5"), "2026-06-30T23:59:59Z"),
        photo_asked(photo_xml(licence="6"), "2026-07-01T00:00:00Z"),
    ]

    assert photo_row(tmp_path, *exchanges)["licence"] == "cc-by-sa-2.0"
    assert photo_row(tmp_path, *exchanges, as_of=dt.date(2026, 6, 29))["outcome"] == "not asked"


@given(st.permutations([("01", "4"), ("02", "5"), ("03", "6"), ("04", "0")]))
@settings(max_examples=trials(10), deadline=None)
def test_the_latest_answer_counts_in_whatever_order_the_archive_holds_them(tmp_path_factory, order):
    exchanges = [photo_asked(photo_xml(licence=licence), f"2026-{month}-01T00:00:00Z") for month, licence in order]

    assert photo_row(tmp_path_factory.mktemp("order"), *exchanges)["licence"] == "all-rights-reserved"


@pytest.mark.parametrize(
    "url",
    [
        f"http://api.flickr.com/services/rest?photo_id={PHOTO}&format=json&api_key=0123456789abcdef&method=flickr.photos.getInfo",
        f"https://www.flickr.com/services/rest/?nojsoncallback=1&method=flickr.photos.getInfo&photo_id={PHOTO}",
    ],
)
def test_an_exchange_is_found_whatever_its_key_format_and_order_of_parameters(tmp_path, url):
    assert photo_row(tmp_path, Exchange(url, photo_json()))["outcome"] == "public"


def test_a_posted_question_is_found_by_its_form(tmp_path):
    form = f"method=flickr.photos.getInfo&photo_id={PHOTO}".encode()

    assert (
        photo_row(tmp_path, Exchange("https://api.flickr.com/services/rest/", photo_json(), method="POST", form=form))[
            "outcome"
        ]
        == "public"
    )


@pytest.mark.parametrize(
    "url",
    [
        asked("flickr.photos.getInfo", photo_id=PHOTO, secret="abcdef0123"),
        asked("flickr.photos.getInfo", photo_id=PHOTO, auth_token="t"),
        asked("flickr.photos.getInfo", photo_id=PHOTO).replace("api.flickr.com", "api.flickr.com.example.org"),
        asked("flickr.photos.getInfo", photo_id=PHOTO).replace("api.flickr.com", "api.flickr.com:8080"),
        asked("flickr.photos.getSizes", photo_id=PHOTO),
        asked("flickr.photos.getInfo", photo_id=PHOTO + "0"),
    ],
    ids=["with the secret", "signed in", "look-alike host", "odd port", "another method", "another photo"],
)
def test_an_exchange_that_asked_something_else_is_no_answer(tmp_path, url):
    """A secret or a signed-in user sees private photos: such an answer does not say that a photo is public."""
    assert photo_row(tmp_path, Exchange(url, photo_xml()))["outcome"] == "not asked"


def test_a_licence_id_outside_the_dated_table_is_reported_and_is_not_all_rights_reserved(tmp_path):
    traces = traced(tmp_path, [drawn_photo()], [photo_asked(photo_xml(licence="99"))])

    assert traces.read().iloc[0]["licence"] == "not understood"
    assert traces.licences_not_understood == ["99"]


def test_a_licence_id_that_flickr_did_not_have_yet_is_not_understood(tmp_path):
    """Licence 11 (CC BY 4.0) came on 18 June 2025."""
    row = photo_row(tmp_path, photo_asked(photo_xml(licence="11"), "2024-01-01T00:00:00Z"))

    assert row["licence"] == "not understood"


def test_a_licence_id_in_flickrs_own_table_that_is_new_to_us_is_reported(tmp_path):
    table = (
        '<rsp stat="ok"><licenses><license id="0" name="x" url=""/><license id="42" name="y" url="z"/></licenses></rsp>'
    )

    traces = traced(tmp_path, [drawn_photo()], [Exchange(asked("flickr.photos.licenses.getInfo"), table)])

    assert traces.licences_not_understood == ["42"]


def test_a_photo_shown_as_not_public_to_somebody_with_rights_is_not_public(tmp_path):
    assert photo_row(tmp_path, photo_asked(photo_xml(public="0")))["outcome"] == "not public"


@pytest.mark.parametrize(
    ("body", "account", "code"),
    [
        (account_xml(), "exists", None),
        (account_xml(username="anna *In Memoriam*"), "memorial", None),
        (account_xml(username="immemorian"), "exists", None),
        (account_xml(deleted="1"), "gone", None),
        (fail_xml(5, "User deleted"), "gone", 5),
        (fail_xml(1, "User not found"), "unknown", 1),
        (fail_xml(2, "?"), "unknown", 2),
    ],
)
def test_an_account_is_gone_only_where_flickr_says_so(tmp_path, body, account, code):
    """Code 5 is gone, code 1 is unknown; code 2 means something in another method and nothing here."""
    row = account_row(tmp_path, account_asked(body))

    assert row["outcome"] == row["account"] == account
    assert pd.isna(row["error_code"]) if code is None else row["error_code"] == code


def test_an_accounts_other_columns_say_not_asked_and_not_no(tmp_path):
    row = account_row(tmp_path, account_asked(account_xml(pro="1")))

    assert (row["last_public_upload"], row["contact_flag"], row["is_pro"]) == ("not asked", "not asked", True)


def test_an_nsid_is_found_however_it_was_spelt_when_asked(tmp_path):
    assert account_row(tmp_path, account_asked(account_xml(), nsid=ANNA.replace("@N", "%40n")))["outcome"] == "exists"


def test_every_known_owner_of_a_drawn_photo_is_asked_about_once(tmp_path):
    """One owner from the panel, one from the photo's own answer, and one drawn as an account too."""
    drawn = [
        drawn_photo(PHOTO, account_key=BEN, nsid=BEN),
        drawn_photo(OTHER_PHOTO),
        drawn_account(ANNA),
    ]
    traces = traced(tmp_path, drawn, [photo_asked(photo_xml(OTHER_PHOTO, ANNA), photo_id=OTHER_PHOTO)])

    rows = traces.read()
    assert list(rows["photo_id"].dropna()) == [PHOTO, OTHER_PHOTO]
    assert list(rows.loc[rows["unit"] == "account", "nsid"]) == [ANNA, BEN]
    assert list(rows["account_key"]) == [BEN, ANNA, ANNA, BEN]


def test_an_alias_leads_to_its_account_through_flickrs_look_up(tmp_path):
    look_up = Exchange(
        asked("flickr.urls.lookupUser", url="https://www.flickr.com/photos/anna99/"),
        f'<rsp stat="ok"><user id="{ANNA}"><username>anna</username></user></rsp>',
    )
    exchanges = [look_up, account_asked(account_xml())]
    rows = traced(tmp_path, [drawn_account("alias:anna99")], exchanges).read()

    assert list(rows["question"]) == ["flickr.urls.lookupUser", "flickr.people.getInfo"]
    assert set(rows["account_key"]) == {"alias:anna99"}
    assert set(rows["nsid"]) == {ANNA}
    assert list(rows["outcome"]) == ["unknown", "exists"]


def test_an_alias_that_leads_nowhere_is_unknown_with_the_look_ups_own_code(tmp_path):
    look_up = Exchange(
        asked("flickr.urls.lookupUser", url="https://www.flickr.com/photos/anna99/"), fail_xml(1, "User not found")
    )
    row = account_row(tmp_path, look_up, key="alias:anna99")

    assert (row["outcome"], row["question"], row["error_code"]) == ("unknown", "flickr.urls.lookupUser", 1)


def test_an_alias_that_was_never_looked_up_takes_its_nsid_from_the_photos_answer(tmp_path):
    drawn = [drawn_photo(PHOTO, account_key="alias:anna99", alias="anna99")]
    rows = traced(tmp_path, drawn, [photo_asked(photo_xml()), account_asked(account_xml())]).read()

    assert list(rows["account_key"]) == ["alias:anna99", "alias:anna99"]
    assert rows.iloc[1]["outcome"] == "exists"


def test_units_asked_and_not_asked_add_up_to_those_that_the_panel_names(tmp_path):
    drawn = [drawn_photo(PHOTO), drawn_photo(OTHER_PHOTO), drawn_account(BEN)]
    traces = traced(tmp_path, drawn, [photo_asked(photo_xml())])

    for _, row in traces.asking.iterrows():
        assert row[["answered", "in_vain", "not_asked"]].sum() == {"photo": 2, "account": 1}[row["unit"]]
    assert traces.not_asked == {"photo": 1, "account": 2}
    assert (traces.exchanges, traces.unidentified) == (1, 0)


def test_a_second_run_gives_the_same_bytes_without_reading_an_answer_again(tmp_path, monkeypatch):
    drawn, exchanges = [drawn_photo(), drawn_account()], [photo_asked(photo_xml()), account_asked(account_xml())]
    first = traced(tmp_path, drawn, exchanges).path.read_bytes()
    monkeypatch.setattr(api, "read_reply", lambda *_: pytest.fail("asked twice"))
    panel = tmp_path / "case" / "panel.parquet"

    again = tracing.trace(replaying(tmp_path / "evidence.warc.gz"), panel, tmp_path / "case", DAY)

    assert again.path.read_bytes() == first


def test_new_evidence_is_not_answered_from_the_old_ledger(tmp_path):
    """A later answer was added to the evidence: the ledger kept for the old evidence must not hide it."""
    old = photo_asked(photo_xml())
    assert photo_row(tmp_path, old)["outcome"] == "public"

    assert photo_row(tmp_path, old, photo_asked(fail_xml(1), "2026-05-01T00:00:00Z"))["outcome"] == "not public"


def test_an_empty_panel_gives_an_empty_table_of_traces(tmp_path):
    traces = traced(tmp_path, [], [photo_asked(photo_xml())])

    assert traces.read().empty
    assert traces.not_asked == {"photo": 0, "account": 0}


def test_what_notebook_2_prints_is_the_same_whatever_was_answered(tmp_path):
    """It is published: whether the account exists or is gone must not be read from it, nor worked out."""
    lines = []
    for folder, body in (("exists", account_xml()), ("gone", fail_xml(5, "User deleted"))):
        traces = traced(
            tmp_path / folder, [drawn_photo(), drawn_account()], [photo_asked(photo_xml()), account_asked(body)]
        )
        lines.append((traces.sentence(), traces.asking.to_csv()))
    assert lines[0] == lines[1]
    assert "1 accounts, drawn or listed as owner of a drawn photo, **1**" in lines[0][0]


def test_each_source_answered_answered_in_vain_or_was_not_asked_about_every_unit(tmp_path):
    drawn = [drawn_photo(PHOTO), drawn_photo(OTHER_PHOTO), drawn_account(BEN)]
    busy = account_asked(fail_xml(105, "Service currently unavailable"), nsid=BEN)
    asking = traced(tmp_path, drawn, [photo_asked(photo_xml()), busy]).asking

    rows = asking.set_index(["unit", "source"])[["answered", "in_vain", "not_asked"]]
    assert rows.loc[("photo", "api")].tolist() == rows.loc[("photo", tracing.ANY)].tolist() == [1, 0, 1]
    assert rows.loc[("account", "api")].tolist() == [0, 1, 0]


def test_a_source_that_can_only_say_yes_is_not_counted_by_its_yes(tmp_path):
    """oEmbed knows a public photo or refuses: how often it "told" would be how many photos are public."""
    lines = []
    for folder, status in (("shown", "200 OK"), ("refused", "401 Unauthorized")):
        url = f"https://www.flickr.com/services/oembed/?format=json&url=https://www.flickr.com/photos/{ANNA}/{PHOTO}/"
        body = f'{{"type":"photo","flickr_type":"photo","web_page":"https://www.flickr.com/photos/{ANNA}/{PHOTO}/"}}'
        panel = write_panel(tmp_path / folder, [drawn_photo(PHOTO, account_key=ANNA, nsid=ANNA)])
        evidence = write_warc(tmp_path / f"{folder}.warc.gz", [Exchange(url, body, status=status)])
        traces = tracing.trace(replaying(evidence, ["oembed"]), panel, tmp_path / folder, DAY)
        lines.append((set(traces.read()["outcome"]) - {"not asked"}, traces.asking.to_csv()))
    assert [outcomes for outcomes, _ in lines] == [{"public"}, {"unknown"}]
    assert lines[0][1] == lines[1][1]


def test_an_edition_recorded_live_past_midnight_is_replayed_whole_from_its_own_case(tmp_path):
    """Asked at half past midnight: too late for the edition's day, unless it was this edition that asked."""
    late = photo_asked(photo_xml(), "2026-07-01T00:30:00Z")
    own = tmp_path / DAY.isoformat() / "case"
    panel = write_panel(own, [drawn_photo()])
    write_warc(own / "evidence.warc.gz", [late])
    elsewhere = write_warc(tmp_path / "evidence.warc.gz", [late])

    asked_itself = tracing.trace(replaying(own / "evidence.warc.gz"), panel, tmp_path / "a", DAY)
    recorded_by_others = tracing.trace(replaying(elsewhere), panel, tmp_path / "b", DAY)

    assert asked_itself.not_asked["photo"] == 0
    assert recorded_by_others.not_asked["photo"] == 1


def test_whoever_is_withheld_stays_drawn_and_counts_as_not_asked_about(tmp_path):
    """Nobody is asked about them, in whatever way their name comes up: drawn, or as the owner of another's photo."""
    evidence = write_warc(
        tmp_path / "answers.warc.gz",
        [
            photo_asked(photo_xml()),
            photo_asked(photo_xml(OTHER_PHOTO, BEN), photo_id=OTHER_PHOTO),
            account_asked(account_xml()),
            account_asked(account_xml(BEN, "ben"), nsid=BEN),
        ],
    )
    rows = [drawn_photo(nsid=ANNA, account_key=ANNA), drawn_photo(OTHER_PHOTO), drawn_account(ANNA)]
    panel = write_panel(tmp_path / "case", rows)
    investigation = replaying(evidence)
    investigation.withheld, investigation.mark_of = (lambda: {ANNA, BEN}), (lambda name: name)
    traces = tracing.trace(investigation, panel, tmp_path / "case", dt.date(2026, 6, 30)).read()
    settled = dispositions.of(traces, {})

    of_anna = traces[(traces["account_key"] == ANNA) | (traces["photo_id"] == PHOTO)]
    assert set(of_anna["outcome"]) == {"not asked"}
    assert set(of_anna["reason"]) == {"withheld"}
    assert of_anna["evidence_id"].isna().all()
    accounts = settled[settled["unit"] == "account"].set_index("account_key")
    assert accounts.loc[BEN, ["account", "unasked"]].tolist() == ["not asked", "withheld"]
    coded = reach.code(PANEL.read(panel), settled)
    assert coded.accounts["account"].tolist() == ["not asked"]
    assert coded.photos["unasked"].tolist() == ["withheld", "withheld"]
