"""What the report says in every edition: the method, the limits, the glossary. The page and the PDF share it.

No number of any edition stands here.
"""

from __future__ import annotations

KEY = (
    "The number is the range that holds of all of them, 95% sure; the line below the bar shows it. The bar is what was "
    "seen of those drawn: the solid part is sure, the dashed box after it may be true or not, because some answers are "
    "not known. A red bar is a closed gate: nobody gets through, by rule and not by estimate."
)
STRIPS = (
    "A dot is an estimate, the band around it its 95% interval. A dashed box is not an estimate: the truth may lie "
    "anywhere inside it, because some answers are not known; the line through it adds what the draw leaves open."
)

HISTORY = (
    "One mark an edition, at its date: a dot is an estimate, a dashed box the bounds where answers are missing, a line the "
    "95% interval. A ring is an edition that was counted otherwise."
)

METHOD = (
    "The dataset’s own list was read strictly: a row that could not be read stays in the count, with its reason. Photos "
    "and accounts were drawn apart, by a secret number fixed beforehand; the draw cannot be steered, and can be "
    "repeated. Flickr’s answers were recorded as evidence. Every number counts photos or accounts, never people.",
    "A share always comes with what was looked at and what is not known. Where answers are missing, no estimate is "
    "given: only the bounds between which the truth must lie.",
)

LIMITS = (
    "Who is in a picture. No face was looked at, and no picture was downloaded.",
    "How many people are concerned. An account is not always one person, nor the photographer, and the people pictured "
    "cannot be counted without recognising them.",
    "Whether a message would be read, or answered. That a channel exists is all that is said.",
    "Why a photo is gone. Flickr does not tell a deleted photo from one made private.",
    "What the law says. Licences’ terms are set beside the use that was made; the conclusion is not drawn here.",
)

OUT = (
    "To get out, every condition must hold at once: there is a way, one can learn of being in the dataset, one holds "
    "what the request must name, one can show that the account is one’s own, and the holder answers. Where one "
    "condition is closed to all, the answer is nobody: by rule, not by estimate."
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
        "missing answer is no, the upper that every one is yes.",
    ),
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
        "Interval",
        "How far the luck of the draw may have moved a number: of a hundred such draws, about ninety-five give an interval "
        "that holds the truth.",
    ),
    ("Listed licence", "The licence that the dataset’s own list gives for a photo, from the day it was gathered."),
    ("Manifest", "The dataset’s own list of the photos in it."),
    ("Not public", "Flickr shows no page for the photo: it was deleted, or made private. Flickr does not tell which."),
    ("Not known", "Flickr’s answer could not be read either way, or is missing. It is never counted as a no."),
    ("Supposed", "A way out that nobody offers: what would be, if the holder did."),
    ("Too few to print", "A count so small that printing it might point at somebody."),
)


def everything() -> list[str]:
    """Every sentence of this module, for whoever asks whether a word is the report's own."""
    return [KEY, STRIPS, HISTORY, OUT, *METHOD, *LIMITS, *(word for entry in GLOSSARY for word in entry)]
