"""What of a list was lost: rows that are or may be Flickr's and could not be read, by cause; and when that is too much.

A row of another host, a video or a repeat is not lost. A loss is never silent: `read` prints it, above a share of rows,
or where its cause depends on who people are, nothing is begun until somebody says in the investigation why the list is
used all the same, and the lost rows count as unknown in what is published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from whosefaces.errors import WhoseFacesError
from whosefaces.flickr.licences import NOT_UNDERSTOOD, lacks_version
from whosefaces.manifest import roles
from whosefaces.manifest.engine import Engine
from whosefaces.scan import quoted

MOST = 0.005
"""The share of rows above which a loss has to be accepted in words."""

_CAUSES = {
    "too few columns": ("cut", "they have fewer cells than the other rows"),
    "too many columns": ("cut", "they have more cells than the other rows"),
    "line too long": ("too long", "they are too long to be rows"),
    "not JSON": ("cut", "they are no whole JSON"),
    "nested too deep": ("cut", "they are nested too deep"),
    "not a photo id": ("id", "what stands in the place of the photo id is none"),
    roles.ROUNDED: ("rounded", "a spreadsheet rounded the photo id"),
    roles.DAMAGED: ("encoding", "the address holds bytes that are no letters in the list's encoding"),
}
"""By the words of ``set_aside``: the cause's code, and in words that end "could not be read, because"."""

CAUSES = tuple(dict.fromkeys(code for code, _ in _CAUSES.values()))
"""The codes of all causes for which a row is lost."""

_BY_WHO = frozenset({"encoding"})
"""Causes that strike some people rather than others, by how their names are written."""


_COULD_BE = (
    "[0-9]{5}|flickr|flic[.]kr|@n[0-9]"
    "|^#(n/a|ref!|value!|name[?]|num!|null!|div/0!|#+)|^[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}$"
    "|^([0-9]{1,2}[. -]+)?(jan|feb|mar|apr|mai|may|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*[. -]+[0-9]{1,4}$"
    "|^[0-9]{1,2}[. -]+(jan|feb|mar|apr|mai|may|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*[.]?$"
)
"""What in a row says that it may have been Flickr's: an id or an address, or what a spreadsheet puts in the place of one
that it could not show or took for a day."""


class LossError(WhoseFacesError):
    """More of a list was lost than may pass without a word."""


@dataclass(frozen=True)
class Loss:
    """Rows lost by one cause. ``unit`` is "row", or "owner" or "licence" where only that cell of the row is lost."""

    cause: str
    because: str
    rows: int
    unit: str = "row"
    by_who: bool = False
    examples: tuple[str, ...] = ()
    """As they stand; personal, never published."""

    def sentence(self, rows: int) -> str:
        """In words, with nothing personal in them."""
        if self.unit == "row":
            return f"{self.rows:,} of {rows:,} rows could not be read, because {self.because}."
        return f"In {self.rows:,} of {rows:,} rows the {self.unit} could not be read, because {self.because}."


def counted(engine: Engine) -> list[Loss]:
    """The losses in the view ``frame_rows``, most rows first."""
    reasons = ", ".join(f"'{quoted(said)}'" for said in _CAUSES)
    could_be = f"regexp_matches(lower(coalesce(text, url, '')), '{_COULD_BE}')"
    found: dict[str, Loss] = {}
    for reason, rows, example in engine.rows(
        f"SELECT set_aside, count(*), min(coalesce(text, url)) FROM frame_rows "
        f"WHERE set_aside IN ({reasons}) AND {could_be} GROUP BY set_aside ORDER BY 2 DESC, 1"
    ):
        code, because = _CAUSES[reason]
        before = found.get(code)
        total = int(rows) + (before.rows if before else 0)
        shown = (*(before.examples if before else ()), str(example or "")[:100])
        found[code] = Loss(code, before.because if before else because, total, "row", code in _BY_WHO, shown)
    found |= {f"{loss.unit} {loss.cause}": loss for loss in _cells(engine)}
    return sorted(found.values(), key=lambda loss: (-loss.rows, loss.cause))


_TWO_OWNERS = "regexp_matches(owner_unread, '^[0-9]+@N[0-9]+ [0-9]+@N[0-9]+')"


def _cells(engine: Engine) -> list[Loss]:
    """Cells that name an owner or a licence, in a way that is not understood."""
    losses = []
    without = "owner_unread IS NOT NULL AND account_key IS NULL"
    for unit, cause, where, cell in (
        ("owner", "not understood", f"{without} AND NOT {_TWO_OWNERS}", "owner_unread"),
        ("owner", "two owners", f"{without} AND {_TWO_OWNERS}", "owner_unread"),
        ("licence", "not understood", f"licence_listed = '{NOT_UNDERSTOOD}'", "licence_as_listed"),
    ):
        rows = engine.rows(
            f"SELECT {cell}, count(*) FROM frame_rows WHERE {where} AND set_aside IS NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3"
        )
        if rows:
            total = int(engine.rows(f"SELECT count(*) FROM frame_rows WHERE {where} AND set_aside IS NULL")[0][0])
            examples = tuple(str(example)[:100] for example, _ in rows)
            if cause == "two owners":
                because = "the row names two accounts as the owner of one photo"
            elif unit == "owner":
                because = "what stands there is neither a Flickr id nor an alias"
            elif all(map(lacks_version, examples)):
                because = "its version is left out, and 2.0 and 4.0 are two licences"
            else:
                because = "it is written in no form that is known"
            losses.append(Loss(cause, because, total, unit, False, examples))
    return losses


def held_up(losses: Sequence[dict[str, Any]], rows: int) -> list[str]:
    """Why nothing may be begun with a list, in words; nothing where what was lost is little."""
    lines = []
    for one in losses:
        loss = Loss(**(one | {"examples": tuple(one["examples"])}))
        if loss.by_who or loss.rows > MOST * rows:
            lines.append(
                loss.sentence(rows) + (" That depends on how people's names are written." if loss.by_who else "")
            )
    return lines


IN_THE_INVESTIGATION = 'say in the investigation why it is used so: accept_losses = "..." in [manifest]'
"""What a person can do where too much was lost, once there is an investigation."""


def refuse(
    losses: Sequence[dict[str, Any]], rows: int, accepted: str, place: str, how: str = IN_THE_INVESTIGATION
) -> None:
    """Stop where too much was lost and nobody has said why the list is used all the same; ``how`` to say it.

    Raises:
        LossError: as it says.
    """
    reasons = held_up(losses, rows)
    if reasons and not accepted.strip():
        raise LossError(f"{place}: {' '.join(reasons)} See `whosefaces read`; mend the list, or {how}")


def as_json(losses: Sequence[Loss]) -> list[dict[str, Any]]:
    """For the frame's facts."""
    return [asdict(loss) | {"examples": list(loss.examples)} for loss in losses]
