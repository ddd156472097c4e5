"""The ports in memory: what the processor does to them can be looked at, and they fail when told to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from documents import CONTRACTS

from processor.events import Event, EventFactory
from processor.job import Job, JobStatus
from processor.ports import AlreadyProcessed, Begun, Delivery, Publish, Refused, Unavailable
from processor.processing import MessageProcessor

AT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


def lost(dependency: str) -> Unavailable:
    return Unavailable(dependency, ConnectionError("lost"))


@dataclass
class MemoryStore:
    jobs: dict[UUID, Job] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    outbox: list[Event] = field(default_factory=list)
    fails_in: str = ""

    def begin(self, idempotency_key: str, job: Job, event: Event) -> Begun | AlreadyProcessed | Refused:
        self._fail("begin")
        if idempotency_key in self.keys:
            return AlreadyProcessed()
        known = self.jobs.get(job.id)
        if known is None:
            self.jobs[job.id] = job
            self.outbox.append(event)
            return Begun()
        return Begun() if known.status is JobStatus.EXECUTING else Refused(f"job {job.id} is already {known.status}")

    def settle(self, idempotency_key: str, job: Job, event: Event) -> None:
        self._fail("settle")
        self.keys.add(idempotency_key)
        if self.jobs[job.id].status is JobStatus.EXECUTING:
            self.jobs[job.id] = job
            self.outbox.append(event)

    def relay(self, publish: Publish) -> None:
        self._fail("relay")
        for event in self.outbox:
            publish(event)
        self.outbox.clear()

    def _fail(self, method: str) -> None:
        if self.fails_in == method:
            raise lost("postgres")


@dataclass
class MemoryBroker:
    """Delivers ``bodies`` in turn; ``None`` is an idle second. ``after_last`` says what then happens."""

    bodies: list[bytes | None] = field(default_factory=list)
    after_last: Callable[[], None] = lambda: None
    acknowledged: list[int] = field(default_factory=list)
    dead_letters: list[int] = field(default_factory=list)
    published: list[Event] = field(default_factory=list)
    fails_in: str = ""

    def deliveries(self) -> Iterator[Delivery | None]:
        for tag, body in enumerate(self.bodies):
            yield None if body is None else Delivery(tag, body)
        self.after_last()
        yield None

    def acknowledge(self, delivery: Delivery) -> None:
        self.acknowledged.append(delivery.tag)

    def dead_letter(self, delivery: Delivery) -> None:
        self.dead_letters.append(delivery.tag)

    def publish(self, event: Event) -> None:
        if self.fails_in == "publish":
            raise lost("rabbitmq")
        self.published.append(event)


def processor(store: MemoryStore, broker: MemoryBroker) -> MessageProcessor:
    """Make a processor for whom it is always ``AT``."""
    return MessageProcessor(CONTRACTS, EventFactory("1.0.0", "processor-1", "0.1.0"), store, broker.publish, lambda: AT)
