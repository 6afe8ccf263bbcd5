"""统一社会信用代码 (GB 32100): cleaned as typed, checked with its check digit."""

from __future__ import annotations

import unicodedata

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def cleaned(text: str) -> str:
    """Return a code as it is stored: half-width capitals without blanks and hyphens."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()


def credit_code_problem(code: str) -> str:
    """Return what is wrong with a cleaned code in Chinese, "" where it is right."""
    if len(code) != LENGTH:
        return f"统一社会信用代码应为18位，现为{len(code)}位。"
    odd = sorted({one for one in code if one not in ALPHABET})
    if odd:
        return f"统一社会信用代码中不会出现“{'、'.join(odd)}”，请核对（不使用字母 I、O、S、V、Z）。"
    if not code[2:8].isdecimal():
        return "统一社会信用代码的第3至8位应为行政区划数字，请核对。"
    from stdnum.cn import uscc  # brings pydoc along, which a day without a new unit need not hold

    # Only the check digit is asked of the library: its format test refuses lawful codes that begin with a letter.
    if uscc.calc_check_digit(code[:-1]) != code[-1]:
        return "统一社会信用代码的校验位不符，请逐位核对。"
    return ""
