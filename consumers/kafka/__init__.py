"""The broker, behind types: the one package that knows the client library, which has none.

Whatever goes wrong between here and the broker is one of ``BROKER_ERRORS``, and is to be tried again. Clients don't
survive a fork: each is made in the process that uses it.
"""

import warnings

with warnings.catch_warnings():
    # On its way in the library reads its own files in a way that Python has deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    from consumers.kafka.connecting import BROKER_ERRORS, BrokerAway
    from consumers.kafka.making import make_topics
    from consumers.kafka.member import Assigned, Member, Revoked
    from consumers.kafka.producer import Producer, Sent
    from consumers.kafka.reader import Reader
    from consumers.kafka.record import Record

__all__ = [
    "BROKER_ERRORS",
    "Assigned",
    "BrokerAway",
    "Member",
    "Producer",
    "Reader",
    "Record",
    "Revoked",
    "Sent",
    "make_topics",
]
