"""The demonstration as it comes out, for whoever looks at the repository on a forge: its pages, and the first screen.

``python -m studies.demonstration`` (``make pages``) runs the demonstration and writes ``docs/demo/``: the notebooks as they are
published, which the guard has read, as Markdown with a picture for each chart. No notebook is committed with its outputs, and
a forge shows a page as well. Nothing in it is about a real person.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbconvert import MarkdownExporter
from whosefaces import PROJECT
from whosefaces.edition import run as editions

PAGES = PROJECT / "docs" / "demo"
CHROMIUM = Path("/usr/bin/chromium")
_MOVED = {"](../docs/": "](../", "](../data/": "](../../data/"}
"""Links as they stand in notebooks/, and as they lead from docs/demo/."""


def write(public: Path, pages: Path = PAGES) -> None:
    """Write ``docs/demo`` from a published edition of the demonstration."""
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    for source in sorted((public / "notebooks").glob("*.ipynb")):
        text, pictures = page(nbformat.read(source, as_version=4), source.stem)  # type: ignore[no-untyped-call]
        (pages / f"{source.stem}.md").write_text(text, encoding="utf-8")
        for name, content in pictures.items():
            (pages / name).parent.mkdir(exist_ok=True)
            (pages / name).write_bytes(content)
    shutil.copyfile(public / "summary.txt", pages / "summary.txt")
    if CHROMIUM.exists():
        _picture((public / "report.html").resolve(), pages / "first-screen.png")


def page(notebook: Any, name: str) -> tuple[str, dict[str, bytes]]:
    """An executed notebook as Markdown, and its pictures by path: a chart is its SVG, with its words for who cannot see it.

    Raises:
        ValueError: a cell was not executed.
    """
    texts = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _moved(cell.source)
            continue
        if not cell.execution_count:
            raise ValueError(f"{name}: a cell was not executed: {cell.source[:60]!r}")
        texts += [output.data["text/plain"] for output in cell.outputs if "image/svg+xml" in output.get("data", {})]
    text, resources = MarkdownExporter().from_notebook_node(  # type: ignore[no-untyped-call]
        notebook, resources={"output_files_dir": "pictures", "unique_key": name}
    )
    alternatives = iter(re.sub(r"[\[\]\s]+", " ", alternative).strip() for alternative in texts)
    text = re.sub(r"!\[(svg|png)\](?=\()", lambda _: f"![{next(alternatives)}]", text)
    return text.strip() + "\n", dict(sorted(resources["outputs"].items()))


def _moved(text: str) -> str:
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
