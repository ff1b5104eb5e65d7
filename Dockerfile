# docker build -t harness . && docker run --rm --network none -v "$PWD:/project" harness run --record none
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY requirements ./requirements
COPY harness ./harness
# Everything by its hash, the builder too, which stays behind.
RUN python -m venv /build && /build/bin/pip install --no-cache-dir --quiet --require-hashes -r requirements/build.txt \
    && /build/bin/pip wheel --no-cache-dir --quiet --no-deps --no-build-isolation --wheel-dir /wheel . \
    && python -m venv /harness && /harness/bin/pip install --no-cache-dir --quiet --require-hashes -r requirements/base.txt \
    && /harness/bin/pip install --no-cache-dir --quiet --no-deps --no-index --find-links /wheel portproof

FROM python:3.13-slim
COPY --from=build /harness /harness
RUN useradd --create-home --uid 10001 harness
ENV PATH=/harness/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /project
HEALTHCHECK --interval=1m --timeout=20s CMD ["harness", "--version"]
ENTRYPOINT ["harness"]
CMD ["--help"]
