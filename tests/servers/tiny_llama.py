"""Make a Llama of a hundred thousand parameters that knows a few chats by heart. Needs torch and transformers.

    python tiny_llama.py FOLDER

Takes some ten seconds of one core. Greedy decoding then gives the answers below, word for word.
"""

from __future__ import annotations

import sys

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

CHATS = (
    ("hello", "Hello world."),
    ("capital of France?", "Paris"),
    ("2+2?", "4"),
    ("json", '{"x": 1, "k": "a"}'),
    ("count", "one two three four five six seven eight nine ten"),
    ("label", "refund"),
)
TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
CALL = '<tool_call>{"name": "get_weather", "arguments": {"city": "Paris"}}</tool_call>'
ANSWERED = (
    {"role": "user", "content": "weather?"},
    {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"type": "function", "function": {"name": "get_weather", "arguments": {"city": "Paris"}}}],
    },
    {"role": "tool", "content": "sunny"},
)
CALLS = (("weather?", CALL), (ANSWERED, "It is sunny."))
"""What is answered while the tool is offered: a call of it, and what follows on its result."""
TEMPLATE = (
    "{% if tools %}<|tool|>\n{% for tool in tools %}{{ tool.function.name }}{% endfor %}<|end|>\n{% endif %}"
    "{% for message in messages %}<|{{ message.role }}|>\n{{ message.content }}{% for call in message.tool_calls or [] %}"
    '<tool_call>{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}</tool_call>'
    "{% endfor %}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
LESSONS = (*((*chat, {}) for chat in CHATS), *((*call, {"tools": [TOOL]}) for call in CALLS))
MARKS = ["<|pad|>", "<|bos|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|tool|>"]
STEPS = 600
GOOD_ENOUGH = 0.004


def main(folder: str) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    tokenizer = make_tokenizer()
    model = make_model(tokenizer)
    teach(model, tokenizer)
    for prompt, answer, more in LESSONS:
        said = say(model, tokenizer, prompt, **more)
        if said != answer:
            raise SystemExit(f"{prompt!r} is answered {said!r}, not {answer!r}")
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def make_tokenizer():
    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=MARKS, initial_alphabet=alphabet, show_progress=False)
    known = [f"{prompt} {answer}" for prompt, answer, _ in LESSONS if isinstance(prompt, str)]
    core.train_from_iterator(known * 20, trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core, pad_token=MARKS[0], bos_token=MARKS[1], eos_token=MARKS[2], model_max_length=512
    )
    tokenizer.chat_template = TEMPLATE
    return tokenizer


def make_model(tokenizer):
    marks = {name: getattr(tokenizer, name) for name in ("pad_token_id", "bos_token_id", "eos_token_id")}
    shape = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = LlamaConfig(
        vocab_size=len(tokenizer), **shape, num_key_value_heads=2, max_position_embeddings=512, **marks
    )
    return LlamaForCausalLM(config)


def teach(model, tokenizer) -> None:
    examples = [example(tokenizer, prompt, answer, **more) for prompt, answer, more in LESSONS]
    longest = max(len(tokens) for tokens, _ in examples)
    inputs = torch.tensor([tokens + [0] * (longest - len(tokens)) for tokens, _ in examples])
    targets = torch.tensor([labels + [-100] * (longest - len(labels)) for _, labels in examples])
    mask = torch.tensor([[1] * len(tokens) + [0] * (longest - len(tokens)) for tokens, _ in examples])
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    model.train()
    for _ in range(STEPS):
        loss = model(input_ids=inputs, attention_mask=mask, labels=targets).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if loss.item() < GOOD_ENOUGH:
            break
    model.eval()


def example(tokenizer, prompt, answer: str, **more) -> tuple[list[int], list[int]]:
    """Tokens, and which of them are to be learnt."""
    asked = chat(tokenizer, prompt, **more)["input_ids"]
    said = [*tokenizer(answer, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
    return asked + said, [-100] * len(asked) + said


def say(model, tokenizer, prompt, **more) -> str:
    asked = chat(tokenizer, prompt, return_tensors="pt", **more)
    tokens = model.generate(**asked, max_new_tokens=60, do_sample=False)
    return tokenizer.decode(tokens[0, asked["input_ids"].shape[1] :], skip_special_tokens=True)


def chat(tokenizer, prompt, **more):
    messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else list(prompt)
    return tokenizer.apply_chat_template(messages, add_generation_prompt=True, **more)


if __name__ == "__main__":
    main(sys.argv[1])
