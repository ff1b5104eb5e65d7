"""A suite written as YAML that people can read and go on with, and that is read back exactly."""

from __future__ import annotations

from typing import Any

import yaml

from harness.model.numerals import Numeral

WIDTH = 120
_BREAKS = "\r\x85\u2028\u2029\ufeff"


class _ProjectDumper(yaml.SafeDumper):
    """Without aliases, which readers have to jump for; texts of several lines as blocks."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's own signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, False)


def yaml_text(value: Any) -> str:
    """The value as block YAML; text in it is UTF-8, numbers keep their digits."""
    text: str = yaml.dump(value, Dumper=_ProjectDumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return text


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    if any(sign in value for sign in _BREAKS):
        # In any other style the reader would take them for line breaks, which they are to YAML, and fold them.
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')
    block = "\n" in value and not any(line != line.rstrip() for line in value.split("\n"))
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if block else None)


def _mapping(dumper: yaml.SafeDumper, value: dict[Any, Any]) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", list(value.items()))


def _numeral(dumper: yaml.SafeDumper, value: Numeral) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:float", value.text)


_ProjectDumper.add_representer(str, _text)
_ProjectDumper.add_representer(Numeral, _numeral)
_ProjectDumper.add_multi_representer(str, _text)
_ProjectDumper.add_multi_representer(dict, _mapping)
_ProjectDumper.add_multi_representer(tuple, yaml.SafeDumper.represent_list)
