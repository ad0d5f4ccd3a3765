"""A tiny test collection written to disk."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

DOCUMENTS: tuple[Mapping[str, object], ...] = (
    {"_id": "a1", "title": "Keys and values", "text": "A cache keeps them."},
    {"_id": 2, "title": "", "text": "Attention is quadratic in the context."},
    {"_id": "c 3", "title": "Bread", "text": ""},
    {"_id": "d4", "title": "Wide nodes", "text": "A lookup reads pages of the disk."},
)
QUERIES: tuple[Mapping[str, object], ...] = (
    {"_id": "q1", "text": "what does a cache keep"},
    {"_id": 7, "text": 'the "context" of -attention: why'},
    {"_id": "q3", "text": "bread"},
    {"_id": "q4", "text": "judged, but nothing is relevant"},
    {"_id": "q5", "text": ""},
)
QRELS = (
    "query-id\tcorpus-id\tscore\n"
    "q1\ta1\t1\nq1\tgone\t1\n7\t2\t2\n7\td4\t-1\nq3\td4\t0\nq4\ta1\t0\nq5\td4\t1\n"
)


def write_collection(
    folder: Path,
    documents: Sequence[Mapping[str, object]] = DOCUMENTS,
    queries: Sequence[Mapping[str, object]] = QUERIES,
    qrels: str = QRELS,
) -> Path:
    """Write the three files, and return the folder."""
    folder.mkdir(exist_ok=True)
    for name, objects in (("corpus", documents), ("queries", queries)):
        lines = "".join(f"{json.dumps(each)}\n" for each in objects)
        (folder / f"{name}.jsonl").write_text(lines, "utf-8")
    (folder / "qrels.tsv").write_text(qrels, "utf-8")
    return folder
