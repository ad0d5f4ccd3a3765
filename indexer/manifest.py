"""What a generation says of itself: when and by what it was made, and which files it has."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from indexer.errors import IndexFormatError

MANIFEST_FILE = "manifest.json"
FORMAT_VERSION = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFile:
    """The size in bytes and the SHA-256 of one file of the generation."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRecord:
    """How a generation ranked judged queries beside the one that served when it was built.

    `before` and `after` are means, `fallen` the queries that are answered worse; `forced` is
    the reason why it was published though it was refused.
    """

    compared_with: str
    queries: int
    before: float
    after: float
    tolerance: float
    is_passed: bool
    fallen: Sequence[str]
    forced: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The content of a generation's `manifest.json`.

    `encoder` has the setting, name and digest of what told meanings, or nothing;
    `schema_digest` tells whether a reader understands the index, `code_digest` whether
    what was made for it may be taken over into the next one; `counts` counts posts, drafts
    and rejected files; `names` are words that look like abbreviations and are none. `gate`
    is None if there was nothing to compare with.
    """

    generation: str
    built_at: str
    schema_digest: str
    code_digest: str
    counts: Mapping[str, int]
    files: Mapping[str, ManifestFile]
    tools: Mapping[str, str]
    names: Sequence[str]
    encoder: Mapping[str, str]
    synonyms_sha256: str
    gate: GateRecord | None = None
    format_version: int = FORMAT_VERSION

    def describes(self, folder: Path) -> bool:
        """Whether a folder has all these files, each as long as it should be."""
        try:
            return all(
                (folder / name).stat().st_size == file.bytes for name, file in self.files.items()
            )
        except OSError:
            return False

    def to_json(self) -> str:
        """The text of the file."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a generation's manifest; raises IndexFormatError if it is of another make."""
        path = folder / MANIFEST_FILE
        try:
            fields: dict[str, Any] = json.loads(path.read_text("utf-8"))
            version = fields["format_version"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexFormatError(
                f"{path} cannot be read ({error}): run 'indexer build'"
            ) from error
        if version != FORMAT_VERSION:
            raise IndexFormatError(
                f"{path} has format version {version}, this program reads {FORMAT_VERSION}: "
                "run 'indexer build'"
            )
        try:
            fields["files"] = {name: ManifestFile(**file) for name, file in fields["files"].items()}
            fields["gate"] = GateRecord(**gate) if (gate := fields.get("gate")) else None
            return cls(**fields)
        except (KeyError, TypeError, AttributeError) as error:
            raise IndexFormatError(
                f"{path} lacks what it should hold ({error}): run 'indexer build'"
            ) from error
