"""A person opens the notebooks in JupyterLab, with the network cut, and runs them: every cell, every chart.

Pictures of each are kept where ``WHOSEFACES_PICTURES`` names a folder. The published edition beside is not touched.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from whosefaces import PROJECT
from whosefaces.edition import lab, verify
from whosefaces.edition import run as editions
from whosefaces.edition.folders import REPORTS_VARIABLE

CHROMIUM = "/usr/bin/chromium"
CUT = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]  # fmt: skip
NAMES = sorted(path.stem for path in (PROJECT / "notebooks").glob("*.ipynb"))
WHOLE = "@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
"""The setting by which JupyterLab draws every cell, and not those alone that are on the screen."""


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> editions.Published:
    """The demonstration, published, for the notebooks to be opened on."""
    return editions.run("demo", reports=tmp_path_factory.mktemp("lab") / "reports", quiet=True)


@pytest.fixture(scope="module")
def server(published, tmp_path_factory):
    """One JupyterLab for all, as `whosefaces lab` starts it; its address."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no browser here: apt install chromium; no notebook was looked at")
    folder = tmp_path_factory.mktemp("opened") / "lab"
    assert lab.copied(folder) == []
    setting = folder / lab.OWN / "settings" / WHOLE
    setting.parent.mkdir(parents=True)
    setting.write_text(json.dumps({"windowingMode": "none"}))
    more = ("--no-browser", "--port=0", "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True")
    runtime = folder / lab.OWN / "runtime"
    settings = {
        REPORTS_VARIABLE: str(published.edition.folder.parents[1]),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "PYTHONPATH": "",
    }
    log = (folder.parent / "lab.log").open("wb")
    running = subprocess.Popen(
        lab.command(folder, *more), env=lab.environment(folder) | settings, stdout=log, stderr=subprocess.STDOUT
    )
    yield address(running, runtime)
    running.terminate()
    try:
        running.wait(timeout=60)
    except subprocess.TimeoutExpired:  # on a busy machine a kernel can keep it
        running.kill()
    log.close()


def address(running: subprocess.Popen, runtime: Path) -> str:
    """Where it listens, once it does."""
    until = time.monotonic() + 180
    while time.monotonic() < until:
        assert running.poll() is None, "JupyterLab ended"
        for file in runtime.glob("jpserver-*.json"):
            url = f"http://127.0.0.1:{json.loads(file.read_text())['port']}"
            try:
                urllib.request.urlopen(f"{url}/api", timeout=5)
            except OSError:
                continue
            return url
        time.sleep(0.2)
    raise AssertionError("JupyterLab did not start")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=CUT)
        yield opened
        opened.close()


RUN_ALL = """async () => {
    const app = window.jupyterapp;
    const panel = app.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await app.commands.execute('notebook:run-all-cells');
    await panel.context.save();
}"""


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
def test_every_cell_runs_and_every_chart_is_drawn(server, browser, name, tmp_path):
    requests: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 1600})
    page.set_default_timeout(180_000)
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{server}/lab/tree/lab/{name}.ipynb?reset")  # and not what was open before
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    assert page.locator(".jp-Dialog").count() == 0  # no news, no choice of a kernel
    page.evaluate(RUN_ALL)

    outputs = page.locator(".jp-OutputArea-output")
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0, outputs.all_inner_texts()
    beside = page.locator("[data-mime-type='application/vnd.jupyter.stderr']").all_inner_texts()
    assert not [text for text in beside if "Warning" in text]  # progress may stand there, and nothing else
    assert f"{name} is complete for edition" in outputs.last.inner_text()
    cells = json.loads((PROJECT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    charts = sum("".join(cell["source"]).count("charts.show(") for cell in cells)
    drawn = page.locator(".vega-embed .marks")
    for number in range(charts):
        drawn.nth(number).wait_for(state="attached")
    assert drawn.count() == charts
    assert [
        url for url in requests if not url.startswith((server, server.replace("http", "ws"), "data:", "blob:"))
    ] == []
    pictured(page, Path(os.environ.get("WHOSEFACES_PICTURES", tmp_path)), name)
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()


def pictured(page, folder: Path, name: str) -> None:
    """One picture of the whole notebook."""
    folder.mkdir(parents=True, exist_ok=True)
    height = page.evaluate(
        "Math.max(...[...document.querySelectorAll('[class*=jp-WindowedPanel]')].map(part => part.scrollHeight))"
    )
    page.set_viewport_size({"width": 1280, "height": min(16_000, height + 200)})
    page.evaluate("document.querySelectorAll('[class*=jp-WindowedPanel]').forEach(part => { part.scrollTop = 0; })")
    page.screenshot(path=folder / f"{name}.png")


@pytest.mark.browser
def test_the_published_edition_is_untouched_and_verifies(published, server):
    before = contents(published.edition.public)
    assert verify.holds(published.edition.folder)
    assert contents(published.edition.public) == before
    assert (published.edition.folder.parent / f"{published.edition.folder.name}.2" / "case").is_dir()


def test_a_copy_that_somebody_worked_on_is_kept(tmp_path):
    lab.copied(tmp_path / "lab")
    mine = tmp_path / "lab" / "1_sample.ipynb"
    mine.write_text("mine")
    assert lab.copied(tmp_path / "lab") == ["1_sample.ipynb"]
    assert mine.read_text() == "mine"
    assert (tmp_path / "lab" / ".gitignore").read_text().endswith("*\n")


# -- by the commands that people know


FOLDERS = (PROJECT, PROJECT / "notebooks", None)


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    """Where working copies go: notebook 0 makes what the others open."""
    return tmp_path_factory.mktemp("by-hand")


def ran(command: list[str], folder: Path, reports: Path) -> None:
    env = os.environ | {REPORTS_VARIABLE: str(reports), "PYTHONPATH": str(PROJECT / "analysis")}
    command[0] = str(Path(sys.executable).with_name(command[0]))
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def places() -> list:
    """Each notebook from one of the folders; `make test` takes the three that differ most, `make check-all` all of them."""
    always = {0, 4, 8}
    return [
        pytest.param(place, id=name, marks=() if place in always else pytest.mark.whole_population)
        for place, name in enumerate(NAMES)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("place", places())
def test_each_notebook_runs_by_papermills_own_command_from_whatever_folder(by_hand, place, tmp_path):
    folder = FOLDERS[place % len(FOLDERS)] or tmp_path
    source, out = PROJECT / "notebooks" / f"{NAMES[place]}.ipynb", tmp_path / "out.ipynb"
    ran(["papermill", os.path.relpath(source, folder), str(out), "--no-progress-bar"], folder, by_hand)
    assert f"{NAMES[place]} is complete for edition" in out.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_notebook_runs_by_nbconvert(by_hand, tmp_path):
    source = PROJECT / "notebooks" / "5_other_definitions.ipynb"
    ran(
        ["jupyter-nbconvert", "--to", "html", "--execute", str(source), "--output-dir", str(tmp_path)],
        tmp_path,
        by_hand,
    )
    assert "is complete for edition" in (tmp_path / "5_other_definitions.html").read_text(encoding="utf-8")
