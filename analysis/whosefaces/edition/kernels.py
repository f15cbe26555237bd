"""One process that imports what the notebooks import, once; each notebook's kernel is forked from it.

Of the processor time of a run, more than a third went into importing the same modules for every notebook. A kernel that is
forked starts with all of them, and with nothing else: nothing was computed before the fork, no thread runs, and what one
notebook does is gone with its process. docs/decisions/0030-one-import-for-all-kernels.md says why, and what is watched.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import gc
import importlib
import json
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from whosefaces.errors import IncompleteError

LATER = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.interactiveshell", "IPython.core.completer",
    "IPython.core.history", "ipykernel.zmqshell", "ipykernel.inprocess", "matplotlib_inline",
    "altair", "openpyxl", "scipy.stats", "typst", "vl_convert", "babel.numbers", "babel.dates",
    "pandas.io.formats.style", "pandas.io.formats.html", "whosefaces.report.story", "whosefaces.report.page",
    "whosefaces.edition.guard.guard",
)  # fmt: skip
"""What a kernel or a function imports when it first needs it: no notebook names it."""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""A process with threads must not fork."""
_LONGEST_REQUEST = 1 << 20


class Forks:
    """The process that kernels are forked from."""

    def __init__(self, running: subprocess.Popen[bytes], control: socket.socket, log: Path) -> None:
        self._running, self._control, self._log = running, control, log

    def fork(self, arguments: Sequence[str], env: Mapping[str, str], cwd: str, log: Path) -> Fork:
        """Start a kernel.

        Args:
            arguments: of IPKernelApp.
            env: the kernel's whole environment.
            cwd: the folder that it works in.
            log: where it writes what no notebook shows.

        Raises:
            IncompleteError: the process that it would be forked from has died; with its last words.
        """
        return Fork(*self._forked({"arguments": list(arguments), "env": dict(env), "cwd": cwd, "log": str(log)}))

    def call(self, function: Callable[..., None], *arguments: object) -> None:
        """Call a function in a fork, which has imported all that it needs, and wait for its end.

        Args:
            function: of a module, and without an answer.
            arguments: whatever can be pickled.

        Raises:
            Exception: what the function raised.
            IncompleteError: its process died; with the last words of the one that it was forked from.
        """
        called = base64.b64encode(pickle.dumps((function, arguments))).decode()
        pid, alive = self._forked(
            {"call": called, "env": dict(os.environ), "cwd": str(Path.cwd()), "log": str(self._log)}
        )
        try:
            with alive:
                ending = alive.recv(_LONGEST_REQUEST)
        except KeyboardInterrupt:
            os.kill(pid, signal.SIGKILL)
            raise
        if not ending:
            raise IncompleteError(f"a process of this run has died: {self._last_words()}")
        raised = pickle.loads(ending)  # noqa: S301 - of our own fork
        if raised is not None:
            raise raised

    def _forked(self, request: Mapping[str, object]) -> tuple[int, socket.socket]:
        """The process of a fork, and the socket of which it holds the other end."""
        alive, of_the_fork = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with of_the_fork:
                socket.send_fds(self._control, [json.dumps(request).encode()], [of_the_fork.fileno()])
            return int(self._control.recv(64)), alive
        except (OSError, ValueError):
            alive.close()
            raise IncompleteError(f"no kernel could be started: {self._last_words()}") from None

    def _last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "no word of why"


class Fork:
    """A kernel's process, as jupyter_client wants one: it lives as long as it holds its end of a socket."""

    stdin = stdout = stderr = None
    returncode: int | None = None

    def __init__(self, pid: int, alive: socket.socket) -> None:
        self.pid, self._alive = pid, alive

    def poll(self) -> int | None:
        """None while it lives; then 0: with which code it ended, nobody asks."""
        if self.returncode is None and select.select([self._alive], [], [], 0)[0]:
            self._alive.close()
            self.returncode = 0
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended."""
        if self.returncode is None and not select.select([self._alive], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        return self.poll() or 0

    def send_signal(self, number: int) -> None:
        """To the process, unless it has ended: its number may be another's by then."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


@contextlib.contextmanager
def imported_once(notebooks: Sequence[Path], env: Mapping[str, str], folder: Path) -> Iterator[Forks | None]:
    """The process that the kernels of ``notebooks`` are forked from; it imports while the caller goes on.

    Args:
        notebooks: whose imports it makes.
        env: the environment that all kernels share.
        folder: where its log goes.

    Yields:
        None where a process that has imported much cannot be forked: macOS starts threads behind one's back.
    """
    if not sys.platform.startswith("linux"):
        yield None
        return
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-P", "-X", "utf8", "-m", __name__, str(its.fileno()), *map(str, notebooks)]
    log = folder / "kernels.log"
    with ours, log.open("wb") as written:
        with its:
            running = subprocess.Popen(  # noqa: S603 - this interpreter, with our own files
                command,
                env={**env, **ONE_THREAD},
                cwd=folder,
                pass_fds=[its.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                start_new_session=True,  # Ctrl-C is for the run, which ends its kernels itself
            )
        try:
            yield Forks(running, ours, log)
        finally:
            ours.close()  # it ends when nobody is left to ask it
            try:
                running.wait(5)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def imports_of(notebook: Path) -> list[str]:
    """The import statements of a notebook's cells."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return [ast.unparse(line) for line in ast.parse(code).body if isinstance(line, ast.Import | ast.ImportFrom)]


def without_slow_grammar() -> None:
    """Have jsonschema go without a package that reads a grammar of addresses whenever it is imported, for a second.

    It serves one check of jsonschema, of the format "iri", which neither a notebook's schema nor a chart's asks for.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _prepare(notebooks: Sequence[Path]) -> None:
    """Import what the notebooks will; what cannot be imported is left to the cell that wants it, which says so."""
    without_slow_grammar()
    for line in dict.fromkeys(line for notebook in notebooks for line in imports_of(notebook)):
        with contextlib.suppress(Exception):
            exec(line, {})  # noqa: S102 - an import statement of our own notebooks
    for module in LATER:
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    import pandas as pd

    # It looks when it is imported whether a notebook shows its tables: here none does yet, in the kernels each will.
    pd.set_option("display.max_columns", 20)
    gc.collect()
    gc.freeze()  # what is shared stays shared: the kernels' collectors do not touch it


def _serve(control: socket.socket) -> None:
    """Fork a kernel for each request, until nobody is left to make one."""
    signal.signal(signal.SIGCHLD, _reap)
    while True:
        request, handles, _, _ = socket.recv_fds(control, _LONGEST_REQUEST, 1)
        if not request:
            return
        pid = os.fork()
        if pid == 0:
            control.close()
            _be_a_fork(json.loads(request), handles[0])
        os.close(handles[0])
        control.send(str(pid).encode())


def _reap(*_said: Any) -> None:
    """Take note of each kernel that has ended; the run has seen its socket close."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _be_a_fork(request: dict[str, Any], alive: int) -> NoReturn:
    code = 1
    try:
        parent = os.getppid()
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.set_inheritable(alive, False)
        written = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(written, 1)
        os.dup2(written, 2)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        if "call" in request:
            _be_called(request["call"], alive)
        else:
            _be_a_kernel(request["arguments"], parent)
        code = 0
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else 0
    except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
        import traceback

        traceback.print_exc()
    finally:
        import atexit

        with contextlib.suppress(BaseException):
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _be_a_kernel(arguments: list[str], parent: int) -> None:
    """A notebook's kernel; it ends when the process that it was forked from does, which ends when the run does."""
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher.py", *arguments]
    IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={parent}"])


def _be_called(called: str, alive: int) -> None:
    """Call a function, and send what it raised, or None, to whoever waits."""
    raised: BaseException | None = None
    with socket.socket(fileno=alive) as waiting:
        try:
            function, arguments = pickle.loads(base64.b64decode(called))  # noqa: S301 - from our own run
            function(*arguments)
        except Exception as error:  # noqa: BLE001 - it is raised where it was called
            raised = error
        try:
            ending = pickle.dumps(raised)
            pickle.loads(ending)  # noqa: S301 - ours; some errors can be sent and not be read again
        except Exception:  # noqa: BLE001
            ending = pickle.dumps(IncompleteError(f"{type(raised).__name__}: {raised}"))
        waiting.send(ending)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as control:
        _prepare([Path(name) for name in sys.argv[2:]])
        _serve(control)
