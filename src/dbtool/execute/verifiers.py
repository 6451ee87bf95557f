"""What the server keeps of a password: whether a password is the one, without asking the server."""

from __future__ import annotations

import hashlib
import hmac
import re
import stringprep
import unicodedata
from base64 import b64decode, b64encode
from secrets import token_bytes
from typing import Literal

Form = Literal["scram-sha-256", "md5", "none"]
# PostgreSQL's own default of scram_iterations, and the length of its salts.
ITERATIONS = 4096
SALT_BYTES = 16
_SCRAM = re.compile(
    r"SCRAM-SHA-256\$(?P<iterations>\d+):(?P<salt>[A-Za-z0-9+/=]+)\$(?P<stored>[^:]+):(?P<server>.+)"
)
_MD5 = re.compile(r"md5[0-9a-f]{32}")


def form_of(stored: str | None) -> Form:
    """Give the form of what pg_authid keeps."""
    if not stored:
        return "none"
    return "md5" if _MD5.fullmatch(stored) else "scram-sha-256"


def is_verifier(text: str) -> bool:
    """Say whether a text is a verifier, and no password; the server would keep it as it is."""
    return _SCRAM.fullmatch(text) is not None


def verifier(password: str, *, iterations: int = ITERATIONS, salt: bytes | None = None) -> str:
    """Give the SCRAM-SHA-256 verifier of a password.

    Source: RFC 5803; scram_build_secret (src/common/scram-common.c).
    """
    salt = salt or token_bytes(SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", _prepared(password), salt, iterations)
    client = hmac.digest(salted, b"Client Key", "sha256")
    stored, server = hashlib.sha256(client).digest(), hmac.digest(salted, b"Server Key", "sha256")
    parts = (b64encode(part).decode() for part in (salt, stored, server))
    return "SCRAM-SHA-256${}:{}${}:{}".format(iterations, *parts)


def is_password_of(password: str, stored: str, role: str) -> bool:
    """Say whether the password, or verifier, is the one that the server keeps."""
    if is_verifier(password):
        return hmac.compare_digest(password, stored)
    found = _SCRAM.fullmatch(stored)
    if found:
        mine = verifier(password, iterations=int(found["iterations"]), salt=b64decode(found["salt"]))
        return hmac.compare_digest(mine, stored)
    # The server's own way of old, compared with and never made.
    mine = "md5" + hashlib.md5((password + role).encode(), usedforsecurity=False).hexdigest()
    return hmac.compare_digest(mine, stored)


def _prepared(password: str) -> bytes:
    """Give the password as SASLprep makes it, or as it stands where that has no answer, as libpq does.

    Source: RFC 4013; pg_saslprep (src/common/saslprep.c).
    """
    if password.isascii():
        return password.encode()
    mapped = "".join(
        " " if stringprep.in_table_c12(letter) else letter
        for letter in password
        if not stringprep.in_table_b1(letter)
    )
    text = unicodedata.normalize("NFKC", mapped)
    forbidden = any(test(letter) for letter in text for test in _FORBIDDEN)
    return (password if not text or forbidden or _mixed(text) else text).encode()


def _mixed(text: str) -> bool:
    """Say whether text of both directions stands together as SASLprep forbids."""
    right = [stringprep.in_table_d1(letter) for letter in text]
    if not any(right):
        return False
    return any(stringprep.in_table_d2(letter) for letter in text) or not (right[0] and right[-1])


_FORBIDDEN = (
    stringprep.in_table_a1,
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)
