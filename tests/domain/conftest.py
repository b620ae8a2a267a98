"""Property tests of the domain: the same cases in every run."""

from hypothesis import settings

settings.register_profile("domain", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("domain")
