"""RFC 9497, ristretto255-SHA512, in a few lines on libsodium's group: what the product's two libraries are held against.

For tests alone. It is not constant in time and clears nothing from memory.
"""

import hashlib
import secrets

import rbcl

ORDER = 2**252 + 27742317777372353535851937790883648493
BASE = rbcl.crypto_scalarmult_ristretto255_base(rbcl.crypto_core_ristretto255_scalar_reduce((1).to_bytes(64, "little")))


def context(mode: int) -> bytes:
    return b"OPRFV1-" + bytes([mode]) + b"-ristretto255-SHA512"


def expanded(message: bytes, dst: bytes, length: int = 64) -> bytes:
    """expand_message_xmd of RFC 9380 with SHA-512, for one block."""
    end = dst + bytes([len(dst)])
    first = hashlib.sha512(b"\0" * 128 + message + length.to_bytes(2, "big") + b"\0" + end).digest()
    return hashlib.sha512(first + b"\1" + end).digest()[:length]


def to_group(message: bytes, mode: int = 1) -> bytes:
    return rbcl.crypto_core_ristretto255_from_hash(expanded(message, b"HashToGroup-" + context(mode)))


def to_scalar(message: bytes, dst: bytes) -> bytes:
    return rbcl.crypto_core_ristretto255_scalar_reduce(expanded(message, dst))


def prefixed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def times(scalar: bytes, point: bytes) -> bytes:
    return rbcl.crypto_scalarmult_ristretto255(scalar, point)


def derived(seed: bytes, info: bytes, mode: int = 1) -> tuple[bytes, bytes]:
    secret = to_scalar(seed + prefixed(info) + b"\0", b"DeriveKeyPair" + context(mode))
    return secret, times(secret, BASE)


def random_scalar() -> bytes:
    return rbcl.crypto_core_ristretto255_scalar_reduce(secrets.token_bytes(64))


def blinded(given: bytes, blind: bytes, mode: int = 1) -> bytes:
    return times(blind, to_group(given, mode))


def composites(public: bytes, blinded_: list[bytes], evaluated: list[bytes]) -> tuple[bytes, bytes]:
    seed = hashlib.sha512(prefixed(public, b"Seed-" + context(1))).digest()
    m = z = None
    for at, (one, other) in enumerate(zip(blinded_, evaluated, strict=True)):
        d = to_scalar(
            prefixed(seed) + at.to_bytes(2, "big") + prefixed(one, other) + b"Composite", b"HashToScalar-" + context(1)
        )
        m = times(d, one) if m is None else rbcl.crypto_core_ristretto255_add(m, times(d, one))
        z = times(d, other) if z is None else rbcl.crypto_core_ristretto255_add(z, times(d, other))
    return m, z


def challenge(*points: bytes) -> bytes:
    return to_scalar(prefixed(*points) + b"Challenge", b"HashToScalar-" + context(1))


def evaluated(secret: bytes, public: bytes, elements: list[bytes], r: bytes | None = None) -> tuple[list[bytes], bytes]:
    """Elements and one proof; ``r`` is the proof's random scalar."""
    r = r or random_scalar()
    outputs = [times(secret, element) for element in elements]
    m, z = composites(public, elements, outputs)
    c = challenge(public, m, z, times(r, BASE), times(r, m))
    return outputs, c + rbcl.crypto_core_ristretto255_scalar_sub(r, rbcl.crypto_core_ristretto255_scalar_mul(c, secret))


def holds(public: bytes, elements: list[bytes], outputs: list[bytes], proof: bytes) -> bool:
    c, s = proof[:32], proof[32:]
    m, z = composites(public, elements, outputs)
    t2 = rbcl.crypto_core_ristretto255_add(times(s, BASE), times(c, public))
    t3 = rbcl.crypto_core_ristretto255_add(times(s, m), times(c, z))
    return challenge(public, m, z, t2, t3) == c


def finalised(given: bytes, blind: bytes, element: bytes) -> bytes:
    unblinded = times(rbcl.crypto_core_ristretto255_scalar_invert(blind), element)
    return hashlib.sha512(prefixed(given, unblinded) + b"Finalize").digest()


def output(secret: bytes, given: bytes) -> bytes:
    return hashlib.sha512(prefixed(given, times(secret, to_group(given))) + b"Finalize").digest()
