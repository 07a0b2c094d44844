"""Typed configuration, read from the environment (and `.env`) once at start.

Every variable is explained in `.env.example`; a wrong value is one clear sentence that names it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Literal, get_args

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent
Environment = Literal["local", "production", "testing"]
AsyncMode = Literal["threading", "eventlet"]
Registration = Literal["open", "invite", "closed"]
Synchronous = Literal["NORMAL", "FULL"]
LogFormat = Literal["plain", "json"]
CommonPasswords = Literal["allow", "refuse"]


class ConfigurationError(SystemExit):
    """A variable is missing or wrong; the text is shown to the person who starts the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    environment: Environment = "local"
    host: str = "127.0.0.1"
    port: int = 5000
    data_dir: Path
    database_url: str
    message_queue_url: str | None = None
    """Redis, where several processes serve."""
    async_mode: AsyncMode = "threading"
    secret_key: str
    installation_name: str = "QuChat"
    registration: Registration = "open"
    cors_origins: tuple[str, ...] = ()
    rate_limits: bool = True
    sqlite_synchronous: Synchronous = "NORMAL"
    trusted_proxies: int = 0
    auto_migrate: bool = True
    backup_at: time | None = time(2)
    """By the server's own time zone; None: never."""
    backup_keep: int = 7
    import_dir: Path | None = None
    """Where JSON files wait to be taken over; None: DATA_DIR/import."""
    link_previews: bool = True
    max_upload_mb: int = 100
    storage_quota_mb: int | None = None
    retention_days: int | None = None
    """None: messages are kept for good."""
    retention_max_days: int | None = None
    bundle: bool = True
    log_format: LogFormat = "plain"
    metrics_token: str | None = None
    common_passwords: CommonPasswords = "allow"

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def testing(self) -> bool:
        return self.environment == "testing"


def load_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read the configuration from `environ` (default: `.env` below the process's environment)."""
    values = _environment() if environ is None else environ
    environment = _choice(values, "ENVIRONMENT", get_args(Environment), "local")
    data_dir = _data_dir(values)
    return Config(
        environment=environment,  # type: ignore[arg-type]
        host=values.get("HOST") or "127.0.0.1",
        port=_integer(values, "PORT", 5000, 1, 65535),
        data_dir=data_dir,
        database_url=database_url_of(values.get("DATABASE_URL"), data_dir),
        message_queue_url=_message_queue_url(values.get("MESSAGE_QUEUE_URL")),
        async_mode=_choice(values, "ASYNC_MODE", get_args(AsyncMode), "threading"),  # type: ignore[arg-type]
        secret_key=_secret_key(values.get("SECRET_KEY"), environment, data_dir),
        installation_name=_name(values, "INSTALLATION_NAME", "QuChat"),
        registration=_choice(values, "REGISTRATION", get_args(Registration), "open"),  # type: ignore[arg-type]
        cors_origins=tuple(o.strip() for o in values.get("CORS_ORIGINS", "").split(",") if o.strip()),
        rate_limits=_choice(values, "RATE_LIMITS", ("on", "off"), "on") == "on",
        sqlite_synchronous=_choice(  # type: ignore[arg-type]
            values, "SQLITE_SYNCHRONOUS", get_args(Synchronous), "NORMAL"
        ),
        trusted_proxies=_integer(values, "TRUSTED_PROXIES", 0, 0, 10),
        import_dir=_import_dir(values),
        link_previews=_choice(values, "LINK_PREVIEWS", ("on", "off"), "on") == "on",
        auto_migrate=_choice(values, "AUTO_MIGRATE", ("on", "off"), "on") == "on",
        backup_at=_time_of_day(values, "BACKUP_AT", "02:00"),
        backup_keep=_integer(values, "BACKUP_KEEP", 7, 1, 1000),
        max_upload_mb=_integer(values, "MAX_UPLOAD_MB", 100, 1, 10_000),
        storage_quota_mb=_integer(values, "STORAGE_QUOTA_MB", 0, 0, 10_000_000) or None,
        retention_days=_integer(values, "RETENTION_DAYS", 0, 0, 36_500) or None,
        retention_max_days=_integer(values, "RETENTION_MAX_DAYS", 0, 0, 36_500) or None,
        bundle=_choice(values, "BUNDLE", ("on", "off"), "on") == "on",
        log_format=_choice(values, "LOG_FORMAT", get_args(LogFormat), "plain"),  # type: ignore[arg-type]
        metrics_token=_long_enough(values, "METRICS_TOKEN"),
        common_passwords=_choice(  # type: ignore[arg-type]
            values,
            "COMMON_PASSWORDS",
            get_args(CommonPasswords),
            "refuse" if environment == "production" else "allow",
        ),
    )


def _environment() -> dict[str, str]:
    from_file = {k: v for k, v in dotenv_values(ROOT / ".env").items() if v is not None}
    return {**from_file, **os.environ}


def _choice(values: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = values.get(name) or default
    if value not in allowed:
        raise ConfigurationError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


def _integer(values: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = values.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ConfigurationError(f"{name} is {text!r}; it must be a whole number from {low} to {high}.")
    return int(text)


def _name(values: Mapping[str, str], name: str, default: str) -> str:
    text = " ".join((values.get(name) or default).split())
    if not 0 < len(text) <= 60:
        raise ConfigurationError(f"{name} must have 1 to 60 characters.")
    return text


def _long_enough(values: Mapping[str, str], name: str) -> str | None:
    secret = values.get(name) or None
    if secret is not None and len(secret) < 16:
        raise ConfigurationError(f"{name} is too short to keep anybody out; it must have 16 characters at least.")
    return secret


def _time_of_day(values: Mapping[str, str], name: str, default: str) -> time | None:
    text = values.get(name) or default
    if text == "off":
        return None
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError:
        raise ConfigurationError(f"{name} is {text!r}; it must be a time of day such as 02:00, or off.") from None


def _data_dir(values: Mapping[str, str]) -> Path:
    """The folder for everything that must survive; made where it is the local default."""
    given = values.get("DATA_DIR")
    path = Path(given) if given else ROOT / "data"
    try:
        path.mkdir(parents=not given, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"DATA_DIR {path} cannot be made: {error.strerror}. Create it first.") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise ConfigurationError(f"DATA_DIR {path} cannot be written to. Give this user the right to write there.")
    return path.resolve()


def _import_dir(values: Mapping[str, str]) -> Path | None:
    given = values.get("IMPORT_DIR")
    if given and not Path(given).is_dir():
        raise ConfigurationError(f"IMPORT_DIR {given} is not a folder. Create it first, or leave the variable out.")
    return Path(given).resolve() if given else None


def database_url_of(url: str | None, data_dir: Path) -> str:
    """SQLAlchemy's address of the database. Hosts hand out `postgres://`, which SQLAlchemy no longer knows."""
    if not url:
        return f"sqlite:///{data_dir / 'messaging_app.db'}"
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("sqlite", "postgres", "postgresql", "postgresql+psycopg2"):
        raise ConfigurationError("DATABASE_URL must begin with sqlite:///, postgres:// or postgresql://.")
    # psycopg 3 blocks eventlet's loop (docs/engine.md), and SQLAlchemy 2.1 would choose it.
    return url if scheme == "sqlite" else f"postgresql+psycopg2://{rest}"


def _message_queue_url(url: str | None) -> str | None:
    if not url:
        return None
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigurationError("MESSAGE_QUEUE_URL must begin with redis://, rediss:// or unix://.")
    return url


def _secret_key(given: str | None, environment: str, data_dir: Path) -> str:
    """The key that signs sessions: given, or made once and kept in DATA_DIR outside production."""
    if given:
        return given
    if environment == "production":
        raise ConfigurationError(
            "SECRET_KEY is not set. Production needs one, e.g. from: "
            "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    path = data_dir / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
