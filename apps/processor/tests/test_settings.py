from pathlib import Path

import pytest

from processor.settings import Settings, SettingsError, read_settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "contracts" / "schemas").mkdir(parents=True)
    home = tmp_path / "apps" / "processor"
    home.mkdir(parents=True)
    (home / "VERSION").write_text("0.1.0\n")
    return home


def faults(environment: dict[str, str], home: Path) -> list[str]:
    with pytest.raises(SettingsError) as error:
        read_settings(environment, home)
    return str(error.value).splitlines()


@pytest.mark.parametrize("unset", [{}, {"PORT": "", "RABBITMQ_URL": "", "POSTGRES_URL": "", "CONTRACTS_DIR": ""}])
def test_the_defaults(unset: dict[str, str], home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "processor-1")
    assert read_settings(unset, home) == Settings(
        port=8001,
        rabbitmq_url="amqp://localhost:5672/%2F",
        postgres_url="postgresql://localhost:5432/observatory",
        contracts_dir=home.parents[1] / "contracts" / "schemas",
        version="0.1.0",
        instance_id="processor-1",
    )


def test_the_environment_overrides_them(home: Path) -> None:
    environment = {
        "PORT": "9",
        "RABBITMQ_URL": "amqps://user:pass@broker/%2F",
        "POSTGRES_URL": "postgres://user:pass@db/jobs",
        "CONTRACTS_DIR": "/elsewhere",
    }
    settings = read_settings(environment, home)
    assert (settings.port, settings.rabbitmq_url, settings.postgres_url, settings.contracts_dir) == (
        9,
        "amqps://user:pass@broker/%2F",
        "postgres://user:pass@db/jobs",
        Path("/elsewhere"),
    )


def test_every_fault_is_told_at_once_and_no_password(home: Path) -> None:
    (home / "VERSION").write_text("latest")
    environment = {"PORT": "70000", "RABBITMQ_URL": "http://u:secret@x", "POSTGRES_URL": "secret"}
    assert faults(environment, home) == [
        "PORT is '70000', expected a number from 0 to 65535",
        "RABBITMQ_URL is no AMQP URL, expected amqp://user:password@host:5672/vhost",
        "POSTGRES_URL is no PostgreSQL URL, expected postgresql://user:password@host:5432/database",
        f"{home / 'VERSION'} holds 'latest', expected a version such as 0.1.0",
    ]


@pytest.mark.parametrize("port", ["-1", "http", "65536", "8001 ", "\u0663"])
def test_what_is_no_port(port: str, home: Path) -> None:
    assert faults({"PORT": port}, home) == [f"PORT is {port!r}, expected a number from 0 to 65535"]


@pytest.mark.parametrize("url", ["amqp://host:port/", "amqp://host:5672/?heartbeat=often", "localhost"])
def test_what_is_no_rabbitmq_url(url: str, home: Path) -> None:
    assert len(faults({"RABBITMQ_URL": url}, home)) == 1


@pytest.mark.parametrize("url", ["postgresql://host/?no_such=1", "host=localhost"])
def test_what_is_no_postgres_url(url: str, home: Path) -> None:
    assert len(faults({"POSTGRES_URL": url}, home)) == 1


def test_a_missing_version_stops_the_start(home: Path) -> None:
    (home / "VERSION").unlink()
    (fault,) = faults({}, home)
    assert fault.startswith(f"{home / 'VERSION'} cannot be read")


def test_missing_contracts_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "VERSION").write_text("0.1.0")
    (fault,) = faults({}, tmp_path)
    assert fault.endswith("set CONTRACTS_DIR to the folder of the schemas")
