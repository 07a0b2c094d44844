"""Every variable of the environment: what it may be, and the one sentence that says what is wrong with it."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from config import Config, ConfigurationError, load_config


@pytest.fixture
def load(tmp_path: Path):
    """`load(PORT="80")` → Config, from nothing but these variables and a folder for the data."""
    return lambda **environ: load_config({"DATA_DIR": str(tmp_path), **environ})


def test_nothing_needs_to_be_set(load, tmp_path: Path):
    config: Config = load()
    assert (config.environment, config.host, config.port) == ("local", "127.0.0.1", 5000)
    assert config.database_url == f"sqlite:///{tmp_path / 'messaging_app.db'}"
    assert (config.async_mode, config.registration, config.rate_limits) == ("threading", "open", True)
    assert (config.cors_origins, config.trusted_proxies, config.auto_migrate) == ((), 0, True)
    assert (config.max_upload_mb, config.storage_quota_mb) == (100, None)


def test_an_empty_value_is_no_value(load):
    names = ("ENVIRONMENT", "HOST", "PORT", "DATABASE_URL", "ASYNC_MODE", "SECRET_KEY", "REGISTRATION", "CORS_ORIGINS")
    config: Config = load(**dict.fromkeys(names, ""))
    assert (config.environment, config.port, config.registration, config.cors_origins) == ("local", 5000, "open", ())


@pytest.mark.parametrize(
    ("name", "value", "attribute", "expected"),
    [
        ("ENVIRONMENT", "testing", "environment", "testing"),
        ("HOST", "::1", "host", "::1"),
        ("PORT", "65535", "port", 65535),
        ("MAX_UPLOAD_MB", "1", "max_upload_mb", 1),
        ("MAX_UPLOAD_MB", "", "max_upload_mb", 100),
        ("STORAGE_QUOTA_MB", "2000", "storage_quota_mb", 2000),
        ("STORAGE_QUOTA_MB", "0", "storage_quota_mb", None),
        ("ASYNC_MODE", "eventlet", "async_mode", "eventlet"),
        ("REGISTRATION", "invite", "registration", "invite"),
        ("REGISTRATION", "closed", "registration", "closed"),
        (
            "CORS_ORIGINS",
            " https://a.example , https://b.example,",
            "cors_origins",
            ("https://a.example", "https://b.example"),
        ),
        ("RATE_LIMITS", "off", "rate_limits", False),
        ("SQLITE_SYNCHRONOUS", "FULL", "sqlite_synchronous", "FULL"),
        ("TRUSTED_PROXIES", "2", "trusted_proxies", 2),
        ("AUTO_MIGRATE", "off", "auto_migrate", False),
        ("LINK_PREVIEWS", "off", "link_previews", False),
        ("BACKUP_AT", "23:45", "backup_at", time(23, 45)),
        ("BACKUP_AT", "off", "backup_at", None),
        ("BACKUP_KEEP", "30", "backup_keep", 30),
        ("LOG_FORMAT", "json", "log_format", "json"),
        ("COMMON_PASSWORDS", "refuse", "common_passwords", "refuse"),
        ("METRICS_TOKEN", "sixteen letters!", "metrics_token", "sixteen letters!"),
        ("DATABASE_URL", "sqlite:////tmp/x.db", "database_url", "sqlite:////tmp/x.db"),
        ("DATABASE_URL", "postgres://u:p@h/d", "database_url", "postgresql+psycopg2://u:p@h/d"),
        ("DATABASE_URL", "postgresql://u:p@h/d", "database_url", "postgresql+psycopg2://u:p@h/d"),
    ],
)
def test_a_variable_is_read(load, name: str, value: str, attribute: str, expected: object):
    assert getattr(load(**{name: value}), attribute) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "prod"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("PORT", "-1"),
        ("PORT", "５０００"),
        ("PORT", "80.5"),
        ("MAX_UPLOAD_MB", "0"),
        ("STORAGE_QUOTA_MB", "-1"),
        ("ASYNC_MODE", "gevent"),
        ("REGISTRATION", "yes"),
        ("RATE_LIMITS", "true"),
        ("SQLITE_SYNCHRONOUS", "OFF"),
        ("TRUSTED_PROXIES", "11"),
        ("TRUSTED_PROXIES", "all"),
        ("AUTO_MIGRATE", "no"),
        ("LINK_PREVIEWS", "false"),
        ("BACKUP_AT", "2am"),
        ("BACKUP_AT", "24:00"),
        ("BACKUP_KEEP", "0"),
        ("LOG_FORMAT", "xml"),
        ("METRICS_TOKEN", "too short"),
        ("DATABASE_URL", "mysql://h/d"),
        ("DATABASE_URL", "messaging_app.db"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_variable(load, name: str, value: str):
    with pytest.raises(ConfigurationError) as error:
        load(**{name: value})
    said = str(error.value)
    assert said.startswith(name)
    assert said.endswith(".")
    assert "\n" not in said


def test_a_wrong_database_address_is_said_without_its_password(load):
    with pytest.raises(ConfigurationError) as error:
        load(DATABASE_URL="mysql://user:hunter2@host/db")
    assert "hunter2" not in str(error.value)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="DATA_DIR"):
        load_config({"DATA_DIR": str(tmp_path / "no" / "such" / "folder")})


def test_a_folder_that_is_a_file_is_said(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="DATA_DIR"):
        load_config({"DATA_DIR": str(tmp_path / "file")})


# The secret key


def test_production_refuses_to_start_without_a_secret_key(load):
    with pytest.raises(ConfigurationError, match="SECRET_KEY is not set"):
        load(ENVIRONMENT="production")
    assert load(ENVIRONMENT="production", SECRET_KEY="k" * 40).secret_key == "k" * 40


def test_production_refuses_common_passwords_unless_it_is_told_otherwise(load):
    production = {"ENVIRONMENT": "production", "SECRET_KEY": "k" * 40}
    assert load(**production).common_passwords == "refuse"
    assert load(**production, COMMON_PASSWORDS="allow").common_passwords == "allow"


def test_elsewhere_a_key_is_made_once_and_kept_for_this_user_alone(load, tmp_path: Path):
    first, second = load().secret_key, load().secret_key
    assert first == second
    assert len(first) >= 40
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_each_installation_makes_its_own_key(tmp_path: Path):
    keys = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        keys.add(load_config({"DATA_DIR": str(tmp_path / name)}).secret_key)
    assert len(keys) == 2


def test_every_variable_is_explained_in_the_example():
    from config import ROOT

    source = (ROOT / "config.py").read_text()
    example = (ROOT / ".env.example").read_text()
    import re

    named = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', source)) - {"NORMAL", "FULL"}
    assert {name for name in named if f"#{name}=" not in example} == set()
