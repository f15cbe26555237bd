"""The reference pages that are computed: commands, the investigation file, procedures, datasets.

``python -m studies.reference`` writes ``docs/reference-*.md`` from the code and the reference data; a test holds them current.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import click
from pydantic import BaseModel
from whosefaces import PROJECT
from whosefaces.cli import cli
from whosefaces.dossiers import dataset, procedures
from whosefaces.investigation import Investigation, known_procedures

DOCS = PROJECT / "docs"
CHOOSE_N_HEAD = """\
# How many to ask, on a deadline

A bigger sample costs hours and buys a narrower range. `whosefaces plan FILE` prints both. This table is for a share of one
half, where the range is widest, and a list of 100,000.

<!-- Written by `python -m studies.reference`; do not edit. -->

"""

CHOOSE_N_TAIL = """\
Four times as many halve the range. Doubling the sample in the last hour before a deadline changes little.

## What decides

1. **Accounts are what people are.** For "could they find out, could they get out" the sample of accounts counts. Give it most of
   the hours.
2. **Unknown answers cost more than a small sample.** If one answer in ten is missing, the range is ten points wide before any
   sampling. A key helps more than a larger n: without one, some sources are closed.
3. **A small list is better checked whole.** Of 500 accounts, asking 400 still leaves a range {small:.0f} points wide.
   Asking all 500 leaves none.
4. **A later, larger sample holds the smaller one.** Start with what the deadline allows. Raise `n` afterwards: what was asked is not
   asked again.
"""

FILLED_IN = {"file", "procedure_files", "dossier_file", "home"}
"""Fields of the schema that loading fills in; no keys of the file."""

WRITTEN = "Written by `python -m studies.reference`; do not edit.\n"


def commands() -> str:
    """Every command with its help and options, as the command line has them."""
    parts = [f"# Commands\n\n{WRITTEN}"]
    for path, command in _walk((), cli):
        if isinstance(command, click.Group) and not path:
            continue
        parts.append(f"\n## `whosefaces {' '.join(path)}`\n\n{_help(command)}\n{_options(command)}")
    return "".join(parts)


def _walk(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from _walk((*path, name), inner)


def _help(command: click.Command) -> str:
    lines, block = [], False
    for line in inspect.cleandoc(command.help or "").splitlines():
        if line.strip() == "\b":
            block = True
            continue
        block = block and bool(line.strip())
        lines.append(f"    {line}" if block and line.startswith("    ") else f"\n{line}\n" if block else line)
    return "\n".join(lines) + "\n"


def _options(command: click.Command) -> str:
    rows = []
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            shown = ", ".join(f"`{name}`" for name in parameter.opts)
            rows.append(f"| {shown} | {(parameter.help or '').replace('|', '/')} |")
    return "\n| Option | Means |\n|---|---|\n" + "\n".join(rows) + "\n" if rows else ""


def investigation() -> str:
    """Every key of the investigation file, from the schema that reads it."""
    parts = [
        f"# The investigation file\n\n{WRITTEN}\nAn absent key means *not established*, or the default beside it.\n"
    ]
    parts += _section("", Investigation)
    return "".join(parts)


def _section(prefix: str, model: type[BaseModel]) -> list[str]:
    rows, inner = [], []
    for name, field in model.model_fields.items():
        if name in FILLED_IN:
            continue
        below = _model_in(field.annotation)
        if below is not None and "value" not in below.model_fields:
            inner.append((f"{prefix}{name}", below))
            continue
        shown = "a fact: `{is, source, on}`" if below is not None else _type(field.annotation)
        default = (
            ""
            if field.is_required()
            else f"`{field.get_default(call_default_factory=True)!r}`".replace("`None`", "absent")
        )
        rows.append(
            f"| `{field.alias or name}` | {shown} | {default} | {field.description or ''} |".replace("``", "` `")
        )
    heading = f"\n## `[{prefix.rstrip('.')}]`\n" if prefix else "\n## At the top\n"
    about = inspect.cleandoc(model.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    table = "\n| Key | Kind | Default | Means |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    parts = [heading, f"\n{about}\n" if prefix else "", table if rows else ""]
    for name, below in inner:
        parts += _section(f"{name}.", below)
    return parts


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return None


def _type(annotation: Any) -> str:
    text = getattr(annotation, "__name__", None) or str(annotation)
    if getattr(annotation, "__args__", None):
        text = str(annotation)
    for long, short in (("typing.", ""), ("datetime.", ""), ("pathlib.", ""), ("NoneType", "None"), ("|", "or")):
        text = text.replace(long, short)
    names = {"str": "text", "bool": "true or false", "int": "whole number", "date": "day", "Path": "path"}
    return names.get(text, f"`{text}`" if len(text) < 60 else "see the description")


def procedures_page() -> str:
    """Every procedure of the reference data, with what follows from it by rule."""
    parts = [
        f"# Procedures\n\n{WRITTEN}\nHow a holder lets people out, on a date, by a source. Counterfactuals suppose what nobody offered.\n"
    ]
    for name in known_procedures():
        each = procedures.read(name)
        sources = "; ".join(f"[{s.title}]({s.address})" if s.address else s.title for s in each.source)
        parts.append(
            f"\n## {each.title}\n\n`{name}`. {each.holder}, {each.dataset}; {each.kind}; {each.on if each.on != 'edition' else 'standing'}.\n\n"
            f"{each.summary}\n\n{each.note}\n\nSources: {sources}.\n"
        )
    return "".join(parts)


def datasets_page() -> str:
    """Every dossier in a line; `whosefaces datasets NAME` shows it whole."""
    rows = []
    for name in dataset.known():
        dossier = dataset.read(name)
        size = "; ".join(f"{fact.is_:,} {fact.unit}" for fact in dossier.printed("size")[:3]) or "not established"
        ways = ", ".join(f"`{way}`" for way in dossier.procedures) or "none known to us"
        rows.append(f"| `{name}` | {dossier.in_short} | {size} | {ways} |")
    return (
        f"# Datasets\n\n{WRITTEN}\n`whosefaces datasets NAME` shows each fact with its source, its day and its grade.\n\n"
        "| Name | Dataset | Size stated | Procedures |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


LARGE_LIST = 100_000
GOOD_FOR = {
    100: '"most", "few": a first look',
    400: 'a headline with "about"',
    1_000: "a share that will be quoted",
    2_000: "comparing two datasets",
}


def choose_n() -> str:
    """How many to ask: the width of the exact range at a share of one half, of a list of LARGE_LIST."""
    from whosefaces.measure.estimators import hypergeometric

    rows = []
    for n, good_for in GOOD_FOR.items():
        low, high = hypergeometric.interval(n // 2, n, LARGE_LIST)
        rows.append(f"| {n:,} | {100 * (high - low) / LARGE_LIST:.0f} points wide | {good_for} |")
    low, high = hypergeometric.interval(200, 400, 500)
    return (
        f"{CHOOSE_N_HEAD}| Asked | Range | Good for |\n|---|---|---|\n"
        + "\n".join(rows)
        + "\n\n"
        + CHOOSE_N_TAIL.format(small=100 * (high - low) / 500)
    )


PAGES = {
    "how-to-choose-n.md": choose_n,
    "reference-commands.md": commands,
    "reference-investigation.md": investigation,
    "reference-procedures.md": procedures_page,
    "reference-datasets.md": datasets_page,
}


if __name__ == "__main__":
    for file, page in PAGES.items():
        (DOCS / file).write_text(page(), encoding="utf-8")
