"""The environment, and a `.env` file beside the app."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Config(BaseSettings):
    """Socket Mode where there is an app token, else HTTP on `port` with the signing secret."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    slack_bot_token: SecretStr
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite+aiosqlite:///cellule.db"
    port: int = 3000
    templates_dir: Path | None = None
    """A team's own statement templates, which go before the app's file by file."""
    playbooks_dir: Path | None = None
    """A team's own playbooks, the same."""
    drills_dir: Path | None = None
    """A team's own drill scenarios, which go before the app's of the same name."""


class BadConfig(Exception):
    """The environment lacks something; the message says what to set."""


def read_config() -> Config:
    """The configuration.

    Raises:
        BadConfig: something is missing or malformed. No value is quoted: it may be a secret.
    """
    try:
        config = Config()
    except ValidationError as error:
        names = sorted({str(part["loc"][0]).upper() for part in error.errors()})
        raise BadConfig(f"set {', '.join(names)} (see .env.example)") from None
    if config.slack_app_token is None and config.slack_signing_secret is None:
        raise BadConfig(
            "set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP); see .env.example"
        )
    return config


class DatabaseConfig(BaseSettings):
    """For the commands that only read the record."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    database_url: str = "sqlite+aiosqlite:///cellule.db"
