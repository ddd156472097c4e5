"""What the processor needs of the world outside it. Adapters fulfil it; tests do so in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from processor.events import Event
from processor.job import Job

Publish = Callable[[Event], None]
"""Hands an event to the broker and returns once the broker has it."""

Clock = Callable[[], datetime]
"""Tells the time, with its zone."""


@dataclass(frozen=True)
class Begun:
    """The job is this process's to carry out."""


@dataclass(frozen=True)
class AlreadyProcessed:
    """An event with this idempotency key has had its effect."""


@dataclass(frozen=True)
class Refused:
    """The job can never be begun, for the reason given."""

    reason: str


class Unavailable(Exception):  # noqa: N818 (a state of the dependency, not an error of ours)
    """A dependency cannot be reached now and may be later."""

    def __init__(self, dependency: str, cause: BaseException) -> None:
        super().__init__(f"{dependency}: {' '.join(str(cause).split()) or repr(cause)}")
        self.dependency = dependency


class JobStore(Protocol):
    """Keeps jobs, the keys of processed events, and an outbox. Every method may raise ``Unavailable``.

    An event is committed together with the change it tells of, and leaves the outbox only when the broker has it:
    a crash at any point neither loses an event nor makes one up.
    """

    def begin(self, idempotency_key: str, job: Job, event: Event) -> Begun | AlreadyProcessed | Refused:
        """Commit the EXECUTING ``job`` and its ``event``.

        A job found EXECUTING was interrupted: it is begun again, without a second event.
        """
        ...

    def settle(self, idempotency_key: str, job: Job, event: Event) -> None:
        """Commit the final ``job``, its ``event`` and the key, unless another process has done so."""
        ...

    def relay(self, publish: Publish) -> None:
        """Publish what the outbox holds, oldest first, and then remove it."""
        ...


@dataclass(frozen=True)
class Delivery:
    """A message the broker waits to hear about."""

    tag: int
    body: bytes


class Broker(Protocol):
    """A connection to the message broker. Every method may raise ``Unavailable``."""

    def deliveries(self) -> Iterator[Delivery | None]:
        """Yield messages as they come, and ``None`` at least once a second while none does."""
        ...

    def acknowledge(self, delivery: Delivery) -> None:
        """Tell the broker that the message is done with."""
        ...

    def dead_letter(self, delivery: Delivery) -> None:
        """Tell the broker to put the message aside for people to look at."""
        ...

    def publish(self, event: Event) -> None:
        """Publish an event and return once the broker has taken it over."""
        ...
