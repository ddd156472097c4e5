"""Starts the processor: reads its settings, connects its parts, and stops on SIGTERM or SIGINT."""

from __future__ import annotations

import logging
import os
import signal
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event as Flag

from processor.contracts import Contracts, ContractsError
from processor.events import EventFactory
from processor.health import CannotServe, Readiness, serve
from processor.ports import Broker, JobStore
from processor.postgres import PostgresJobStore
from processor.processing import MessageProcessor
from processor.rabbitmq import RabbitBroker
from processor.service import DEPENDENCIES, Service
from processor.settings import Settings, SettingsError, read_settings

logger = logging.getLogger("processor")


def main() -> int:
    """Run until a signal says stop: 0 then, 2 when the process cannot start as it is set up."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("pika").setLevel(logging.CRITICAL)
    try:
        settings = read_settings(os.environ, Path(__file__).resolve().parent)
        contracts = Contracts.load(settings.contracts_dir)
        readiness = Readiness(DEPENDENCIES)
        with serve(settings.port, readiness) as port:
            logger.info("version %s, health on port %d", settings.version, port)
            _service(settings, contracts, readiness).run(_stop_on_signal())
    except (SettingsError, ContractsError, CannotServe) as error:
        logger.critical("cannot start:\n%s", error)
        return 2
    logger.info("stopped")
    return 0


def _service(settings: Settings, contracts: Contracts, readiness: Readiness) -> Service:
    events = EventFactory(contracts.envelope_version, settings.instance_id, settings.version)

    def processor(store: JobStore, broker: Broker) -> MessageProcessor:
        return MessageProcessor(contracts, events, store, broker.publish, partial(datetime.now, UTC))

    return Service(
        connect_broker=partial(RabbitBroker.connect, settings.rabbitmq_url),
        connect_store=partial(PostgresJobStore.connect, settings.postgres_url),
        processor=processor,
        readiness=readiness,
    )


def _stop_on_signal() -> Flag:
    stop = Flag()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


if __name__ == "__main__":
    sys.exit(main())
