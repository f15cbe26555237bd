"""Which numbers about one panel can be printed together, so that no sum or difference of them points at few people.

Every printed count is the size of a set of units. A reader can add and subtract printed counts: whatever lies in the
linear span of the printed sets is known to them too. The guard lets a set pass only if, with it, no small group of
people comes into that span: neither a set about people that is small itself, nor the part of one inside or outside
another set, nor a cell of the finest crossing that lies in one. What comes first has the better claim, so the order is
part of the rule. (The linear audit of statistical disclosure control: L. Willenborg and T. de Waal, Elements of
Statistical Disclosure Control, 2001, chapter 6.)

A set is *about people* when it says something of them or their photos: the account exists, the photo is not public.
It is *about our asking* when it says that we have no answer: not asked, or asked in vain. Such a set is nobody's
attribute and may be small; its part inside a set about people may not be told as such.

What a number *leaves open* is not always about our asking: an account that is gone today may have existed on the day of
the procedure, so it is "unknown" there, and everybody knows what of. Such a set counts as one about people, unless it is a
sum of sets about our asking; so do its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

Panel = Literal["photo", "account", "listed"]
"""The drawn photos, the drawn accounts, or the licences listed over the whole frame."""
Units = npt.NDArray[np.bool_]
Vectors = npt.NDArray[np.float64]
About = npt.NDArray[np.int64]

_OPEN, _ASKING, _PEOPLE = 0, 1, 2
"""What a set is about; where two are the same set, the greater holds of it."""

_IN_SPAN = 1e-7
"""A vector of noughts and ones closer to the span than this lies in it; the entries keep rounding far below."""


class Guard:
    """Admits sets of units to print, one after the other, as long as no small group of people can be computed."""

    def __init__(
        self,
        people: Sequence[Units],
        asking: Sequence[Units],
        min_cell: int,
        sizes: npt.NDArray[np.int64] | None = None,
        left_open: Sequence[Units] = (),
    ) -> None:
        """Prepare for all sets that may be asked for: whatever :meth:`admits` is asked about is a sum of these.

        Args:
            people: every set that says something of people, each a mask over the same units.
            asking: every set that speaks of our own asking.
            min_cell: a group of 1 to ``min_cell`` - 1 is small.
            sizes: how many each unit stands for, where a "unit" is already a group; else one each.
            left_open: every set that a number calls unknown, whatever else is known of its units.
        """
        every = [*people, *asking, *left_open]
        width = len(every[0]) if every else 0
        about = np.array([_ASKING] + [_PEOPLE] * len(people) + [_ASKING] * len(asking) + [_OPEN] * len(left_open))
        masks, about = _settled(np.vstack([np.ones(width, bool), *every]), about)
        self._first, atom_of = _crossing(masks)
        weights = np.ones(width, np.int64) if sizes is None else sizes
        self._sizes = np.bincount(atom_of, weights=weights, minlength=len(self._first))
        self._min_cell = min_cell
        cells = masks[:, self._first]
        pure = _orthonormal(cells[about == _ASKING].astype(float))
        about[(about == _OPEN) & _in_span(cells.astype(float), pure)] = _ASKING
        # Nothing outside the span of all candidates can ever be computed: the rest is done in that span's coordinates.
        self._axes = _orthonormal(cells.astype(float))
        self._small = self._reachable(self._small_groups(cells, about, pure).astype(float))
        self._basis: list[Vectors] = []
        self._hidden: list[Vectors] = []
        self._apart: list[Vectors] = []
        self._add(np.ones((1, cells.shape[1])))  # the size of the panel is known

    def admits(self, sets: Iterable[Units]) -> bool:
        """Whether these sets may be printed, all together; if so they count as printed from now on."""
        masks = [mask[self._first] for mask in sets]
        vectors = np.array(masks, float).reshape(len(masks), len(self._sizes))
        before = (self._small, list(self._basis))
        self._add(vectors)
        gives_away = len(self._small) and (np.linalg.norm(self._small, axis=1) < _IN_SPAN).any()
        if gives_away or self._tells_apart():
            self._small, self._basis = before
            return False
        return True

    def knows(self, sets: Iterable[Units]) -> None:
        """Take these sets as printed already: what they give away is out, and no longer kept back."""
        masks = [mask[self._first] for mask in sets]
        self._add(np.array(masks, float).reshape(len(masks), len(self._sizes)))
        self._small = self._small[np.linalg.norm(self._small, axis=1) >= _IN_SPAN]

    def withholds(self, sets: Iterable[Units]) -> None:
        """Let the sizes of these sets never become known, as they would be another small count in disguise."""
        for mask in sets:
            vector = mask[self._first].astype(float) @ self._axes.T
            if not self._known(vector):  # as all of a panel is, which cannot be withheld
                self._apart.append(vector)

    def hides(self, mask: Units) -> tuple[int, int] | None:
        """Take note of a set whose size is printed as a range, and say which earlier one tells it.

        Two ranges are two statements about one size where the sizes differ, or add up, by what is printed: their ends
        could then close in on it. So the later range has to follow from the earlier, and a set that would make such a
        difference known is no longer admitted.

        Returns:
            The place of the earlier set, from 0, and 1 where the difference of both is known, -1 where their sum is;
            None where no earlier set tells it: then it has a place of its own from now on.
        """
        found = self.follows(mask)
        if found is None:
            vector = mask[self._first].astype(float) @ self._axes.T
            self._apart += [vector - sign * earlier for earlier in self._hidden for sign in (1, -1)]
            self._hidden.append(vector)
        return found

    def follows(self, mask: Units) -> tuple[int, int] | None:
        """As :meth:`hides`, but the set is not taken note of."""
        vector = mask[self._first].astype(float) @ self._axes.T
        for place, earlier in enumerate(self._hidden):
            for sign in (1, -1):
                if self._known(vector - sign * earlier):
                    return place, sign
        return None

    def _tells_apart(self) -> bool:
        """Whether printed counts add up to one of those that may not become known."""
        if not self._apart:
            return False
        apart, basis = np.array(self._apart), np.array(self._basis)
        return bool((np.linalg.norm(apart - (apart @ basis.T) @ basis, axis=1) < _IN_SPAN).any())

    def _known(self, vector: Vectors) -> bool:
        """Whether printed counts add up to it."""
        rest = vector.copy()
        for direction in self._basis:
            rest -= (rest @ direction) * direction
        return float(np.linalg.norm(rest)) < _IN_SPAN

    def _small_groups(self, cells: Units, about: About, pure: Vectors) -> Units:
        """The groups to protect, a row each over the atoms of the crossing; ``pure``: what our asking alone spans."""
        people = cells[about != _ASKING]
        inside = (people * self._sizes) @ cells.T.astype(float)
        whole = (people * self._sizes).sum(axis=1)
        both = np.argwhere(self._is_small(inside))
        apart = np.argwhere(self._is_small(whole[:, None] - inside))
        alone = self._is_small(self._sizes.astype(float)) & people.any(axis=0)
        crossings = np.vstack(
            [
                np.eye(len(self._sizes), dtype=bool)[alone],
                people[both[:, 0]] & cells[both[:, 1]],
                people[apart[:, 0]] & ~cells[apart[:, 1]],
            ]
        )
        crossings = _distinct(crossings)
        # What our asking alone gives away says nothing of people, even where all whom we did not ask have one code.
        hidden = crossings[~_in_span(crossings.astype(float), pure)]
        return _distinct(np.vstack([people[self._is_small(whole) & (about[about != _ASKING] == _PEOPLE)], hidden]))

    def _reachable(self, groups: Vectors) -> Vectors:
        """The groups that printing every candidate would give away, in the coordinates of :attr:`_axes`."""
        return np.asarray(groups[_in_span(groups, self._axes)] @ self._axes.T, float)

    def _is_small(self, counts: Vectors) -> Units:
        return (counts > 0) & (counts < self._min_cell)

    def _add(self, vectors: Vectors) -> None:
        """Widen the span; ``self._small`` keeps what of each small group lies outside of it."""
        for vector in vectors @ self._axes.T:
            rest = vector.copy()
            for _ in range(2):  # twice: Gram-Schmidt loses digits in one pass
                for direction in self._basis:
                    rest -= (rest @ direction) * direction
            length = float(np.linalg.norm(rest))
            if length < _IN_SPAN:
                continue
            direction = rest / length
            self._basis.append(direction)
            self._small = self._small - np.outer(self._small @ direction, direction)


def _in_span(rows: Vectors, axes: Vectors) -> Units:
    """Which rows lie in the span of the axes, which are orthonormal."""
    return np.asarray((rows**2).sum(axis=1) - ((rows @ axes.T) ** 2).sum(axis=1) < _IN_SPAN, bool)


def _keys(rows: Units) -> npt.NDArray[np.void]:
    """Each row's bits as one value that can be compared."""
    packed = np.ascontiguousarray(np.packbits(rows, axis=1))
    if not packed.shape[1]:
        return np.zeros(len(rows), "V1")
    return packed.view(f"V{packed.shape[1]}").ravel()


def _settled(rows: Units, about: About) -> tuple[Units, About]:
    """The rows, each once in order of first appearance, and what each is about: the most that any of its likes is."""
    _, first, which = np.unique(_keys(rows), return_index=True, return_inverse=True)
    most = np.full(len(first), _OPEN)
    np.maximum.at(most, which.ravel(), about)
    order = np.argsort(first)
    return rows[first[order]], most[order]


def _distinct(rows: Units) -> Units:
    """The rows, each once in order of first appearance."""
    _, first = np.unique(_keys(rows), return_index=True)
    return rows[np.sort(first)]


def _crossing(masks: Units) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The finest crossing of all masks: one unit of each of its cells, and the cell of every unit."""
    _, first, cell_of = np.unique(_keys(np.ascontiguousarray(masks.T)), return_index=True, return_inverse=True)
    return first, cell_of.ravel()


def _orthonormal(rows: Vectors) -> Vectors:
    """An orthonormal basis of the rows' span, a row each."""
    _, lengths, axes = np.linalg.svd(rows, full_matrices=False)
    return np.asarray(axes[lengths > lengths.max(initial=0) * 1e-10], float)
