"""What happens to one message, from its bytes to the verdict the broker is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from processor.contracts import Contracts
from processor.events import EventFactory
from processor.job import Job, JobStatus
from processor.lifecycle import IllegalTransition, advance
from processor.ports import AlreadyProcessed, Begun, Clock, JobStore, Publish, Refused
from processor.submission import Poison, Submission, read_submission
from processor.work import Completed, Failed, perform


@dataclass(frozen=True)
class Acknowledge:
    """The message has had its effect, which is committed."""

    summary: str


@dataclass(frozen=True)
class DeadLetter:
    """The message can never have an effect."""

    reasons: tuple[str, ...]


@dataclass(frozen=True)
class MessageProcessor:
    """Carries out submitted jobs, each exactly once by its effect however often the message comes."""

    contracts: Contracts
    events: EventFactory
    store: JobStore
    publish: Publish
    clock: Clock

    def process(self, body: bytes) -> Acknowledge | DeadLetter:
        """Decide and carry out what ``body`` asks for.

        Raises ``Unavailable`` when a dependency fails midway; the message must then be delivered again.
        """
        submission = read_submission(body, self.contracts)
        if isinstance(submission, Poison):
            return DeadLetter(submission.reasons)
        executing = advance(submission.job, JobStatus.EXECUTING, self.clock())
        if isinstance(executing, IllegalTransition):
            return DeadLetter((str(executing),))
        return self._carry_out(submission, executing)

    def _carry_out(self, submission: Submission, executing: Job) -> Acknowledge | DeadLetter:
        started = self.events.lifecycle_event(executing, submission.correlation_id)
        match self.store.begin(submission.idempotency_key, executing, started):
            case Refused(reason):
                return DeadLetter((reason,))
            case AlreadyProcessed():
                self.store.relay(self.publish)
                return Acknowledge(f"job {executing.id} was already processed")
            case Begun():
                self.store.relay(self.publish)
            case unknown:
                assert_never(unknown)
        finished = self._finish(executing)
        ended = self.events.lifecycle_event(finished, submission.correlation_id)
        self.store.settle(submission.idempotency_key, finished, ended)
        self.store.relay(self.publish)
        return Acknowledge(f"job {finished.id} {finished.status}")

    def _finish(self, executing: Job) -> Job:
        match perform(executing):
            case Completed(labels):
                status = JobStatus.COMPLETED
            case Failed(reason):
                status, labels = JobStatus.FAILED, {"failureReason": reason}
            case unknown:
                assert_never(unknown)
        finished = advance(executing, status, self.clock())
        if isinstance(finished, IllegalTransition):
            raise TypeError(str(finished))
        return finished.labelled(labels)
