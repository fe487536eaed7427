"""Signatures of a chain's head, and how one key introduces the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import canonical, signing
from bot.signing import PublicKey, Signer, broken_key, head_claim, holds, key_id
from tests.strategies import SIGNER

SINCE = "2026-05-01T00:00:00.000000Z"
CLAIM = head_claim("c0ffee", 7, "ab" * 32)
HEX = "0123456789abcdef"


def rotated(times: int) -> Signer:
    """The shared signer after so many new keys."""
    signer = SIGNER
    for _ in range(times):
        signer = signer.next(SINCE)
    return signer


def test_the_test_vector_of_the_rfc() -> None:
    """RFC 8032, 7.1: the first key, over no bytes at all."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SIGNER.secret))
    assert private.public_key().public_bytes_raw().hex() == SIGNER.keys[0].public
    assert private.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a")
    assert private.sign(canonical.dumps(CLAIM)).hex() == SIGNER.sign(CLAIM)


def test_a_key_is_known_by_the_digest_of_its_public_half() -> None:
    assert SIGNER.key == SIGNER.keys[0].id == key_id(SIGNER.keys[0].public) == "21fe31dfa154a261"
    with pytest.raises(ValueError, match="hex"):
        key_id("not hex")


def test_two_first_keys_are_two() -> None:
    one, other = Signer.first(SINCE), Signer.first(SINCE)
    assert one.key != other.key
    assert one.secret != other.secret
    assert holds(one.keys[0].public, one.sign(CLAIM), CLAIM)
    assert not holds(other.keys[0].public, one.sign(CLAIM), CLAIM)


@pytest.mark.parametrize(
    "other",
    [
        head_claim("c0ffef", 7, "ab" * 32),
        head_claim("c0ffee", 8, "ab" * 32),
        head_claim("c0ffee", 7, "ac" * 32),
        CLAIM | {"use": "cellule-key/1"},
        CLAIM | {"filter": "full"},
        {},
    ],
)
def test_a_signature_holds_for_its_own_claim_only(other: dict[str, Any]) -> None:
    signature = SIGNER.sign(CLAIM)
    assert holds(SIGNER.keys[0].public, signature, CLAIM)
    assert not holds(SIGNER.keys[0].public, signature, other)


def test_a_claim_is_signed_whatever_the_order_of_its_parts() -> None:
    assert SIGNER.sign(dict(reversed(CLAIM.items()))) == SIGNER.sign(CLAIM)


@given(st.integers(0, 127), st.sampled_from(HEX))
def test_any_other_digit_of_a_signature(place: int, digit: str) -> None:
    signature = SIGNER.sign(CLAIM)
    changed = signature[:place] + digit + signature[place + 1 :]
    assert holds(SIGNER.keys[0].public, changed, CLAIM) == (changed == signature)


@pytest.mark.parametrize("wrong", ["", "x", "é", "00", "0" * 127, "0" * 130, "zz" * 64, "0" * 64])
def test_what_is_no_key_or_no_signature_holds_nothing(wrong: str) -> None:
    assert not holds(SIGNER.keys[0].public, wrong, CLAIM)
    assert not holds(wrong, SIGNER.sign(CLAIM), CLAIM)


# Rotation


@pytest.mark.parametrize("times", [0, 1, 2, 5])
def test_a_new_key_is_introduced_by_the_one_before(times: int) -> None:
    signer = rotated(times)
    assert len(signer.keys) == times + 1
    assert signer.keys[0] == SIGNER.keys[0]
    assert broken_key(signer.keys) is None
    assert [key.endorsed_by for key in signer.keys] == [None, *(k.id for k in signer.keys[:-1])]
    assert holds(signer.keys[-1].public, signer.sign(CLAIM), CLAIM)
    for older in signer.keys[:-1]:
        assert not holds(older.public, signer.sign(CLAIM), CLAIM)


def test_the_old_secret_is_not_handed_on() -> None:
    assert SIGNER.secret not in repr(rotated(1))


KEYS = rotated(3).keys
STRANGER = Signer.first(SINCE)


@pytest.mark.parametrize(
    ("keys", "bad"),
    [
        ((), None),
        (KEYS[1:], KEYS[1]),
        ((KEYS[0], KEYS[2], KEYS[3]), KEYS[2]),
        ((KEYS[1], KEYS[0]), KEYS[1]),
        ((KEYS[0], KEYS[2], KEYS[1], KEYS[3]), KEYS[2]),
        ((KEYS[0], KEYS[0]), KEYS[0]),
        ((KEYS[0], STRANGER.keys[0]), STRANGER.keys[0]),
        ((STRANGER.keys[0], *KEYS[1:]), KEYS[1]),
    ],
)
def test_keys_left_out_moved_or_of_somebody_else(
    keys: tuple[PublicKey, ...], bad: PublicKey | None
) -> None:
    assert broken_key(keys) == bad


@pytest.mark.parametrize(
    "changed",
    [
        {"since": "2026-05-02T00:00:00.000000Z"},
        {"public": STRANGER.keys[0].public},
        {"endorsed_by": STRANGER.key},
        {"endorsed_by": None},
        {"endorsement": None},
        {"endorsement": ""},
        {"endorsement": "00" * 64},
        {"endorsed_by": None, "endorsement": None},
    ],
)
def test_any_part_of_an_introduction(changed: dict[str, Any]) -> None:
    keys = [*KEYS]
    keys[2] = replace(keys[2], **changed)
    assert broken_key(keys) == keys[2]


def test_a_first_key_claims_nobody_before_it() -> None:
    claimed = replace(KEYS[0], endorsed_by=STRANGER.key, endorsement="00" * 64)
    assert broken_key([claimed]) == claimed


def test_a_stranger_s_own_endorsement_is_none() -> None:
    """Whoever has no old secret cannot have a key of theirs follow it."""
    theirs = STRANGER.keys[0]
    forged = replace(
        theirs,
        endorsed_by=KEYS[0].id,
        endorsement=STRANGER.sign(signing._key_claim(theirs.public, theirs.since)),
    )
    assert broken_key([KEYS[0], forged]) == forged
