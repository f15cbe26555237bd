"""What was answered about those drawn, and by whom?"""

from __future__ import annotations

import pandas as pd

from whosefaces.measure.questions import licences_dated
from whosefaces.report.charts.figure import Figure, needed
from whosefaces.report.charts.tally import bars


def codes(table: pd.DataFrame) -> Figure:
    """What is known of each drawn account, code by code.

    Args:
        table: ``code``, ``value`` and ``accounts``.
    """
    needed(table, "codes", ["code", "value", "accounts"])
    words = {"account": "the account", "last_public_upload": "last public upload", "contact_flag": "contact published"}
    named = pd.DataFrame(
        {
            "answer": [
                f"{words.get(code, code)}: {value}" for code, value in zip(table["code"], table["value"], strict=True)
            ],
            "accounts": table["accounts"],
        }
    )
    return bars(named, "answer", "accounts", name="codes", title="What is known of the accounts drawn")


def owners(table: pd.DataFrame) -> Figure:
    """Who named the owners of the drawn photos.

    Args:
        table: ``owner`` and ``photos``.
    """
    needed(table, "owners", ["owner", "photos"])
    words = {
        "listed": "the dataset’s own list, or its parent’s",
        "told by Flickr": "Flickr, when asked",
        "unknown": "nobody",
    }
    named = table.assign(named_by=[words.get(str(owner), str(owner)) for owner in table["owner"]])
    return bars(named, "named_by", "photos", name="owners", title="Who names the owner of each drawn photo")


def photos_by_account(table: pd.DataFrame) -> Figure:
    """Whether the drawn photos are public, and whether their accounts exist.

    Args:
        table: ``photo``, ``account`` and ``photos``.
    """
    needed(table, "photos-by-account", ["photo", "account", "photos"])
    named = table.assign(
        state=[
            photo if photo == account else f"photo {photo}, account {account}"
            for photo, account in zip(table["photo"], table["account"], strict=True)
        ]
    )
    return bars(
        named,
        "state",
        "photos",
        name="photos-by-account",
        title="The drawn photos, by what became of photo and account",
    )


def who_tells_then(table: pd.DataFrame) -> Figure:
    """Who tells the licence of the day of collection.

    Args:
        table: ``licences_then``.
    """
    needed(table, "who-tells-then", ["question", "answer", "photos"])
    named = table[table["question"] == licences_dated.TOLD_BY].reset_index(drop=True)
    title = "Who tells the licence of the day of collection"
    return bars(named, "answer", "photos", name="who-tells-then", title=title)
