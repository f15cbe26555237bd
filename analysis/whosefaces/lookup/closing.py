"""``lookup-site close``: the key is destroyed, dated, and the record of folder and edition says so."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

from whosefaces import PROJECT
from whosefaces.lookup import site
from whosefaces.lookup.keys import Key, LookUpKeyError, destroyed
from whosefaces.lookup.site import Record
from whosefaces.report.look_up import FILE


def close(
    key_file: Path, folder: Path | None = None, reports: Path | None = None, investigation: Path | None = None
) -> list[str]:
    """Destroy a key and write down that it was; return what was done, a sentence each.

    Args:
        key_file: the key.
        folder: the look-up's folder, whose pages are then closed; None for a partner's key.
        reports: where editions are.
        investigation: whose look-up it is, where the key no longer lies beside it.

    Raises:
        LookUpKeyError: there is no such key, or it is another look-up's.
        SiteError: the folder is none of ours.
    """
    key = Key.read(key_file)
    record = None if folder is None else Record.read(folder)
    if record is not None and record.info != key.info:
        raise LookUpKeyError(
            f"{key_file}: is the key of {key.info}, and {folder} is {record.info}; nothing was destroyed"
        )
    day = dt.datetime.now(dt.UTC).date()
    destroyed(key_file)
    closed = key_file.with_suffix(".closed.json")
    closed.write_text(json.dumps({"info": key.info, "closed_on": day.isoformat()}) + "\n", encoding="utf-8")
    done = [f"{key_file}: destroyed on {day.isoformat()}. Copies that you made of it are still keys: destroy them too."]
    if folder is not None:
        record = site.close(folder, day)
        done.append(f"{folder}: its pages now say that it is closed; put them on the server in place of the old ones.")
        dataset, edition = key.info.split("/")[3:5]
        folders = (
            [reports]
            if reports
            else [key_file.absolute().parent.parent / "reports", PROJECT / "reports", Path("reports")]
        )
        records = [path for place in folders if (path := place / dataset / edition / FILE).is_file()]
        home = investigation.parent if investigation else key_file.absolute().parent.parent
        if (home / FILE).is_file():
            records.append(home / FILE)
        records = [path for path in records if Record.read_file(path).info == key.info]
        for beside in records:
            before = Record.read_file(beside)
            replace(before, closed_on=day.isoformat()).write(beside)
            done.append(f"{beside}: says so too.")
        if records:
            done.append(
                "public/ is as it was, so `whosefaces verify` holds; the next report says that the look-up is closed."
            )
        else:
            done.append(
                f"No record of it was found beside edition {edition} or the investigation file; where there is one, name --reports or --investigation."
            )
    return done
