"""Put the command `whosefaces` into the environment, and this checkout on its path.

An editable install cannot stand in an install that checks hashes, so two small files do its work.
"""

import shlex
import sys
import sysconfig
from pathlib import Path

project = Path(__file__).resolve().parents[1]
(Path(sysconfig.get_path("purelib")) / "whose_faces.pth").write_text(
    f"{project / 'analysis'}\n{project}\n", encoding="utf-8"
)
command = Path(sysconfig.get_path("scripts")) / "whosefaces"
# A line that begins with #! cannot name a folder with a space in it; the shell can. -P: nothing in the folder where one
# stands is taken for a module.
command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -P -m whosefaces "$@"\n', encoding="utf-8")
command.chmod(0o755)
