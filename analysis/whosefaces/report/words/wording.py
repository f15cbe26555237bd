"""What the report says in every edition: the method, the limits, the glossary. The page and the PDF share it.

No number of any edition stands here.
"""

from __future__ import annotations

import re

RANGE = (
    "Two ends are a 95% range: whoever drew lots like these again and again would find the truth inside the range about "
    "95 times in 100, or more often, whatever the missing answers are."
)
"""What a range holds, where the first ones stand."""

KEY = (
    "Each cell says which share could get out. The number is its 95% range, which holds of all accounts or photos; the thin "
    "line below the bar shows the same. The bar is what was found among those drawn: its solid part is certain, the "
    "dashed box after it may be true or not, because some answers are missing. A red bar is a closed gate: nobody gets "
    "through, by rule and not by estimate."
)
STRIPS = (
    "A dot is an estimate, the band around it its 95% range. A dashed box is not an estimate: some answers are missing, so "
    "the truth may lie anywhere inside it; the line through it adds what the draw leaves open."
)

HISTORY = (
    "One mark an edition, at its date: a dot is an estimate, a dashed box the bounds where answers are missing, a line the "
    "95% range. A ring is an edition that was counted otherwise."
)

METHOD = (
    "The dataset’s own list was read strictly: a row that could not be read stays in the count, with its reason. Photos "
    "and accounts were drawn by lot, each apart. A secret number fixed the draw: whoever gets it can repeat the "
    "draw, and whoever saw its SHA-256 published before the list was looked at can tell that no other was tried. Flickr’s answers were recorded as evidence. Where two sources "
    "contradict each other both answers are kept, one is taken by a rule, and the notebook 2_trace beside this page counts "
    "them. Every number counts rows, photos, accounts or marked faces; of people, only the least and the most is said.",
    "A share always comes with how many were looked at and how many are not known. Where answers are missing, no estimate "
    "is given: only the bounds between which the truth must lie.",
)

LIMITS = (
    "Who is in a picture. No face was looked at, and no picture was downloaded.",
    "How many people are concerned. An account is not always one person, nor the photographer, and the people pictured "
    "cannot be counted without recognising them.",
    "Whether a message would arrive, be read, or be answered. That a channel exists is all that is said: the address behind "
    "an old login may be dead.",
    "Why a photo is gone. Flickr does not tell a deleted photo from one made private.",
    "What the law says. Licences’ terms are set beside the use that was made; the conclusion is not drawn here.",
)

OUT = (
    "To get out, every condition must hold at once: there is a way out for them, they can find out that they are in the "
    "dataset, they have what the request must name, they can show that the account is theirs, and the holder answers. "
    "Where one condition is closed to all, the answer is nobody: by rule, not by estimate."
)

GLOSSARY = (
    ("Account", "A Flickr login that holds photos. It may belong to one person, to several, or to a club."),
    (
        "Asking blind",
        "Asking the holder to take photos out without knowing whether they are in. The opposite, knowingly, needs a list "
        "or a look-up in which one can find oneself.",
    ),
    (
        "Bounds",
        "The two ends between which the truth must lie when some answers are missing: the lower supposes that every "
        "missing answer is no, the upper that every one is yes. Where a count is hidden, the range that hides it is in them.",
    ),
    ("Census", "Everything in the list was counted and nothing drawn by lot, so there is no range."),
    (
        "Closed gate",
        "A condition that nobody meets, because the rules say so. The share is then nothing, and needs no sample.",
    ),
    (
        "Could be told",
        "A channel exists through which the account can be written to. It does not say that anybody would read it.",
    ),
    ("Edition", "One dated run of this investigation. Its date is the only clock in it."),
    ("Holder", "Whoever made the dataset or hands it out."),
    (
        "Listed licence",
        "The licence that the dataset’s own list gives for a photo, from the day on which its licences were collected.",
    ),
    ("Manifest", "The dataset’s own list of the photos in it."),
    ("Memorial", "An account that Flickr keeps in memory of somebody who died. Nobody can be told through it."),
    ("NSID", "The number by which Flickr knows an account."),
    (
        "Not public",
        "Flickr shows the photo to nobody who is not logged in: it was deleted, made private, or withheld. Flickr does not tell which.",
    ),
    ("Not known", "Flickr’s answer could not be read either way, or is missing. It is never counted as a no."),
    ("Parent", "The larger dataset that this one was cut from."),
    ("Platform", "Flickr, where the photos were published."),
    (
        "Range, 95% range",
        "The two ends between which a share of all accounts or photos lies, with the luck of the draw and the missing "
        "answers both counted in: of a hundred such draws, about ninety-five or more give a range that holds the truth.",
    ),
    ("Scenario", "An assumption that no source gives, written as one."),
    ("Supposed", "A way out that nobody offers: what would be, if the holder did."),
    ("Tagged", "Named in a photo through an account of their own, by the uploader or whoever else may."),
    (
        "Too few to print",
        "A count so small that printing it might point at somebody, or one that would give such a count away by a sum "
        "or a difference. It need not be small itself.",
    ),
)


def everything() -> list[str]:
    """Every sentence of this module, for whoever asks whether a word is the report's own."""
    return [RANGE, KEY, STRIPS, HISTORY, OUT, *METHOD, *LIMITS, *(word for entry in GLOSSARY for word in entry)]


def unnumbered(text: str) -> str:
    """A label without the method's numbers for who somebody is, as "(S2, S3)": a reader has no table of them."""
    return re.sub(r" \(S\d(?:, S\d)*\)", "", text)
