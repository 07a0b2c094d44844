"""HTTP handlers: parse, check, limit, call one action or query, shape the reply.

api = Api("contacts")

@api.post("/contacts", body=NewContact, reply=ContactReply, created=True)
def add_contact(actor, body):
    '''Add a person to one's contacts.'''
    return {"contact": ...}, created
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import orjson
from flask import Blueprint, Response, g, request
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from messaging.core import trace
from messaging.core.actor import Actor
from messaging.core.errors import Forbidden, NotFound, TooLarge, Unauthenticated, UnsupportedType, ValidationFailed
from messaging.core.extensions import csrf
from messaging.core.limits import limiter
from messaging.core.operations import OPERATIONS, Operation, parse
from messaging.core.settings import settings
from messaging.core.shapes import Shape

Handler = Callable[..., Any]
PREFIX = "/api/v1"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_AROUND_A_FILE = 64 * 1024
"""What a form may be longer than the file in it."""


class Api:
    """A feature's blueprint; its methods register an operation and its handler in one step."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.blueprint = Blueprint(tag, __name__, url_prefix=PREFIX)
        self.get = partial(self._route, "GET")
        self.post = partial(self._route, "POST")
        self.put = partial(self._route, "PUT")
        self.patch = partial(self._route, "PATCH")
        self.delete = partial(self._route, "DELETE")
        self.head = partial(self._route, "HEAD")
        self.options = partial(self._route, "OPTIONS")

    def _route(self, method: str, path: str, **options: Any) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            summary = (handler.__doc__ or "").strip().partition("\n")[0]
            operation = Operation(
                method=method, path=path, name=handler.__name__, tag=self.tag, summary=summary, **options
            )
            OPERATIONS.append(operation)
            self.blueprint.add_url_rule(
                path, endpoint=handler.__name__, view_func=_view(operation, handler), methods=[method]
            )
            return handler

        return register


def current_actor() -> Actor:
    """Who makes this request; raises Unauthenticated."""
    if not current_user.is_authenticated:
        raise not_signed_in()
    actor: Actor = current_user.actor
    return actor


def not_signed_in() -> Unauthenticated:
    """The refusal, with what the session or token of this request once was, where that is known (`explain`)."""
    return Unauthenticated(**g.get("session_was", {}))


def explain(**details: str) -> None:
    """Tell whoever carries this request's session or token why it is worth nothing any more."""
    g.session_was = details


def answer(body: Any, status: int = 200) -> Response:
    """A JSON response that no cache may keep."""
    response = Response(orjson.dumps(body), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _view(operation: Operation, handler: Handler) -> Callable[..., Response]:
    @wraps(handler)
    def view(**path: str) -> Response:
        if any("\0" in part for name, part in path.items() if name.endswith("_id")):
            raise NotFound()  # nothing has such an id, and PostgreSQL's driver refuses even to ask
        arguments: dict[str, Any] = dict(path)
        if not operation.public:
            arguments["actor"] = actor = current_actor()
            trace.by_device(actor.device_id)
            if operation.sends:
                _expect_large_body(operation)
            if operation.method not in SAFE_METHODS and not by_bearer():
                csrf.protect()
            if operation.not_by_link and request.headers.get("Sec-Fetch-Site") == "cross-site":
                raise Forbidden("Open this from QuChat itself.")
            if operation.limit:
                limiter.hit(operation.limit, actor.user_id)
        if operation.query:
            arguments["query"] = parse(operation.query, _each_once(request.args, operation.query))
        if operation.body:
            arguments["body"] = parse(operation.body, _json_body(operation.body))
        return _respond(handler(**arguments), operation)

    return view


def _respond(result: Any, operation: Operation) -> Response:
    """Handlers answer a body, `(body, created)`, or a finished response."""
    if isinstance(result, Response):
        return result
    body, created = result if isinstance(result, tuple) else (result, operation.created)
    return answer(body, 201 if created else 200)


def _expect_large_body(operation: Operation) -> None:
    """Refuse by the announced length, before anything is read; what is announced wrongly is cut there."""
    limit = settings().max_upload_bytes
    announced = request.content_length or 0
    if announced > limit + FORM_AROUND_A_FILE:
        raise TooLarge(reason="size", limit=limit)
    if operation.expects:
        operation.expects(max(0, announced - FORM_AROUND_A_FILE))
    request.max_content_length = limit + FORM_AROUND_A_FILE


def _each_once(given: MultiDict[str, str], shape: type[Shape]) -> dict[str, str]:
    """The query. Where something is given twice, a proxy may have judged the one and we would use the other."""
    for name in shape.model_fields:
        if len(given.getlist(name)) > 1:
            raise ValidationFailed.of(name, "is given more than once")
    return given.to_dict()


def by_bearer() -> bool:
    """True when the request is judged by a token; cookies, and so forged requests, do not count then."""
    return request.headers.get("Authorization", "").startswith("Bearer ")


def _json_body(shape: type[Shape]) -> Any:
    """The request's JSON. A foreign page cannot send this content type unasked, so it is demanded."""
    data = request.get_data(cache=False)
    if not data and not any(field.is_required() for field in shape.model_fields.values()):
        return {}
    if request.mimetype != "application/json":
        raise UnsupportedType("Send application/json.")
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        raise ValidationFailed.of("body", "is not valid JSON") from None
