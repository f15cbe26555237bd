"""The last good edition is never lost or half-overwritten, whenever the run that publishes dies."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from whosefaces import PROJECT
from whosefaces.edition import replacing, sums

FILES = 12
KILLED = 25

PUBLISHING = """
import sys
from pathlib import Path
from whosefaces.edition import replacing
from whosefaces.report import sums
if sys.argv[2] == "two renames":
    replacing._exchanged = lambda one, other: False
folder = Path(sys.argv[1])
replacing.recover(folder / "public")
generation = int((folder / "public" / "0.txt").read_text()) if (folder / "public").exists() else 0
for _ in range(int(sys.argv[3])):
    generation += 1
    draft = folder / "draft"
    if draft.exists():
        import shutil
        shutil.rmtree(draft)
    draft.mkdir()
    for number in range(int(sys.argv[4])):
        (draft / f"{number}.txt").write_text(str(generation))
    sums.write(draft)
    replacing.replace(draft, folder / "public")
    print(generation, flush=True)
"""


def publishing(folder: Path, way: str, times: int = 100_000) -> subprocess.Popen:
    command = [sys.executable, "-c", PUBLISHING, str(folder), way, str(times), str(FILES)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT)


def generation(public: Path) -> int:
    """The one generation that every file of a whole edition is of."""
    assert sums.check(public) == []
    (found,) = {path.read_text() for path in public.glob("*.txt")}
    assert len(list(public.glob("*.txt"))) == FILES
    return int(found)


@pytest.mark.parametrize("way", ["exchange", "two renames"])
def test_killed_at_any_moment_one_whole_edition_stands_and_none_that_was_announced_is_lost(tmp_path, way):
    dice = random.Random(f"killed {way}")
    announced = 0
    for _ in range(KILLED):
        running = publishing(tmp_path, way)
        announced = max(announced, int(running.stdout.readline()))  # it is at work: from here on it dies at any moment
        deadline = time.monotonic() + dice.random() * 0.02
        while time.monotonic() < deadline:
            pass
        running.kill()
        said = running.communicate()[0].split()
        announced = max([announced, *map(int, said)])
        if way == "exchange":
            assert (tmp_path / "public").exists()
        replacing.recover(tmp_path / "public")
        assert generation(tmp_path / "public") >= announced
        assert not (tmp_path / "public.previous").exists()


def test_a_reader_never_finds_the_place_empty(tmp_path):
    """While editions follow one another, whoever looks finds one."""
    if not replacing._exchanged(*_pair(tmp_path)):
        pytest.skip("this file system cannot exchange two names: the reader was not tried")
    running = publishing(tmp_path, "exchange", times=30)
    running.stdout.readline()
    looks = missed = 0
    while running.poll() is None:
        looks += 1
        missed += not (tmp_path / "public").exists()
    assert running.communicate()[0].split()[-1] == "30"
    assert looks > 1_000
    assert missed == 0


def _pair(folder: Path) -> tuple[Path, Path]:
    one, other = folder / "one", folder / "other"
    one.mkdir()
    other.mkdir()
    return one, other


def test_killed_exactly_between_the_two_renames_the_old_edition_comes_back(tmp_path, monkeypatch):
    """Where names cannot be exchanged: the process dies after the first rename, and the next run puts it back."""
    public, draft = tmp_path / "public", tmp_path / "draft"
    for folder, text in ((public, "1"), (draft, "2")):
        folder.mkdir()
        (folder / "0.txt").write_text(text)
    monkeypatch.setattr(replacing, "_exchanged", lambda one, other: False)
    renamed = Path.rename

    def dies(self: Path, target: Path) -> Path:
        if self == draft:
            raise KeyboardInterrupt
        return renamed(self, target)

    monkeypatch.setattr(Path, "rename", dies)
    with pytest.raises(KeyboardInterrupt):
        replacing.replace(draft, public)
    assert not public.exists()
    monkeypatch.setattr(Path, "rename", renamed)
    replacing.recover(public)
    assert (public / "0.txt").read_text() == "1"
    replacing.replace(draft, public)
    assert (public / "0.txt").read_text() == "2"
    assert not draft.exists()
