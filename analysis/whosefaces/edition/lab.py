"""JupyterLab on a copy of the notebooks: the right kernel, nothing called home, nothing published written into.

The copy lies in a folder that git is told to ignore, for its outputs may show rows of people. JupyterLab finds there its
settings too, and a kernel that is this very Python: what a user has set up elsewhere neither helps nor harms.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import click

START = "0_start_here.ipynb"
OWN = ".jupyter"
"""In the folder: kernel and settings of this JupyterLab."""

_QUIET = {"fetchNews": "false", "checkForUpdates": False}
"""JupyterLab's own words for: ask nobody for news, and do not ask whether to ask."""


def copied(folder: Path) -> list[str]:
    """Copy the notebooks into ``folder``; one that lies there already is somebody's work, and is kept.

    Returns:
        The names of those that were kept although they differ from ours.

    Raises:
        ProtectionError: git follows files in the folder.
    """
    from whosefaces import PROJECT
    from whosefaces.edition import protection

    protection.protect(folder)
    differences = []
    for source in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        target = folder / source.name
        if not target.exists():
            shutil.copyfile(source, target)
        elif target.read_bytes() != source.read_bytes():
            differences.append(source.name)
    _write(folder / OWN / "kernels" / "python3" / "kernel.json", _kernel())
    notices = folder / OWN / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    _write(notices, _QUIET)
    return differences


def _kernel() -> dict[str, object]:
    from whosefaces import PACKAGE

    return {
        "argv": [sys.executable, "-P", "-X", "utf8", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 (Whose Faces)",
        "language": "python",
        "env": {"PYTHONPATH": str(PACKAGE.parent)},
    }


def _write(path: Path, document: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document) + "\n", encoding="utf-8")


def command(folder: Path, *more: str) -> list[str]:
    """What starts JupyterLab in the folder's parent, opened on the first notebook; ``more``: words for JupyterLab itself."""
    folder = folder.resolve()
    return [
        *(sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.parent}"),
        *(f"--LabApp.default_url=/lab/tree/{folder.name}/{START}", "--LabApp.news_url=None"),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *("--LabApp.extension_manager=readonly", "--ContentsManager.allow_hidden=False"),
        *(["--allow-root"] if os.geteuid() == 0 else []),  # in a container there is nobody else
        *more,
    ]


def environment(folder: Path) -> dict[str, str]:
    """The environment for it: kernels and settings of the folder come first, and nobody's own configuration is read."""
    own = folder.resolve() / OWN
    paths = os.pathsep.join(filter(None, [str(own), os.environ.get("JUPYTER_PATH", "")]))
    return os.environ | {
        "JUPYTER_PATH": paths,
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
    }


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("lab"))
@click.argument("jupyter", nargs=-1, type=click.UNPROCESSED)
@click.option("--copy", is_flag=True, help="Only make the copy, and open nothing.")
def lab(folder: Path, jupyter: tuple[str, ...], copy: bool) -> None:
    """Open the notebooks in JupyterLab, as a copy in FOLDER (./lab) that may be played with.

    \b
        whosefaces lab
        whosefaces lab my-copy --no-browser --port=8899

    What comes after FOLDER goes to JupyterLab. Published editions are not written into: a notebook that is opened on one
    works in a copy of it. Outputs can show rows of people: clear them before you share a notebook.
    """
    differences = copied(folder)
    click.echo(f"The notebooks lie in {folder}/; start with {START}.", err=True)
    if differences:
        click.echo(f"Kept as you left them: {', '.join(differences)}. Remove one, and it is copied anew.", err=True)
    if not copy:
        os.execve(sys.executable, command(folder, *jupyter), environment(folder))  # noqa: S606
