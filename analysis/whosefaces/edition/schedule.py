"""A weekly run without a person: a systemd timer, a crontab line, or a GitHub Actions workflow.

Each runs ``whosefaces run --unattended``, whose exit codes (docs/exit-codes.md) say what happened; none of them
uploads a case folder.
"""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from whosefaces import PROJECT
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import COMMITMENT_KEY, Investigation

WORKFLOW = Path(__file__).parent / "workflow.yml"
"""The GitHub Actions workflow, with marks where an investigation's own words go."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class ScheduleError(WhoseFacesError):
    """A schedule cannot be written as asked."""


@dataclass(frozen=True)
class Weekly:
    """A day of the week and a time of day, in the machine's own zone."""

    day: str = "Mon"
    hour: int = 5
    minute: int = 30

    @classmethod
    def read(cls, text: str) -> Weekly:
        """Read ``Mon 05:30``.

        Raises:
            ScheduleError: it is not a day and a time.
        """
        day, _, time = text.partition(" ")
        hour, _, minute = time.partition(":")
        if day not in DAYS or not (hour + minute).isdigit() or int(hour) > 23 or int(minute) > 59 or len(minute) != 2:
            raise ScheduleError(f"--at {text!r}: a day and a time, as 'Mon 05:30'; days are {', '.join(DAYS)}")
        return cls(day, int(hour), int(minute))

    @property
    def clock(self) -> str:
        """As 05:30."""
        return f"{self.hour:02d}:{self.minute:02d}"


KEY_FILE = "flickr-key"
"""What the API key's file is called: beside the investigation file, mode 600; no schedule holds the key itself."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def command(investigation: Investigation) -> list[str]:
    """What a scheduler runs: this very Python, wherever the suite is installed.

    Raises:
        ScheduleError: a path holds a line end or another character that no schedule can carry.
    """
    words = [sys.executable, "-m", "whosefaces", "run", str(investigation.file), "--unattended"]
    for word in words:
        if match := _UNSEEN.search(word):
            raise ScheduleError(
                f"{word!r}: holds U+{ord(match[0]):04X}, which no schedule can carry; rename the folder or the file"
            )
    return words


def systemd(investigation: Investigation, at: Weekly, alert: str = "") -> dict[str, str]:
    """The two unit files by name: a service that runs once, and its timer, which makes up for a missed week.

    Args:
        investigation: what is run.
        at: when.
        alert: a unit that systemd starts when a run ends in anything but "published" or "unchanged".

    Raises:
        ScheduleError: the alert is no name of a unit.
    """
    if alert and not re.fullmatch(r"[A-Za-z0-9@:._%-]+\.(service|target)", alert):
        raise ScheduleError(f"--alert {alert!r}: name a unit, as alert@%n.service")
    on_failure = f"OnFailure={alert}\n" if alert else ""
    name = f"whosefaces-{investigation.investigation}"
    words = " ".join(_systemd_word(word) for word in command(investigation))
    service = f"""\
[Unit]
Description=Whose Faces: {investigation.investigation}
Wants=network-online.target
After=network-online.target
{on_failure}
[Service]
Type=oneshot
WorkingDirectory={_systemd_path(investigation.file.parent)}
ExecStart={words}
# 3: nothing has changed. It is no failure, and no news.
SuccessExitStatus=3
TimeoutStartSec=3d
UMask=0077
# The key is a credential: root puts it into that file with mode 600, and only this service is handed it. No file, no key.
LoadCredential={KEY_FILE}:/etc/whosefaces/{investigation.investigation}.key
SetCredential={KEY_FILE}:\\n
Environment=WHOSEFACES_FLICKR_KEY_FILE=%d/{KEY_FILE}
"""
    timer = f"""\
[Unit]
Description=Whose Faces: {investigation.investigation}, weekly

[Timer]
OnCalendar={at.day} *-*-* {at.clock}:00
Persistent=true
RandomizedDelaySec=30min

[Install]
WantedBy=timers.target
"""
    return {f"{name}.service": service, f"{name}.timer": timer}


def crontab_line(investigation: Investigation, at: Weekly) -> str:
    """The line of the table. A percent sign has a meaning there, so it is escaped; the mark names whose line it is."""
    day = (DAYS.index(at.day) + 1) % 7  # cron counts Sunday as 0
    here = investigation.file.parent
    key = f"WHOSEFACES_FLICKR_KEY_FILE={shlex.quote(str(here / KEY_FILE))}"
    log = shlex.quote(str(here / "unattended.log"))
    words = f"{key} {shlex.join(command(investigation))} >> {log} 2>&1".replace("%", r"\%")
    return f"{at.minute} {at.hour} * * {day} {words} {_mark(investigation)}"


def _mark(investigation: Investigation) -> str:
    return f"# whosefaces {investigation.id}"


def crontab(investigation: Investigation, at: Weekly) -> str:
    """A shell script that adds the line to the table, in the place of the one that it added before.

    It is no table itself: given to ``crontab -`` it is refused, and what stands in the table stays there.
    """
    line, mark = shlex.quote(crontab_line(investigation, at)), shlex.quote(_mark(investigation))
    return f"""\
#!/bin/sh
# Adds one line to this user's crontab and leaves every other line as it is. Run it with sh; never pipe it to crontab.
# The Flickr API key, if there is one, stands in a file beside the investigation: {KEY_FILE}, mode 600.
set -eu
table=$(crontab -l 2>/dev/null || true)
others=$(printf '%s\\n' "$table" | grep -vF -e {mark} || true)
{{ [ -z "$others" ] || printf '%s\\n' "$others"; printf '%s\\n' {line}; }} | crontab -
crontab -l | grep -F -e {mark}
"""


def github_actions(investigation: Investigation, at: Weekly, repository: Path = PROJECT) -> str:
    """A workflow that keeps what was published in a branch of its own, and nothing else.

    A runner starts empty, so it takes the earlier editions from that branch: without them nothing could be unchanged, no
    headline could have moved too far, and the small counts of two editions would not be held against each other. The
    case dies with the runner: whoever may read a repository may read its caches, artifacts and branches.

    Raises:
        ScheduleError: the investigation lies outside the checkout, where a runner would not find it.
    """
    try:
        inside = investigation.file.relative_to(repository)
    except ValueError:
        raise ScheduleError(
            f"{investigation.file}: lies outside this checkout; a workflow runs from a clone, so keep the "
            "investigation (without its salt and its key: those are secrets of the repository) inside it"
        ) from None
    for word in (inside.as_posix(), investigation.investigation):
        if "${{" in word or _UNSEEN.search(word):
            raise ScheduleError(
                f"{word!r}: GitHub would read that name as a command of its own; rename the folder or the file"
            )
    placed = {
        "@NAME@": investigation.investigation,
        "@CRON@": f"{at.minute} {at.hour} * * {(DAYS.index(at.day) + 1) % 7}",
        "@FILE@": shlex.quote(inside.as_posix()),
        "@SALT@": shlex.quote((inside.parent / "salt").as_posix()),
        "@COMMITMENT_KEY@": shlex.quote((inside.parent / COMMITMENT_KEY).as_posix()),
    }
    workflow = WORKFLOW.read_text(encoding="utf-8")
    for mark, value in placed.items():
        workflow = workflow.replace(mark, value)
    return workflow


def _systemd_word(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if any(c in word for c in " \t\"'") else escaped


def _systemd_path(path: Path) -> str:
    return str(path).replace("%", "%%")
