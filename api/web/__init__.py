"""The pages: rounds, a ranking a round, a history a unit, campaigns, honours. They work without JavaScript."""

from flask import Flask

from api.web import bootstrap, formats
from api.web.awards import awards
from api.web.pages import pages


def register(app: Flask) -> None:
    """Adds the pages and what their templates need."""
    bootstrap.register(app)
    formats.register(app)
    app.register_blueprint(pages)
    app.register_blueprint(awards)
