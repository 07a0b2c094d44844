"""The servers behind `python wsgi.py` and `flask run`, both without Nagle's algorithm.

With it, small packets wait for the delayed acknowledgement of the one before: 40 ms a message.
"""

from __future__ import annotations

import _thread
import gc
import logging
import resource
import socket
import threading

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import WSGIRequestHandler

from config import Config, ConfigurationError
from messaging.core.extensions import socketio
from messaging.core.threads import eventlet_in_charge
from messaging.engine import lasting_output, memory
from messaging.engine.alone import check_alone
from messaging.engine.layers import counted, without_deflate
from messaging.engine.stopping import end_gracefully, on_signals

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 20_000
IDLE_SECONDS = 75


def prepare(app: Flask, config: Config) -> None:
    """Set up what both servers share; called once the application is complete, so that sockets go through it too."""
    app.wsgi_app = counted(without_deflate(app.wsgi_app))  # type: ignore[method-assign,assignment]
    if config.trusted_proxies:
        # Of the addresses the one that the outermost trusted proxy saw; who asks may have put others before it. The
        # scheme is replaced by each proxy, not added to. The host is taken from Host alone, which every proxy of ours
        # passes on: whoever asks could name another one in X-Forwarded-Host, and invitations would lead there.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.trusted_proxies, x_proto=1)  # type: ignore[method-assign]
    WSGIRequestHandler.disable_nagle_algorithm = True


def serve(app: Flask, config: Config) -> None:
    """Serve until stopped."""
    check_alone(config)
    lasting_output.install()
    memory.give_large_pieces_back()
    _allow_many_connections()
    _spare_what_stays()
    log.info("QuChat is at http://%s:%d/ (%s)", config.host, config.port, config.async_mode)
    if eventlet_in_charge():
        _serve_on_eventlet(app, config)
    else:
        _serve_on_threads(app, config)


def _allow_many_connections() -> None:
    """Each connection is an open file, of which many systems allow a process a thousand until it asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + 1_000
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _spare_what_stays() -> None:
    """Have the collector never look again at what was made at the start: modules, tables, shapes. They stay as long as
    the process does, and walking through all of them held up everybody for a tenth of a second, every few seconds."""
    gc.collect()
    gc.freeze()


def _has_signed_in(engine_id: str) -> bool:
    return socketio.server.manager.sid_from_eio_sid(engine_id, "/") is not None


def _serve_on_threads(app: Flask, config: Config) -> None:
    over = threading.Event()

    def finish() -> None:
        over.set()
        _thread.interrupt_main()  # out of Werkzeug's loop

    def begin() -> None:
        threading.Thread(target=end_gracefully, args=(finish,)).start()

    on_signals(begin, is_over=over.is_set)
    socketio.run(app, host=config.host, port=config.port, allow_unsafe_werkzeug=True)


def _serve_on_eventlet(app: Flask, config: Config) -> None:
    import eventlet
    import eventlet.queue
    import eventlet.wsgi

    from messaging.engine import direct, locks
    from messaging.engine.patience import PatientProtocol

    locks.install()
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        listener = eventlet.listen((config.host, config.port), family=family, backlog=1024, reuse_port=False)
    except OSError as error:
        raise ConfigurationError(f"Cannot listen on {config.host}:{config.port}: {error.strerror}.") from None
    direct.install(socketio.server.eio, _has_signed_in)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # accepted sockets inherit it
    over: eventlet.queue.Queue[None] = eventlet.queue.Queue()
    # A signal interrupts the loop's wait, but only something to read ends it.
    asked, ask = socket.socketpair()

    def wait_to_be_asked() -> None:
        asked.recv(1)
        end_gracefully(lambda: over.put(None))

    eventlet.spawn_n(wait_to_be_asked)
    on_signals(lambda: ask.sendall(b"!"))
    serving = eventlet.spawn(
        eventlet.wsgi.server,
        listener,
        app,
        log_output=False,
        max_size=MAX_CONNECTIONS,
        socket_timeout=IDLE_SECONDS,
        protocol=PatientProtocol,
        debug=False,
    )
    serving.link(lambda _ended: over.put(None))
    over.get()  # what still hangs on connections ends with the process
