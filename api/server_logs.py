"""gunicorn's own lines in the same form as all others: ``gunicorn --logger-class api.server_logs.ServerLogger``."""

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # It has no types.

from application import logs
from application.settings import logs_from_environment
from domain.refusal import Refusal


class ServerLogger(Logger):  # type: ignore[misc]  # As above.
    """Tells of workers that start and stop; requests are told of by the application, which knows their routes."""

    def setup(self, cfg: Any) -> None:
        """As the settings of logs say; where they are refused, the workers say so."""
        super().setup(cfg)
        try:
            form = logs.formatter(logs_from_environment())
        except Refusal:
            return
        handler = logs.StandardError()
        handler.setFormatter(form)
        self.error_log.handlers = [handler]
