"""Names are nouns: what a value is, not what was done to it."""

import ast
from collections import Counter
from pathlib import Path

from whosefaces import PROJECT

PARTICIPLES = frozenset(["asked", "found", "heard", "known", "listed", "made", "said", "seen", "taken", "told"])
"""Words that say that something was done to a value and not what it is: a dict, a frame, a body, an estimate?"""

CEILING = 261
"""So many are left. It only goes down: whoever renames some lowers it."""


def participles(source: str) -> Counter[str]:
    """How often a text of Python gives one of these names to a value."""
    names: Counter[str] = Counter()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] += 1
        elif isinstance(node, ast.arg):
            names[node.arg] += 1
    return Counter({name: count for name, count in names.items() if name in PARTICIPLES})


def by_room() -> dict[str, int]:
    """How many each room holds; most first."""
    rooms: Counter[str] = Counter()
    for path in Path(PROJECT / "analysis" / "whosefaces").rglob("*.py"):
        room = path.relative_to(PROJECT / "analysis" / "whosefaces").parts[0]
        rooms[room] += participles(path.read_text(encoding="utf-8")).total()
    return dict(rooms.most_common())


def test_no_more_values_are_called_by_what_was_done_to_them():
    assert sum(by_room().values()) <= CEILING, by_room()


def test_a_name_is_counted_where_it_is_given_and_not_where_it_is_read():
    assert participles("said = 1\nprint(said)\nfor told in said: pass\ndef f(made, note): return made") == {
        "said": 1,
        "told": 1,
        "made": 1,
    }
