"""Hold an edition's RO-Crate metadata against the profile of RO-Crate 1.1, without a network.

    .venv-crate/bin/python tests/report/crate_validator/validate.py reports/my-story/2026-11-22/public

roc-validator carries the profile's rules, but fetches the JSON-LD context that the metadata names. It is answered here
from the context that the library rocrate carries, which is that of 1.3: every term of ours means the same in both, but
for ``sha256``, which 1.1 does not have; it is taken out, so that the metadata must declare it itself. Exit code 0: valid.
1: not, with a line for each rule that is broken; 2: nothing was checked.
"""

import json
import sys
from importlib import resources
from typing import Any

import rdflib.plugins.shared.jsonld.context as jsonld
import requests
from rocrate_validator import models, services
from rocrate_validator.utils import http

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
NOT_IN_1_1 = ("sha256",)
SHOULD_BUT_CANNOT = ("Organization: RECOMMENDED url property",)
"""What is recommended and left out: the publisher's web site is not known, only whom to write to."""


def context() -> dict[str, Any]:
    context = json.loads(resources.files("rocrate.data").joinpath("ro-crate.jsonld").read_text(encoding="utf-8"))
    for term in NOT_IN_1_1:
        del context["@context"][term]
    return context


def fetched(_self: object, address: str, **_how: Any) -> requests.Response:
    answer = requests.Response()
    answer.url, answer.status_code = address, 200 if address == CONTEXT else 404
    answer.headers["Content-Type"] = "application/ld+json"
    answer._content = json.dumps(context()).encode() if address == CONTEXT else b""
    return answer


def offline() -> None:
    """Nothing is fetched: neither by the validator nor by the library that reads JSON-LD for it."""
    http.HttpRequester.get = http.HttpRequester.head = fetched
    read = jsonld.source_to_json

    def from_here(source: Any, *how: Any, **more: Any) -> Any:
        return (context(), None) if source == CONTEXT else read(source, *how, **more)

    jsonld.source_to_json = from_here


def main(folder: str) -> int:
    offline()
    settings = services.ValidationSettings(
        rocrate_uri=folder, profile_identifier="ro-crate-1.1", requirement_severity=models.Severity.RECOMMENDED
    )
    result = services.validate(settings)
    broken = [issue for issue in result.get_issues() if issue.check.name not in SHOULD_BUT_CANNOT]
    for issue in broken:
        print(f"{issue.severity.name}: {issue.check.name}: {issue.message} ({issue.violatingEntity})")
    checks = len(result.executed_checks)
    print(f"{checks} checks, {len(broken)} broken")
    return 2 if checks < 40 else 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
