"""What the plan leaves as margin comes, in a few worlds of refusals; ``python -m studies.refusals`` runs two hundred."""

import pytest

from studies import refusals


@pytest.mark.slow
def test_the_margin_that_the_plan_leaves_comes_within_two_points():
    ran = list(refusals.worlds(5, seed=3))

    assert all(world.off is None or world.off <= 0.02 for world in ran), ran
    assert all(world.came == 0.5 for world in ran if world.off is None), "unread rules: nobody is asked"
    assert any(world.planned == 0.5 for world in ran), "the plan says beforehand that nothing can be said"


def test_the_figure_on_the_page_is_that_of_all_worlds():
    _, _, rest = refusals.PAGE.read_text(encoding="utf-8").partition(refusals.BEGINS)
    assert rest.partition(refusals.ENDS)[0].startswith(f"Of {refusals.WORLDS} invented worlds")
