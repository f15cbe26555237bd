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
        Column(
            "hash",
            "VARCHAR",
            "YFCC100M's hash, of a row that names its photo in no other way",
            missing_means="named otherwise, or set aside",
        ),
        Column("secret", "BOOLEAN", "the image file's secret stands in the row", missing_means="it does not"),
        Column("named", "BOOLEAN", "a display name stands in the row", missing_means="has none"),
        Column("located", "BOOLEAN", "a place stands in the row", missing_means="has none"),
        Column("subject", "BOOLEAN", "the person pictured is numbered or described", missing_means="has none"),
        Column("text", "VARCHAR", "the row as it stands, where it was set aside", missing_means="it was not"),
        Column(
            "owner_unread",
            "VARCHAR",
            "what stands in the place of the owner and is neither a Flickr id nor an alias, or the several that one row names",
            missing_means="the owner was read, or none is listed",
        ),
        Column(
            "licence_as_listed",
            "VARCHAR",
            "the licence as written, where it is not understood",
            missing_means="the licence was read, or none is listed",
        ),
    ),
)

ROWS = ", ".join(f'CAST("{column.name}" AS {column.type}) AS "{column.name}"' for column in FRAME.columns)
"""The SELECT list of a frame, each column in place and typed."""
