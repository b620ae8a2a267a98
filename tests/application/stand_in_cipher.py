"""Stands in for the library's AES cipher where pycryptodome, which that needs, is not installed.

The library's test cases take the cipher from ``eventsourcing.cipher``. They are about the key being read from the right
setting and the bytes passing through the cipher, not about AES; this one tells a wrong key from the right one, too.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from itertools import cycle
from secrets import token_bytes

from eventsourcing.persistence import Cipher
from eventsourcing.utils import Environment


class AESCipher(Cipher):
    CIPHER_KEY = "CIPHER_KEY"

    @staticmethod
    def create_key(num_bytes: int) -> str:
        return b64encode(token_bytes(num_bytes)).decode()

    def __init__(self, environment: Environment) -> None:
        key = environment.get(self.CIPHER_KEY)
        if not key:
            raise OSError(self.CIPHER_KEY)
        self._key = b64decode(key)

    def encrypt(self, plaintext: bytes) -> bytes:
        return self._seal(plaintext) + self._mask(plaintext)

    def decrypt(self, ciphertext: bytes) -> bytes:
        plaintext = self._mask(ciphertext[32:])
        if not hmac.compare_digest(self._seal(plaintext), ciphertext[:32]):
            msg = "wrong key"
            raise ValueError(msg)
        return plaintext

    def _seal(self, plaintext: bytes) -> bytes:
        return hmac.digest(self._key, plaintext, hashlib.sha256)

    def _mask(self, text: bytes) -> bytes:
        return bytes(byte ^ key for byte, key in zip(text, cycle(self._key), strict=False))
