"""`harness adapt`: what it repairs, how often it is fooled, and what it does for real small models.

python benchmarks/adapt.py workflows          # 20 workflows with one planted break each, at an obedient candidate
python benchmarks/adapt.py searches           # 1,000 searches that over-fit as hard as they can
python benchmarks/adapt.py models [GGUF …]    # SmolLM2-135M, and others in llama.cpp's format, behind llama.cpp
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from servers import programs
from servers.hearing import Hearing, Turns
from servers.shapes import Said

from harness.adapting.adaptation import AdaptOptions
from harness.adapting.measuring import MeasuredPrompt
from harness.adapting.project import adapt
from harness.adapting.search import Search, drop
from harness.adapting.split import split
from harness.model.adaptation import Adaptation
from harness.model.exchange import Message, Response
from harness.model.suite import Case, EquivalenceSettings, Step, Suite
from harness.model.tuning import Pairing, Tuning, WriterQuestion
from harness.stats.looks import level
from harness.stats.noninferiority import noninferiority_yes_no

CITIES = ("Paris", "Rome", "Oslo", "Bern", "Lima", "Cairo", "Tokyo", "Quito", "Delhi", "Accra")
MOST_CALLS = 50
CASES = 33
"""So few prove a margin of 0.15 and leave five to learn from and five to choose by."""


@dataclass(frozen=True)
class Material:
    """One case's material, and what may be read off it."""

    number: int

    @property
    def city(self) -> str:
        return CITIES[self.number % len(CITIES)]

    @property
    def kind(self) -> str:
        return ("complaint", "question", "praise")[self.number % 3]

    @property
    def day(self) -> int:
        return 1 + self.number % 28

    @property
    def text(self) -> str:
        return f"Message {self.number:03}: a {self.kind} about an order for {self.city} of {self.day} March 2026."


Say = Callable[[Material, Turns, Any], str | Said]


@dataclass(frozen=True)
class Workflow:
    """A planted break: `right` is the baseline's answer; the candidate gives it only if `heeds` is found where it looks,
    and else what `wrong` says.
    """

    name: str
    prompt: str
    right: Callable[[Material], str]
    wrong: Callable[[Material], str | Said]
    heeds: Callable[[Turns, Any], bool]
    more: str = ""


def told(*patterns: str) -> Callable[[Turns, Any], bool]:
    """Whether the conversation says one of these anywhere."""
    return lambda turns, _body: any(re.search(p, text, re.IGNORECASE) for _, text in turns for p in patterns)


def user_told(*patterns: str) -> Callable[[Turns, Any], bool]:
    """The same of a model that heeds only the user."""
    return lambda turns, _body: any(
        re.search(p, text, re.IGNORECASE) for role, text in turns if role == "user" for p in patterns
    )


def document(found: Material, **more: Any) -> str:
    return json.dumps({"city": found.city, "kind": found.kind, **more})


JSON = 'prompt:\n  system: Answer in JSON.\n  user: "{{ text }}"\noutput: {type: json}\n'
LABEL = 'prompt: "What kind of message is this? {{ text }}"\noutput: {type: label}\n'
BARE_CITY = 'assert: [{regex: "^[A-Z][a-z]+$"}]\n'
CITY = 'prompt: "Which city is it about? {{ text }}"\n' + BARE_CITY
DATE = 'prompt: "When was it ordered? {{ text }}"\nassert: [{regex: "\\\\d{4}-\\\\d{2}-\\\\d{2}"}]\n'
REPLY = 'prompt: "Write a short reply. {{ text }}"\n'
NO_FENCE = (r"no code fence", r"json (document )?alone")
BARE = (r"value alone", r"nothing else", r"no sentence")
SYNONYMS = {"complaint": "grievance", "question": "inquiry", "praise": "compliment"}


def reply(found: Material) -> str:
    return f"Thank you for your {found.kind}. We will look into the order for {found.city} of the {found.day}th today."


WORKFLOWS = (
    Workflow("fence", JSON, document, lambda m: f"```json\n{document(m)}\n```", told(*NO_FENCE)),
    Workflow("words around JSON", JSON, document, lambda m: f"Sure! Here it is:\n{document(m)}", told(*NO_FENCE)),
    Workflow("missing field", JSON, lambda m: document(m, day=m.day), document, told(r'"day"')),
    Workflow("renamed field", JSON, document, lambda m: json.dumps({"town": m.city, "type": m.kind}), told(r'"city"')),
    Workflow("fence in a user's turn", JSON.replace("  system: Answer in JSON.\n", "").replace("{{ text }}", "As JSON: {{ text }}"), document, lambda m: f"```\n{document(m)}\n```", user_told(*NO_FENCE)),
    Workflow("label synonyms", LABEL, lambda m: m.kind, lambda m: SYNONYMS[m.kind], told(r'"complaint"')),
    Workflow("label in a sentence", LABEL, lambda m: m.kind, lambda m: f"This message is a {m.kind}.", told(*BARE)),
    Workflow("label with a reason", LABEL, lambda m: m.kind, lambda m: f"{m.kind.title()}, because of its tone and of what it asks.", told(*BARE)),
    Workflow("extra words", CITY, lambda m: m.city, lambda m: f"The city that this message is about is {m.city}.", told(*BARE)),
    Workflow("extra remark", CITY, lambda m: m.city, lambda m: f"{m.city}\n\nLet me know if you need anything else!", told(*BARE)),
    Workflow("wrong date form", DATE, lambda m: f"2026-03-{m.day:02}", lambda m: f"{m.day} March 2026", told(r"YYYY-MM-DD")),
    Workflow("American dates", DATE.replace("\\\\d{4}-\\\\d{2}-\\\\d{2}", "\\\\d{2}\\\\.\\\\d{2}\\\\.\\\\d{4}"), lambda m: f"{m.day:02}.03.2026", lambda m: f"03/{m.day:02}/2026", told(r"DD\.MM\.YYYY")),
    Workflow("wrong language", REPLY, reply, lambda m: f"Vielen Dank für die Nachricht. Wir werden die Bestellung für {m.city} vom {m.day}. März noch heute ansehen.", told(r"in english")),
    Workflow("refusal trigger", REPLY, reply, lambda _m: "I'm sorry, but I can't help with messages of real customers.", told(r"ordinary task", r"do not (decline|refuse)")),
    Workflow("too long", REPLY + "assert: [{word-count: {max: 30}}]\n", reply, lambda m: reply(m) + " We value every message that reaches us and take each of them seriously." * 4, told(r"at most \d+ words")),
    Workflow("Markdown", REPLY + 'assert: [{not-contains: "**"}]\n', reply, lambda m: f"**Reply**\n\n- {reply(m)}", told(r"no markdown", r"plain text")),
    Workflow("cut off", REPLY, reply, lambda m: Said(reply(m)[:40], finish="length", output_tokens=8), lambda _t, body: (body.get("max_tokens") or 0) > 100, "params: {max_tokens: 20}\n"),
    Workflow("system not heeded", 'prompt:\n  system: Answer with the city alone.\n  user: "{{ text }}"\n' + BARE_CITY, lambda m: m.city, lambda m: f"It is about {m.city}.", user_told(r"city alone", *BARE)),
    Workflow("another vendor's name", 'prompt:\n  system: You are ChatGPT. Name the city.\n  user: "{{ text }}"\n', lambda m: m.city, lambda _m: "I am not ChatGPT; I am another assistant.", lambda turns, _b: not told("chatgpt")(turns, _b)),
    Workflow("a code of the house", 'prompt: "Give the code. {{ text }}"\n', lambda m: f"{m.city[:2].upper()}-{m.kind[0]}", lambda _m: "unknown", lambda turns, _b: sum(role == "assistant" for role, _ in turns) > 1),
)  # fmt: skip


@contextmanager
def project(config: str, suite: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="harness-adapt-") as folder:
        root = Path(folder)
        (root / "suites").mkdir()
        (root / "harness.yaml").write_text(config)
        (root / "suites" / "demo.yaml").write_text(suite)
        yield root


def message_in(turns: Turns) -> Material:
    return Material(int(re.findall(r"Message (\d+)", turns[-1][1])[-1]))


def repaired(workflow: Workflow, gpt: Hearing, claude: Hearing) -> tuple[Adaptation, int]:
    gpt.answers = lambda turns: workflow.right(message_in(turns))
    claude.answers = lambda turns: (workflow.right if workflow.heeds(turns, claude.body) else workflow.wrong)(
        message_in(turns)
    )
    claude.requests.clear()
    config = (
        "baseline: gpt\ntargets:\n"
        f"  gpt: {{provider: openai, model: gpt-4.1, base_url: {gpt.url}/v1, api_key_env: KEY}}\n"
        f"  claude: {{provider: anthropic, model: claude-x, base_url: {claude.url}, api_key_env: KEY}}\n"
    )
    cases = "".join(f'  - {{id: m{n:03}, vars: {{text: "{Material(n).text}"}}}}\n' for n in range(CASES))
    head = "suite: demo\nbaseline_samples: 1\nequivalence: {margin: 0.15}\n"
    more = workflow.more or "params: {max_tokens: 200}\n"
    with project(config, head + more + workflow.prompt + "cases:\n" + cases) as root:
        found = asyncio.run(
            adapt(root / "suites" / "demo.yaml", AdaptOptions(candidate="claude"), config=root / "harness.yaml")
        )
    return found, len(claude.requests)


def workflows() -> None:
    os.environ["KEY"] = "k"
    good = 0
    print(f"{'planted break':<24}{'outcome':<14}{'stage':<12}{'prompts':>8}{'calls':>7}  what mended it")
    with Hearing() as gpt, Hearing() as claude:
        for workflow in WORKFLOWS:
            found, calls = repaired(workflow, gpt, claude)
            within = found.outcome == "adopted" and found.stage in ("mechanical", "examples") and calls <= MOST_CALLS
            good += within
            note = found.note if found.outcome == "adopted" else f"({found.outcome}: {'; '.join(found.notices)[:60]})"
            print(
                f"{workflow.name:<24}{found.outcome:<14}{found.stage or '-':<12}{found.trials:>8}{calls:>7}  {note[:90]}"
            )
    print(
        f"{good} of {len(WORKFLOWS)} repaired by stages 1 and 2 with at most {MOST_CALLS} calls of the candidate (goal: 18)"
    )


# -- searches that over-fit ------------------------------------------------------------------------------------------

MARGIN, LEVEL = 0.10, 0.05


class Guessing:
    """A stage that proposes one prompt after the other, none of them any better than another."""

    NUMBER, NEEDS_WRITER = 1, False

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw

    def proposals(self, _best: Any, _attempt: int) -> Iterator[Tuning]:
        while True:
            yield Tuning(prompts={"": (Message("user", f"{{{{ q }}}} {self.draw.random()}"),)})


@dataclass
class Dice:
    """Whoever is asked does as well as the baseline but for the margin, by chance alone, whatever the prompt."""

    suite: Suite
    draw: random.Random
    rate: float
    known: dict[tuple[str, str], bool] = field(default_factory=dict)

    async def measure(self, tuning: Tuning, cases: Sequence[str], *, confidence: float | None = None) -> MeasuredPrompt:
        del confidence
        by_id = {case.id: case for case in self.suite.cases}
        said = Response(text="x")
        return MeasuredPrompt(
            pairings={
                case: Pairing(
                    case=by_id[case],
                    baseline=said,
                    candidate=said,
                    good=float(self.good(tuning, case)),
                    floor=1.0,
                    accepted=True,
                )
                for case in cases
            },
            comparison=None,
        )

    def good(self, tuning: Tuning, case: str) -> bool:
        return self.known.setdefault((tuning.digest, case), self.draw.random() < self.rate)

    async def write(self, question: WriterQuestion) -> str:
        del question
        return ""


def adopted(draw: random.Random, cases: int, attempts: int, rate: float) -> tuple[bool, float]:
    """Whether any of so many attempts adopts a prompt that is worse by the margin; the best rate on validation."""
    suite = Suite(
        name="demo",
        path="demo.yaml",
        steps=(Step(prompt=(Message("user", "{{ q }}"),)),),
        cases=tuple(Case(id=f"c{number}") for number in range(cases)),
        targets=("gpt", "claude"),
        baseline="gpt",
        baseline_samples=1,
        equivalence=EquivalenceSettings(margin=MARGIN),
    )
    proven: list[bool] = []
    failed: set[str] = set()
    dice, best = Dice(suite, draw, rate), 0.0
    for number in range(attempts):
        error = level(LEVEL, proven)
        parts = split(suite, "claude", {}, level(LEVEL, []))
        search = Search(
            asker=dice,
            suite=suite,
            candidate="claude",
            split=parts,
            base=Tuning(),
            level=error,
            told=lambda _step, _tuning: None,
            call_of=lambda _tuning: None,
            object_to=lambda _tuning: "",
            has_writer=False,
            attempt=number + 1,
            failed_looks=frozenset(failed),
            stages=(("guessing", Guessing(draw)),),
        )
        asyncio.run(_searched(search))
        chosen = [search.after.pairings[case] for case in search.validation]
        best = max(best, search.best.validation or 0.0)
        if search.best.tuning.digest in {search.base.digest, *failed} or drop(chosen) >= MARGIN:
            continue
        good = [float(dice.good(search.best.tuning, case)) for case in parts.cases["held-out"]]
        verdict = noninferiority_yes_no([1.0] * len(good), good, MARGIN, 1 - error).verdict
        proven.append(verdict == "ports")
        if proven[-1]:
            return True, best
        failed.add(search.best.tuning.digest)
    return False, best


async def _searched(search: Search) -> None:
    await search.begin()
    await search.run()


def searches(count: int = 1_000) -> None:
    print(f"{'cases':>6}{'attempts':>10}{'true drop':>11}{'searches':>10}{'adopted':>9}{'best seen on validation':>26}")
    for cases, attempts, true_drop in ((60, 1, MARGIN), (60, 4, MARGIN), (200, 4, MARGIN)):
        draw = random.Random(20261129)
        results = [adopted(draw, cases, attempts, 1 - true_drop) for _ in range(count)]
        rate = sum(wrong for wrong, _ in results) / count
        mean = sum(best for _, best in results) / count
        print(f"{cases:>6}{attempts:>10}{true_drop:>11.2f}{count:>10}{rate:>9.1%}{mean:>26.1%}", flush=True)
    print("goal: at most 5 % of searches adopt a prompt that is worse by the margin")


# -- real small models -----------------------------------------------------------------------------------------------

FRAMES = (
    "Order {n} is to be sent to {city}.", "Please ship parcel {n} to our office in {city}.",
    "The customer of invoice {n} lives in {city}.", "Deliver box {n} to {city} by Monday.",
    "Ticket {n}: the machine stands in {city}.",
)  # fmt: skip
TASKS = {
    "extraction": (
        "Which city is this about? {{ text }}",
        'params: {temperature: 0, max_tokens: 8, stop: ["\\n"]}\n',
        "",
    ),
    "label": (
        "Is this message a complaint, a question or praise? {{ text }}",
        'params: {temperature: 0, max_tokens: 8, stop: ["\\n"]}\n',
        "output: {type: label}\n",
    ),
}
TURNS = "{% for message in messages %}{{ message.content }}\n{% endfor %}"
"""For a base model: the texts of the turns, a line each."""
SUBJECTS = ("order", "invoice", "parcel", "machine", "account", "contract", "phone", "heater")
MESSAGES = {
    "complaint": (
        "My {s} is broken again, {n}.",
        "Nobody answers about my {s} {n}.",
        "The {s} {n} came late and damaged.",
    ),
    "question": ("Where is my {s} {n}?", "How do I change the {s} {n}?", "Can you send me a copy of {s} {n}?"),
    "praise": ("Thank you, the {s} {n} is perfect.", "I am very happy with {s} {n}.", "Great work on my {s} {n}."),
}


def material(task: str, number: int) -> tuple[str, str]:
    """A case's text and the right answer."""
    if task == "extraction":
        city = CITIES[(number * 3) % len(CITIES)]
        return FRAMES[number % len(FRAMES)].format(n=100 + number, city=city), city
    kind = ("complaint", "question", "praise")[number % 3]
    forms = MESSAGES[kind]
    return forms[(number // 3) % len(forms)].format(s=SUBJECTS[number % len(SUBJECTS)], n=100 + number), kind


@dataclass(frozen=True)
class Size:
    cases: int
    margin: float
    write_anyway: bool


def models(paths: Sequence[str], size: Size) -> None:
    with programs.small_model() as smol:
        for task in TASKS:
            show("SmolLM2-135M", smol.url, task, size)
    for path in paths:
        with programs.small_model(path, TURNS) as served:
            for task in TASKS:
                show(Path(path).stem, served.url, task, size)


def show(name: str, url: str, task: str, size: Size) -> None:
    """The baseline's answers are written by hand into a recording: what a good model says."""
    from harness.terminal.adapt import show_adaptation
    from harness.terminal.screen import Screen

    prompt, params, more = TASKS[task]
    rows = "".join(
        f"  - {{id: c{n:03}, vars: {{text: {json.dumps(material(task, n)[0])}}}}}\n" for n in range(size.cases)
    )
    head = f"suite: demo\nbaseline_samples: 1\nequivalence: {{margin: {size.margin}}}\n"
    suite = f"{head}{params}prompt: {json.dumps(prompt)}\n{more}cases:\n{rows}"
    with Hearing() as good:
        good.answers = lambda turns: next(
            answer for text, answer in (material(task, n) for n in range(size.cases)) if text in turns[-1][1]
        )
        config = (
            "baseline: good\ntargets:\n"
            f"  good: {{provider: openai-compatible, model: good, base_url: {good.url}/v1}}\n"
            f"  small: {{provider: openai-compatible, model: smollm2-135m, base_url: {url}/v1, limits: {{concurrency: 1}}}}\n"
        )
        with project(config, suite) as root:
            began = time.monotonic()
            wanted = AdaptOptions(candidate="small", write_anyway=size.write_anyway)
            found = asyncio.run(adapt(root / "suites" / "demo.yaml", wanted, config=root / "harness.yaml"))
            print(f"\n=== {name}, {task}, {size.cases} cases, margin {size.margin:g}: {time.monotonic() - began:.0f} s")
            show_adaptation(found, Screen(color=False))
            sys.stdout.flush()
            if found.change:
                print(
                    f"held out, before: {before_on_held_out(root, found):.0%} of the cases; after: {found.held_out.matches / found.held_out.cases:.0%}"
                )


def before_on_held_out(root: Path, found: Adaptation) -> float:
    """What the prompt as it was does on the held-out cases: asked for this table alone, after everything is decided."""
    from harness import history
    from harness.engine.run import execute
    from harness.model.options import Options
    from harness.planning.plan import plan
    from harness.suitefile.config import load_config
    from harness.suitefile.suite import load_suite

    config = load_config(root / "harness.yaml")
    suite = load_suite(root / "suites" / "demo.yaml", config)
    with history.open(config.history, config.root) as past:
        parts = past.adaptations.parts("demo")
    held_out = tuple(case.id for case in suite.cases if parts[f"case {case.id}"] == "held-out")
    options = Options(record="live", case_ids=held_out, baseline_samples=1)
    run = asyncio.run(execute(plan(config, (replace(suite, variants={}),), options)))
    compared = run.comparison("demo", found.candidate)
    return compared.matches / compared.cases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("workflows", "searches", "models"))
    parser.add_argument("files", nargs="*", help="further models, in llama.cpp's format")
    parser.add_argument("--searches", type=int, default=1_000)
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--margin", type=float, default=0.15)
    parser.add_argument("--write-anyway", action="store_true")
    given = parser.parse_args()
    if given.part == "workflows":
        workflows()
    elif given.part == "searches":
        searches(given.searches)
    else:
        models(given.files, Size(given.cases, given.margin, given.write_anyway))


if __name__ == "__main__":
    main()
