"""Codes that people type: look-alikes understood, slips found."""

import random

from hypothesis import given
from hypothesis import strategies as st

from literacy.core import identifiers as ids

TWINS = str.maketrans("ABEKMHPCTX", "АВЕКМНРСТХ")


def test_ids_sort_by_time_and_never_meet():
    made = [ids.new_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert made == sorted(made)
    assert made[0].version == 7


def test_a_certificate_number_is_understood_however_it_is_typed():
    for _ in range(200):
        code = ids.certificate_code()
        assert ids.certificate_code_is_consistent(code)
        for typed in (code.lower(), code.replace("-", ""), code.replace("-", " "), code[5:], code.translate(TWINS)):
            assert ids.certificate_code_is_consistent(typed)
            assert ids.canonical_certificate_code(typed) == code


@given(st.integers(0, 17), st.sampled_from(ids.ALPHABET))
def test_one_wrong_sign_is_found(place, sign):
    body = "7XQ2RT9MZP4KD8WB"
    whole = body + ids.check_characters(body, 2)
    slipped = whole[:place] + sign + whole[place + 1 :]
    assert ids.certificate_code_is_consistent(slipped) is (slipped == whole)


def test_swapped_neighbours_are_found():
    body = "7XQ2RT9MZP4KD8WB"
    whole = body + ids.check_characters(body, 2)
    for place in range(len(whole) - 1):
        swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
        assert ids.certificate_code_is_consistent(swapped) is (swapped == whole)


def test_seat_codes_use_signs_of_both_keyboards_and_carry_a_check():
    chance = random.Random(7)
    for _ in range(200):
        code = ids.seat_code_of(chance.getrandbits(256))
        assert set(code) <= set(ids.CARD_ALPHABET)
        assert ids.seat_code_is_consistent(ids.normalise_code(code.lower().translate(TWINS)))
    wrong = sum(
        ids.seat_code_is_consistent(sign + code[1:])
        for code in [ids.seat_code_of(chance.getrandbits(256)) for _ in range(50)]
        for sign in ids.CARD_ALPHABET
        if sign != code[0]
    )
    assert wrong < 0.1 * 50 * 15
