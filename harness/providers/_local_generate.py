"""One batch: padded on the left, generated with a fresh configuration, watched token by token."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import InvalidStateError
from contextlib import suppress
from typing import Any

from harness.errors import ProviderError
from harness.model.exchange import Loss, Response, StopReason, Usage
from harness.providers._local_mask import Mask, matcher
from harness.providers._local_model import Model, is_out_of_memory
from harness.providers._local_params import CAP, Order, Sampling, trouble
from harness.providers._local_prompt import encode, width
from harness.providers._local_rows import BatchRow
from harness.written_calls import taken_up

_SHOWN = 300


def answer(orders: Sequence[Order], model: Model, loaded: float) -> None:
    """Fulfil all orders, which fit each other. Never raises."""
    rows = [row for order in orders if (row := _begin(order, model, loaded))]
    if rows:
        _generate(rows, model)


def fail(order: Order, error: BaseException) -> None:
    with suppress(InvalidStateError):  # nobody waits for it any more
        order.done.set_exception(error)


def _begin(order: Order, model: Model, loaded: float) -> BatchRow | None:
    """The row of an order, or None where it cannot be answered and that has been said."""
    began = max(order.handed, loaded)
    if order.done.cancelled():
        return None
    if time.perf_counter() > began + order.terms.timeout_s:
        fail(order, trouble("timeout", _late(order, 0)))
        return None
    try:
        prompt = encode(order, model)
    except Exception as error:  # noqa: BLE001 - one request's trouble must not be the others'
        fail(order, error if isinstance(error, ProviderError) else _crash(error, model))
        return None
    room = model.context - len(prompt) if model.context is not None else CAP
    limit = order.max_tokens or min(CAP, room)
    return BatchRow(order, prompt, limit, began, model.decode, model.ends)


def _generate(rows: list[BatchRow], model: Model) -> None:
    try:
        _run(rows, model)
    except Exception as error:  # noqa: BLE001 - the edge to the library, whose errors are of every kind
        _recover(error, [row for row in rows if row.end is None], model)


def _recover(error: Exception, rows: list[BatchRow], model: Model) -> None:
    """What does not fit into memory together may fit in halves. `rows` are those not answered yet."""
    if not is_out_of_memory(error):
        for row in rows:
            fail(row.order, _crash(error, model))
        return
    error.__traceback__ = None  # its frames hold the tensors
    _give_memory_back()
    if len(rows) == 1:
        message = f"{model.device} ran out of memory on a prompt of {len(rows[0].prompt)} tokens"
        fail(rows[0].order, trouble("server", f"{message}; choose `dtype: bfloat16`, a smaller model or `max_tokens`"))
        return
    for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
        _generate([BatchRow(r.order, r.prompt, r.limit, r.began, r.decode, r.ends) for r in half], model)


def _run(rows: list[BatchRow], model: Model) -> None:
    import torch

    masks = _masks(rows, model)
    ids, attention = _padded([row.prompt for row in rows], model)
    sampling = rows[0].order.sampling
    if sampling.seed is not None:
        torch.manual_seed(sampling.seed)
    with torch.inference_mode():
        model.network.generate(
            input_ids=ids,
            attention_mask=attention,
            generation_config=_configuration(sampling, max(row.limit for row in rows), model),
            logits_processor=masks,
            stopping_criteria=[_watch(rows, model)],
        )


def _masks(rows: list[BatchRow], model: Model) -> list[Mask]:
    """Also notes with each row what of its schema cannot be enforced."""
    matchers = []
    for row in rows:
        matching, row.lost = matcher(row.order.request, model)
        matchers.append(matching)
    return [Mask(matchers, model)] if any(matchers) else []


def _padded(prompts: Sequence[list[int]], model: Model) -> tuple[Any, Any]:
    import torch

    wide = width(prompts)
    ids = [[model.pad] * (wide - len(prompt)) + prompt for prompt in prompts]
    seen = [[0] * (wide - len(prompt)) + [1] * len(prompt) for prompt in prompts]
    return torch.tensor(ids, device=model.device), torch.tensor(seen, device=model.device)


def _configuration(sampling: Sampling, limit: int, model: Model) -> Any:
    from transformers import GenerationConfig

    greedy = not sampling.temperature
    # top_k must be 0 outright: left open, the library's own 50 would apply
    chosen = {} if greedy else {"temperature": sampling.temperature, "top_p": sampling.top_p, "top_k": sampling.top_k}
    return GenerationConfig(
        max_new_tokens=limit,
        do_sample=not greedy,
        pad_token_id=model.pad,
        eos_token_id=sorted(model.ends) or None,
        **chosen,
        **dict(sampling.extra),
    )


def _watch(rows: Sequence[BatchRow], model: Model) -> Callable[..., Any]:
    """A stopping criterion: the library calls it after each token. An answer is delivered when it ends, not when the
    last of its batch does.
    """
    import torch

    def ended(ids: Any, scores: Any, **_: Any) -> Any:  # noqa: ARG001  (the library's)
        now = time.perf_counter()
        for row, token in zip(rows, ids[:, -1].tolist(), strict=True):
            if row.end is None and row.take(token, now):
                _fulfil(row, model)
        return torch.tensor([row.end is not None for row in rows], device=ids.device)

    return ended


def _fulfil(row: BatchRow, model: Model) -> None:
    order = row.order
    try:
        response = _response(row, model)
    except ProviderError as error:
        fail(order, error)
        return
    with suppress(InvalidStateError):
        order.done.set_result(response)


def _response(row: BatchRow, model: Model) -> Response:
    order, request, lost = row.order, row.order.request, row.lost
    text_so_far = row.whole_text()
    if row.end in ("timeout", "cancelled"):
        raise trouble("timeout", _late(order, row.spent), text_so_far)
    text, calls = taken_up(text_so_far, request.tools)
    reason: StopReason = "tool" if calls else "stop_sequence" if row.end == "stop_sequence" else _stop(row)
    if not (text or calls or reason != "stop"):
        raise trouble("empty", f"the model {model.name!r} answered with neither text nor a tool call")
    if reason == "length" and order.max_tokens is None:
        lost += (Loss("max_tokens", f"a limit of {row.limit} was set, as the request had none, and it was reached"),)
    streamed = request.stream and row.first is not None
    return Response(
        text=text,
        tool_calls=calls,
        stop_reason=reason,
        usage=Usage(input_tokens=len(row.prompt), output_tokens=row.spent),
        served_model=request.model,
        fingerprint=model.fingerprint,
        latency_s=row.last - row.began,
        ttft_s=row.first - row.began if streamed and row.first is not None else None,
        chunks=row.chunks_of(text) if streamed else (),
        losses=order.losses + lost,
    )


def _stop(row: BatchRow) -> StopReason:
    return "length" if row.end == "length" else "stop"


def _late(order: Order, tokens: int) -> str:
    return f"no whole answer within {order.terms.timeout_s:g} s ({tokens} tokens came)"


def _crash(error: BaseException, model: Model) -> ProviderError:
    reason = " ".join(str(error).split())[:_SHOWN]
    return trouble("server", f"the model {model.name!r} failed: {type(error).__name__}: {reason}")


def _give_memory_back() -> None:
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
