"""Terms as forms/ declare them: settled where the rule states no kind of day, and whether they may be made longer.

Basis: coercion-law-2011:25-p1 (thirty days more, once); a term that binds the authority is extended only where its own
rule says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.domain.days import Term, Unstated, parse_term

Cite = Callable[[Iterable[str]], str]


@dataclass(frozen=True)
class ExtensionRule:
    """How often a term may be made longer (``times``, 0 = never) and by how much each time at ``most``.

    ``by`` is the kind of paper that records an extension, "" where no paper does; ``basis`` the articles that say so.
    """

    times: int
    most: Term | None = None
    basis: tuple[str, ...] = ()
    by: str = ""


def declared(text: str, unstated: Unstated) -> tuple[Term | None, tuple[str, ...]]:
    """Return the term of ``7wd`` or ``10u`` as it is counted, with the sentence that tells how it was settled."""
    settled, told = unstated.settle(text)
    return parse_term(settled)[0], (told,) if told else ()


def declared_problems(text: str) -> tuple[str, ...]:
    """Return what is wrong with a term in a file of forms/, where ``10u`` is one too."""
    return parse_term(Unstated("d", "").settle(text)[0])[1]


def extension_words(rule: ExtensionRule, used: int, cite: Cite) -> str:
    """Return in Chinese whether, how often and by how much a term may still be made longer."""
    cited = cite(rule.basis) if rule.basis else ""
    law = f"（{cited}）" if cited else ""
    if not rule.times or rule.most is None:
        return f"该期限不得延长{law}。"
    if used >= rule.times:
        return f"已经延长 {used} 次，不得再次延长{law}。"
    done = f"，已经延长 {used} 次" if used else ""
    return f"经批准可以延长，至多 {rule.times} 次，每次不超过{rule.most.words}{done}{law}。"


def extension_problems(
    rule: ExtensionRule, title: str, asked: Sequence[Term], cite: Cite, used: int = 0
) -> tuple[str, ...]:
    """Return why these extensions, one after the other, go beyond what the rule of the term allows (Chinese)."""
    law = cite(rule.basis) or "所依据的规定"
    if asked and (not rule.times or rule.most is None):
        return (f"“{title}”不得延长：{law}没有规定该期限可以延长",)
    if asked and used + len(asked) > rule.times:
        before = f"，已经延长 {used} 次" if used else ""
        return (f"“{title}”至多延长 {rule.times} 次{before}，不得再次延长（{law}）",)
    most = rule.most
    return tuple(
        f"“{title}”每次延长不得超过{most.words}，不能延长{one.words}（{law}）"
        for one in asked if most is not None and _longer(one, most)
    )  # fmt: skip


def _longer(one: Term, most: Term) -> bool:
    """Return whether a term is surely not within another; of different units only equal ones would be, so none is."""
    return one.unit != most.unit or one.number > most.number
