"""Small models made on the spot."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper, save_model
from safetensors.numpy import save_file

from indexer.encoders.encoder import Vectors
from indexer.encoders.static_encoder import StaticEncoder
from indexer.encoders.tokenizer import Tokenizer

WORDS = ("cat", "dog", "car")
MARKS = ("[CLS]", "[SEP]")
# The first row is of what is no known word. Cats and dogs are near to each other, cars are not.
# The last two are of what marks start and end.
TABLE = np.array(
    [[0, 0, 0], [1, 0, 0], [0.8, 0.6, 0], [0, 0, 2], [0, 3, 0], [0, 1, 0]], dtype=np.float32
)


def write_tokenizer(path: Path) -> None:
    """A tokenizer that knows three words, and marks start and end if it is asked to."""
    vocabulary = {word: at for at, word in enumerate(("[UNK]", *WORDS, *MARKS))}
    start, end = MARKS
    marked = [
        {"SpecialToken": {"id": start, "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
    ]
    marked.append({"SpecialToken": {"id": end, "type_id": 0}})
    fields = {
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": marked,
            "pair": marked,
            "special_tokens": {
                mark: {"id": mark, "ids": [vocabulary[mark]], "tokens": [mark]} for mark in MARKS
            },
        },
        # Many files ask for this; it must not be heeded.
        "truncation": {
            "max_length": 3,
            "strategy": "LongestFirst",
            "stride": 0,
            "direction": "Right",
        },
        "padding": {
            "strategy": {"Fixed": 8},
            "direction": "Right",
            "pad_to_multiple_of": None,
            "pad_id": 0,
            "pad_type_id": 0,
            "pad_token": "[UNK]",
        },
    }
    path.write_text(json.dumps(fields))


def write_weights(path: Path) -> None:
    """The table as `weights` in a safetensors file."""
    save_file(
        {"other": np.zeros((2, 2), dtype=np.float32), "weights": TABLE.astype(np.float16)}, path
    )


def static_encoder(folder: Path) -> StaticEncoder:
    """An encoder of three words."""
    write_tokenizer(folder / "tokenizer.json")
    return StaticEncoder(
        name="three-words",
        digest="0" * 64,
        table=TABLE,
        tokenizer=Tokenizer.read(folder / "tokenizer.json"),
    )


def onnx_model(
    *,
    inputs: Sequence[str] = ("input_ids", "attention_mask", "token_type_ids"),
    number: int = TensorProto.INT64,
    mask: int = TensorProto.INT64,
    output: str = "last_hidden_state",
    last: str = "Identity",
    table: Vectors = TABLE,
) -> ModelProto:
    """A model that gives each token its row, times its attention, plus its type.

    `last` is an operation on these: Cast makes whole numbers of them, ReduceSum sums of rows.
    """
    nodes = [helper.make_node("Gather", ["table", inputs[0]], ["rows"])]
    done = "rows"
    for name, operation in (("attention_mask", "Mul"), ("token_type_ids", "Add")):
        if name in inputs:
            nodes += [
                helper.make_node("Cast", [name], [f"{name}_cast"], to=TensorProto.FLOAT),
                helper.make_node("Unsqueeze", [f"{name}_cast", "last_axis"], [f"{name}_column"]),
                helper.make_node(operation, [done, f"{name}_column"], [f"{name}_done"]),
            ]
            done = f"{name}_done"
    kind = TensorProto.INT64 if last == "Cast" else TensorProto.FLOAT
    shape: list[str | int | None] = ["batch", "tokens", 3]
    if last == "ReduceSum":
        nodes.append(helper.make_node(last, [done, "last_axis"], [output], keepdims=0))
        shape.pop()
    elif last == "Cast":
        nodes.append(helper.make_node(last, [done], [output], to=kind))
    else:
        nodes.append(helper.make_node(last, [done], [output]))
    graph = helper.make_graph(
        nodes,
        "rows",
        [
            helper.make_tensor_value_info(
                name, mask if name == "attention_mask" else number, ["batch", "tokens"]
            )
            for name in inputs
        ],
        [helper.make_tensor_value_info(output, kind, shape)],
        [
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(np.array([2]), "last_axis"),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def write_onnx_folder(folder: Path, model: ModelProto | None = None) -> None:
    """The folder of a model and its tokenizer."""
    folder.mkdir(exist_ok=True)
    save_model(model or onnx_model(), folder / "model.onnx")
    write_tokenizer(folder / "tokenizer.json")
