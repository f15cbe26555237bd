"""Facts into the metadata of a Parquet file that is already written: what is counted in a file cannot be there before it.

Without this a frame would be written twice, once to be counted and once with its counts. The file's rows stay as they are;
a field is added to its footer, which is a struct of Thrift's compact protocol between the rows and the file's last eight bytes
(https://parquet.apache.org/docs/file-format/metadata/).
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_MAGIC = b"PAR1"
_LIST_OF_KEY_VALUES = b"\x09\x0a"
"""The head of FileMetaData's field 5, key_value_metadata, in the form that says its whole number: a list."""

_TEXT, _STRUCT, _STOP = b"\x18", 12, b"\x00"


def add_facts(path: Path, facts: Mapping[str, Any]) -> None:
    """Put ``facts``, each as JSON under its name, into the metadata of a Parquet file that has none yet.

    Raises:
        ValueError: it is no Parquet file.
    """
    if not facts:
        return
    with path.open("r+b") as file:
        file.seek(-8, os.SEEK_END)
        size, magic = struct.unpack("<I4s", file.read(8))
        if magic != _MAGIC:
            raise ValueError(f"{path}: no Parquet file")
        file.seek(-8 - size, os.SEEK_END)
        footer = file.read(size)
        if footer[-1:] != _STOP:
            raise ValueError(f"{path}: its footer does not end as a struct does")
        pairs = b"".join(
            _TEXT + _sized(key.encode()) + _TEXT + _sized(json.dumps(value).encode()) + _STOP
            for key, value in facts.items()
        )
        field = _LIST_OF_KEY_VALUES + bytes([0xF0 | _STRUCT]) + _number(len(facts)) + pairs
        file.seek(-8 - size, os.SEEK_END)
        file.write(footer[:-1] + field + _STOP + struct.pack("<I4s", size + len(field), _MAGIC))


def _sized(content: bytes) -> bytes:
    return _number(len(content)) + content


def _number(value: int) -> bytes:
    """An unsigned number, seven bits a byte, the lowest first."""
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*digits, value])
