"""A run as OpenTelemetry sees it: a span of generative AI for every answer that a vendor was asked for.

Names are those of the conventions for generative AI (1.37 and later). Where to send is for OpenTelemetry's own
variables to say (`OTEL_EXPORTER_OTLP_ENDPOINT` …), and so is whether messages are part of a span
(`OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from harness.errors import MissingExtra
from harness.model.config import Target
from harness.model.events import Answered, CallStarted, Event
from harness.model.exchange import Message, Request, Response, ToolCall
from harness.model.result import Reply, WorkId
from harness.planning.plan import Plan
from harness.spool.mapping import SpooledMapping
from harness.spool.sizes import limit_for
from harness.version import __version__

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

CAPTURE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
_WITH_CONTENT = ("true", "1", "span_only", "span_and_event")
_PROVIDERS = {"azure": "azure.ai.openai"}
"""Our names of providers that the conventions call otherwise."""
_PARAMS = {
    "temperature": "temperature", "top_p": "top_p", "top_k": "top_k", "max_tokens": "max_tokens", "seed": "seed",
    "stop": "stop_sequences", "presence_penalty": "presence_penalty", "frequency_penalty": "frequency_penalty",
    "reasoning_effort": "reasoning.level",
}  # fmt: skip


class Spans:
    """A listener that sends a span for every live answer; `close` sends what is left.

    An answer of several calls of a model is one span, from the first call to the last word. Replayed answers make none.
    """

    def __init__(self, plan: Plan, exporter: SpanExporter | None = None) -> None:
        """Raises MissingExtra."""
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError as error:
            raise MissingExtra("opentelemetry", "otel") from error
        self._targets: Mapping[str, Target] = plan.config.targets
        most = limit_for(len(plan.works), live=True)
        self._requests: SpooledMapping[WorkId, Request] = SpooledMapping(WorkId, most=most)
        self._requests.update((work.id, work.request) for work in plan.works)
        self._content = os.environ.get(CAPTURE, "").casefold() in _WITH_CONTENT
        self._began: dict[WorkId, int] = {}
        self._exporter = _counting(exporter or OTLPSpanExporter())
        resource = Resource.create({"service.name": "harness", "service.version": __version__})
        # Its own, not the process's: an application that runs harness keeps its tracing to itself.
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(self._exporter))
        self._tracer = self._provider.get_tracer("harness", __version__)

    def __call__(self, event: Event) -> None:
        if isinstance(event, CallStarted):
            sample = WorkId(event.work.suite, event.work.case, event.work.target, event.work.sample)
            self._began.setdefault(sample, time.time_ns())
        elif isinstance(event, Answered):
            began = self._began.pop(event.work, None)
            if began is not None and event.reply.source == "live":
                self._send(event.work, event.reply, began)

    def close(self) -> str:
        """Send what is left; returns what to tell if spans could not be delivered, else ""."""
        self._provider.force_flush()
        self._provider.shutdown()
        failed = self._exporter.failed
        return f"{failed} spans could not be delivered to the collector (OTEL_EXPORTER_OTLP_ENDPOINT)" if failed else ""

    def _send(self, work: WorkId, reply: Reply, began: int) -> None:
        from opentelemetry.trace import SpanKind, Status, StatusCode

        target = self._targets[work.target]
        # The first call's; further samples than were planned ask the same.
        request = self._requests.get(work) or self._requests[WorkId(work.suite, work.case, work.target, 0)]
        operation = (
            "chat" if len(reply.steps) <= 1 and all(step.calls <= 1 for step in reply.steps) else "invoke_workflow"
        )
        named = request.model if operation == "chat" else work.suite
        span = self._tracer.start_span(f"{operation} {named}", kind=SpanKind.CLIENT, start_time=began)
        params = {theirs: request.params[ours] for ours, theirs in _PARAMS.items() if ours in request.params}
        span.set_attributes(
            {
                "gen_ai.operation.name": operation,
                "gen_ai.provider.name": _PROVIDERS.get(target.provider, target.vendor),
                "gen_ai.request.model": request.model,
                **{f"gen_ai.request.{name}": value for name, value in params.items()},
                **({"gen_ai.output.type": "json"} if request.output.type == "json" else {}),
                "harness.suite": work.suite,
                "harness.case": work.case,
                "harness.target": work.target,
                "harness.sample": work.sample,
                "harness.attempts": reply.attempts,
            }
        )
        if reply.response is not None:
            span.set_attributes(_of_response(reply.response))
            if self._content:
                span.set_attributes(_content(request, reply.response))
        elif reply.trouble is not None:
            span.set_attribute("error.type", reply.trouble.kind)
            span.set_status(Status(StatusCode.ERROR, reply.trouble.kind))
        span.end()


def _of_response(response: Response) -> dict[str, Any]:
    usage = response.usage
    told = {
        "gen_ai.response.model": response.served_model,
        "gen_ai.response.id": response.request_id,
        "gen_ai.response.finish_reasons": [response.stop_reason],
        "gen_ai.usage.input_tokens": usage.input_tokens,
        "gen_ai.usage.output_tokens": usage.output_tokens,
        "gen_ai.usage.cache_read.input_tokens": usage.cached_input_tokens,
    }
    return {name: value for name, value in told.items() if value is not None}


def _content(request: Request, response: Response) -> dict[str, str]:
    """Messages as JSON in a string, which every backend can hold."""
    system = [message for message in request.messages if message.role == "system"]
    said = _message(Message("assistant", response.text, response.tool_calls)) | {"finish_reason": response.stop_reason}
    told: dict[str, Any] = {
        "gen_ai.system_instructions": [{"type": "text", "content": message.content} for message in system],
        "gen_ai.input.messages": [_message(message) for message in request.messages if message.role != "system"],
        "gen_ai.output.messages": [said],
        "gen_ai.tool.definitions": [
            {
                "type": "function",
                "name": tool.name,
                "description": tool.description,
                "parameters": dict(tool.parameters),
            }
            for tool in request.tools
        ],
    }
    return {name: json.dumps(value, ensure_ascii=False, default=str) for name, value in told.items() if value}


def _message(message: Message) -> dict[str, Any]:
    if message.role == "tool":
        parts = [{"type": "tool_call_response", "id": message.tool_call_id, "response": message.content}]
    else:
        parts = [{"type": "text", "content": message.content}] if message.content else []
    return {"role": message.role, "parts": [*parts, *map(_tool_call, message.tool_calls)]}


def _tool_call(call: ToolCall) -> dict[str, Any]:
    return {"type": "tool_call", "id": call.id, "name": call.name, "arguments": dict(call.arguments)}


def _counting(exporter: SpanExporter) -> Any:
    """The exporter, counting the spans that it could not deliver."""
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    class Counting(SpanExporter):
        failed = 0

        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            result = exporter.export(spans)
            if result is not SpanExportResult.SUCCESS:
                self.failed += len(spans)
            return result

        def shutdown(self) -> None:
            exporter.shutdown()

    return Counting()
