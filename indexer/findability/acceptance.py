"""Findings that a maintainer has accepted on purpose, with the reason: a corpus's `lint.toml`.

[[accepted]]
code = "competing-posts"
post = "why-lora-exists"                # the slug
about = "why-fine-tuning-is-cheap"      # which finding of that code, if there are several
reason = "one is on the method, the other on the cost"
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.findability.findings import Finding, LintCode
from indexer.problems import Problem, shorten

LINT_FILE = "lint.toml"
_HINT = 'write [[accepted]] with code = "…", post = "…" and reason = "…"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """One accepted finding, or all of a code in a post if `about` is empty, and its line."""

    code: LintCode
    slug: str
    about: str
    line: int

    def covers(self, finding: Finding) -> bool:
        """Whether this finding was accepted."""
        return (
            self.code is finding.code
            and self.slug == finding.slug
            and self.about in {"", finding.about}
        )


def read_acceptances(text: str, path: str) -> tuple[list[Acceptance], list[Problem]]:
    """Read the file; what has no meaning is a problem and left out."""
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        message = f"the file is not valid TOML: {error}"
        return [], [Problem.error(path, line, column, message, _HINT)]
    entries = tables.get("accepted", [])
    if not isinstance(entries, list):
        return [], [Problem.error(path, 1, 1, "'accepted' is no list of tables", _HINT)]
    # Each entry begins with the line that opens its table.
    lines = [
        number
        for number, line in enumerate(text.split("\n"), start=1)
        if line.replace(" ", "").startswith("[[accepted]]")
    ]
    acceptances: list[Acceptance] = []
    problems = [
        Problem.error(path, 1, 1, f"{shorten(name)} is not read", _HINT)
        for name in tables
        if name != "accepted"
    ]
    for number, entry in enumerate(entries):
        line = lines[number] if number < len(lines) else 1
        if fault := _fault(entry):
            problems.append(Problem.error(path, line, 1, fault, _HINT))
        else:
            acceptances.append(
                Acceptance(
                    code=LintCode(entry["code"]),
                    slug=entry["post"],
                    about=entry.get("about", ""),
                    line=line,
                )
            )
    return acceptances, problems


def without_accepted(
    findings: Iterable[Finding], acceptances: Sequence[Acceptance], path: str
) -> list[Finding]:
    """The findings that nobody accepted, and a finding for each acceptance without one."""
    used: set[int] = set()
    left: list[Finding] = []
    for finding in findings:
        covering = [n for n, each in enumerate(acceptances) if each.covers(finding)]
        used.update(covering)
        if not covering:
            left.append(finding)
    stale = [
        Finding(
            code=LintCode.STALE_ACCEPTANCE,
            slug=each.slug,
            about=each.code.value,
            problem=Problem.warning(
                path,
                each.line,
                1,
                f"'{each.code.value}' in '{each.slug}' is accepted, and is not found any more",
                "delete this entry",
            ),
        )
        for number, each in enumerate(acceptances)
        if number not in used
    ]
    return left + stale


def _fault(entry: object) -> str:
    """What is wrong with one entry; "" for nothing."""
    if not isinstance(entry, dict):
        return "'accepted' is no list of tables"
    for name in ("code", "post", "reason"):
        value = entry.get(name)
        if not isinstance(value, str) or not value.strip():
            return f"'{name}' is missing"
    if not isinstance(entry.get("about", ""), str):
        return "'about' is no text"
    codes = {code.value for code in LintCode if code is not LintCode.STALE_ACCEPTANCE}
    if entry["code"] not in codes:
        return f"unknown code {shorten(entry['code'])}: one of {', '.join(sorted(codes))}"
    return ""
