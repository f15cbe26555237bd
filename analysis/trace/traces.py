"""The traces: each question asked of a source about a drawn unit, and what was answered."""

from analysis.table import Column, Table

PHOTO_OUTCOMES = ("public", "not public", "unknown", "not asked")
ACCOUNT_OUTCOMES = ("exists", "gone", "memorial", "unknown", "not asked")

TRACES = Table(
    name="traces",
    row="one question asked of one source, answered; or a drawn unit that was not asked",
    columns=(
        Column("unit", "VARCHAR", "what the question is about", allowed=("photo", "account")),
        Column("photo_id", "VARCHAR", "the photo asked about", missing_means="an account was asked about"),
        Column(
            "account_key", "VARCHAR", "the account asked about, or the photo's owner", missing_means="owner unknown"
        ),
        Column("nsid", "VARCHAR", "the NSID asked about", missing_means="a photo was asked about, or none is known"),
        Column("source", "VARCHAR", "who was asked", allowed=("api", "oembed", "page", "image", "wayback")),
        Column("question", "VARCHAR", "the API method or kind of page"),
        Column("asked_at", "TIMESTAMP", "when it was answered, UTC", missing_means="not asked"),
        Column(
            "outcome",
            "VARCHAR",
            "what was answered",
            allowed=tuple(dict.fromkeys(PHOTO_OUTCOMES + ACCOUNT_OUTCOMES)),
        ),
        Column("error_code", "INTEGER", "the source's own code, read per method", missing_means="no error"),
        Column("owner_nsid", "VARCHAR", "the photo's owner as answered", missing_means="not answered"),
        Column(
            "licence",
            "VARCHAR",
            "the photo's licence as answered; 'not understood' for an id outside the dated table",
            missing_means="not answered",
        ),
        Column("account", "VARCHAR", "METHOD.md section 2", allowed=ACCOUNT_OUTCOMES, missing_means="a photo"),
        Column(
            "last_public_upload",
            "VARCHAR",
            "METHOD.md section 2",
            allowed=("within 24 months", "older", "none public", "not asked"),
            missing_means="a photo",
        ),
        Column(
            "contact_flag",
            "VARCHAR",
            "an off-platform contact is published",
            allowed=("yes", "no", "not asked"),
            missing_means="a photo",
        ),
        Column("is_pro", "BOOLEAN", "the account pays", missing_means="not answered"),
        Column("tagged", "INTEGER", "accounts tagged on the photo", missing_means="not asked"),
        Column(
            "evidence_id", "VARCHAR", "the WARC record that proves it; stays in the case", missing_means="not asked"
        ),
    ),
)
