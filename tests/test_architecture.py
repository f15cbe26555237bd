"""The arrows between the rooms point one way, and no room is a catch-all."""

import subprocess
import sys

from whosefaces import PROJECT

CATCH_ALLS = {"utils", "util", "helpers", "helper", "manager", "misc", "common", "shared"}


def test_the_arrows_between_packages_point_one_way():
    """report -> measure -> trace -> sample -> manifest -> flickr, as pyproject.toml declares for import-linter."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-500:]
    assert "0 broken" in done.stdout


def test_every_module_is_named_for_a_question():
    named = {path.stem for path in (PROJECT / "analysis").rglob("*.py")}
    assert not named & CATCH_ALLS


def test_every_module_says_what_it_answers():
    for path in (PROJECT / "analysis").rglob("*.py"):
        assert path.read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""')), path.name


def test_the_top_level_holds_what_the_user_fixed():
    for name in ("notebooks", "analysis", "data", "reports", "tests"):
        assert (PROJECT / name).is_dir()
    assert (PROJECT / "environment.yml").is_file()
    assert (PROJECT / "README.md").is_file()
