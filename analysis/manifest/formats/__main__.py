"""Print every format with its facts, as the table in docs/manifests.md."""

from analysis.manifest.formats import all_formats

print("| Format | Made by | A row is | Carries | Source |\n|---|---|---|---|---|")  # noqa: T201
for format in all_formats().values():
    print(f"| `{format.name}` | {format.made_by} | {format.row_is} | {', '.join(format.carries)} | {format.source} |")  # noqa: T201
