"""One loaded model and the thread that answers with it; shared by all targets that name the same one."""

from __future__ import annotations

import gc
import queue
import sys
import threading
import time
from concurrent.futures import Future

from harness.errors import ProviderError
from harness.providers._local_files import ModelKey
from harness.providers._local_generate import answer, fail
from harness.providers._local_model import Model, load
from harness.providers._local_params import Order, trouble

_LINGER_S = 0.005
"""So long a batch waits for company: requests of one moment arrive within it."""
_MOST_WAITING = 256
_FAREWELL_S = 10.0


class _Torch:
    """One generation or loading at a time: seeds and default types are the process's, and two models at once only
    slow each other. `loaded` is when the latest model was, so that no request is charged for the loading of another's.
    """

    lock = threading.Lock()
    loaded = 0.0


class Engine:
    """Takes orders from any thread and answers them in its own, in batches."""

    def __init__(self, place: ModelKey) -> None:
        self.place = place
        self.users = 0
        self._loaded: Future[None] = Future()
        self._queue: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._waiting: list[Order] = []
        self._closing = False
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def start(self) -> Future[None]:
        """Done when the model is loaded; holds the ProviderError if it cannot be."""
        with self._starting:
            if self._thread is None:
                self._loaded.set_running_or_notify_cancel()  # nobody's giving up ends it for the others
                self._thread = threading.Thread(target=self._run, name="local model", daemon=True)
                self._thread.start()
        return self._loaded

    def hand(self, order: Order) -> None:
        self._queue.put(order)
        self.start()

    def stop(self) -> None:
        """Let the thread end, and the model's memory go with it. Blocks until it has."""
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join(_FAREWELL_S)

    def _run(self) -> None:
        try:
            with _Torch.lock:
                model = load(self.place)
                _Torch.loaded = time.perf_counter()
        except BaseException as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
            self._refuse(error)
            return
        self._loaded.set_result(None)
        self._serve(model)
        del model
        _free()

    def _serve(self, model: Model) -> None:
        while orders := self._batch():
            with _Torch.lock:
                answer(orders, model, _Torch.loaded)
        for order in self._waiting:
            fail(order, trouble("interrupted", "the target was closed before this request was answered"))

    def _refuse(self, error: BaseException) -> None:
        """Tell everybody, now and later, that there is no model."""
        reason = error if isinstance(error, ProviderError) else trouble("server", f"{type(error).__name__}: {error}")
        self._loaded.set_exception(reason)
        while (order := self._queue.get()) is not None:
            fail(order, reason)

    def _batch(self) -> list[Order]:
        """The oldest order and those that fit it; empty when the engine is closed."""
        if not self._waiting and not self._closing:
            self._accept(self._queue.get())
        self._gather()
        if self._closing:
            return []
        first = self._waiting[0]
        fitting = [order for order in self._waiting[1:] if first.fits(order)]
        chosen = [first, *fitting][: first.terms.batch]
        self._waiting = [order for order in self._waiting if order not in chosen]
        return chosen

    def _gather(self) -> None:
        while not self._closing and len(self._waiting) < _MOST_WAITING:
            try:
                self._accept(self._queue.get(timeout=_LINGER_S))
            except queue.Empty:
                return

    def _accept(self, order: Order | None) -> None:
        if order is None:
            self._closing = True
        else:
            self._waiting.append(order)


_ENGINES: dict[ModelKey, Engine] = {}
_REGISTER = threading.Lock()


def lease(place: ModelKey) -> Engine:
    """The engine for a place, one more user counted. Loads nothing yet."""
    with _REGISTER:
        engine = _ENGINES.setdefault(place, Engine(place))
        engine.users += 1
        return engine


def release(engine: Engine) -> None:
    """One user less; the last one ends the engine. Blocks until its thread has ended."""
    with _REGISTER:
        engine.users -= 1
        if engine.users:
            return
        del _ENGINES[engine.place]
    engine.stop()


def _free() -> None:
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
