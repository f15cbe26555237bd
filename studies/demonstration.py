"""The demonstration as it comes out, for whoever looks at the repository on a forge: executed notebooks, and the first screen.

``python -m studies.demonstration`` (``make pages``) runs the demonstration and writes ``docs/demo/``: the notebooks as they are
published, which the guard has read, without the part that only JupyterLab can draw. Nothing in it is about a real person.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from whosefaces import PROJECT
from whosefaces.edition import run as editions

PAGES = PROJECT / "docs" / "demo"
CHROMIUM = Path("/usr/bin/chromium")
_MOVED = {"](../docs/": "](../", "](../data/": "](../../data/"}
"""Links as they stand in notebooks/, and as they lead from docs/demo/."""


def write(public: Path, pages: Path = PAGES) -> None:
    """Write ``docs/demo`` from a published edition of the demonstration."""
    pages.mkdir(parents=True, exist_ok=True)
    for source in sorted((public / "notebooks").glob("*.ipynb")):
        text = json.dumps(rendered(json.loads(source.read_text(encoding="utf-8"))), indent=1, ensure_ascii=False)
        (pages / source.name).write_text(text + "\n", encoding="utf-8")
    shutil.copyfile(public / "summary.txt", pages / "summary.txt")
    if CHROMIUM.exists():
        _picture((public / "report.html").resolve(), pages / "first-screen.png")


def rendered(notebook: dict[str, Any]) -> dict[str, Any]:
    """A published notebook for a viewer without JavaScript: a chart is its SVG, with its words for who cannot see it."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = _moved(cell["source"])
            continue
        for output in cell["outputs"]:
            data = output.get("data", {})
            data.pop("application/vnd.vegalite.v5+json", None)
            if "image/svg+xml" in data:
                cell["metadata"]["mystnb"] = {"image": {"alt": "".join(data["text/plain"])}}
    return notebook


def _moved(source: str | list[str]) -> str:
    text = "".join(source)
    for old, new in _MOVED.items():
        text = text.replace(old, new)
    return text


def _picture(page: Path, target: Path) -> None:
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=quiet)
        opened = browser.new_page(viewport={"width": 1000, "height": 900})
        opened.goto(page.as_uri())
        opened.screenshot(path=target)
        browser.close()


def main() -> None:
    """Run the demonstration in a folder of its own, or take the published edition that is named."""
    if len(sys.argv) > 1:
        write(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as scratch:
        write(editions.run("demo", reports=Path(scratch) / "reports").edition.public)


if __name__ == "__main__":
    main()
