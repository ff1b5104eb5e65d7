#!/usr/bin/env bash
# Try a built wheel as a stranger would: a fresh environment, a folder of its own, the commands of the README's beginning.
#
#     bash scripts/try_wheel.sh dist/portproof-*.whl
#
# Where uv or pipx are installed, `uvx` and `pipx run` start it from the wheel's folder, too.
set -euo pipefail
wheel=$(realpath "$1")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install --quiet "$wheel"
cd "$place"
export HOME="$place" PATH="$place/env/bin:$PATH"
unset PYTHONPATH HARNESS_CONFIG OPENAI_API_KEY ANTHROPIC_API_KEY

harness --version
portproof --version
harness init mine >/dev/null
cd mine
harness validate
harness lint
harness run --record none -o report.html || test $? = 1 # the starter shows a port that does not succeed
test -s report.html
harness calendar --today 2026-11-29
# An extra that is missing is named by the distribution's name, which is what pip knows.
(harness view 2>&1 || true) | grep -F "pip install 'portproof[view]'"

name=$(basename "$wheel" | cut -d- -f1)
folder=$(dirname "$wheel")
if command -v uvx >/dev/null; then uvx --find-links "$folder" --from "$wheel" portproof --version; fi
if command -v pipx >/dev/null; then pipx run --spec "$wheel" portproof --version; fi
echo "$name: the wheel works"
