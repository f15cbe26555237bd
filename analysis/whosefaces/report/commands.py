"""The commands of this room: what several lists share, as numbers and as a chart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from whosefaces.measure.beside.overlap_tables import Published


@click.command()
@click.argument("lists", nargs=-1, metavar="LIST...")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="Write tables and charts into this folder."
)
@click.option(
    "--min-cell", default=10, show_default=True, type=click.IntRange(min=3), help="Smaller combinations stand together."
)
@click.option("--for-the-case", is_flag=True, help="Print exact counts, of short lists too: not for publication.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, for machines.")
def overlap(lists: tuple[str, ...], into: Path | None, min_cell: int, for_the_case: bool, as_json: bool) -> None:
    """Count the photos and accounts that stand in two or more lists.

    \b
        whosefaces overlap faces.csv yfcc100m.tsv.gz
        whosefaces overlap ffhq=ffhq-dataset-v2.json diveface=Group1_Female.txt --into overlap/

    A list may be given a name, as NAME=FILE; a dataset's own name says how it is related to the others. Photos are
    matched by their id, accounts by their Flickr id, aliases apart. Nothing is asked of any network, nobody is named.
    Combinations of few stand together, and a list of fewer than 100 accounts is refused: it would ask about a few people.
    """
    from whosefaces.manifest import overlap as overlaps
    from whosefaces.measure.beside import overlap_tables

    def told(text: str) -> None:
        click.echo(text, err=True)

    found = overlaps.compare([_named(one) for one in lists], told)
    if for_the_case:
        click.echo("For the case, not for publication: exact counts.", err=True)
        exact = {key: found.table(key) for key in overlaps.KEYS}
        if as_json:
            click.echo(json.dumps({key: table.to_dict("records") for key, table in exact.items()}))
            return
        for key, table in exact.items():
            for row in table.to_dict("records"):
                click.echo(f"{row['count']:>14,}  {overlaps.KEYS[key]} in {row['lists']}")
        return
    why = overlap_tables.refusal(found)
    if why:
        raise overlaps.OverlapError(f"{why}. Exact counts, for yourself only: --for-the-case")
    tables = {key: overlap_tables.published(found, key, min_cell) for key in overlaps.KEYS}
    if into is not None:
        _write(tables, into)
    if as_json:
        click.echo(json.dumps({key: table.combinations.to_dict("records") for key, table in tables.items()}))
        return
    for line in overlap_tables.lines(found, tables, min_cell):
        click.echo(line)
    if into is not None:
        click.echo(f"Wrote tables and charts into {into}.")


def _named(text: str) -> tuple[str, Path]:
    """The name and the file of one LIST; the file's own name without its endings, where none is given."""
    name, equals, path = text.partition("=")
    if equals and not Path(text).exists():
        return name, Path(path)
    return Path(text).name.split(".")[0] or text, Path(text)


def _write(tables: dict[str, Published], into: Path) -> None:
    from whosefaces.manifest.overlap import KEYS
    from whosefaces.report import charts

    into.mkdir(parents=True, exist_ok=True)
    for key, noun in KEYS.items():
        table = tables[key]
        if not table.combinations.empty:
            table.combinations.to_csv(into / f"overlap-{key}.csv", index=False)
            table.in_lists.to_csv(into / f"in-how-many-lists-{key}.csv", index=False)
            title = f"{noun[0].upper()}{noun[1:]} by the lists in which they stand"
            figure = charts.upset(table, noun, name=f"overlap-{key}", title=title)
            (into / f"overlap-{key}.svg").write_text(figure.svg(), encoding="utf-8")
            (into / f"overlap-{key}.png").write_bytes(figure.png())
