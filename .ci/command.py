"""Put the command `whosefaces` into the environment, and this checkout on its path.

An editable install cannot stand in an install that checks hashes, so two small files do its work.
"""

import sys
import sysconfig
from pathlib import Path

project = Path(__file__).resolve().parents[1]
(Path(sysconfig.get_path("purelib")) / "whose_faces.pth").write_text(
    f"{project / 'analysis'}\n{project}\n", encoding="utf-8"
)
command = Path(sysconfig.get_path("scripts")) / "whosefaces"
command.write_text(f"#!{sys.executable}\nfrom whosefaces.cli import main\n\nmain()\n", encoding="utf-8")
command.chmod(0o755)
