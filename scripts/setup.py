#!/usr/bin/env python3
"""Prepare a checkout with the standard library alone: `python3 scripts/setup.py run|test|bench`.

run    virtual environment, server packages, client libraries in static/vendor/, the client in static/bundle/
test   the same, and everything `make test` uses, a Chromium, PostgreSQL, Redis and nginx included
bench  the same as test, and Node 24 with the libraries of the load generator

A step whose inputs have not changed is skipped, so calling this before every start costs next to nothing.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - asked before any import that an old Python could not read
    sys.exit(
        f"QuChat needs Python 3.11 or newer; {sys.executable} is {sys.version_info[0]}.{sys.version_info[1]}.\n"
        "Install a newer one and name it, for example: make run PYTHON=python3.12"
    )

from setup_steps import browser, bundle, node_modules, postgres, services, vendor, virtualenv


def prepare_run() -> None:
    virtualenv.ensure("requirements.txt")
    vendor.ensure()
    bundle.ensure()


def prepare_test() -> None:
    virtualenv.ensure("requirements.txt")
    virtualenv.ensure("requirements-dev.txt")
    node_modules.ensure(development=True)
    vendor.ensure()
    bundle.ensure()
    browser.ensure()
    postgres.ensure()
    services.ensure()


def prepare_bench() -> None:
    prepare_test()
    virtualenv.ensure("requirements-bench.txt")


STAGES = {"run": prepare_run, "test": prepare_test, "bench": prepare_bench}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in STAGES and len(sys.argv) == 2:
        try:
            STAGES[sys.argv[1]]()
        except KeyboardInterrupt:
            sys.exit("\nInterrupted. Start again whenever you like: set-up goes on from where it was.")
    else:
        sys.exit(__doc__.strip())
