"""The documentation page: Swagger UI from the installed package, opened on our own document; and that of the topics."""

from importlib.resources import files

from flask import Blueprint, Flask, Response, render_template, send_from_directory

from api.rest.openapi import PREFIX
from application.messaging import asyncapi

ASSETS = str(files("flask_swagger_ui") / "dist")
"""Where the package keeps Swagger UI's style sheets and scripts."""

pages = Blueprint("documentation", __name__, url_prefix=f"{PREFIX}/docs")
topics = Blueprint("topics", __name__, url_prefix=PREFIX)


@pages.get("")
def documentation() -> str:
    """The interface, to read and to try out."""
    return render_template("documentation.html")


@pages.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """A file of Swagger UI."""
    return send_from_directory(ASSETS, name)


@topics.get("/asyncapi.json")
def described_topics() -> Response:
    """The AsyncAPI document of the Kafka topics."""
    return Response(asyncapi.document_text(), mimetype="application/json")


def register(app: Flask) -> None:
    """Adds the page and the document of the topics."""
    app.register_blueprint(pages)
    app.register_blueprint(topics)
