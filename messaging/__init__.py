"""QuChat's server. `create_app` puts it together: configuration → extensions → features → errors → commands."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from config import ROOT, Config, load_config
from messaging import features
from messaging.accounts.commands import users
from messaging.core import database, failures, periodic, settings
from messaging.core.bus import bus
from messaging.core.extensions import cors, csrf, db, login, migrate
from messaging.core.limits import limiter
from messaging.core.meta import installation
from messaging.core.requests import OwnDiskRequest
from messaging.core.service import Meanwhile, nobody_comes, services
from messaging.engine import serve
from messaging.exports.commands import exports
from messaging.files.tus import EXPOSED_HEADERS
from messaging.imports.commands import imports
from messaging.link_previews.previewer import previewer
from messaging.messages.commands import retention
from messaging.operations import log_lines, maintenance, metrics, request_log
from messaging.operations.backups import running
from messaging.operations.backups.commands import backup, restore
from messaging.operations.configuration import config as show_config
from messaging.operations.copying.commands import copy as copy_database
from messaging.operations.high_water import high_water_mark
from messaging.operations.migrate import MIGRATIONS, prepare_database
from messaging.operations.soundness import check_database_file
from messaging.realtime import gateway, repair
from messaging.realtime.receipts import gatherer
from messaging.realtime.service import news
from messaging.search.binding import bind as bind_search
from messaging.search.commands import search as search_commands
from messaging.web import assets, security_headers

MAX_BODY_BYTES = 6 * 1024 * 1024


def create_app(config: Config | None = None, meanwhile: Meanwhile = nobody_comes) -> Flask:
    """The application, its database created and migrated. Where that takes long, people are told `meanwhile`."""
    config = config or load_config()
    app = Flask(__name__, static_folder=None, template_folder=str(ROOT / "templates"))
    app.request_class = OwnDiskRequest
    log_lines.set_up_logging(config.log_format, testing=config.testing)
    _configure(app, config)
    _bind_extensions(app, config)
    features.register(app)
    failures.register(app)
    request_log.register(app, behind_proxy=config.trusted_proxies > 0)
    maintenance.register(app)
    metrics.register(app)
    security_headers.register(app, production=config.production)
    assets.register(app, bundled=config.bundle)
    app.jinja_env.globals["installation_name"] = lambda: settings.settings().name
    serve.prepare(app, config)
    administering = (show_config, maintenance.maintenance)
    moving = (copy_database, imports, exports)
    for command in (users, search_commands, retention, backup, restore, *moving, *administering):
        app.cli.add_command(command)
    if not running.leaves_the_database_alone():
        _open_database(app, config, meanwhile)
    return app


def _open_database(app: Flask, config: Config, meanwhile: Meanwhile) -> None:
    running.hold(config.data_dir, meanwhile)
    check_database_file(config)
    if config.auto_migrate:
        prepare_database(app, config, meanwhile)
    with app.app_context():
        installation.load()
    bus.bind(app, config.message_queue_url, installation.server_id)
    limiter.share(config.message_queue_url, installation.server_id)
    if installation.epoch:
        high_water_mark.bind(app, config.data_dir)
        bind_search(app, config)
    if not config.testing:
        bus.start()
        repair.start(app)
        periodic.start(app)
        news.start()


def _configure(app: Flask, config: Config) -> None:
    # With this prefix a browser takes a cookie only over https, for this very host and all of its paths.
    cookie_prefix = "__Host-" if config.production else ""
    app.config.update(
        SECRET_KEY=config.secret_key,
        TESTING=config.testing,
        DATA_DIR=config.data_dir,
        IMPORT_DIR=config.import_dir,
        BACKUP_AT=config.backup_at,
        METRICS_TOKEN=config.metrics_token,
        REFUSE_COMMON_PASSWORDS=config.common_passwords == "refuse",
        BACKUP_KEEP=config.backup_keep,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=100_000,
        COOKIE_PREFIX=cookie_prefix,
        SESSION_COOKIE_NAME=f"{cookie_prefix}session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.production,
        PERMANENT_SESSION_LIFETIME=timedelta(days=90),
        # Only `/auth/me` makes it last longer: any answer that comes late would put the cookie of a session that has
        # ended over that of the next.
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["config"] = config
    limiter.enabled = config.rate_limits


def _bind_extensions(app: Flask, config: Config) -> None:
    services.bind(config.data_dir)
    database.bind(app, config)
    settings.bind(settings.defaults_of(config))
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    login.init_app(app)
    csrf.init_app(app)
    if config.cors_origins:
        cors.init_app(
            app,
            resources=r"/api/*",
            origins=list(config.cors_origins),
            supports_credentials=True,
            expose_headers=[*EXPOSED_HEADERS],
        )
    gateway.bind(app, async_mode=config.async_mode, cors_origins=config.cors_origins)
    gatherer.bind(app)
    previewer.bind(app, config.data_dir)
