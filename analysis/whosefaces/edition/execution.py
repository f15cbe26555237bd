"""Running one notebook with papermill, so that nothing of this machine gets into it.

The kernel works in the investigation's own folder: the parameter is then a file's name, not a path. It sees this
checkout's packages, nobody's own IPython profile, one clock (UTC), one locale and one hash seed.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import whosefaces
from whosefaces import PACKAGE
from whosefaces.edition import kernels
from whosefaces.errors import DiskFullError, IncompleteError, PlaceError, WhoseFacesError, of_the_system
from whosefaces.report import pen


class ParameterError(WhoseFacesError):
    """A notebook was given a parameter that it does not declare."""


def execute(
    source: Path,
    executed: Path,
    parameters: dict[str, str],
    cwd: Path,
    settings: dict[str, str],
    forks: kernels.Forks | None = None,
) -> None:
    """Run ``source`` from ``cwd`` and write the executed copy.

    Args:
        source: the notebook as committed, without outputs.
        executed: where the executed copy goes.
        parameters: by name; every name must be declared in the notebook's parameters cell.
        cwd: the kernel's folder.
        settings: environment variables for the kernel.
        forks: the process that the kernel is forked from; None: it is started on its own.

    Raises:
        ParameterError: an undeclared parameter.
        DiskFullError: no room for the executed copy.
        WhoseFacesError: a cell stopped with one of ours: the same message and exit code.
        IncompleteError: a cell stopped with anything else.
    """
    kernels.without_slow_grammar()
    import papermill
    from nbclient.exceptions import DeadKernelError
    from zmq.error import ZMQError

    check_parameters(source, parameters)
    # What goes wrong is raised; what these have to say of a run that is stopped with Ctrl-C helps nobody.
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    with _short_folder() as profile, _environment(profile, settings), _kernel(Path(profile), forks) as kernel:
        try:
            papermill.execute_notebook(
                str(source),
                str(executed),
                parameters=parameters,
                cwd=str(cwd),
                kernel_name="python3",
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                kernel_manager_class=kernel,
            )
        except papermill.PapermillExecutionError as error:
            raise _said_by_the_cell(source.stem, error) from None
        except DeadKernelError:
            raise IncompleteError(
                f"{source.stem}: its kernel died while a cell ran: something ended it, or the machine has too little memory; "
                "the same command carries on"
            ) from None
        except ZMQError as error:
            raise IncompleteError(f"{source.stem}: its kernel cannot be reached: {error}; {_LONG}") from None
        except OSError as error:  # the executed notebook could not be written
            raise DiskFullError.of(error) or error from None
        except KeyboardInterrupt:
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)
            raise


_NO_CWD = "--IPKernelApp.ignore_cwd=True"
"""Nothing is imported from the folder that a kernel works in: a file there can be called as a package of ours is."""

_LONGEST_SOCKET = 107
"""Bytes that the path of a socket may have on Linux; on macOS 103."""

_LONG = "where TMPDIR is long or cannot be written, set it to a short folder, as TMPDIR=/tmp"


@contextlib.contextmanager
def _short_folder() -> Iterator[str]:
    """A folder of this user's alone whose path is short enough for a socket: sockets are named by it.

    Raises:
        PlaceError: there is none.
    """
    for root in (tempfile.gettempdir(), os.environ.get("XDG_RUNTIME_DIR"), "/tmp", "/var/tmp", "/dev/shm"):  # noqa: S108
        if root is None or len(os.fsencode(root)) + len("/wf-12345678/kernel-12345") > _LONGEST_SOCKET - 4:
            continue
        try:
            folder = tempfile.TemporaryDirectory(prefix="wf-", dir=root)
        except OSError:
            continue
        with folder as path:
            yield path
        return
    raise PlaceError(f"{tempfile.gettempdir()}: no folder for the kernel's sockets; {_LONG}")


@contextlib.contextmanager
def _kernel(folder: Path, forks: kernels.Forks | None) -> Iterator[Any]:
    """A kernel that is reached through files of ``folder``, not through ports, and says nothing on the terminal.

    What a cell has to say is in the notebook; what the kernel itself says of being stopped helps nobody.
    """
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner
    from traitlets import Unicode

    # Not looked up: JUPYTER_PATH or a user's own kernels may hold another "python3", with other packages.
    ours = KernelSpec(
        argv=[sys.executable, "-P", "-X", "utf8", "-m", "ipykernel_launcher", "-f", "{connection_file}", _NO_CWD],
        display_name="Python 3 (ipykernel)",
        language="python",
    )

    class ForkedKernel(LocalProvisioner):
        async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
            assert forks is not None
            arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
            here = options.get("cwd") or str(Path.cwd())
            forked: Any = forks.fork(arguments, options["env"], here, folder / "kernel.log")
            self.process = forked
            self.pid = self.pgid = forked.pid  # it leads a group of its own
            return self.connection_info

    with (folder / "kernel.log").open("wb") as log:

        class QuietKernel(AsyncKernelManager):
            transport = Unicode("ipc")
            ip = Unicode(str(folder / "kernel"))

            @property
            def kernel_spec(self) -> KernelSpec:
                return ours

            async def _async_pre_start_kernel(self, **options: Any) -> Any:
                if forks is not None:
                    self.provisioner = ForkedKernel(kernel_id=self.kernel_id, kernel_spec=ours, parent=self)
                return await super()._async_pre_start_kernel(**{**options, "stdout": log, "stderr": log})

        yield QuietKernel


def check_parameters(source: Path, parameters: dict[str, str]) -> None:
    """Refuse a parameter that a notebook does not declare; papermill itself only warns.

    Raises:
        ParameterError: naming the notebook, the parameter and those it declares.
    """
    import papermill

    declared = sorted(papermill.inspect_notebook(str(source)))
    unknown = sorted(set(parameters) - set(declared))
    if unknown:
        raise ParameterError(f"{source.name} has no parameter {unknown}; it declares {declared}")


def _said_by_the_cell(name: str, error: Any) -> WhoseFacesError:
    _know_every_kind()
    kinds = {kind.__name__: kind for kind in _kinds_below(WhoseFacesError)}
    kind = kinds.get(error.ename)
    if kind is not None:
        return kind(error.evalue)
    if system_error := of_the_system(
        error.evalue
    ):  # DuckDB's and SQLite's, say, which have classes of their own for it
        return system_error
    return IncompleteError(f"{name}: cell {error.exec_count} stopped with {error.ename}: {error.evalue}")


def _know_every_kind() -> None:
    """Import what the cell may have imported: an error of ours is known by its class, and so by its exit code."""
    for module in pkgutil.walk_packages(whosefaces.__path__, "whosefaces."):
        if module.name.endswith(".__main__"):
            continue
        with contextlib.suppress(ImportError):  # an optional package that is not installed
            importlib.import_module(module.name)


def _kinds_below(kind: type[WhoseFacesError]) -> list[type[WhoseFacesError]]:
    subclasses: list[type[WhoseFacesError]] = kind.__subclasses__()
    return [below for subclass in subclasses for below in [subclass, *_kinds_below(subclass)]]


@contextlib.contextmanager
def imported_once(notebooks: list[Path], settings: dict[str, str]) -> Iterator[kernels.Forks | None]:
    """What the kernels of ``notebooks`` are forked from, for :func:`execute`, with a pen at hand; ``settings`` as there."""
    with (
        _short_folder() as folder,
        pen.at_hand(Path(folder)) as place,
        _set(place),
        kernels.imported_once(notebooks, os.environ | _wanted(settings), Path(folder)) as forks,
    ):
        yield forks


def _wanted(settings: dict[str, str]) -> dict[str, str]:
    return {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        **settings,
    }


def _environment(profile: str, settings: dict[str, str]) -> contextlib.AbstractContextManager[None]:
    return _set(_wanted(settings) | {"IPYTHONDIR": profile})


@contextlib.contextmanager
def _set(wanted: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
