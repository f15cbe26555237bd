"""A conversation claims nothing that the person did not say, can be stopped, and leaves its secrets closed."""

import subprocess
import tomllib

import pytest
from click.testing import CliRunner
from whosefaces import investigation as investigations
from whosefaces.cli import cli
from whosefaces.dossiers import dataset, prefill
from whosefaces.edition import conversation, protection, stamping
from whosefaces.edition.beginning import begin
from whosefaces.errors import WhoseFacesError
from whosefaces.manifest.asked import Asked
from whosefaces.manifest.reading import describe
from whosefaces.trace.evidence import timestamp

from tests.trace import test_custody

authority = test_custody.authority


@pytest.fixture
def faces(tmp_path):
    path = tmp_path / "meine Liste äöü.csv"
    path.write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    return path


def answering(replies: dict[str, str], stops_before: str = ""):
    """Somebody at the terminal, who presses Enter wherever nothing is said here."""

    def answer(question):
        if question.key == stops_before:
            raise KeyboardInterrupt
        return replies.get(question.key, "")

    return answer


def test_whoever_knows_nothing_claims_nothing(tmp_path, faces):
    folder = protection.protect(tmp_path / "story")
    answers = conversation.ask(folder, answering({}), {}, print)
    loaded = investigations.load(begin("story", faces, into=folder, answers=answers).file)
    assert loaded.procedures == []
    assert loaded.use.stated == ()
    assert loaded.publish.contact == ""
    facts = loaded.dataset.model_dump(exclude={"people", "membership_reveals"})
    assert set(facts.values()) == {None}
    assert (loaded.dataset.people, loaded.dataset.membership_reveals) == ("unknown", "unknown")


def test_a_fact_comes_with_its_source_and_its_day(tmp_path, faces):
    facts = {"holder": 'The "Example" Corp', "holder_source": "https://example.org/a", "holder_on": "2019-01-29"}
    folder = protection.protect(tmp_path / "story")
    answers = conversation.ask(
        folder,
        answering(facts | {"commercial": "no", "commercial_source": "x", "commercial_on": "2020-02-02"}),
        {},
        print,
    )
    loaded = investigations.load(begin("story", faces, into=folder, answers=answers).file)
    assert loaded.dataset.holder.value == 'The "Example" Corp'
    assert loaded.dataset.holder.on.isoformat() == "2019-01-29"
    assert loaded.use.was("commercial") is False


def test_a_conversation_that_is_stopped_carries_on_where_it_was(tmp_path, faces):
    folder = protection.protect(tmp_path / "story")
    with pytest.raises(KeyboardInterrupt):
        conversation.ask(folder, answering({"people": "children"}, stops_before="procedures"), {}, print)
    questions = []

    def later(question):
        questions.append(question.key)
        return ""

    answers = conversation.ask(folder, later, {}, print)
    assert questions[0] == "procedures"
    assert answers["people"] == "children"
    begin("story", faces, into=folder, answers=answers)
    assert not (folder / conversation.ANSWERS).exists()


def test_an_answer_that_is_none_is_asked_again(tmp_path):
    folder, tries, wrong = protection.protect(tmp_path / "story"), iter(["no-such-way", "laion"]), []
    answers = conversation.ask(folder, lambda q: next(tries) if q.key == "procedures" else "", {}, wrong.append)
    assert answers["procedures"] == "laion"
    assert "no-such-way" in wrong[0]


@pytest.mark.parametrize("name", ["diversity-in-faces", "ffhq", "yfcc100m"])
def test_a_known_dataset_brings_its_facts_with_sources(tmp_path, faces, name):
    loaded = investigations.load(begin("story", faces, into=tmp_path / "story", answers={"dossier": name}).file)
    assert loaded.dataset.dossier == name
    assert loaded.dataset.holder.source
    written = tomllib.loads(loaded.file.read_text(encoding="utf-8"))
    assert all({"is", "source", "on"} == set(fact) for fact in written["use"].values())


def test_a_procedure_of_ones_own_is_found_from_the_new_folder(tmp_path, faces, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text((investigations.PROCEDURES / "laion.toml").read_text(encoding="utf-8"))
    loaded = investigations.load(begin("story", faces, answers={"procedures": "mine.toml"}).file)
    assert loaded.procedures == ["mine"]


def test_what_cannot_be_written_leaves_no_salt_behind(tmp_path, faces):
    (tmp_path / "broken.toml").write_text("title = 1")
    with pytest.raises(WhoseFacesError):
        begin("story", faces, into=tmp_path / "story", answers={"procedures": str(tmp_path / "broken.toml")})
    assert not (tmp_path / "story" / "salt").exists()


@pytest.mark.parametrize("secret", ["salt", investigations.COMMITMENT_KEY])
def test_the_secrets_are_closed_and_git_does_not_see_them(tmp_path, faces, secret):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    folder = begin("story", faces, into=tmp_path / "story").file.parent
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / secret).stat().st_mode & 0o077 == 0
    status = subprocess.run(
        ["git", "-C", str(tmp_path), "status", "--porcelain", "-uall"], capture_output=True, text=True, check=True
    )
    assert "story" not in status.stdout


def test_a_place_that_git_tracks_is_refused(tmp_path, faces):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "story").mkdir()
    (tmp_path / "story" / "notes.txt").write_text("mine")
    subprocess.run(["git", "-C", str(tmp_path), "add", "story/notes.txt"], check=True)
    with pytest.raises(protection.ProtectionError, match=r"git tracks .*notes\.txt"):
        begin("story", faces, into=tmp_path / "story")


@pytest.mark.parametrize("cloud", ["Dropbox", "OneDrive - Newsroom", "Google Drive", "Mobile Documents", "Nextcloud"])
def test_a_place_that_is_copied_to_other_machines_is_refused_unless_told_so(tmp_path, faces, cloud, monkeypatch):
    with pytest.raises(protection.ProtectionError, match="copies to other machines"):
        begin("story", faces, into=tmp_path / cloud / "story")
    monkeypatch.setenv(protection.SYNCHRONISED_VARIABLE, "1")
    assert begin("story", faces, into=tmp_path / cloud / "story").file.exists()


def test_the_digest_of_a_secret_list_cannot_be_recomputed_without_the_key(tmp_path, faces):
    one, other = (investigations.load(begin("story", faces, into=tmp_path / name).file) for name in ("one", "other"))
    digest = "ab" * 32
    assert len({digest, one.commitment(digest), other.commitment(digest)}) == 3
    assert one.commitment(digest) == one.commitment(digest)
    public = one.model_copy(update={"demonstration": True})
    assert public.commitment(digest) == digest


def new(*arguments: str):
    """`whosefaces new`, as a script calls it."""
    return CliRunner().invoke(cli, ["new", "story", *arguments, "--yes"])


LOSSY = "".join(
    f"https://www.flickr.com/photos/90000001@N99/9990000{n:05}/,{'a,b,' if n in (3, 7) else 'a,'}4\n" for n in range(40)
)


@pytest.mark.parametrize(
    ("text", "message"),
    {
        "nothing of Flickr's": ("name,number\na,12\nb,13\n", "not recognised"),
        "numbers of nobody knows what": ("a,photo\n1,49234567891\n2,49234567904\n", "--column photo_id='photo'"),
        "another host": ("url\nhttps://example.org/a.jpg\nhttps://example.org/b.jpg\n", "cannot be traced to Flickr"),
        "rows that cannot be read": (f"url,title,licence\n{LOSSY}", "--accept-losses"),
    }.values(),
)
def test_nothing_is_begun_with_a_list_that_is_not_read_whole(tmp_path, monkeypatch, text, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text(text)
    outcome = new("list.csv")
    assert isinstance(outcome.exception, WhoseFacesError)
    assert outcome.exception.exit_code == 2
    assert message in str(outcome.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.parametrize("how", [["--accept-losses", "why"], ["--answer", "accept_losses=why"]])
def test_whoever_says_why_begins_with_a_list_that_lost_rows(tmp_path, monkeypatch, how):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text(f"url,title,licence\n{LOSSY}")
    assert new("list.csv", *how).exit_code == 0
    assert investigations.load(tmp_path / "story" / "investigation.toml").manifest.accept_losses == "why"


def test_what_was_said_of_a_list_stands_in_the_investigation(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text("a;photo\n1;49234567891\n2;49234567904\n")
    arguments = ["--column", 'photo_id=photo "x"', "--delimiter", ";", "--quote", "none", "--header-row", "1"]
    (tmp_path / "list.csv").write_text('a;photo "x"\n1;49234567891\n2;49234567904\n')
    assert new("list.csv", *arguments).exit_code == 0
    manifest = investigations.load(tmp_path / "story" / "investigation.toml").manifest
    options = Asked.of(manifest)
    assert options == Asked("auto", (("photo_id", 'photo "x"'),), ";", "", None, 1, None)
    assert describe(manifest.path, asked=options).photos == 2


@pytest.mark.parametrize("name", ["diversity-in-faces", "ffhq", "fairface"])
def test_a_known_dataset_begins_an_investigation_and_what_its_sources_dispute_stands_there(name, tmp_path, faces):
    begun = begin("story", faces, into=tmp_path / "story", answers={"dossier": name})
    text, loaded = begun.file.read_text(), investigations.load(begun.file)
    filled = prefill.prefilled(dataset.read(name))
    assert loaded.dataset.dossier == name and loaded.dataset.people == filled.people
    assert set(loaded.use.stated) == set(filled.use)
    assert all(f"# {fact}" in text for fact in filled.left_out)


def test_a_dossier_of_ones_own_is_laid_beside_with_the_procedure_that_it_names(tmp_path, faces):
    own = tmp_path / "example-faces.toml"
    own.write_text(OWN_DOSSIER, encoding="utf-8")
    answers = conversation.ask(protection.protect(tmp_path / "story"), answering({"dossier": str(own)}), {}, print)
    loaded = investigations.load(begin("story", faces, into=tmp_path / "story", answers=answers).file)
    assert loaded.dossier_file == tmp_path / "story" / own.name
    assert "# dataset.list_public: the sources say yes and no" in loaded.file.read_text()


def test_the_digests_are_stamped_and_a_stranger_checks_it_with_openssl_alone(authority, tmp_path, faces, monkeypatch):
    """By `new --stamp`, and again by `plan --stamp` when the file has changed; each token fits its own text only."""
    root, port = authority
    (tmp_path / "root.pem").write_bytes(root)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(timestamp, "_session", lambda: test_custody.reaching(port))
    begun = new(str(faces), "--contact", "desk@example.org", "--stamp")
    assert begun.exit_code == 0, begun.output
    assert "Stamped by https://freetsa.org/tsr" in begun.output
    folder = tmp_path / "story"
    (token,) = (folder / timestamp.FOLDER).iterdir()
    first = (folder / stamping.DIGESTS).read_text()
    assert all(line.split()[0] in begun.output for line in first.splitlines())
    check = ["openssl", "ts", "-verify", "-CAfile", "root.pem", "-data", "digests.txt", "-in"]
    (tmp_path / "digests.txt").write_text(first)
    assert subprocess.run([*check, str(token)], capture_output=True).returncode == 0
    (tmp_path / "digests.txt").write_text(first.replace("a", "b", 1))
    assert subprocess.run([*check, str(token)], capture_output=True).returncode != 0

    file = folder / "investigation.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("n = 1000", "n = 500"), encoding="utf-8")
    planned = CliRunner().invoke(cli, ["plan", str(file), "--stamp", "--json"])
    assert planned.exit_code == 0, planned.output
    assert len(list((folder / timestamp.FOLDER).iterdir())) == 2
    assert timestamp.check(token, first, root)
    later = next(path for path in (folder / timestamp.FOLDER).iterdir() if path != token)
    assert timestamp.check(later, (folder / stamping.DIGESTS).read_text(), root)
    with pytest.raises(timestamp.TimestampError):
        timestamp.check(later, first, root)


def test_where_no_authority_answers_the_investigation_is_begun_all_the_same(tmp_path, faces, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(timestamp, "_session", lambda: test_custody.reaching(9))
    begun = new(str(faces), "--stamp")
    assert begun.exit_code == 0
    assert "No time stamp of https://freetsa.org/tsr" in begun.output
    assert (tmp_path / "story" / stamping.DIGESTS).exists()


OWN_DOSSIER = """
called = "Example Faces"
name = [{is = "Example Faces", source = "paper", on = 2020-05-04, grade = "A"}]
holder = [{is = "Example Corp", source = "paper", on = 2020-05-04, grade = "A"}]
list_public = [
    {is = "yes", source = "paper", on = 2020-05-04, grade = "A"},
    {is = "no", source = "talk", on = 2021-01-01, grade = "B"},
]

[sources]
paper = {title = "An invented paper", address = "https://example.org/paper"}
talk = {title = "An invented talk"}
"""
