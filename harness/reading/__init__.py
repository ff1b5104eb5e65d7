"""What a text says, by the standard library alone: its sentences, words, quantities, polarity and final answer.

Guards and the equivalence of texts stand on this. Everything here is pure, linear in the length of the text
and made for English; on other languages it finds less, never something else.
"""
