"""REST under /api/v1: every command and query, described by OpenAPI 3.1."""

from flask import Flask

from api.rest import (
    audited,
    award_papers,
    award_policies,
    awards,
    commands,
    cosignatures,
    differences,
    documentation,
    explanations,
    imports,
    indicator_sets,
    log,
    logged_reads,
    people,
    progress,
    proofs,
    provinces,
    rankings,
    round_changes,
    rounds,
    scorecards,
    set_comparisons,
    set_documents,
    set_files,
    trends,
)
from api.rest.openapi import PREFIX, create_api
from api.rest.parts import PARTS, require_acceptable

OPERATIONS = (
    *(imports, provinces, indicator_sets, set_files, set_documents, set_comparisons),
    *(rounds, progress, round_changes, scorecards, rankings, differences, explanations, trends, people),
    *(award_policies, awards, award_papers),
    *(proofs, cosignatures, log, logged_reads),
)
"""These add their operations to the parts when they are imported."""

commands.register()
for part in PARTS:
    part.before_request(audited.identify)
    part.before_request(require_acceptable)
    part.after_request(audited.logged)


def register(app: Flask) -> None:
    """Adds every operation, the document that describes them and the page that shows it."""
    api = create_api(app)
    for each in PARTS:
        api.register_blueprint(each, url_prefix=f"{PREFIX}")
    documentation.register(app)
