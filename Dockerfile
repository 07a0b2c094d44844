# syntax=docker/dockerfile:1
# QuChat in a container: `docker compose up` (compose.yaml, docs/deployment.md).

FROM python:3.12-slim-trixie AS build
# npm, which set-up fetches the client's libraries with. Nothing of it is in the image in the end.
COPY --from=node:22-trixie-slim /usr/local/bin/node /usr/local/bin/node
COPY --from=node:22-trixie-slim /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm

WORKDIR /app
COPY requirements.txt package.json package-lock.json ./
COPY scripts scripts
COPY static static
RUN python3 scripts/setup.py run


FROM python:3.12-slim-trixie AS quchat
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin quchat \
    && install --directory --owner=10001 --group=quchat --mode=700 /data

WORKDIR /app
COPY --from=build /app/.venv .venv
COPY --from=build /app/static static
COPY config.py wsgi.py ./
COPY messaging messaging
COPY migrations migrations
COPY templates templates

ENV PATH="/app/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    FLASK_APP=messaging \
    ENVIRONMENT=production \
    HOST=0.0.0.0 \
    PORT=5000 \
    DATA_DIR=/data
USER 10001
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["python", "wsgi.py"]


# The same with PostgreSQL's programs, which backups of a PostgreSQL database are made with.
FROM quchat AS quchat-postgres
USER 0
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
USER 10001


# What is built when no target is named.
FROM quchat
