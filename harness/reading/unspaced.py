"""Negations of languages without spaces between words (Japanese, Chinese, Thai) and of Korean with its long verbs."""

from __future__ import annotations

import re
from itertools import pairwise

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]")
_DENIALS = (
    ("ませんでした", "ました"), ("ません", "ます"), ("ではない", "だ"), ("じゃない", "だ"),
    ("なかった", "た"), ("ない", "る"),
    ("并没有", ""), ("没有", "有"), ("不是", "是"), ("不能", "能"), ("无法", "能"),
    ("不", ""), ("没", ""), ("未", ""), ("勿", ""),
    ("하지 않습", "합"), ("지 않습", "습"), ("하지 못합", "합"), ("지 않", ""),
    ("지 못", ""), ("없", "있"), ("않", ""), ("ไม่", ""),
)  # fmt: skip
"""A negated form and the same without its negation, longer forms first."""
_NOT_DENYING = re.compile("不仅|不但|不過|不过|不断|不錯|不错|少なくない|しかない|かもしれない")


_OPPOSED = """
    前 後, 前 后, 上 下, 内 外, 有 無, 有 无, 増 減, 增 减, 開 閉, 开 关, 男 女, 左 右, 大 小, 高 低, 多 少, 新 旧,
    買 売, 买 卖, 入 出, 長 短, 长 短, 早 晚, 快 慢, 涨 跌, 升 降, 赢 输, 勝 敗, 胜 负,
    東 西, 东 西, 南 北, 昼 夜, 冷 热, 最初 最後, 強 弱, 强 弱, 安全 危険, 成功 失敗, 成功 失败, 許可 禁止,
    上午 下午, 上午 晚上, 早上 晚上, 午前 午後, 允许 禁止, 賛成 反対, 赞成 反对, 同意 反对, 合格 不合格
"""
_EITHER_WAY = [(one, other) for pair in _OPPOSED.split(",") for one, other in (pair.split(), pair.split()[::-1])]


def opposed(first: str, second: str) -> list[tuple[str, str]]:
    """Opposites of which the one stands in the first text where the other stands in the second."""
    return [
        (one, other)
        for one, other in _EITHER_WAY
        if one in first and other in second
        for _ in range(min(first.count(one) - second.count(one), second.count(other) - first.count(other)))
    ]


def is_unspaced(text: str) -> bool:
    return _UNSPACED.search(text) is not None


def unspaced(text: str) -> tuple[list[str], int]:
    """Pairs of neighbouring letters of a text without its negations, and the number of these."""
    plain, denials = _NOT_DENYING.sub("", text.lower()), 0
    for negated, positive in _DENIALS:
        count = plain.count(negated)
        if count:
            denials += count
            plain = plain.replace(negated, positive)
    letters = [character for character in plain if character.isalnum()]
    return [first + second for first, second in pairwise(letters)], denials
