"""The projector: a member of the group that shares the provinces, and feeds the read models with what comes of them."""

from consumers.projector.projector import Projector

__all__ = ["Projector"]
