"""The relay: carries the log to the broker, in order and without gaps, one process at a time."""

from consumers.relay.relay import Relay

__all__ = ["Relay"]
