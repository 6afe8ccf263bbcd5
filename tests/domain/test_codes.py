"""The code that a person types from a paper: short, and no slip of the finger goes unnoticed."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import ALPHABET, DIGITS, LENGTH, digest_start, tidied, typed_code, typed_problem

digests = st.text("0123456789abcdef", min_size=64, max_size=64)
places = st.integers(0, LENGTH - 1)


@given(digests)
def test_that_a_code_gives_back_how_the_digest_begins(digest: str) -> None:
    code = typed_code(digest)
    assert len(code) == 19 and typed_problem(code) == ""
    assert digest_start(code) == digest[:DIGITS]


@given(digests, places, st.sampled_from(ALPHABET))
def test_that_any_one_wrong_letter_is_found(digest: str, place: int, letter: str) -> None:
    code = tidied(typed_code(digest))
    wrong = code[:place] + letter + code[place + 1 :]
    assert (typed_problem(wrong) == "") == (wrong == code)


@given(digests, places, places)
def test_that_any_two_letters_in_each_others_place_are_found(digest: str, one: int, other: int) -> None:
    code = list(tidied(typed_code(digest)))
    swapped = code.copy()
    swapped[one], swapped[other] = code[other], code[one]
    assert (typed_problem("".join(swapped)) == "") == (swapped == code)


def test_that_a_code_is_read_as_people_and_input_methods_write_it() -> None:
    code = typed_code("0123456789abcdef" * 4)
    loose = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    wide = "".join(chr(ord(one) + 0xFEE0) if one != "-" else "—" for one in code)
    for text in (loose, wide, f"  {code}\n", code.replace("-", "")):
        assert typed_problem(text) == "" and tidied(text) == code.replace("-", "")


def test_that_what_is_wrong_with_a_code_is_said() -> None:
    assert "输入的有 4 位" in typed_problem("ABCD")
    assert "没有“U”" in typed_problem("UUUU-0000-0000-0000")
    assert "校验不符" in typed_problem("0000-0000-0000-0001")
