"""Photo gone, account alive: what the printed numbers leave open where a cell may not be printed."""

import pandas as pd
from whosefaces.measure.questions import contact as told
from whosefaces.measure.questions import two_by_two

BLANK = pd.DataFrame(
    [("public", "exists"), ("public", "gone"), ("not public", "exists"), ("not public", "gone"), ("?", "?")],
    columns=["photo", "account"],
).assign(photos=pd.array([None, None, None, None, 20], dtype="Int64"))


def said(name: str, numerator: int | None, unknown: int, low: float, high: float) -> dict:
    counts = {"denominator": 1000, "numerator": numerator, "unknown": unknown}
    return {"id": name, "status": "published", "bound_low": low, "bound_high": high} | counts


def test_margins_and_one_range_leave_every_cell_a_range_that_can_be_worked_out_by_hand():
    """Of 1,000, 928 exist, 60 are gone, 12 unknown; 721 public, 271 not, 8 unknown; gone but alive 200 to 209.

    Not public and gone are 271 less the gone-but-alive less 8 to 12 whose account is unknown; public and gone are what
    60 leaves: 203 of the gone-but-alive would leave none, 209 six.
    """
    findings = pd.DataFrame(
        [
            said("P1", 928, 12, 0.928, 0.94),
            said("photo-public", 721, 8, 0.721, 0.729),
            said("photo-gone-account-alive", None, 16, 0.2, 0.225),
        ]
    )
    found = two_by_two.table(BLANK, findings)
    assert found[["least", "most"]].astype(int).to_numpy().tolist()[1:3] == [[0, 6], [203, 209]]
    assert found.loc[4, ["photos", "least", "most"]].astype(int).tolist() == [20, 20, 20]


def test_nothing_printed_leaves_nothing_to_say():
    findings = pd.DataFrame(
        [said(name, None, 0, 0, 1) | {"status": "suppressed"} for name in ("P1", "photo-public", GONE_ALIVE)]
    )
    assert two_by_two.table(BLANK, findings)["least"].isna()[:4].all()


GONE_ALIVE = "photo-gone-account-alive"


def test_the_truth_lies_between_the_least_and_the_most(half_asked):
    w, findings = half_asked
    from whosefaces.measure import measuring

    from tests.measure.invented import AS_OF

    read, _ = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    true = told.tables(read)["photo_by_account"].table["photos"]
    shown = findings.tables["photo_by_account"]
    assert ((shown["least"].fillna(0) <= true) & (true <= shown["most"].fillna(len(read.coded.photos)))).all()
