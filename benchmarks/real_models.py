"""Verdicts on recorded answers of real vendors' models.

    python benchmarks/real_models.py [--data ../shared/data]

(a) Two dated versions of one vendor's model, which a published study found to differ (Chen, Zaharia and Zou, *How is
ChatGPT's behavior changing over time?*, arXiv:2307.09009). (b) A model against a relabelled copy of itself.
(c) Six vendors' models, each as the baseline of the others.

*right*: whether the answer is right by the data's own verdict (or by arithmetic), compared case by case. *same*: what
`harness import outputs` and `harness run` make of the answers alone: whether they say the same.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import api
from harness.importers import outputs
from harness.model.carrying import ImportOptions
from harness.model.comparison import Comparison
from harness.stats.noninferiority import NonInferiority, noninferiority_yes_no
from harness.summary import phrases

DATA = Path(__file__).parents[2] / "shared" / "data"
GSM8K = (
    ("gpt-4o-mini-2024-07-18", "cot-plain"), ("gpt-3.5-turbo", "cot-plain"), ("text-davinci-003", "cot-plain"),
    ("claude-3-haiku-20240307", "cot-plain"), ("GAIRMath-Abel-70b", "cot-plain"), ("tora-70b-v1.0", "tool-integrated"),
)  # fmt: skip
IFEVAL = (
    "gpt-4o-2024-08-06", "claude-3-5-sonnet-20240620", "Qwen/Qwen2.5-32B-Instruct-GPTQ-Int4",
    "hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4", "mistralai/Mistral-7B-Instruct-v0.3", "CohereForAI/aya-23-8B",
)  # fmt: skip
VERSIONS = (("gpt-4-0314", "gpt-4-0613"), ("gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613"))
Row = Mapping[str, Any]
Found = NonInferiority | Comparison


@dataclass(frozen=True)
class Table:
    """Answers by model and prompt, of the prompts that every model answered; `right` decides an answer."""

    answers: Mapping[str, Mapping[str, Row]]
    right: Callable[[Row], bool]

    @classmethod
    def of(cls, rows: Iterable[Row], models: Sequence[str], right: Callable[[Row], bool]) -> Table:
        found: dict[str, dict[str, Row]] = {model: {} for model in models}
        for row in rows:
            if row["model"] in found:
                found[row["model"]].setdefault(row["prompt_id"], row)
        shared = set.intersection(*(set(by_prompt) for by_prompt in found.values()))
        return cls({model: {key: by[key] for key in sorted(shared)} for model, by in found.items()}, right)

    @property
    def models(self) -> tuple[str, ...]:
        return tuple(self.answers)

    def rates(self, model: str) -> list[float]:
        return [float(self.right(row)) for row in self.answers[model].values()]

    def rightness(self, baseline: str, candidate: str) -> NonInferiority:
        return noninferiority_yes_no(self.rates(baseline), self.rates(candidate))


def rows(data: Path, name: str) -> list[Row]:
    with gzip.open(data / "outputs" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def sameness(table: Table, baselines: Sequence[str]) -> dict[tuple[str, str], Comparison]:
    """Every candidate beside each baseline, imported into a project of its own and replayed."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        source = root / "answers.jsonl"
        kept = ("prompt", "model", "output", "prompt_id", "vendor")
        lines = ({key: row.get(key) for key in kept} for by in table.answers.values() for row in by.values())
        source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        outputs.take_over(source, ImportOptions(suite="real", root=root))
        config = root / "harness.yaml"
        names = {target.model: name for name, target in api.configuration(config).targets.items()}
        models = {name: model for model, name in names.items()}
        found = {}
        for baseline in baselines:
            others = tuple(names[model] for model in table.models if model != baseline)
            run = api.run(config=config, record="none", baseline=names[baseline], targets=others)
            for one in run.suites[0].comparisons:
                found[baseline, models[one.candidate]] = one
        return found


def words(found: Found) -> str:
    """`ports −2.1 % [−4.0 %, +0.3 %]`."""
    if found.difference is None or found.lower is None or found.upper is None:
        return "nothing measured"
    bounds = f"[{signed(found.lower)}, {signed(found.upper)}]"
    return f"{found.verdict.replace('-', ' ')}: {signed(found.difference)} {bounds}, n = {found.cases}"


def signed(share: float) -> str:
    return ("+" if share > 0 else "") + phrases.percent(round(share, 3)).replace("-", "−")


def show_matrix(title: str, table: Table) -> None:
    same = sameness(table, table.models)
    print(f"\n{title}: {len(table.rates(table.models[0]))} cases; margin 10 %, 95 %; a row is a baseline")
    short = {model: model.rsplit("/", 1)[-1][:24] for model in table.models}
    for name, judge in (("right", table.rightness), ("same", lambda baseline, candidate: same[baseline, candidate])):
        print(f"\n| {name} | " + " | ".join(short.values()) + " |\n|---|" + "---|" * len(short))
        for baseline in table.models:
            cells = [_cell(table, judge, baseline, candidate) for candidate in table.models]
            print(f"| {short[baseline]} | " + " | ".join(cells) + " |")


def _cell(table: Table, judge: Callable[[str, str], Found], baseline: str, candidate: str) -> str:
    if baseline == candidate:
        rates = table.rates(baseline)
        return f"({sum(rates) / len(rates):.0%} right)"
    found = judge(baseline, candidate)
    return f"{found.verdict.replace('-', ' ')} {signed(found.difference or 0.0)}"


def is_prime_answer(row: Row) -> bool:
    number = int(re.search(r"\d+", row["prompt"])[0])  # type: ignore[index]
    prime = number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))
    said = re.findall(r"\[(yes|no)\]", row["output"], re.IGNORECASE) or re.findall(
        r"\b(yes|no)\b", row["output"], re.IGNORECASE
    )
    return bool(said) and (said[-1].lower() == "yes") == prime


def is_happy_count(row: Row) -> bool:
    low, high = (int(number) for number in re.findall(r"\d+", row["prompt"])[:2])
    said = re.findall(r"boxed\{?\s*(\d+)", row["output"])
    return bool(said) and int(said[-1]) == sum(_is_happy(number) for number in range(low, high + 1))


def _is_happy(number: int) -> bool:
    seen = set()
    while number != 1 and number not in seen:
        seen.add(number)
        number = sum(int(digit) ** 2 for digit in str(number))
    return number == 1


def show_versions(data: Path) -> None:
    print("(a) two dated versions of one vendor's model; margin 10 %, 95 % a side")
    for name, right in (("llmdrift_prime", is_prime_answer), ("llmdrift_happynumber", is_happy_count)):
        recorded = rows(data, name)
        for pair in VERSIONS:
            table = Table.of(recorded, pair, right)
            shares = [f"{sum(table.rates(model)) / len(table.rates(model)):.0%}" for model in pair]
            print(f"{name}: {pair[0]} ({shares[0]} right) → {pair[1]} ({shares[1]} right)")
            print(f"  right  {words(table.rightness(*pair))}")
            print(f"  same   {words(sameness(table, pair[:1])[pair])}")


def show_copy(data: Path) -> None:
    print("\n(b) a model against a relabelled copy of itself")
    for name, model in (("ifeval_en", IFEVAL[1]), ("llmdrift_prime", VERSIONS[0][0])):
        own = [row for row in rows(data, name) if row["model"] == model]
        copied = [{**row, "model": f"{model}-copy"} for row in own]
        table = Table.of([*own, *copied], (model, f"{model}-copy"), lambda row: bool(row["output"]))
        print(f"{name}: {model}: {words(sameness(table, [model])[model, f'{model}-copy'])}")


def show_matrices(data: Path) -> None:
    show_matrix("(c) ifeval_en", Table.of(rows(data, "ifeval_en"), IFEVAL, lambda row: row["follow_all"] is True))
    recorded = [row for row in rows(data, "gsm8k") if (row["model"], row["variant"]) in GSM8K]
    show_matrix("(c) gsm8k", Table.of(recorded, [model for model, _ in GSM8K], lambda row: row["correct"] is True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    if not (data / "outputs").is_dir():
        print(f"skipped: the recorded answers are not at {data}")
        return
    show_versions(data)
    show_copy(data)
    show_matrices(data)


if __name__ == "__main__":
    main()
