"""What may be set from outside, with safe defaults. A wrong value is refused with the way to mend it."""

import os
import secrets
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """One line for each `SOUNDINGS_...` variable; `.env.sample` lists them with examples."""

    model_config = SettingsConfigDict(env_prefix="SOUNDINGS_", env_file=".env", extra="ignore")

    data_dir: Path = Field(default=Path("data"), description="Where databases, mail, trail anchors and uploads live.")
    database_url: str = Field(default="", description="sqlite:///FILE or postgres://USER:PASSWORD@HOST/NAME.")
    owner_database_url: str = Field(default="", description="PostgreSQL: the tables' owner, for migrations only.")
    secret_key: str = Field(
        default="", description="At least 50 characters; made and kept in the data folder if empty."
    )
    trail_key: str = Field(default="", description="Seals the trail; made and kept in the data folder if empty.")
    allowed_hosts: str = Field(default="127.0.0.1,localhost", description="Host names, separated by commas.")
    secure: bool = Field(default=False, description="true behind https: cookies and headers then say so.")
    mail_url: str = Field(default="", description="smtp://USER:PASSWORD@HOST:PORT; files in the data folder if empty.")
    mail_from: str = Field(default="Soundings <no-reply@localhost>", description="The neutral sender of e-mails.")
    relax_second_step: bool = Field(
        default=False,
        description="true only for training and demo copies: sign in without a second step, with a banner.",
    )
    idle_minutes: int = Field(default=20, ge=2, le=60, description="Signed out after this many minutes without use.")
    absolute_hours: int = Field(default=12, ge=1, le=24, description="Signed out after this many hours in any case.")
    leave_url: str = Field(
        default="https://www.bbc.co.uk/weather",
        pattern=r"^https?://",
        description="Where “Leave this page” leads from a link of the family: a page about nothing.",
    )
    debug: bool = Field(default=False, description="true only on a developer's own machine.")

    @field_validator("secret_key", "trail_key")
    @classmethod
    def long_enough(cls, value: str) -> str:
        if value and len(value) < 50:
            raise ValueError("must be at least 50 characters; leave it empty to have one made")
        return value

    @field_validator("database_url", "owner_database_url")
    @classmethod
    def known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite://", "postgres://", "postgresql://")):
            raise ValueError("must start with sqlite:/// or postgres://")
        return value

    def kept_secret(self, name: str) -> str:
        """The secret of this name: as set, or made once and kept in the data folder (readable by the owner only)."""
        given: str = getattr(self, name)
        if given:
            return given
        file = self.data_dir / "secrets" / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                with open(file, "x", opener=_private) as out:
                    out.write(secrets.token_urlsafe(64))
            except FileExistsError:
                pass  # another process made it between the two lines
        return file.read_text()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def read_environment() -> Environment:
    """The environment, checked. Leaves the program with every fault named at once."""
    try:
        return Environment()
    except ValidationError as error:
        lines = [
            f"SOUNDINGS_{'_'.join(str(p) for p in fault['loc']).upper()}: {fault['msg']}" for fault in error.errors()
        ]
        raise SystemExit("Settings that need mending (see .env.sample):\n  " + "\n  ".join(lines)) from None
