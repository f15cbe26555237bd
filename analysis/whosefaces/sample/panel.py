"""The panel: the photos and the accounts drawn from a frame."""

from whosefaces.table import Column, Table

PANEL = Table(
    name="panel",
    row="one drawn photo or account",
    columns=(
        Column("unit", "VARCHAR", "what was drawn", allowed=("photo", "account")),
        Column("photo_id", "VARCHAR", "the drawn photo", missing_means="an account was drawn"),
        Column(
            "account_key", "VARCHAR", "the drawn account, or the drawn photo's owner", missing_means="owner unknown"
        ),
        Column("nsid", "VARCHAR", "the account's NSID", missing_means="not known from manifest or parent"),
        Column("alias", "VARCHAR", "the account's alias", missing_means="not known from manifest or parent"),
        Column("stratum", "VARCHAR", "the stratum drawn from; 'all' when unstratified"),
        Column("prn", "VARCHAR", "permanent random number: SHA-256 of 'salt|id', hexadecimal"),
        Column("design_weight", "DOUBLE", "frame units that this one stands for, N_h / n_h"),
        Column("first_edition", "DATE", "the edition in which the unit was first drawn"),
    ),
)
