"""Bootstrap from the installed package, served from here: no page asks another host for anything."""

from flask import Flask
from flask_bootstrap import Bootstrap5  # type: ignore[import-untyped]


def register(app: Flask) -> None:
    """Serves Bootstrap's style sheets and gives templates ``bootstrap.load_css()``."""
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)
