"""Signing the log where the public asks for it, without telling the public where keys are kept."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from api.refusals import LogUnsigned
from application.proof.refusals import KeyExposed, KeyMalformed, KeysMissing, KeyUnlisted

log = logging.getLogger(__name__)


@contextmanager
def signed_publicly() -> Iterator[None]:
    """Refuses with ``LogUnsigned`` where keys are missing or badly kept; what is wrong with them is logged."""
    try:
        yield
    except (KeysMissing, KeyExposed, KeyUnlisted, KeyMalformed) as refusal:
        log.warning("nothing can be signed: %s", refusal)
        raise LogUnsigned from None
