"""Adience: faces with inferred age and sex, in the five folds of the authors."""

from whosefaces.manifest.listing import Delimited, Format, ManifestError, leading_to_photo, taken
from whosefaces.manifest.reader.glimpse import Glimpse

COLUMNS = (
    *("user_id", "original_image", "face_id", "age", "gender", "x", "y", "dx", "dy"),
    *("tilt_ang", "fiducial_yaw_angle", "fiducial_score"),
)


def _recognise(glimpse: Glimpse) -> str | None:
    if glimpse.kind == "text" and glimpse.lines and tuple(glimpse.lines[0].split("\t")) == COLUMNS:
        return "its header is Adience's: user_id, original_image, face_id and so on"
    return None


def _layout(glimpse: Glimpse) -> Delimited:
    if not glimpse.lines or tuple(glimpse.lines[0].split("\t")) != COLUMNS:
        raise ManifestError(f"{glimpse.path}: not adience: its first line is not {' '.join(COLUMNS)}")
    return Delimited(
        COLUMNS,
        "\t",
        {
            **leading_to_photo(
                taken("original_image", "^([1-9][0-9]{0,14})_[0-9a-f]{6,16}_o[.](jpg|png|gif)$"), "original_image"
            ),
            "nsid": "user_id",
            "faces": "'1'",
            "secret": "true",
            "subject": "true",
        },
        header=True,
    )


FORMAT = Format(
    name="adience",
    made_by="Eidinger, Enbar and Hassner, Open University of Israel, 2014",
    row_is="a face",
    carries=("photo id", "owner", "secret", "faces", "subject"),
    source="the authors' fold files; doi:10.1109/TIFS.2014.2359646",
    recognise=_recognise,
    layout=_layout,
    notes=("Age and sex are guesses about the person pictured; face_id groups the faces of one person.",),
)
