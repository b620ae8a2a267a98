"""Relays and projectors as processes of their own, to be killed, frozen and told to stop."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from application.settings import Settings

PATIENCE = 30
"""Seconds in which a program has to end that was told to."""

ROOT = Path(__file__).parents[2]
SESSION = 6 if "KAFKA_BOOTSTRAP_SERVERS" in os.environ else 2
"""Seconds, as few as the broker allows: an Apache Kafka that runs already has no reason to allow fewer."""
BANGVANG = (sys.executable, "-c", "from api.cli.main import main; main()")
START = {
    "relay": "from consumers.relay.command import relay; relay()",
    "project": "from consumers.projector.command import project; project()",
}
"""The commands by themselves, which are loaded sooner than with all others around them."""


def environment(settings: Settings, *, path: str = "", **more: str) -> Mapping[str, str]:
    """What a program is told of these settings, and of a folder with installed packages.

    Nothing of the tests' own environment says otherwise.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BANGVANG_", "KAFKA_"))}
    return {
        **own,
        "BANGVANG_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url or "",
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka.servers,
        "BANGVANG_KAFKA_GROUP": settings.kafka.group,
        "BANGVANG_KAFKA_PARTITIONS": str(settings.kafka.partitions),
        "BANGVANG_KAFKA_SESSION_TIMEOUT": str(settings.kafka.session_timeout),
        "LANG": "vi_VN.UTF-8",
        **more,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), path))),
    }


LOADING = 10.0
"""Seconds that a program may take until it minds signals."""


class Program:
    """A process that is started again and again; what it says is collected in one file."""

    def __init__(self, name: str, command: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self._command = command
        self._environ = environ
        self.log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.started = 0.0

    def start(self) -> None:
        assert self._process is None
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self._command],
                # By this name the database knows whose connections are whose.
                env={**self._environ, "PGAPPNAME": self.name},
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        self.started = monotonic()

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended by itself."""
        return self._process is not None and self._process.poll() is None

    def has_run_for(self, seconds: float) -> bool:
        """Whether it was started that long ago; it must not have ended by itself."""
        self.require_runs()
        return monotonic() - self.started > seconds

    def require_runs(self) -> None:
        """Fails where it has ended by itself."""
        assert self.runs, f"{self.name} has ended by itself; its log ends:\n{self.tail()}"

    def send(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)

    def kill(self) -> None:
        """Ends it at once; it must have been running until now."""
        self.require_runs()
        assert self._end(signal.SIGKILL) == -signal.SIGKILL

    def stop(self) -> None:
        """Tells it to stop, which it has to do properly and in time."""
        self.require_runs()
        # Until it is loaded it has nothing in hand, and the signal simply ends it.
        ways = {0} if self.has_run_for(LOADING) else {0, -signal.SIGTERM}
        status = self._end(signal.SIGTERM)
        assert status in ways, f"{self.name} ended with {status}; its log ends:\n{self.tail()}"

    def _end(self, by: signal.Signals) -> int:
        assert self._process
        process, self._process = self._process, None
        process.send_signal(by)
        try:
            return process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()

    def clean_up(self) -> None:
        """Sees to it that it does not run any more."""
        if self._process:
            self._end(signal.SIGKILL)

    def tail(self) -> str:
        """The last that it has said."""
        return self.log.read_text(errors="replace")[-3000:]


def bangvang(settings: Settings, *arguments: str, path: str = "", **more: str) -> bytes:
    """What the command line prints; it has to go well."""
    environ = environment(settings, path=path, **more)
    done = subprocess.run([*BANGVANG, *arguments], env=environ, cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@contextmanager
def running(settings: Settings, kinds: Sequence[str], *, path: str = "", **more: str) -> Iterator[Sequence[Program]]:
    """Programs of these kinds, ``relay`` or ``project``, started; they do not outlive the block."""
    environ = environment(settings, path=path, **more)
    programs = [
        Program(f"{kind}-{number}", ["-c", START[kind]], environ, settings.data) for number, kind in enumerate(kinds, 1)
    ]
    try:
        for program in programs:
            program.start()
        yield programs
    except BaseException:
        for program in programs:
            print(f"--- {program.name}\n{program.tail()}")  # noqa: T201  # Shown only where something failed.
        raise
    finally:
        for program in programs:
            program.clean_up()
