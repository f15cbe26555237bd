"""Tables that a person scans in a notebook: each with a caption, what it speaks of, and units; nothing says ``<NA>``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

NOTHING = "–"
"""Stands where a table holds no value: what that means is in the dictionary."""

_OF_ITS_OWN = re.compile(r' (?:class|id|headers|aria-\w+|data-[\w-]+|style)="[^"]*"')
_TEXT, _NUMBER = ' style="text-align:left"', ' style="text-align:right"'


def show(
    rows: pd.DataFrame,
    caption: str,
    scope: str,
    columns: Mapping[str, str] | None = None,
    *,
    percent: Sequence[str] = (),
) -> None:
    """Show a table in a notebook.

    Args:
        rows: what it holds.
        caption: what it is, in a few words.
        scope: what it speaks of, and how many: "300 accounts checked of 1,100".
        columns: those to show, in order, each with its heading: what it is, and in which unit. All, where not given.
        percent: columns that are shares of one, to be shown in per cent.
    """
    from IPython.display import display

    display(bundle(rows, caption, scope, columns, percent=percent), raw=True)  # type: ignore[no-untyped-call]


def bundle(
    rows: pd.DataFrame,
    caption: str,
    scope: str,
    columns: Mapping[str, str] | None = None,
    *,
    percent: Sequence[str] = (),
) -> dict[str, str]:
    """What :func:`show` hands to the notebook, by media type."""
    headings = dict(columns or {name: name for name in rows.columns})
    chosen = rows[list(headings)].reset_index(drop=True)
    counts = [name for name in headings if name not in percent and _counts(chosen[name])]
    chosen = chosen.astype(dict.fromkeys(counts, "Int64"))
    text = chosen.astype(object).where(chosen.notna(), NOTHING).rename(columns=headings)
    plain = f"{caption}\n{scope}\n\n{text.to_string(index=False)}"
    return {"text/html": html(chosen, caption, scope, headings, percent=percent), "text/plain": plain}


def _counts(column: pd.Series) -> bool:
    """Whether a column of decimal numbers holds whole ones only: a missing count has made them decimal."""
    return pd.api.types.is_float_dtype(column) and bool((column.dropna() % 1 == 0).all())


def html(
    rows: pd.DataFrame, caption: str, scope: str, headings: Mapping[str, str], *, percent: Sequence[str] = ()
) -> str:
    """A table in HTML that brings no style of its own: the notebook, a forge and the documents each have theirs."""
    from great_tables import GT

    whole = [name for name in headings if pd.api.types.is_integer_dtype(rows[name])]
    shares = [name for name in percent if name in headings]
    rest = [name for name in headings if pd.api.types.is_float_dtype(rows[name]) and name not in shares]
    table = GT(rows, id="table").cols_label(cases=dict(headings)).sub_missing(missing_text=NOTHING)
    table = table.fmt_integer(whole).fmt_percent(shares, decimals=1).fmt_number(rest, n_sigfig=4, compact=False)
    text = re.sub(r"<style>.*?</style>", "", table.as_raw_html(), flags=re.DOTALL)
    text = re.sub(
        r"(<t[dh])([^>]*\bgt_(left|center|right)\b[^>]*)",
        lambda match: match[1] + _OF_ITS_OWN.sub("", match[2]) + (_NUMBER if match[3] == "right" else _TEXT),
        text,
    )
    text = re.sub(r"<(?!td|th)(\w+)([^>]*)>", lambda match: f"<{match[1]}{_OF_ITS_OWN.sub('', match[2])}>", text)
    head = f"<caption><b>{escape(caption)}</b><br>{escape(scope)}</caption>"
    text = text.replace("<table>", f"<table>{head}", 1).replace("<div>", '<div style="overflow-x:auto">', 1)
    return re.sub(r"\n\s*", "\n", text).strip()
