"""pyproject.toml, the locks and environment.yml say the same versions, and no registry is named in any."""

import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from whosefaces import PROJECT

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
FIXED_BY_THE_USER = {"jupyterlab", "pandas", "altair", "requests", "beautifulsoup4", "papermill"}


def declared() -> dict:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(lines: list[str]) -> dict[str, str]:
    return dict(PINNED.findall("\n".join(lines)))


def locked(name: str) -> dict[str, str]:
    return pins((PROJECT / name).read_text(encoding="utf-8").splitlines())


def test_every_declared_dependency_is_pinned_to_one_version():
    extras = declared()["optional-dependencies"]
    for line in [*declared()["dependencies"], *extras["dev"], *extras["spark"]]:
        assert PINNED.fullmatch(line), f"{line}: declare one version"


def test_the_six_that_the_user_fixed_are_there():
    assert set(pins(declared()["dependencies"])) >= FIXED_BY_THE_USER


def test_the_lock_holds_what_pyproject_declares_at_the_same_versions():
    wanted = pins(declared()["dependencies"])
    assert wanted.items() <= locked("requirements.lock").items()


def test_the_development_lock_adds_to_the_lock_and_changes_nothing_in_it():
    extras = declared()["optional-dependencies"]
    development = locked("requirements-dev.lock")
    assert locked("requirements.lock").items() <= development.items()
    assert pins([*extras["dev"], *extras["spark"]]).items() <= development.items()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes_and_no_address(name):
    text = (PROJECT / name).read_text(encoding="utf-8")
    assert "://" not in text
    for entry in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        if PINNED.match(entry):
            assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_conda_reads_the_same_lock_and_the_same_python():
    environment = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    plain = [line for line in environment["dependencies"] if isinstance(line, str)]
    (by_pip,) = [line["pip"] for line in environment["dependencies"] if isinstance(line, dict)]
    assert by_pip == ["-r requirements.lock"]
    (python,) = [line.removeprefix("python ") for line in plain if line.startswith("python ")]
    assert python == declared()["requires-python"]


def test_this_environment_is_the_locked_one():
    """pip sees nothing to install: what runs these tests is what the lock names."""
    frozen = subprocess.run(
        [sys.executable, "-c", "import importlib.metadata as m; print(*(d.name + '==' + d.version for d in m.distributions()), sep='\\n')"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    here = {name.lower().replace("_", "-").replace(".", "-"): version for name, version in PINNED.findall(frozen)}
    for name, version in pins(declared()["dependencies"]).items():
        assert here[name.lower()] == version
