"""How strong a passphrase must be, and which PINs are too simple to be one."""

from __future__ import annotations

TRAINING_PASSPHRASE = "training-only"  # noqa: S105 - published on purpose: training stores hold nothing real
TRAINING_PIN = "000000"

MIN_LENGTH = 10
PIN_DIGITS = 6
_RUNS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def passphrase_problems(passphrase: str) -> list[str]:
    """Return why a passphrase is too weak, in Chinese; empty where it will do."""
    problems: list[str] = []
    if len(passphrase) < MIN_LENGTH:
        problems.append(f"口令至少 {MIN_LENGTH} 个字符。")
    if len(set(passphrase)) < 5:
        problems.append("口令重复字符太多。")
    if passphrase.isdigit():
        problems.append("口令不能只用数字。")
    lowered = passphrase.lower()
    if any(lowered in run or lowered in run[::-1] for run in _RUNS) or lowered.startswith(("password", "12345")):
        problems.append("口令太常见，容易被猜到。")
    if passphrase == TRAINING_PASSPHRASE:
        problems.append("演练口令是公开的，不能用于正式数据。")
    return problems


def pin_problems(pin: str) -> list[str]:
    """Return why a PIN cannot be used, in Chinese; empty where it will do."""
    if len(pin) != PIN_DIGITS or not pin.isascii() or not pin.isdigit():
        return [f"PIN 必须是 {PIN_DIGITS} 位数字。"]
    if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
        return ["PIN 太简单，请不要用重复或连续的数字。"]
    return []
