"""A whole folder takes the place of another in one step, so that whoever looks finds the old one or the new one.

Linux exchanges two names in one call (``renameat2`` with ``RENAME_EXCHANGE``). Where that is not to be had (another
system, a network's file system) two renames do it: in between there is no folder of that name, and :func:`recover`
puts the old one back if a run died just there.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path

ASIDE = ".previous"
"""Ending of the name that the old folder bears between the two renames."""

_AT_FDCWD = -100
_EXCHANGE = 2
_NOT_TO_BE_HAD = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


def replace(made: Path, standing: Path) -> None:
    """Put ``made`` where ``standing`` stands, and delete what stood there; both lie in one folder.

    The files are on the disk before their name is: a machine that loses power keeps one of the two, whole.
    """
    recover(standing)
    _settle(made)
    if not standing.exists():
        made.rename(standing)
    elif _exchanged(made, standing):
        shutil.rmtree(made)
    else:
        aside = _aside(standing)
        standing.rename(aside)
        made.rename(standing)
        shutil.rmtree(aside)
    _sync(standing.parent)


def recover(standing: Path) -> None:
    """End what a killed :func:`replace` began: put the old folder back, or delete it if the new one stands."""
    aside = _aside(standing)
    if not aside.exists():
        return
    if standing.exists():
        shutil.rmtree(aside)
    else:
        aside.rename(standing)


def _aside(standing: Path) -> Path:
    return standing.with_name(standing.name + ASIDE)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names, if this system can."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_EXCHANGE)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_TO_BE_HAD:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _settle(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
