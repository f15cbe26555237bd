"""The frame: every row of a manifest, read or set aside with its reason."""

from whosefaces.table import Column, Table

FRAME = Table(
    name="frame",
    row="one manifest row, read or set aside",
    columns=(
        Column("row", "BIGINT", "the row's place in the manifest, from 1; a line, a JSON element or a file"),
        Column(
            "photo_id",
            "VARCHAR",
            "Flickr photo id, decimal, no leading zero",
            missing_means="set aside, or of a list that names accounts and no photos",
        ),
        Column("nsid", "VARCHAR", "the owner's Flickr id, capital N", missing_means="the manifest names no NSID"),
        Column("alias", "VARCHAR", "the owner's path alias, lower case", missing_means="the manifest names no alias"),
        Column(
            "account_key",
            "VARCHAR",
            "the account: its NSID, or alias:<lower case> where no NSID is known",
            missing_means="no owner known",
        ),
        Column(
            "owner_source",
            "VARCHAR",
            "who named the owner",
            allowed=("manifest", "parent"),
            missing_means="no owner known",
        ),
        Column("url", "VARCHAR", "the address as listed", missing_means="the manifest holds no address"),
        Column(
            "licence_listed",
            "VARCHAR",
            "licence by its id in whosefaces.flickr.licences, as cc-by-2.0; 'not understood' when listed in a form we cannot read",
            missing_means="the manifest lists no licence",
        ),
        Column("licence_listed_on", "DATE", "the day the licence was listed", missing_means="no day is known"),
        Column(
            "uploaded", "DATE", "the day of upload, UTC, as listed", missing_means="the manifest lists no upload day"
        ),
        Column("faces", "INTEGER", "annotated faces in this row", missing_means="the manifest annotates no faces"),
        Column("id_disagrees", "BOOLEAN", "the address carries another photo id than the file name or id column"),
        Column("set_aside", "VARCHAR", "why the row cannot be used", missing_means="the row is used"),
    ),
)
