"""Numbers of people and units with a check character: what cannot be right in them, with its place where that is known.

居民身份证 as GB 11643 has it (18 digits, the last may be X); 统一社会信用代码 as GB 32100 (18 characters, in it the
code of the organization with a check character of its own, GB 11714). A passport and other papers are not judged.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange

LENGTH = 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PLACES = {1: "12345", 2: "123", 3: "1234567", 4: "123456", 5: "01234", 6: "12345", 7: "1", 8: "123"}
_PROVINCES = frozenset(f"{region}{place}" for region, places in _PLACES.items() for place in places)
_RESIDENCE = "9"  # 外国人永久居留身份证 since 2023: 18 digits too; a country stands where others have the county
_MEANT = range(14, 21)  # so many digits are meant as this number, also where some are lost or doubled
_SLIPS = 2  # letters typed for digits; with more of them it is another paper's number

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY = slice(8, 17)


def cleaned(text: str) -> str:
    """Return a number as it is compared: half-width capitals without blanks and hyphens."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()


def identity_doubt(text: str) -> str:
    """Return what cannot be right in a number that is meant as 居民身份证, "" for a right one and any other paper's."""
    number = cleaned(text)
    digits = sum(one.isdecimal() for one in number)
    letters = len(number.removesuffix("X")) - digits
    if digits not in _MEANT or letters > _SLIPS or not number.isascii():
        return ""
    if len(number) == 15 and digits == 15:
        return "15位的是第一代居民身份证，2013年起停止使用；请按现在的证件填写18位号码。"
    if len(number) != LENGTH:
        return f"居民身份证号码应为18位，现为{len(number)}位。"
    odd = [place for place, one in enumerate(number, 1) if not (one.isdecimal() or (one == "X" and place == LENGTH))]
    if odd:
        named = "、".join(dict.fromkeys(number[one - 1] for one in odd))
        return f"居民身份证号码第{_places(odd)}位不会是“{named}”（只有数字，末位也可以是X），请核对。"
    return _identity_part_doubt(number)


def _identity_part_doubt(number: str) -> str:
    if number[:2] not in _PROVINCES and number[0] != _RESIDENCE:
        return f"居民身份证号码第1、2位（省份）不会是“{number[:2]}”，请核对。"
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    if number[6:8] not in ("18", "19", "20"):
        return f"居民身份证号码第7至10位（出生年份）不会是“{number[6:10]}”，请核对。"
    if not 1 <= month <= 12:
        return f"居民身份证号码第11、12位（出生月份）不会是“{number[10:12]}”，请核对。"
    if not 1 <= day <= monthrange(year, month)[1]:
        return f"居民身份证号码第13、14位（出生日）不会是“{number[12:14]}”，请核对。"
    check = _CHECKS[sum(int(one) * weight for one, weight in zip(number, _WEIGHTS, strict=False)) % 11]
    return "" if number[-1] == check else "居民身份证号码第18位（校验位）与前17位不符，请对照证件逐位核对。"


def credit_code_problem(code: str) -> str:
    """Return what is wrong with a cleaned 统一社会信用代码, "" where it is right."""
    if len(code) != LENGTH:
        return f"统一社会信用代码应为18位，现为{len(code)}位。"
    odd = [place for place, one in enumerate(code, 1) if one not in ALPHABET]
    if odd:
        named = "、".join(sorted({code[one - 1] for one in odd}))
        return f"统一社会信用代码第{_places(odd)}位不会是“{named}”，请核对（不使用字母 I、O、S、V、Z）。"
    lettered = [place for place in range(3, 9) if not code[place - 1].isdecimal()]
    if lettered:
        return f"统一社会信用代码第{_places(lettered)}位应为数字（第3至8位是行政区划），请核对。"
    if _code_check(code) == code[-1]:
        return ""
    where = "应在第1至8位或者第18位" if _body_check(code[_BODY]) == code[16] else "应在第9至17位"
    return f"统一社会信用代码的校验位不符，有误的一位{where}，请逐位核对。"


def _code_check(code: str) -> str:
    total = sum(ALPHABET.index(one) * weight for one, weight in zip(code, _CODE_WEIGHTS, strict=False))
    return ALPHABET[-total % 31]


def _body_check(body: str) -> str:
    """Return the check character of an 组织机构代码 (GB 11714), whose letters count from A = 10."""
    value = 11 - sum(int(one, 36) * weight for one, weight in zip(body, _BODY_WEIGHTS, strict=False)) % 11
    return {10: "X", 11: "0"}.get(value, str(value))


def credit_code_doubt(text: str) -> str:
    """Return what is wrong with a code as typed, "" for nothing typed yet."""
    code = cleaned(text)
    return credit_code_problem(code) if code else ""


def _places(places: list[int]) -> str:
    return re.sub(r"[\[\] ]", "", str(places)).replace(",", "、")
