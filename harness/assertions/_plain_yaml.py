"""YAML from a model or a suite's text value: plain data, no aliases, words as JSON has them."""

from __future__ import annotations

from typing import Any

import yaml


class _PlainLoader(yaml.SafeLoader):
    """Without aliases, whose expansion may have no end."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":merge", ":value"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_plain(text: str) -> Any:
    """Raises yaml.YAMLError, ValueError or RecursionError."""
    return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a SafeLoader
