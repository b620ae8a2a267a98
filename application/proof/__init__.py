"""Proof bundles: ``verify.py`` goes into each of them and checks it with Python alone; nothing imports it here."""
