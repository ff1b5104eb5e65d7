"""Peak memory of a live run by the number of its answers, measured in a process of its own for each, as a picture.

python benchmarks/memory_curve.py docs/memory.svg                    # 1,000 to 100,000 answers: some minutes
python benchmarks/memory_curve.py docs/memory.svg 1000 5000 20000
python benchmarks/memory_curve.py docs/memory.svg 1000=87 5000=96    # only drawn, from figures had before
"""

from __future__ import annotations

import math
import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path

import compiled
import throughput
from usage import told

SIZES = ("1000", "2000", "5000", "10000", "20000", "50000", "100000")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 320, 64, 24, 40, 48
Point = tuple[int, float]
"""Answers, and MiB at the peak."""


def main() -> None:
    path, *sizes = sys.argv[1:] or ("memory.svg",)
    points = [point for size in sizes or SIZES if (point := _given(size))]
    wanted = [int(size) for size in sizes or SIZES if "=" not in size]
    if wanted:
        here, there = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(target=throughput.serve, args=(there,), daemon=True)
        server.start()
        base, env = f"http://127.0.0.1:{here.recv()}", compiled.environment()
        for answers in wanted:
            points.append((answers, throughput.measure("harness", base, 5, answers, env)["mib"]))
            print(f"{answers:>8,} answers {points[-1][1]:6.0f} MiB", flush=True)
        server.terminate()
    Path(path).write_text(drawn(sorted(points)), encoding="utf-8")


def _given(size: str) -> Point | None:
    answers, is_given, mib = size.partition("=")
    return (int(answers), float(mib)) if is_given else None


def drawn(points: Sequence[Point]) -> str:
    """An SVG: answers from left to right by powers of ten, MiB from 0 upwards."""
    low, high = math.log10(points[0][0]), math.log10(points[-1][0])
    step = next(step for step in (25, 50, 100, 250, 500, 1000) if max(mib for _, mib in points) <= 6 * step)
    top = step * math.ceil(max(mib for _, mib in points) / step)

    def x(answers: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(answers) - low) / ((high - low) or 1)

    def y(mib: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * mib / top

    lines = [
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(mib):.1f}" y2="{y(mib):.1f}" stroke="#8884"/>'
        f'<text x="{LEFT - 8}" y="{y(mib) + 4:.1f}" text-anchor="end">{mib}</text>'
        for mib in range(0, top + 1, step)
    ]
    lines += [
        f'<text x="{x(answers):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{answers:,}</text>'
        f'<circle cx="{x(answers):.1f}" cy="{y(mib):.1f}" r="3.5" fill="#3b7dd8"/>'
        f'<text x="{x(answers):.1f}" y="{y(mib) - 10:.1f}" text-anchor="middle">{mib:.0f}</text>'
        for answers, mib in points
    ]
    curve = " ".join(f"{x(answers):.1f},{y(mib):.1f}" for answers, mib in points)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' font-family="sans-serif" font-size="12" fill="#888">\n'
        "<title>Peak memory of a live run by the number of its answers</title>\n"
        f'<text x="{LEFT - 48}" y="20">MiB at the peak</text>\n'
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">answers</text>\n'
        f'<polyline points="{curve}" fill="none" stroke="#3b7dd8" stroke-width="2"/>\n'
        + "\n".join(lines)
        + "\n</svg>\n"
    )


if __name__ == "__main__":
    told(__doc__)
    main()
