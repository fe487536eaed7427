"""Signatures of a chain's head: Ed25519 (RFC 8032), so that who holds a file can tell whether
this installation made it.

A key is known by the first 16 hex digits of the SHA-256 of its public half. A new key is signed
by the one before it, so that who trusts the first can trust them all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot import canonical

ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half (hex) of a key, since when it signs (RFC 3339), and by which key before it
    was introduced: `endorsed_by` and `endorsement` are `None` for the first."""

    public: str
    since: str
    endorsed_by: str | None = None
    endorsement: str | None = None

    @property
    def id(self) -> str:
        return key_id(self.public)


@dataclass(frozen=True, slots=True)
class Signer:
    """The keys of an installation, oldest first; `secret` (hex) is the private half of the last."""

    keys: tuple[PublicKey, ...]
    secret: str

    @classmethod
    def first(cls, since: str) -> Signer:
        """A new key, before which there was none."""
        secret, public = _new()
        return cls((PublicKey(public, since),), secret)

    def next(self, since: str) -> Signer:
        """A new key in place of the one in use, which introduces it."""
        secret, public = _new()
        endorsement = self.sign(_key_claim(public, since))
        return Signer((*self.keys, PublicKey(public, since, self.key, endorsement)), secret)

    @property
    def key(self) -> str:
        """The ID of the key in use."""
        return self.keys[-1].id

    def sign(self, claim: dict[str, Any]) -> str:
        """The signature (hex) of a claim's canonical JSON."""
        # Here and below: it takes megabytes, and most processes neither sign nor prove anything.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.secret))
        return private.sign(canonical.dumps(claim)).hex()


def head_claim(crisis: str, seq: int, head: str) -> dict[str, Any]:
    """What is signed of a chain as of entry `seq`, whose hash is `head`."""
    return {"crisis": crisis, "head": head, "seq": seq, "use": "cellule-head/1"}


def key_id(public: str) -> str:
    """The ID of a key by its public half (hex).

    Raises:
        ValueError: it is not hex.
    """
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:ID_DIGITS]


def holds(public: str, signature: str, claim: dict[str, Any]) -> bool:
    """Whether `signature` (hex) of `claim` was made with the private half of `public` (hex)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), canonical.dumps(claim))
    except (InvalidSignature, ValueError):
        return False
    return True


def broken_key(keys: Sequence[PublicKey]) -> PublicKey | None:
    """The first of `keys` that the one before it did not introduce; `None` if all hold."""
    before: PublicKey | None = None
    for key in keys:
        first = before is None and key.endorsed_by is None and key.endorsement is None
        if not first and (
            before is None
            or key.endorsed_by != before.id
            or not holds(before.public, key.endorsement or "", _key_claim(key.public, key.since))
        ):
            return key
        before = key
    return None


def _key_claim(public: str, since: str) -> dict[str, Any]:
    return {"public": public, "since": since, "use": "cellule-key/1"}


def _new() -> tuple[str, str]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw().hex(), private.public_key().public_bytes_raw().hex()
