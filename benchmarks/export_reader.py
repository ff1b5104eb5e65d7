"""Make the file that `embedder: reader` ships, from a checkpoint of `train_reader.py`.

    python benchmarks/export_reader.py CHECKPOINT [OUT_FOLDER]

The network is written out as ONNX operator by operator. Matrices are int8 with a scale a column, as onnxruntime's
dynamic quantisation does it; the vectors of the word pieces are int8 with a scale a row, in the order of `builtin`'s
vocabulary with the two marks of the reader behind it. Says how far the result is from the checkpoint.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from train_reader import HEADS, WIDTH, Reader

from harness.embedders.reader import LONGEST

ROOT = Path(__file__).parent.parent
OUT = ROOT / "harness" / "embedders" / "_reader"
OPSET = 20
MARKS = (101, 102)
"""Rows of [CLS] and [SEP] in the teacher's vocabulary, which `builtin` leaves out."""


class Graph:
    """Nodes and constants in the order they are written."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        name = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def constant(self, name: str, values: Any) -> str:
        self.constants.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def linear(self, x: str, name: str, state: Any) -> str:
        weight = self.constant(f"{name}.weight", state[f"{name}.weight"].T)
        return self.add("Add", self.add("MatMul", x, weight), self.constant(f"{name}.bias", state[f"{name}.bias"]))

    def norm(self, x: str, name: str, state: Any) -> str:
        scale, shift = (self.constant(f"{name}.{part}", state[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.add("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-12)


def quantised_rows(table: Any) -> tuple[Any, Any]:
    scale = (np.abs(table).max(axis=1, keepdims=True) / 127).astype(np.float32)
    return np.round(table / scale).astype(np.int8), scale


def model(state: Any, layers: int, rows: list[int]) -> Any:
    """Inputs: pieces and sides (pairs, length), int64, all of one length. Output: log-odds (pairs, 4)."""
    graph = Graph()
    table, scale = quantised_rows(state["words.weight"][rows])
    vectors = graph.add("Cast", graph.add("Gather", graph.constant("words", table), "pieces"), to=TensorProto.FLOAT)
    x = graph.add("Mul", vectors, graph.add("Gather", graph.constant("scale", scale), "pieces"))
    length = graph.add("Shape", "pieces", start=1, end=2)
    zero, one = graph.constant("zero", np.array([0])), graph.constant("one", np.array([1]))
    places = graph.add("Slice", graph.constant("places", state["places.weight"][:LONGEST]), zero, length, zero, one)
    x = graph.add(
        "Add",
        graph.add("Add", x, places),
        graph.add("Gather", graph.constant("sides_", state["sides.weight"]), "sides"),
    )
    x = graph.norm(x, "norm", state)
    split = graph.constant("split", np.array([0, 0, 3 * HEADS, WIDTH // HEADS]))
    joined = graph.constant("joined", np.array([0, 0, WIDTH]))
    root = graph.constant("root", np.array((WIDTH // HEADS) ** -0.5, np.float32))
    for place in range(layers):
        name = f"layers.{place}"
        heads = graph.add("Reshape", graph.linear(x, f"{name}.attention", state), split)
        parts = [f"{name}.{part}" for part in "qkv"]
        graph.nodes.append(helper.make_node("Split", [heads], parts, axis=2, num_outputs=3))
        q, v = (graph.add("Transpose", parts[at], perm=[0, 2, 1, 3]) for at in (0, 2))
        k = graph.add("Transpose", parts[1], perm=[0, 2, 3, 1])
        weights = graph.add("Softmax", graph.add("Mul", graph.add("MatMul", q, k), root), axis=-1)
        read = graph.add("Reshape", graph.add("Transpose", graph.add("MatMul", weights, v), perm=[0, 2, 1, 3]), joined)
        x = graph.norm(graph.add("Add", x, graph.linear(read, f"{name}.joined", state)), f"{name}.norm", state)
        hidden = graph.add("Gelu", graph.linear(x, f"{name}.up", state), approximate="tanh")
        x = graph.norm(graph.add("Add", x, graph.linear(hidden, f"{name}.down", state)), f"{name}.last", state)
    mean = graph.add("ReduceMean", x, one, keepdims=0)
    first = graph.add("Gather", x, graph.constant("first", np.array(0)), axis=1)
    pooled = graph.add("Tanh", graph.linear(graph.add("Concat", first, mean, axis=-1), "pooled", state))
    odds = graph.linear(pooled, "head", state)
    graph.nodes.append(helper.make_node("Identity", [odds], ["odds"]))
    inputs = [
        helper.make_tensor_value_info("pieces", TensorProto.INT64, ["pairs", "length"]),
        helper.make_tensor_value_info("sides", TensorProto.INT64, ["pairs", "length"]),
    ]
    outputs = [helper.make_tensor_value_info("odds", TensorProto.FLOAT, ["pairs", 4])]
    made = helper.make_graph(graph.nodes, "reader", inputs, outputs, graph.constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)


def rows_of_builtin(teacher: list[str]) -> list[int]:
    listed = (ROOT / "harness" / "embedders" / "_builtin" / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    place = {piece: row for row, piece in enumerate(teacher)}
    return [*(place[piece] for piece in listed), *MARKS]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=OUT)
    options = parser.parse_args()
    held = torch.load(options.checkpoint)
    state = {name: value.numpy() for name, value in held["state"].items()}
    rows = rows_of_builtin((options.teacher / "vocab.txt").read_text(encoding="utf-8").splitlines())
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        onnx.save(model(state, held["layers"], rows), exact)
        quantize_dynamic(
            exact,
            options.out / "model.onnx",
            per_channel=True,
            op_types_to_quantize=["MatMul"],
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
        )
    compared(held, rows, options.out / "model.onnx")


def compared(held: Any, rows: list[int], path: Path) -> None:
    import onnxruntime

    reader = Reader(held["layers"])
    reader.load_state_dict(held["state"])
    reader.eval()
    session = onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    chance = np.random.default_rng(0)
    ours = chance.integers(1000, len(rows) - 2, (64, 40))
    sides = np.repeat([[0] * 20 + [1] * 20], 64, axis=0)
    with torch.no_grad():
        theirs = reader(torch.tensor(np.array(rows)[ours]), torch.tensor(sides), torch.ones(64, 40)).numpy()
    found = session.run(None, {"pieces": ours, "sides": sides})[0]
    print(
        f"{path.stat().st_size / 1e6:.1f} MB; log-odds of random pieces differ by {np.abs(found - theirs).mean():.3f} of {np.abs(theirs).mean():.3f}"
    )


if __name__ == "__main__":
    main()
