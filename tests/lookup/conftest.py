"""An invented list, its look-up as a folder, and a server of it."""

import asyncio
import contextlib
import threading
import time

import pytest
import uvicorn
from whosefaces import PROJECT
from whosefaces.lookup import building, bundle, post, serving
from whosefaces.lookup.keys import Key


@pytest.fixture(scope="session")
def people() -> dict[str, int]:
    """Accounts by NSID, and their photos in the list: some of every band."""
    return {f"{91_000_000 + n * 37}@N{n % 90 + 10}": 1 + n % 12 for n in range(60)}


@pytest.fixture(scope="session")
def investigation(people, tmp_path_factory):
    """An investigation of that list, the demonstration's in all else."""
    folder = tmp_path_factory.mktemp("story") / "invented"
    folder.mkdir()
    lines, number = ["url"], 999_200_000_000
    for nsid, photos in people.items():
        for _ in range(photos):
            number += 1
            lines.append(f"https://www.flickr.com/photos/{nsid}/{number}/")
    lines += [f"https://live.staticflickr.com/65535/{number + 1 + n}_0123456789_b.jpg" for n in range(3)]
    (folder / "faces.csv").write_text("\n".join(lines) + "\n")
    text = (PROJECT / "data/demo/investigation.toml").read_text(encoding="utf-8")
    before, after = text.split("[parent]")[0], text.split("[sample.photos]")[1]
    text = before.replace("manifest.csv.gz", "faces.csv") + "[sample.photos]" + after
    text = text.split("[sample.comparison]")[0] + "[trace]" + text.split("[trace]")[1]
    text = text.replace('evidence = "evidence/"', f'evidence = "{PROJECT}/data/demo/evidence/"')
    for name in ("example-corp-links.toml", "example-corp-email.toml"):
        text = text.replace(f'"{name}"', f'"{PROJECT}/data/demo/{name}"')
    (folder / "investigation.toml").write_text(text, encoding="utf-8")
    (folder / "salt").write_text("8c1f0e7a52d94b36a1c8e5f07d2b9463\n", encoding="ascii")
    (folder / "commitment-key").write_text(
        "8c1f0e7a52d94b36a1c8e5f07d2b94631e6fb0a7c2d8539460bd17fe92a4c358\n", encoding="ascii"
    )
    return folder / "investigation.toml"


@pytest.fixture(scope="session")
def script(tmp_path_factory):
    """The page's script; where it is not built a stand-in, so that all but the page itself is tested everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        if not bundle.SCRIPT.is_file():
            folder = tmp_path_factory.mktemp("no-script")
            (folder / "look-up.js").write_text("// not built\n")
            (folder / "licences.txt").write_text("none\n")
            patch.setattr(bundle, "SCRIPT", folder / "look-up.js")
            patch.setattr(bundle, "LICENCES", folder / "licences.txt")
        yield


@pytest.fixture(scope="session")
def built(investigation, script, tmp_path_factory):
    """A look-up that a server answers, and by post."""
    folder = tmp_path_factory.mktemp("site")
    return building.build(
        investigation,
        folder / "look-up",
        edition="2026-11-22",
        key_file=folder / "key" / "a.key",
        ask="/ask",
        reports=folder / "reports",
    )


@contextlib.contextmanager
def running(config):
    """A server on a free port of this machine; gives host and port."""
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[:2]
    finally:
        server.should_exit = True
        thread.join(10)


@contextlib.contextmanager
def served(built, count=None, **options):
    """A server of a folder; gives its address."""
    key = Key.read(built.key)
    count = count or post.Count(built.key.with_name("served.json"), 100_000)
    app = serving.application(key, count, built.folder, **{"per_hour": 0} | options)
    with running(serving.configured(app, "127.0.0.1", 0, behind_proxy=False)) as (host, port):
        yield f"http://{host}:{port}"
