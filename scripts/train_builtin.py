"""Train the vectors that `distill_builtin.py` wrote, so that a text's sum of vectors points where the teacher points.

    python scripts/train_builtin.py TEACHER_FOLDER ENGLISH_WORDNET/src/yaml [MODEL_FOLDER]

Plain distillation asks the teacher about each word piece alone; here it is asked about some 190,000 short
sentences, the definitions and examples of Open English WordNet (CC BY 4.0), and the vectors are moved until the
mean of a sentence's vectors has the teacher's direction and the sentences lie to each other as the teacher's do
(the idea of Tokenlearn). A twentieth of the sentences is held out and reported on. About twenty minutes on one
core, most of it the teacher's. Overwrites the vectors in MODEL_FOLDER.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from distill_builtin import DIMENSIONS, OUT, check_teacher, write
from sentence_transformers import SentenceTransformer
from torch.nn.functional import normalize
from wordnet_relations import read

from harness.embedders._words import pieces, words

EPOCHS = 7
RATE = 3e-3
BATCH = 2048
GEOMETRY = 10.0
"""Weight of the distances between sentences, beside that of their directions."""
HELD_OUT = 20
SEED = 0


def sentences(folder: Path) -> list[str]:
    """Definitions and examples, each once, and for every third word its definition with the word before it."""
    found: set[str] = set()
    chance = random.Random(SEED)  # noqa: S311 - no secret
    for synset in read(folder, "[anv]*.*.yaml").values():
        for definition in synset.get("definition", []):
            found.add(definition)
            if chance.random() < 1 / 3:
                found.add(f"{', '.join(synset.get('members', [])[:3])}: {definition}")
        found.update(text for example in synset.get("example", []) if (text := _example(example)))
    ordered = sorted(found)
    chance.shuffle(ordered)
    return ordered


def _example(example: Any) -> str:
    return example if isinstance(example, str) else str(example.get("text", ""))


def teacher_vectors(folder: Path, texts: Sequence[str]) -> Any:
    """The teacher's sentence vectors in their DIMENSIONS principal directions, rows of length 1."""
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    found = model.encode(list(texts), batch_size=64, normalize_embeddings=True).astype(np.float32)
    _, _, directions = np.linalg.svd(found[::5], full_matrices=False)
    reduced = found @ directions[:DIMENSIONS].T
    return reduced / np.linalg.norm(reduced, axis=1, keepdims=True)


def turned(vectors: Any, ids: Sequence[Sequence[int]], goal: Any) -> Any:
    """The distilled vectors, turned by least squares into the space of the goal."""
    sums = np.stack([vectors[list(row)].sum(axis=0) for row in ids])
    sums /= np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9
    turn, *_ = np.linalg.lstsq(sums, goal, rcond=None)
    return vectors @ turn


def batches(ids: Sequence[Sequence[int]], chosen: Sequence[int]) -> Iterator[tuple[Any, Any, Any]]:
    for start in range(0, len(chosen), BATCH):
        rows = chosen[start : start + BATCH]
        flat = torch.tensor([piece for row in rows for piece in ids[row]])
        starts = torch.tensor(np.cumsum([0] + [len(ids[row]) for row in rows[:-1]]))
        yield rows, flat, starts


def train(vectors: Any, ids: Sequence[Sequence[int]], goal: Any) -> Any:
    torch.manual_seed(SEED)
    bag = torch.nn.EmbeddingBag.from_pretrained(torch.tensor(vectors), freeze=False, mode="mean")
    optimiser = torch.optim.Adam(bag.parameters(), lr=RATE)
    target, held_out = torch.tensor(goal), len(ids) // HELD_OUT
    order = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for rows, flat, starts in batches(ids, order.permutation(len(ids) - held_out)):
            ours, theirs = normalize(bag(flat, starts)), target[rows]
            geometry = ((ours @ ours.T - theirs @ theirs.T) ** 2).mean()
            loss = 1 - (ours * theirs).sum(1).mean() + GEOMETRY * geometry
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        print(f"epoch {epoch + 1}: {agreement(bag, ids, target, held_out):.4f}", flush=True)
    return bag.weight.detach().numpy()


def agreement(bag: Any, ids: Sequence[Sequence[int]], target: Any, held_out: int) -> float:
    """Correlation of our cosines with the teacher's, over pairs of held-out sentences."""
    with torch.no_grad():
        ours = torch.cat(
            [normalize(bag(flat, starts)) for _, flat, starts in batches(ids, range(len(ids) - held_out, len(ids)))]
        )
    theirs, half = target[-held_out:], held_out // 2
    both = [(rows[:half] * rows[half : 2 * half]).sum(1) for rows in (ours, theirs)]
    return float(torch.corrcoef(torch.stack(both))[0, 1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("wordnet", type=Path)
    parser.add_argument("model", type=Path, nargs="?", default=OUT)
    options = parser.parse_args()
    check_teacher(options.teacher)
    listed = (options.model / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    index = {piece: place for place, piece in enumerate(listed)}
    read_ = [
        (text, [index[piece] for word in words(text) for piece in pieces(word, index)])
        for text in sentences(options.wordnet)
    ]
    texts, ids = [text for text, found in read_ if found], [found for _, found in read_ if found]
    goal = teacher_vectors(options.teacher, texts)
    with np.load(options.model / "vectors.npz") as stored:
        vectors = stored["rows"].astype(np.float32) * stored["scale"].astype(np.float32)[:, None]
    write(options.model, listed, train(turned(vectors, ids, goal).astype(np.float32), ids, goal))


if __name__ == "__main__":
    main()
