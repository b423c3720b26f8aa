# CAM in a container: no root, no shell needed, fit for a read-only root file system.
#
#   docker build -t cam .
#   docker run --rm cam --help
#   docker run --rm --read-only --cap-drop ALL -v cam:/data cam migrate
#
# Until CAM has API keys, `cam serve` listens on loopback only, so a server in a container is
# reachable from its own network namespace and from nowhere else (see README.md, Container).

ARG PYTHON=3.11-slim

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
# /venv has what runs and nothing else, pip included; /tools has what builds.
RUN python -m venv --without-pip /venv && python -m venv /tools && mkdir /data
COPY requirements/ requirements/
RUN /tools/bin/pip --python /venv/bin/python install --require-hashes -r requirements/run.txt \
    && /tools/bin/pip install --require-hashes -r requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY src/ src/
RUN /tools/bin/python -m hatchling build --target wheel --directory dist \
    && /tools/bin/pip --python /venv/bin/python install --no-deps --no-index dist/cam-*.whl \
    && /venv/bin/python -m compileall -q /venv/lib

FROM python:${PYTHON}
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CAM_DATABASE_URL=sqlite:////data/cam.db
COPY --from=build /venv /venv
COPY --from=build --chown=10001:10001 /data /data
WORKDIR /data
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["python", "-c", \
    "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('CAM_PORT', '8000') + '/healthz', timeout=4)"]
ENTRYPOINT ["cam"]
CMD ["serve"]
