"""Binds Socket.IO to the registry of events. Every event of every feature comes through `_dispatch`.

Handlers hang on python-socketio directly: Flask-SocketIO would build a Flask request context for each event, which
costs more than storing the message (docs/engine.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_login import current_user
from socketio.exceptions import ConnectionRefusedError
from socketio.packet import Packet

from messaging.accounts.queries import is_signed_in
from messaging.accounts.session import SignedIn, find_by_token
from messaging.core import metrics, publisher, trace, wire
from messaging.core.api import not_signed_in
from messaging.core.clock import iso, now
from messaging.core.errors import QuChatError, Unauthenticated
from messaging.core.extensions import db, socketio
from messaging.core.failures import translate
from messaging.core.limits import limiter
from messaging.core.meta import installation
from messaging.core.operations import EVENTS, Event, parse
from messaging.core.service import services
from messaging.core.under_way import under_way
from messaging.realtime import presence, rooms, typing
from messaging.realtime.connections import Connection, connections
from messaging.realtime.silence import silence

MAX_PACKET_BYTES = 1_000_000


class TextPacket(Packet):  # type: ignore[misc]
    """A packet without bytes. The stock one looks for some in every value of every packet, a tenth of all the work."""

    uses_binary_events = False


def bind(app: Flask, *, async_mode: str, cors_origins: tuple[str, ...]) -> None:
    """Attach Socket.IO to the application."""
    socketio.init_app(
        app,
        async_mode=async_mode,
        json=wire,
        serializer=TextPacket,
        cors_allowed_origins=_origin_rule(cors_origins),
        # A socket's events in the order in which it sent them, without a thread for each.
        async_handlers=False,
        max_http_buffer_size=MAX_PACKET_BYTES,
        transports=["websocket", "polling"],
        manage_session=False,
    )
    silence.bind(app)
    server = socketio.server
    server.on("connect", _connect(app))
    server.on("disconnect", _disconnect(app))
    for event in EVENTS.values():
        server.on(event.name, _dispatch(app, event))


def _origin_rule(cors_origins: tuple[str, ...]) -> Callable[[str | None, dict[str, Any]], bool]:
    """Our own origin and those configured. (A list would replace the former, and the default trusts any proxy.)"""

    def allowed(origin: str | None, environ: dict[str, Any]) -> bool:
        own = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}"
        return origin in (own, *cors_origins)

    return allowed


def _connect(app: Flask) -> Callable[..., None]:
    def connect(sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        try:
            services.check()
            with app.request_context(environ):
                signed_in = _authenticate(auth)
                mode = signed_in.device.sync_mode
                connection = Connection(sid, signed_in.actor)
                connections.add(connection)
                rooms.enter_all(connection)
                silence.learn(connection)
                if not is_signed_in(connection.actor):  # no longer: while this went on nobody could close the socket
                    raise Unauthenticated()
        except Exception as error:
            connections.remove(sid)
            raise _refusal(translate(error)) from None
        presence.arrived(connection)
        hello = {
            "user_id": connection.actor.user_id,
            "epoch": installation.epoch,
            "server_time": iso(now()),
            "sync_mode": mode,
            "release": app.extensions["assets"].release,
            "service": services.now().as_dict(),
        }
        # After this handler returns, so that it follows the packet that confirms the connection.
        socketio.start_background_task(socketio.emit, "ready", hello, to=sid)

    return connect


def _authenticate(auth: Any) -> SignedIn:
    """By the token in `auth`, else by the session cookie of the request that opened the socket."""
    token = auth.get("token") if isinstance(auth, dict) else None
    if token is not None:
        signed_in = find_by_token(token) if isinstance(token, str) else None
    else:
        signed_in = current_user._get_current_object() if current_user.is_authenticated else None
    if signed_in is None:
        raise not_signed_in()
    return signed_in


def _refusal(error: QuChatError) -> ConnectionRefusedError:
    """The error object as a refused connection gets it: browsers see `message` and `data`."""
    refusal = ConnectionRefusedError()
    refusal.error_args = {**error.as_dict(), "data": error.as_dict()}
    return refusal


def _disconnect(app: Flask) -> Callable[..., None]:
    def disconnect(sid: str, _reason: str | None = None) -> None:
        connection = connections.remove(sid)
        if connection:
            typing.stop_all(connection)
            presence.left(connection)

    return disconnect


def _dispatch(app: Flask, event: Event) -> Callable[..., dict[str, Any]]:
    done, refused = (metrics.events.labels(event.name, outcome) for outcome in ("done", "refused"))

    def handle(sid: str, data: Any = None, *_rest: Any) -> dict[str, Any]:
        under_way.begin()
        with app.app_context():
            try:
                connection = connections.get(sid)
                if connection is None:
                    raise Unauthenticated()
                trace.begin(None, connection.actor.device_id)
                services.check()
                if event.limit:
                    limiter.hit(event.limit, connection.actor.user_id)
                reply = {"ok": True, **event.handler(connection, parse(event.data, {} if data is None else data))}
                done.inc()
                return reply
            except Exception as error:
                refused.inc()
                db.session.rollback()
                return {"ok": False, "error": translate(error).as_dict()}
            finally:
                under_way.end()

    return handle


publisher.follow(rooms.follow)
