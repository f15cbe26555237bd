"""The folder names nobody, says the same in six languages, and is refused where a yes would hurt."""

import datetime as dt
import json
import re
import shutil
import string
import threading

import pytest
from whosefaces import investigation as investigations
from whosefaces.lookup import building, bundle, closing, partnership, site, tags
from whosefaces.lookup.keys import Key, LookUpKeyError
from whosefaces.lookup.listed import Listed, RefusedError, refuse_where_membership_hurts
from whosefaces.report import look_up


def copied(investigation, tmp_path, **changed):
    folder = tmp_path / "copy"
    shutil.copytree(investigation.parent, folder)
    text = (folder / "investigation.toml").read_text(encoding="utf-8")
    for old, new in changed.values():
        assert old in text
        text = text.replace(old, new)
    (folder / "investigation.toml").write_text(text, encoding="utf-8")
    return folder / "investigation.toml"


def test_nothing_in_the_folder_names_anybody_or_holds_the_key(built, people):
    seed = Key.read(built.key).seed
    for path in (path for path in built.folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert seed not in content, path
        assert seed.hex().encode() not in content, path
        for nsid in people:
            assert nsid.encode() not in content, path
            assert nsid.split("@")[0].encode() not in content, path
        assert b"9992000" not in content, path


def test_the_list_holds_every_account_in_its_band_and_no_other(built, people):
    evaluator = Key.read(built.key).evaluator()
    bands = tags.read(built.folder / "list.bin")
    assert [len(band) for band in bands] == built.record.bands
    for nsid, photos in people.items():
        assert [evaluator.evaluate_known_input(nsid.encode())[:8] in band for band in bands] == [
            photos == 1,
            2 <= photos <= 9,
            photos >= 10,
        ]
    assert sum(built.record.bands) == len(people) == built.record.accounts
    assert all(band == sorted(band) for band in bands)
    assert (built.folder / "list.bin").stat().st_size == 24 + 8 * len(people)


def test_the_record_says_what_cannot_be_found(built):
    assert built.record.rows_without_owner == 3
    assert built.record.by_name_only == 0


HURTS = {
    "children": ('people = "adults"', 'people = "children"', "children"),
    "people not answered": ('people = "adults"\n', "", "not answered"),
    "people unknown": ('people = "adults"', 'people = "unknown"', "not answered"),
    "an illness": ('membership_reveals = "nothing more"', 'membership_reveals = "health"', "reveals health"),
    "an arrest": ('membership_reveals = "nothing more"', 'membership_reveals = "that they were arrested"', "arrested"),
    "what it shows not answered": ('membership_reveals = "nothing more"\n', "", "not answered"),
    "what it shows unknown": ('membership_reveals = "nothing more"', 'membership_reveals = "unknown"', "not answered"),
}


@pytest.mark.parametrize(("old", "new", "why"), HURTS.values(), ids=HURTS.keys())
def test_it_is_refused_where_membership_hurts_or_nobody_has_said(investigation, script, tmp_path, old, new, why):
    changed = copied(investigation, tmp_path, people=(old, new))
    with pytest.raises(RefusedError, match=why):
        building.build(changed, tmp_path / "look-up", edition="2026-11-22", reports=tmp_path / "reports")
    assert not (tmp_path / "look-up").exists()
    assert not list((tmp_path / "copy").rglob("*.key"))


def test_adults_and_nothing_more_is_let_through(investigation):
    refuse_where_membership_hurts(investigations.load(investigation))


def test_a_list_without_numbers_is_refused(investigation, script, tmp_path):
    changed = copied(investigation, tmp_path)
    changed.with_name("faces.csv").write_text("url\nhttps://www.flickr.com/photos/invented.name/999000000001/\n")
    with pytest.raises(RefusedError, match="names no account by number"):
        building.build(changed, tmp_path / "look-up", edition="2026-11-22", reports=tmp_path / "reports")


def test_a_folder_with_something_else_in_it_is_left_alone_and_no_key_is_made(investigation, script, tmp_path):
    other = tmp_path / "photos"
    other.mkdir()
    (other / "dog.jpg").write_bytes(b"")
    with pytest.raises(site.SiteError, match="something else"):
        building.build(investigation, other, edition="2026-11-22", key_file=tmp_path / "k" / "a.key", reports=tmp_path)
    assert [path.name for path in other.iterdir()] == ["dog.jpg"]
    assert not (tmp_path / "k").exists()


def test_without_the_script_the_command_says_how_to_get_it(investigation, tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "SCRIPT", tmp_path / "nowhere.js")
    with pytest.raises(bundle.BundleError, match="make lookup-bundle"):
        building.build(investigation, tmp_path / "look-up", edition="2026-11-22", reports=tmp_path / "reports")


def test_a_commitment_tells_a_changed_list_and_tells_nothing_without_its_key(investigation, built):
    listed = Listed.of(investigation)
    loaded = investigations.load(investigation).model_copy(update={"demonstration": False})  # its list is no secret
    one_less = Listed(listed.accounts[1:], listed.rows, listed.by_name_only, listed.rows_without_owner)
    assert listed.digest() == Listed(listed.accounts[::-1], 0, 0, 0).digest() != one_less.digest()
    assert loaded.commitment(listed.digest()) not in (listed.digest(), loaded.commitment(one_less.digest()))
    assert built.record.list_commitment == listed.digest()


# -- words --------------------------------------------------------------------------------------------------------


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", site.LANGUAGES)
def test_every_language_says_the_same_things_and_leaves_the_same_places(lang):
    english, texts = site.words("en"), site.words(lang)
    assert list(texts) == list(english)
    for name, text in english.items():
        if isinstance(text, list):
            assert len(texts[name]) == len(text)
        else:
            assert places(texts[name]) == places(text), name
        assert lang == "en" or texts[name] != text or name in ("m_no_number",), name


@pytest.mark.parametrize("lang", site.LANGUAGES)
def test_every_sentence_is_short(lang):
    for name, entry in site.words(lang).items():
        for text in entry if isinstance(entry, list) else [entry]:
            for sentence in re.split(r"(?<=[.!?]) ", text):
                assert len(sentence.split()) <= 30, (name, sentence)


@pytest.mark.parametrize("lang", site.LANGUAGES)
def test_a_page_is_filled_in_and_asks_nobody_else(built, lang):
    for name in ("index", "paper"):
        page = (built.folder / f"{name}.{lang}.html").read_text(encoding="utf-8")
        assert f'<html lang="{lang}">' in page
        assert "{" not in page
        assert "built-in" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]* src=\"look-up\.js\")", page)
        assert not re.search(r"\son[a-z]+=|style=|javascript:|https?://(?!www\.flickr)", page)
        assert built.record.public_keys[0] in page
        assert site.words(lang)["invented"] in page


def test_the_policy_lets_in_nothing_but_the_folder(built):
    rules = site.policy(built.record)
    assert "default-src 'none'" in rules
    assert "unsafe" not in rules
    assert "http" not in rules


# -- size ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("accounts", "bits"), [(1, 0), (98_153, 0), (250_000, 0), (250_001, 4), (1_000_000, 6)])
def test_a_list_is_whole_up_to_250_000_accounts_and_its_parts_are_never_small(accounts, bits):
    assert tags.buckets_for(accounts) == bits
    assert bits == 0 or accounts / 2**bits > tags.BUCKET


def test_parts_are_chosen_by_the_tag_and_hold_every_account(tmp_path, monkeypatch):
    monkeypatch.setattr(tags, "WHOLE_UP_TO", 100)
    monkeypatch.setattr(tags, "BUCKET", 40)
    evaluator = Key("x", b"\1" * 32).evaluator()
    tags_of_list = [evaluator.evaluate_known_input(b"%d" % number)[:8] for number in range(1_000)]
    tags.write(tmp_path, tags_of_list, [number % 3 for number in range(1_000)])
    parts = {path.stem: tags.read(path) for path in (tmp_path / "list").iterdir()}
    bits = len(parts).bit_length() - 1
    assert bits == tags.buckets_for(1_000) > 0
    for number, tag in enumerate(tags_of_list):
        assert tag in parts[f"{int.from_bytes(tag, 'big') >> 64 - bits:03x}"][number % 3]


def test_many_accounts_are_computed_in_more_processes_and_in_order(monkeypatch):
    monkeypatch.setattr(tags, "APART", 10)
    key = Key("whosefaces/lookup/1/invented/2026-11-22", b"\7" * 32)
    nsids = [f"{90_000_000 + number}@N10" for number in range(25)]
    one = b"".join(key.evaluator().evaluate_known_input(nsid.encode()) for nsid in nsids)
    assert tags.outputs(key, nsids) == one


# -- the attacker -------------------------------------------------------------------------------------------------


def attacked(folder, guesses: list[str], seed: bytes | None) -> list[str]:
    """What somebody finds with everything that is public, and with the seed where there is one: the best he can do."""
    from voprf.ristretto import Evaluator

    record = json.loads((folder / "record.json").read_text())
    public = bytes.fromhex(record["public_keys"][0])
    evaluator = Evaluator.from_seed(
        seed or public, record["info"].encode()
    )  # without it: the public half is all he has
    tags_ = {tag for band in tags.read(folder / "list.bin") for tag in band}
    return [nsid for nsid in guesses if evaluator.evaluate_known_input(nsid.encode())[:8] in tags_]


def test_a_thief_of_the_folder_finds_nobody_and_with_the_seed_everybody(built, people):
    guesses = [*people, *(f"{60_000_000 + number}@N12" for number in range(2_000))]
    assert attacked(built.folder, guesses, None) == []
    assert attacked(built.folder, guesses, Key.read(built.key).seed) == list(people)


def test_the_tags_look_random(people):
    """Bytes of many tags, chi-square against uniform; the same program sees through a list that is not."""
    from scipy.stats import chisquare

    evaluator = Key("x", b"\3" * 32).evaluator()
    whole = b"".join(evaluator.evaluate_known_input(b"%d@N10" % number)[:8] for number in range(90_000_000, 90_004_000))
    assert chisquare([whole.count(byte) for byte in range(256)]).pvalue > 1e-4
    assert chisquare([(b"90001234@N10" * 4_000).count(byte) for byte in range(256)]).pvalue < 1e-4


# -- closing ------------------------------------------------------------------------------------------------------


def test_after_closing_nobody_can_answer_and_the_record_says_since_when(investigation, script, tmp_path, people):
    folder = tmp_path / "look-up"
    reports = tmp_path / "reports"
    public = reports / "demo-faces" / "2026-11-22" / "public"
    public.mkdir(parents=True)
    (public / "findings.json").write_text("[]")
    record = building.build(investigation, folder, key_file=tmp_path / "key" / "a.key", reports=reports)
    assert record.record.edition == "2026-11-22"
    beside = public.parent / look_up.FILE
    home = investigation.parent / look_up.FILE
    assert json.loads(beside.read_text()) == json.loads(home.read_text())
    assert json.loads(beside.read_text())["closed_on"] is None
    before = {path: path.read_bytes() for path in public.rglob("*") if path.is_file()}
    closing.close(record.key, folder, reports, investigation)
    assert json.loads(home.read_text())["closed_on"]
    assert {path: path.read_bytes() for path in public.rglob("*") if path.is_file()} == before
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", json.loads(beside.read_text())["closed_on"])
    assert not record.key.exists()
    with pytest.raises(LookUpKeyError, match="closed"):
        Key.read(record.key)
    page = (folder / "index.html").read_text()
    assert "closed on" in page
    assert "look-up.js" not in page
    assert not (folder / "list.bin").exists()
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert not re.search(rb"seed\s*=", path.read_bytes()), path


def test_the_report_prints_the_key_the_commitment_and_the_numbers_and_then_the_end(investigation, script, tmp_path):
    day = dt.date(2026, 11, 22)
    record = building.build(
        investigation, tmp_path / "a", edition="2026-11-22", key_file=tmp_path / "k" / "a.key", at="https://look-up.example.org/",
    )  # fmt: skip
    printed = look_up.of(investigation.parent, day)
    assert printed["public_keys"] == record.record.public_keys
    assert printed["list_commitment"] == record.record.list_commitment
    assert (printed["accounts"], printed["rows"]) == (record.record.accounts, record.record.rows)
    assert printed["at"] == "https://look-up.example.org/"
    assert look_up.of(investigation.parent, day - dt.timedelta(days=1)) is None
    closing.close(record.key, tmp_path / "a", investigation=investigation)
    assert look_up.of(investigation.parent, day)["closed_on"] is None
    assert look_up.of(investigation.parent, dt.date(9999, 1, 1))["closed_on"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"edition": "x"}', "\0"])
def test_a_record_that_is_none_is_one_line(text, tmp_path):
    (tmp_path / look_up.FILE).write_text(text)
    with pytest.raises(look_up.LookUpRecordError, match=r"^look-up.json: .+"):
        look_up.of(tmp_path, dt.date(2026, 11, 22))


@pytest.mark.parametrize(
    "address", ["look-up.example.org", "http://look-up.example.org/", "javascript:alert(1)", "https://a b"]
)
def test_the_page_stands_at_an_address_that_cannot_be_read_on_the_way(address, investigation, script, tmp_path):
    with pytest.raises(site.SiteError, match="say where"):
        building.build(
            investigation, tmp_path / "a", edition="2026-11-22", key_file=tmp_path / "k" / "a.key", at=address
        )
    assert not (tmp_path / "k").exists()


def test_another_look_ups_key_closes_nothing(built, tmp_path):
    other = Key.made(tmp_path / "other" / "b.key", "whosefaces/lookup/1/other/2026-11-22")
    with pytest.raises(LookUpKeyError, match="nothing was destroyed"):
        closing.close(other.path, built.folder)
    assert other.path.exists()


def test_a_new_edition_has_a_new_key(investigation, script, tmp_path):
    first = building.build(
        investigation, tmp_path / "a", edition="2026-11-22", key_file=tmp_path / "k" / "a.key", reports=tmp_path
    )
    second = building.build(
        investigation, tmp_path / "b", edition="2026-11-29", key_file=tmp_path / "k" / "b.key", reports=tmp_path
    )
    assert first.record.public_keys != second.record.public_keys
    one, other = (
        {tag for band in tags.read(site_of.folder / "list.bin") for tag in band} for site_of in (first, second)
    )
    assert not one & other
    with pytest.raises(LookUpKeyError, match="a new list needs a new key"):
        building.build(
            investigation, tmp_path / "c", edition="2026-11-29", key_file=tmp_path / "k" / "a.key", reports=tmp_path
        )


# -- two keys -----------------------------------------------------------------------------------------------------


def test_with_two_keys_neither_finds_anybody_and_both_find_everybody(investigation, script, tmp_path, people):
    public = partnership.new(tmp_path / "partner" / "our.key", "demo-faces/2026-11-22", "Privacy Desk", 100)
    partner = Key.read(tmp_path / "partner" / "our.key")
    lines = []

    def partner_answers(line: str) -> None:
        lines.append(line)
        sent = tmp_path / "look-up.to-partner.bin"
        if sent.exists():
            assert not any(nsid.encode() in sent.read_bytes() for nsid in people)
            threading.Thread(target=partnership.answer, args=(sent, partner)).start()

    record = building.build(
        investigation, tmp_path / "look-up", edition="2026-11-22", key_file=tmp_path / "k" / "a.key", partner=public,
        reports=tmp_path, tell=partner_answers,
    )  # fmt: skip
    assert any("Privacy Desk" in line for line in lines)
    own = Key.read(record.key)
    guesses = [*people, *(f"{60_000_000 + number}@N12" for number in range(500))]
    assert attacked(record.folder, guesses, own.seed) == []
    assert attacked(record.folder, guesses, partner.seed) == []
    tags_of_guesses = tags.tags_of(tags.outputs(own, guesses), tags.outputs(partner, guesses))
    listed = {tag for band in tags.read(record.folder / "list.bin") for tag in band}
    assert [nsid for nsid, tag in zip(guesses, tags_of_guesses, strict=True) if tag in listed] == list(people)
    assert "Privacy Desk" in (record.folder / "index.en.html").read_text()


def test_a_partner_who_answers_with_another_key_is_refused(tmp_path):
    public = partnership.new(tmp_path / "p" / "our.key", "demo-faces/2026-11-22", "Privacy Desk", 100)
    other = Key("x", b"\1" * 32)

    def answers_wrongly(_: str) -> None:
        threading.Thread(target=partnership.answer, args=(tmp_path / "look-up.to-partner.bin", other)).start()

    with pytest.raises(partnership.PartnerError, match="proof does not hold"):
        partnership.outputs(public, ["91000000@N10"], tmp_path / "look-up", answers_wrongly, pause=0.01)
