"""Make a checkpoint for `train_reader.py --go-on` of the shipped model, whose training can then go on.

    python benchmarks/thaw_reader.py TEACHER_FOLDER OUT.pt

The int8 matrices become floats again; pieces that the shipped vocabulary leaves out have the teacher's vectors. Says
how far the checkpoint is from the file it was made of.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from export_reader import OUT, compared, rows_of_builtin
from onnx import numpy_helper
from train_reader import started

_MATRIX = re.compile(r"(.+\.weight)_quantized")


def thawed(path: Path, teacher: Path, rows: list[int]) -> dict[str, Any]:
    """The state of a `train_reader.Reader`."""
    held = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    layers = len({name.split(".")[1] for name in held if name.startswith("layers.")})
    state = started(teacher, range(layers)).state_dict()
    state["words.weight"][rows] = torch.from_numpy(held["words"].astype(np.float32) * held["scale"])
    state["places.weight"][: len(held["places"])] = torch.from_numpy(held["places"].copy())
    state["sides.weight"] = torch.from_numpy(held["sides_"].copy())
    for name, value in held.items():
        if at := _MATRIX.fullmatch(name):
            around = value.astype(np.float32) - held[f"{at[1]}_zero_point"].astype(np.float32)
            state[at[1]] = torch.from_numpy((around * held[f"{at[1]}_scale"]).T.copy())
        elif name in state:
            state[name] = torch.from_numpy(value.copy())
    return {"layers": layers, "state": state}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    rows = rows_of_builtin((options.teacher / "vocab.txt").read_text(encoding="utf-8").splitlines())
    held = thawed(OUT / "model.onnx", options.teacher, rows)
    torch.save(held, options.out)
    compared(held, rows, OUT / "model.onnx")


if __name__ == "__main__":
    main()
