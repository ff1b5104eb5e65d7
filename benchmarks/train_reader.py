"""Train the reader behind `embedder: reader`: a small model that reads two answers together and says what differs.

    OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE python benchmarks/train_reader.py TEACHER_FOLDER E2E_FOLDER OUT_FOLDER
        [--minutes 45] [--layers 0,1,2,3,4,5] [--go-on CHECKPOINT] [--rate 1e-4] [--longest 144]
        [--precision bfloat16]

Starts from all-MiniLM-L6-v2 (the folder holding its `model.safetensors`, as for `scripts/distill_builtin.py`) and
learns four classes, *same, adds, drops, contradicts*, from what `reader_pairs.py` gathers: labelled pairs of the
training groups, less the sets of `LEFT_OUT`, and minimal pairs made by program. Where a label says only "not the
same", the probability of the other three together is what is trained. Every batch draws sets and labels by weight.
Weights are bf16 with masters in fp32, or fp32; the vectors of the word pieces stay as they are. Writes a checkpoint
`reader.pt` every few minutes, so that it can be stopped at any time; `export_reader.py` makes the shipped file of it.

The shipped model saw some 305,000 pairs in five runs: 65,000 without restatements (`RATE` 1.2e-4, pairs of up to 192
pieces, stopped half way), 77,000 with them, 83,000 more with descriptions, and then, from what was shipped
(`thaw_reader.py`, `--go-on`), 69,000 of which two thirds were written texts, and 12,000 of which four fifths were
(`--rate 4e-5 --longest 256`). On a machine whose cores do not multiply bf16 take `--precision float32`: it is twenty
times as fast there.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from equivalence import auc
from labelled import DATA, SETS, is_held_out, read, sample
from reader_pairs import (
    LEFT_OUT,
    WEIGHT,
    Lesson,
    described_lessons,
    framed_lessons,
    labelled_lessons,
    made_lessons,
    question_of,
    restated_lessons,
    restatements,
    written_lessons,
)
from torch.nn import functional

from harness.embedders._words import pieces, words

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
from distill_builtin import check_teacher

CLASSES = ("same", "adds", "drops", "contradicts")
HEADS, WIDTH = 12, 384
LONGEST = 144
"""Pieces of a pair in training unless asked; longer ones are left out: what differs may stand where they would be cut."""
TOKENS = 2560
"""Pieces of a batch, padding included."""
RATE, WARM_UP = 1e-4, 60
SMOOTHING = 0.05
CHECKPOINT = 240
"""Seconds between checkpoints."""
SEED = 13
CLS, SEP = 101, 102


class Layer(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = torch.nn.Linear(WIDTH, 3 * WIDTH)
        self.joined = torch.nn.Linear(WIDTH, WIDTH)
        self.norm = torch.nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = torch.nn.Linear(WIDTH, 4 * WIDTH), torch.nn.Linear(4 * WIDTH, WIDTH)
        self.last = torch.nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Any, bias: Any) -> Any:
        rows, length, _ = x.shape
        q, k, v = self.attention(x).view(rows, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        weights = ((q @ k.transpose(-1, -2)) * (WIDTH // HEADS) ** -0.5 + bias).softmax(-1)
        read = (weights @ v).transpose(1, 2).reshape(rows, length, WIDTH)
        x = self.norm(x + self.joined(read))
        hidden = self.down(functional.gelu(self.up(x), approximate="tanh"))
        return self.last(x + hidden)


class Reader(torch.nn.Module):
    """Log-odds of CLASSES, shape (pairs, 4), of the pieces, their side and a mask, each (pairs, length)."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.words = torch.nn.Embedding(30522, WIDTH)
        self.places, self.sides = torch.nn.Embedding(512, WIDTH), torch.nn.Embedding(2, WIDTH)
        self.norm = torch.nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = torch.nn.ModuleList(Layer() for _ in range(layers))
        self.pooled, self.head = torch.nn.Linear(2 * WIDTH, WIDTH), torch.nn.Linear(WIDTH, len(CLASSES))

    def forward(self, pieces: Any, sides: Any, mask: Any) -> Any:
        return self.head(torch.tanh(self.pooled(torch.cat(self.read(pieces, sides, mask), -1))))

    def read(self, pieces: Any, sides: Any, mask: Any) -> tuple[Any, Any]:
        """The vector of the first piece and the mean of all."""
        x = self.words(pieces) + self.places(torch.arange(pieces.shape[1], device=pieces.device)) + self.sides(sides)
        x = self.norm(x)
        bias = (1 - mask.to(x.dtype))[:, None, None, :] * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        weight = mask.to(x.dtype)[:, :, None]
        return x[:, 0], (x * weight).sum(1) / weight.sum(1)


def started(folder: Path, chosen: Sequence[int]) -> Reader:
    """A reader with the teacher's embeddings and those of its layers."""
    from safetensors.torch import load_file

    check_teacher(folder)
    held = {name.removeprefix("bert."): value for name, value in load_file(folder / "model.safetensors").items()}
    reader = Reader(len(chosen))
    into = {"words": "word_embeddings", "places": "position_embeddings", "sides": "token_type_embeddings"}
    state = {f"{ours}.weight": held[f"embeddings.{theirs}.weight"] for ours, theirs in into.items()}
    names = {
        "joined": "attention.output.dense", "norm": "attention.output.LayerNorm", "up": "intermediate.dense",
        "down": "output.dense", "last": "output.LayerNorm",
    }  # fmt: skip
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = held[f"embeddings.LayerNorm.{part}"]
        for place, layer in enumerate(chosen):
            theirs = f"encoder.layer.{layer}"
            state[f"layers.{place}.attention.{part}"] = torch.cat(
                [held[f"{theirs}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            )
            for ours, name in names.items():
                state[f"layers.{place}.{ours}.{part}"] = held[f"{theirs}.{name}.{part}"]
    missing, unexpected = reader.load_state_dict(state, strict=False)
    assert not unexpected
    assert all(name.startswith(("pooled", "head")) for name in missing)
    return reader


def packed(pairs: Sequence[tuple[Sequence[int], Sequence[int], Sequence[int]]]) -> tuple[Any, Any, Any]:
    """Pieces, sides and mask of pairs (question, first, second), padded to the longest."""
    length = max(3 + sum(map(len, pair)) + bool(pair[0]) for pair in pairs)
    pieces, sides, mask = (np.zeros((len(pairs), length), np.int64) for _ in range(3))
    for row, (asked, first, second) in enumerate(pairs):
        opening = [CLS, *asked, SEP, *first, SEP] if asked else [CLS, *first, SEP]
        read = [*opening, *second, SEP]
        pieces[row, : len(read)], mask[row, : len(read)] = read, 1
        sides[row, len(opening) : len(read)] = 1
    return torch.from_numpy(pieces), torch.from_numpy(sides), torch.from_numpy(mask)


def loss(logits: Any, permitted: Any) -> Any:
    """-log of the probability of the permitted classes together, smoothed towards 1 - SMOOTHING."""
    logp = torch.log_softmax(logits.float(), -1)
    right = torch.logsumexp(logp.masked_fill(~permitted, -1e4), -1)
    wrong = torch.logsumexp(logp.masked_fill(permitted, -1e4), -1)
    return -((1 - SMOOTHING) * right + SMOOTHING * wrong).mean()


def batches(data: Any, chance: np.random.Generator) -> Iterator[list[int]]:
    """Rows drawn by weight, of like length together, batches in random order; never ends."""
    lengths = np.array([sum(map(len, pair)) + 4 for pair in data["pairs"]])
    weight = np.asarray(data["weight"]) / np.sum(data["weight"])
    while True:
        drawn = chance.choice(len(lengths), 12_000, p=weight)
        drawn = drawn[np.argsort(lengths[drawn] + chance.random(len(drawn)), kind="stable")]
        groups: list[list[int]] = [[]]
        for row in drawn:
            if groups[-1] and (len(groups[-1]) + 1) * lengths[row] > TOKENS:
                groups.append([])
            groups[-1].append(int(row))
        for place in chance.permutation(len(groups)):
            yield groups[place]


def swapped(permitted: Sequence[bool]) -> list[bool]:
    same, adds, drops, contradicts = permitted
    return [same, drops, adds, contradicts]


def train(reader: Reader, data: Any, seconds: float, out: Path, check: Any, *, rate: float, precision: Any) -> None:
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    reader.train()
    reader.words.weight.requires_grad_(False)
    working = [p for p in reader.parameters() if p.requires_grad]
    masters = [p.detach().clone().float().requires_grad_(True) for p in working]
    reader.to(precision)
    decayed = [m for m in masters if m.ndim > 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.01}, {"params": [m for m in masters if m.ndim == 1], "weight_decay": 0}],
        lr=rate, betas=(0.9, 0.98), fused=True,
    )  # fmt: skip
    began, saved, seen, total, count = time.monotonic(), time.monotonic(), 0, 0.0, 0
    for step, rows in enumerate(batches(data, chance), 1):
        passed = (time.monotonic() - began) / seconds
        if passed >= 1:
            break
        now = rate * min(1, step / WARM_UP) * (0.01 + 0.99 * (1 - passed))
        for group in optimiser.param_groups:
            group["lr"] = now
        pairs, permitted = [], []
        for row in rows:
            asked, first, second = data["pairs"][row]
            turn = chance.random() < 0.5
            pairs.append((asked, second, first) if turn else (asked, first, second))
            permitted.append(swapped(data["permitted"][row]) if turn else data["permitted"][row])
        value = loss(reader(*packed(pairs)), torch.tensor(permitted))
        value.backward()
        for master, own in zip(masters, working, strict=True):
            master.grad = own.grad.float()
            own.grad = None
        torch.nn.utils.clip_grad_norm_(masters, 1.0)
        optimiser.step()
        with torch.no_grad():
            torch._foreach_copy_([own.data for own in working], [master.data for master in masters])
        seen, total, count = seen + len(rows), total + float(value), count + 1
        if step % 100 == 0:
            spent = time.monotonic() - began
            print(f"{step} {seen} pairs {seen / spent:.0f}/s loss {total / count:.4f} lr {now:.2e}", flush=True)
            total, count = 0.0, 0
        if time.monotonic() - saved > CHECKPOINT:
            save(reader, working, masters, out)
            check(reader)
            saved = time.monotonic()
    save(reader, working, masters, out)
    check(reader)


def save(reader: Reader, working: Sequence[Any], masters: Sequence[Any], out: Path) -> None:
    by_id = {id(own): master.detach() for own, master in zip(working, masters, strict=True)}
    state = {name: by_id.get(id(p), p.detach()).float() for name, p in reader.named_parameters()}
    torch.save({"layers": len(reader.layers), "state": state}, out / "reader.pt.new")
    (out / "reader.pt.new").replace(out / "reader.pt")


def tokenised(lessons: Sequence[Lesson], vocabulary: dict[str, int], longest: int = LONGEST) -> dict[str, Any]:
    """Pairs of pieces, what is permitted, and the weight by which each is drawn."""
    kept, pairs = [], []
    for lesson in lessons:
        pair = tuple(ids(text, vocabulary) for text in (lesson.question or "", lesson.a, lesson.b))
        if pair[1] and pair[2] and sum(map(len, pair)) <= longest - 4:
            kept.append(lesson)
            pairs.append(pair)
    groups = Counter((one.set, one.permitted[0]) for one in kept)
    weight = np.array([WEIGHT[one.set] / groups[one.set, one.permitted[0]] for one in kept])
    same = np.array([one.permitted[0] for one in kept])
    weight *= np.where(same, weight[~same].sum() / weight[same].sum(), 1.0)
    return {"pairs": pairs, "permitted": [list(one.permitted) for one in kept], "weight": weight, "lessons": kept}


def teacher_vectors(folder: Path, vocabulary: dict[str, int]) -> Any:
    """What turns texts into the teacher's vectors, of length 1."""
    teacher = started(folder, range(6)).to(torch.bfloat16).eval()

    def embed(texts: Sequence[str]) -> Any:
        rows = sorted(((place, ids(text, vocabulary)) for place, text in enumerate(texts)), key=lambda row: len(row[1]))
        found = np.zeros((len(texts), WIDTH), np.float32)
        with torch.no_grad():
            for start in range(0, len(rows), 64):
                chosen = rows[start : start + 64]
                pieces_, _, mask = packed([((), own, ()) for _, own in chosen])
                # `packed` closes an empty second text, too: that last mark is not for the teacher.
                mask[torch.arange(len(chosen)), mask.sum(1) - 1] = 0
                found[[place for place, _ in chosen]] = teacher.read(pieces_, torch.zeros_like(pieces_), mask)[
                    1
                ].float()
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    return embed


def ids(text: str, vocabulary: dict[str, int]) -> list[int]:
    return [vocabulary[piece] for word in words(text) for piece in pieces(word, vocabulary) or ["[UNK]"]]


def checked(vocabulary: dict[str, int], most: int = 60) -> Any:
    """What shows after each checkpoint how the sets left out, and the held-out groups of two others, are read."""
    sets = [(name, "pairs" if name in SETS else "train") for name in LEFT_OUT]
    sets += [("paws_wiki", "pairs"), ("evouna_llm_pairs", "pairs")]
    rows = [
        row
        for name, folder in sets
        for row in sample((one for one in read(DATA / folder, name) if folder == "train" or is_held_out(one)), most)
    ]
    pairs = [tuple(ids(text, vocabulary) for text in (question_of(row.context) or "", row.a, row.b)) for row in rows]
    usable = [place for place, pair in enumerate(pairs) if pair[1] and pair[2] and sum(map(len, pair)) < 250]

    def check(reader: Reader) -> None:
        reader.eval()
        p = {}
        with torch.no_grad():
            ordered = sorted(usable, key=lambda place: sum(map(len, pairs[place])))
            for start in range(0, len(ordered), 32):
                chosen = ordered[start : start + 32]
                logits = reader(*packed([pairs[place] for place in chosen]))
                p.update(zip(chosen, logits.float().softmax(-1)[:, 0].tolist(), strict=True))
        reader.train()
        for name, _ in sets:
            mine = [(rows[place].label, value) for place, value in p.items() if rows[place].set == name]
            labels, values = [label for label, _ in mine], [value for _, value in mine]
            shares = [
                np.mean([(value >= 0.5) == label for each, value in mine if each == label])
                for label in sorted(set(labels))
            ]
            area = auc(labels, values) if len(set(labels)) == 2 else float("nan")
            print(
                f"    {name:26s} AUC {area:.3f} right of each label {[round(float(s), 2) for s in shares]}", flush=True
            )

    return check


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("descriptions", type=Path, help="the folder that reader_descriptions.py reads")
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--layers", default="0,1,2,3,4,5")
    parser.add_argument("--go-on", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--longest", type=int, default=LONGEST)
    parser.add_argument("--precision", choices=("bfloat16", "float32"), default="bfloat16")
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    listed = (options.teacher / "vocab.txt").read_text(encoding="utf-8").splitlines()
    vocabulary = {piece: place for place, piece in enumerate(listed)}
    alike = restatements(teacher_vectors(options.teacher, vocabulary), random.Random(SEED))
    print(len(alike), "restatements", flush=True)
    lessons = [*labelled_lessons(), *made_lessons(), *restated_lessons(alike), *framed_lessons()]
    lessons += written_lessons()
    data = tokenised([*lessons, *described_lessons(options.descriptions)], vocabulary, options.longest)
    lengths = np.array([sum(map(len, pair)) + 4 for pair in data["pairs"]])
    share = data["weight"] / data["weight"].sum()
    print(len(lengths), "lessons; mean pieces", float((lengths * share).sum()), flush=True)
    for name, count in Counter(one.set for one in data["lessons"]).most_common():
        drawn = sum(w for one, w in zip(data["lessons"], share, strict=True) if one.set == name)
        print(f"    {name:28s} {count:6d} {drawn:.3f}", flush=True)
    del data["lessons"]
    reader = started(options.teacher, [int(layer) for layer in options.layers.split(",")])
    if options.go_on:
        reader.load_state_dict(torch.load(options.go_on)["state"])
    precision = getattr(torch, options.precision)
    train(reader, data, options.minutes * 60, options.out, checked(vocabulary), rate=options.rate, precision=precision)


if __name__ == "__main__":
    main()
