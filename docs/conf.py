"""How the documents become a site: `make docs`. Built without a network; the same bytes for the same sources."""

project = "Whose Faces"
author = "Whose Faces maintainers"
project_copyright = "2026, Whose Faces maintainers. CC BY 4.0"
extensions = ["myst_nb"]
html_theme = "furo"
html_title = "Whose Faces"
html_static_path: list[str] = []
html_show_sphinx = False
html_last_updated_fmt = None
exclude_patterns = ["_build", "demo/*.html"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
# A link to a file of the repository is no page of the site.
suppress_warnings = ["myst.xref_missing", "myst.header", "mystnb.unknown_mime_type"]
nb_execution_mode = "off"
nb_mime_priority_overrides = [("html", "image/svg+xml", 0)]
html_theme_options = {"source_repository": "", "navigation_with_keys": True}
