"""Telephone numbers of the mainland: what cannot be dialled; what is no such number is not judged.

手机 11 digits; 固定电话 with its area code (010 and 02x with 8 digits, others with 7 or 8) or without it; an extension
behind 转 or a hyphen; 400 and 800 numbers and the short ones of services. Several may stand beside each other.
"""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = re.compile(r"[、,，;；/|或]")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#|x)\D{0,2}(\d+)$", re.IGNORECASE)
_NUMBER = re.compile(r"[\d\s()+.\-—–_]+")
_OWN_COUNTRY = re.compile(r"\+86|0086|86(?=1\d{10}$)")
_SHORT_AREAS = ("010", "02")
_LOCAL = (7, 8)
_SERVICE = re.compile(r"[48]00\d{7}")
_INSIDE = 7  # fewer digits are of a service, or of a house's own exchange


def phone_doubt(text: str) -> str:
    """Return what cannot be right in the numbers of a text, "" for right ones and for what is no number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for one in _BETWEEN.split(plain):
        for number in _apart(_EXTENSION.sub("", one.strip())):
            told = _doubt(number)
            if told:
                return told
    return ""


def contact_doubt(text: str) -> str:
    """Return what cannot be right in the number behind a name, as in 演练甲 0312-0000000."""
    return phone_doubt(text.strip().rpartition(" ")[2])


def _apart(text: str) -> list[str]:
    """Return numbers with nothing but a blank between them, a number written in groups as one."""
    parts = text.split()
    whole = len(parts) > 1 and all(len(re.sub(r"\D", "", one)) >= _INSIDE for one in parts)
    return parts if whole else [text]


def _doubt(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return ""
    typed = "".join(text.split())
    home = _OWN_COUNTRY.sub("", typed, count=1) if _OWN_COUNTRY.match(typed) else typed
    digits = re.sub(r"\D", "", home)
    if home != typed and digits[:1] not in ("0", "1"):
        digits = f"0{digits}"  # behind the number of the country the area has no zero
    if home.startswith(("+", "00")) or len(digits) < _INSIDE or _SERVICE.fullmatch(digits):
        return ""
    if digits.startswith("0"):
        return _landline_doubt(home, digits)
    return _mobile_doubt(digits) if digits.startswith("1") else _other_doubt(home, digits)


def _mobile_doubt(digits: str) -> str:
    if len(digits) in _LOCAL:
        return f"手机号码应为11位，现为{len(digits)}位；固定电话的第1位不会是1。"
    if len(digits) != 11:
        return f"手机号码应为11位，现为{len(digits)}位。"
    return f"手机号码第2位不会是“{digits[1]}”，请核对。" if digits[1] in "012" else ""


def _landline_doubt(home: str, digits: str) -> str:
    short = digits.startswith(_SHORT_AREAS)
    area, number = (digits[:3], digits[3:]) if short else (digits[:4], digits[4:])
    most = 8
    fits = len(number) == most if short else len(number) in _LOCAL
    if not fits and len(number) > most and re.search(r"\d{7,8}\D+\d{1,6}$", home):
        return ""  # an extension behind a hyphen
    wanted = "8位" if short else "7位或8位"
    return "" if fits else f"固定电话区号{area}之后应为{wanted}，现为{len(number)}位。"


def _other_doubt(home: str, digits: str) -> str:
    if len(digits) in _LOCAL or re.fullmatch(r"\D*\d{7,8}\D+\d{1,6}", home):
        return ""
    if len(digits) == 11:
        return f"手机号码第1位应为1，固定电话的区号以0开头，现为“{digits[0]}”，请核对。"
    return f"电话号码应为11位手机号，或者区号加7位、8位号码，现为{len(digits)}位。"
