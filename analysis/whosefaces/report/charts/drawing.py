"""The theme: what a mark, a letter and an axis look like, and how a chart becomes SVG with the same bytes every time."""

from __future__ import annotations

import json
import re
import textwrap
from html import escape
from typing import Any

from whosefaces.report import pen

SANS = "Faces Sans"

WIDE, NARROW = 676, 340
"""Pixels: a desktop column and a phone's."""

PAPER, INK, MUTED, TRACK = "#ffffff", "#1b1e23", "#5a626c", "#d5d9de"
BLUE, VERMILION, GREEN, ORANGE, SKY = "#0072b2", "#d55e00", "#009e73", "#e69f00", "#56b4e9"
"""Okabe and Ito's colours for readers of every colour vision. Colour never stands alone: shape and words say it too."""

PALE = "#cfe3f1"
"""A range: the true figure lies in here."""


def theme() -> dict[str, Any]:
    """Altair's configuration for every chart: quiet axes, own letters, no frame, no labels for each mark."""
    return {
        "background": PAPER,
        "font": SANS,
        "padding": {"left": 8, "right": 8, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "aria": False,
        "axis": {
            "labelFont": SANS,
            "labelFontSize": 12,
            "labelColor": MUTED,
            "grid": False,
            "domain": False,
            "tickColor": TRACK,
            "tickSize": 5,
            "labelPadding": 4,
            "title": None,
        },
    }


def wrapped(text: str, width: int, size: float = 14) -> list[str]:
    """``text`` in lines that fit ``width`` pixels (an average letter is about 0.54 of its size wide)."""
    return textwrap.wrap(text, max(12, int(width / (0.54 * size)))) or [""]


def svg_of(spec: dict[str, Any], name: str, title: str, description: str) -> str:
    """A Vega-Lite specification as SVG: role, title and description in, ids of its own, no labels for each mark.

    vl-convert counts its ids up within a process, and two charts on a page would share them: they are numbered anew
    under ``name``.
    """
    return settled(pen.svg(json.dumps(spec, sort_keys=True)), name, title, description)


def settled(raw: str, name: str, title: str, description: str) -> str:
    """The SVG with numbered ids under ``name``, and with its title and description."""
    names = {old: f"{name}-{i}" for i, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', raw)), start=1)}
    for old, new in names.items():
        raw = (
            raw.replace(f'id="{old}"', f'id="{new}"').replace(f"#{old})", f"#{new})").replace(f'"#{old}"', f'"#{new}"')
        )
    raw = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", raw)
    head = (
        f'<svg role="img" aria-labelledby="{name}-title {name}-desc" '
        f'data-width="{_width(raw)}" xmlns="http://www.w3.org/2000/svg"'
    )
    body = re.sub(r' xmlns(?::xlink)?="[^"]*"', "", raw, count=2).replace("<svg", head, 1)
    if "xlink:" in body:
        body = body.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1)
    opening = body.index(">") + 1
    words = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    return body[:opening] + words + body[opening:]


def _width(raw: str) -> str:
    match = re.search(r'<svg[^>]* width="([0-9.]+)"', raw)
    return match[1] if match else ""
