"""What the process is told at its start: by the environment, and by the files beside it."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pika
import psycopg
from psycopg.conninfo import conninfo_to_dict

DEFAULT_PORT = 8001
DEFAULT_RABBITMQ_URL = "amqp://localhost:5672/%2F"
DEFAULT_POSTGRES_URL = "postgresql://localhost:5432/observatory"

_SEMVER = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)", re.ASCII)


class SettingsError(Exception):
    """The process cannot start as it is set up; the message has one line for each fault."""


@dataclass(frozen=True)
class Settings:
    """``port`` serves health (0: any free one); ``contracts_dir`` is the folder of the schemas."""

    port: int
    rabbitmq_url: str
    postgres_url: str
    contracts_dir: Path
    version: str
    instance_id: str


def read_settings(environment: Mapping[str, str], home: Path) -> Settings:
    """Read PORT, RABBITMQ_URL, POSTGRES_URL and CONTRACTS_DIR, and the VERSION file of ``home``.

    ``home`` is the folder of main.py. A variable that is empty counts as unset. Without CONTRACTS_DIR the schemas
    are those of the nearest ``contracts/schemas`` in ``home`` or above it: the image's own, or the repository's.
    Raises ``SettingsError`` with every fault found.
    """
    faults: list[str] = []
    settings = Settings(
        port=_port(environment.get("PORT") or str(DEFAULT_PORT), faults),
        rabbitmq_url=_rabbitmq_url(environment.get("RABBITMQ_URL") or DEFAULT_RABBITMQ_URL, faults),
        postgres_url=_postgres_url(environment.get("POSTGRES_URL") or DEFAULT_POSTGRES_URL, faults),
        contracts_dir=_contracts_dir(environment.get("CONTRACTS_DIR"), home, faults),
        version=_version(home / "VERSION", faults),
        instance_id=socket.gethostname()[:128] or "processor",
    )
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _port(text: str, faults: list[str]) -> int:
    if re.fullmatch("[0-9]{1,5}", text) and int(text) <= 65535:
        return int(text)
    faults.append(f"PORT is {text!r}, expected a number from 0 to 65535")
    return DEFAULT_PORT


# The faults of a URL are told without the URL: it may hold a password.
def _rabbitmq_url(url: str, faults: list[str]) -> str:
    if not _is_url(url, ("amqp", "amqps"), pika.URLParameters):
        faults.append("RABBITMQ_URL is no AMQP URL, expected amqp://user:password@host:5672/vhost")
    return url


def _postgres_url(url: str, faults: list[str]) -> str:
    if not _is_url(url, ("postgresql", "postgres"), conninfo_to_dict):
        faults.append("POSTGRES_URL is no PostgreSQL URL, expected postgresql://user:password@host:5432/database")
    return url


def _is_url(url: str, schemes: tuple[str, ...], parse: Callable[[str], object]) -> bool:
    try:
        scheme = urlsplit(url).scheme
        parse(url)
    # pika answers some malformed URLs with an IndexError or a TypeError of its own.
    except (ValueError, TypeError, LookupError, psycopg.ProgrammingError):
        return False
    return scheme in schemes


def _contracts_dir(configured: str | None, home: Path, faults: list[str]) -> Path:
    if configured:
        return Path(configured)
    for folder in (home, *home.parents):
        if (folder / "contracts" / "schemas").is_dir():
            return folder / "contracts" / "schemas"
    faults.append(f"no contracts/schemas in {home} or above it; set CONTRACTS_DIR to the folder of the schemas")
    return home


def _version(path: Path, faults: list[str]) -> str:
    try:
        version = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path} cannot be read ({error}); the service does not run without its version")
        return ""
    if not _SEMVER.fullmatch(version):
        faults.append(f"{path} holds {version[:40]!r}, expected a version such as 0.1.0")
    return version
