"""Schemathesis tries every operation of the OpenAPI document, with what fits it and with what does not.

Whatever is asked, the answer is one that the document describes, and never an unexpected error. The same requests each
time; `FUZZ=500` tries so many of each kind an operation, and others each time.
"""

from __future__ import annotations

import logging
import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import messaging.features  # noqa: F401 - registers every operation
from messaging.core.api import PREFIX
from messaging.core.operations import OPERATIONS, Operation
from tests.server.scene import Scene

EXAMPLES = int(os.environ.get("FUZZ", "0"))
FEW = {"/admin/backups": 2, "/admin/backup": 2}
"""What takes long by its nature."""
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
OWN = {f"{operation.method} {operation.path}": operation for operation in OPERATIONS}


schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


def _modes(operation: Operation) -> list[GenerationMode]:
    """Where nothing is given, nothing can be given wrong."""
    given = operation.body or operation.query or operation.sends or "<" in operation.path or not operation.public
    return list(GenerationMode) if given else [GenerationMode.POSITIVE]


CASES = [(name, mode) for name, operation in OWN.items() for mode in _modes(operation)]


@pytest.fixture
def schema(staged: Flask) -> Any:
    def closing(environ: Any, start_response: Any) -> list[bytes]:
        """Schemathesis leaves answers open, and with them their files."""
        response = staged(environ, start_response)
        try:
            return list(response)
        finally:
            response.close()

    return schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", closing)


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_an_operation_answers_as_described_whatever_it_is_asked(
    name: str, mode: GenerationMode, schema: Any, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    operation = OWN[name]
    role = "admin" if operation.path.startswith("/admin") else "owner"
    asked = schema.find_operation_by_id(operation.name)
    # Bodies are read leniently: a number in a text is one, 1 is true. What nothing can be made of is refused there too.
    refuses = not mode.is_positive and not operation.body
    checks = (*CHECKS, negative_data_rejection) if refuses else CHECKS

    @settings(
        max_examples=EXAMPLES or FEW.get(operation.path, 8),
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=asked.as_strategy(generation_mode=mode), real=st.booleans())
    def try_one(case: Case, real: bool) -> None:
        if real:
            _name_what_there_is(case, scene)
        response = case.call(headers=scene.headers(role))
        case.validate_response(response, checks=checks)
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []

    try_one()


def _name_what_there_is(case: Case, scene: Scene) -> None:
    """Ids that nothing has get no further than the door."""
    case.path_parameters = {name: scene.names.get(name, value) for name, value in (case.path_parameters or {}).items()}
    if isinstance(case.body, dict):
        case.body = {name: scene.names.get(name, value) for name, value in case.body.items()}
