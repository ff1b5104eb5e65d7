"""How far the estimate of tokens lies from what tokenizers count: English, code, JSON, twelve other languages.

    python benchmarks/token_estimate.py [NAME=tokenizer.json …]

Tokenizers: those of tiktoken whose files are in its cache (TIKTOKEN_CACHE_DIR) and files in the form of `tokenizers`.
For each kind of text the worst ratios of counted to estimated tokens over the tokenizers are printed, and the share of
pieces whose count lies within the bounds that the linter states.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from usage import told

from harness.model.config import Target
from harness.sending.sizes import tokenizer_of
from harness.sending.tokens import bounds_of, tokens_of

ROOT = Path(__file__).parent.parent
PIECE = 600
"""Characters; prompts are rarely shorter than the pieces that they are put together from."""
ARTICLE = {
    # Article 1 of the Universal Declaration of Human Rights, which is free of rights.
    "French": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    "German": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geiste der Brüderlichkeit begegnen.",
    "Spanish": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y conciencia, deben comportarse fraternalmente los unos con los otros.",
    "Polish": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i sumieniem i powinni postępować wobec innych w duchu braterstwa.",
    "Turkish": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler.",
    "Russian": "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны поступать в отношении друг друга в духе братства.",
    "Greek": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικισμένοι με λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους με πνεύμα αδελφοσύνης.",
    "Arabic": "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلًا وضميرًا وعليهم أن يعامل بعضهم بعضًا بروح الإخاء.",
    "Hindi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।",
    "Chinese": "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。",
    "Japanese": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。",
    "Korean": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다.",
}


def texts() -> dict[str, list[str]]:
    """Pieces of text by kind."""
    prose = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md")))
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "harness" / "engine").glob("*.py")))
    data = (ROOT / "docs" / "schemas" / "suite.schema.json").read_text("utf-8")
    compact = (ROOT / "harness" / "facts" / "models.json").read_text("utf-8")[:60_000]
    kinds = {"English prose": prose, "Python": code, "JSON, indented": data, "JSON, one line a row": compact}
    cut = {
        kind: [text[at : at + PIECE] for at in range(0, len(text) - PIECE, PIECE)][:200] for kind, text in kinds.items()
    }
    return cut | {language: [text] for language, text in ARTICLE.items()}


def tokenizers() -> dict[str, Callable[[str], int]]:
    found: dict[str, Callable[[str], int]] = {}
    for model in ("gpt-4", "gpt-4o"):
        if own := tokenizer_of(Target(name="t", provider="openai", model=model), "."):
            found[own.name] = own.count
    for given in sys.argv[1:]:
        from tokenizers import Tokenizer

        name, _, path = given.partition("=")
        tokenizer = Tokenizer.from_file(path)
        found[name] = lambda text, tokenizer=tokenizer: len(tokenizer.encode(text, add_special_tokens=False).ids)
    return found


def main() -> None:
    counters = tokenizers()
    print(f"counted by {', '.join(counters)}")
    print(f"{'kind of text':22} {'pieces':>6}  least and most counted / estimated    within the bounds")
    for kind, pieces in texts().items():
        ratios, inside, total = [], 0, 0
        for piece in pieces:
            least, most = bounds_of(piece)
            for count in counters.values():
                counted = count(piece)
                ratios.append(counted / tokens_of(piece))
                inside += least <= counted <= most
                total += 1
        print(f"{kind:22} {len(pieces):>6}  {min(ratios):>6.2f} … {max(ratios):<6.2f} {inside / total:>30.1%}")


if __name__ == "__main__":
    told(__doc__)
    main()
