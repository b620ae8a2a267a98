# The build stage makes a virtual environment out of wheels; the image proper takes that folder and nothing else.
ARG PYTHON=3.13.15-slim-trixie

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/bangvang
WORKDIR /source
COPY requirements.txt ./
RUN /opt/bangvang/bin/pip install --require-hashes --only-binary :all: --requirement requirements.txt
COPY . .
# pip and setuptools have done their work; what serves the public has no installer.
RUN /opt/bangvang/bin/pip install --no-deps --no-build-isolation . \
 && /opt/bangvang/bin/pip uninstall --yes setuptools pip

FROM python:${PYTHON}
# A number, not a name, so that an orchestrator can see that the user is not root.
ARG USER_ID=10001
# Keys lie on a volume, which takes owner and mode over from here; keys that others may read are not used.
RUN install --directory --owner="${USER_ID}" --group="${USER_ID}" /var/lib/bangvang \
 && install --directory --mode=0700 --owner="${USER_ID}" --group="${USER_ID}" /var/lib/bangvang/keys
COPY --from=build /opt/bangvang /opt/bangvang
# Serves pages and REST unless told otherwise: bangvang relay, bangvang project. One process with many threads answers,
# for rankings are read far more often than scores are written, and more containers make more processes.
ENV PATH="/opt/bangvang/bin:${PATH}" \
    PYTHONUNBUFFERED=1 \
    HOME=/var/lib/bangvang \
    BANGVANG_DATA=/var/lib/bangvang \
    GUNICORN_CMD_ARGS="--bind=0.0.0.0:8000 --workers=1 --threads=16 --worker-tmp-dir=/dev/shm --no-control-socket --logger-class=api.server_logs.ServerLogger"
WORKDIR /var/lib/bangvang
USER ${USER_ID}:${USER_ID}
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["gunicorn", "api.wsgi:create_app()"]
