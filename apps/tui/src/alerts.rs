//! What an operator should look at, decided from one snapshot of the read model.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

use crate::job::{Job, JobStatus};
use crate::read_model::Snapshot;

/// A job that has not changed for this long is stalled, unless it is finished.
const STALLED_AFTER: TimeDelta = TimeDelta::minutes(5);
/// Below this many finished jobs a share of failures says nothing.
const MIN_FINISHED_JOBS: usize = 4;
/// From this share of failures on the system, not a job, is at fault.
const MAX_FAILED_PERCENT: usize = 25;

/// Something an operator should look at; the order of the variants is that of their urgency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alert {
    /// Too many of the recent finished jobs failed.
    ManyFailures {
        /// How many of them failed.
        failed: usize,
        /// How many of the recent jobs are finished.
        finished: usize,
    },
    /// A recent job failed.
    Failed {
        /// The job's id.
        id: String,
        /// What the processor gave as the reason.
        reason: Option<String>,
    },
    /// A job waits or runs for too long.
    Stalled {
        /// The job's id.
        id: String,
        /// The status it has not left.
        status: JobStatus,
        /// For how many whole minutes.
        minutes: i64,
    },
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ManyFailures { failed, finished } => {
                write!(f, "{failed} of the last {finished} finished jobs failed")
            }
            Self::Failed { id, reason } => {
                write!(
                    f,
                    "{id} failed: {}",
                    reason.as_deref().unwrap_or("no reason given")
                )
            }
            Self::Stalled {
                id,
                status,
                minutes,
            } => {
                write!(f, "{id} has been {status} for {minutes} min")
            }
        }
    }
}

/// The alerts of `snapshot` at the time `now`, the most urgent first.
pub fn alerts(snapshot: &Snapshot, now: DateTime<Utc>) -> Vec<Alert> {
    let failed = snapshot.jobs.iter().filter_map(failed);
    let stalled = snapshot.jobs.iter().filter_map(|job| stalled(job, now));
    many_failures(&snapshot.jobs)
        .into_iter()
        .chain(failed)
        .chain(stalled)
        .collect()
}

fn many_failures(jobs: &[Job]) -> Option<Alert> {
    let with_status = |status| jobs.iter().filter(|job| job.status == status).count();
    let failed = with_status(JobStatus::Failed);
    let finished = failed + with_status(JobStatus::Completed);
    (finished >= MIN_FINISHED_JOBS && failed * 100 >= finished * MAX_FAILED_PERCENT)
        .then_some(Alert::ManyFailures { failed, finished })
}

fn failed(job: &Job) -> Option<Alert> {
    (job.status == JobStatus::Failed).then(|| Alert::Failed {
        id: job.id.clone(),
        reason: job.metadata.get("failureReason").cloned(),
    })
}

fn stalled(job: &Job, now: DateTime<Utc>) -> Option<Alert> {
    let unchanged = now - job.last_change();
    match job.status {
        JobStatus::Pending | JobStatus::Executing if unchanged >= STALLED_AFTER => {
            Some(Alert::Stalled {
                id: job.id.clone(),
                status: job.status,
                minutes: unchanged.num_minutes(),
            })
        }
        JobStatus::Pending | JobStatus::Executing | JobStatus::Completed | JobStatus::Failed => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_model::Stats;

    const NOON: &str = "2026-03-01T12:00:00Z";

    fn job(id: &str, status: JobStatus, last_change: &str) -> Job {
        Job {
            id: id.into(),
            job_type: "report.monthly".into(),
            status,
            created_at: "2026-03-01T09:00:00Z".parse().expect("a time"),
            updated_at: Some(last_change.parse().expect("a time")),
            metadata: [].into(),
        }
    }

    fn at_noon(jobs: Vec<Job>) -> Vec<Alert> {
        alerts(
            &Snapshot {
                jobs,
                stats: Stats::default(),
            },
            NOON.parse().expect("a time"),
        )
    }

    fn finished(failed: usize, completed: usize) -> Vec<Job> {
        let failed = (0..failed).map(|n| job(&format!("f{n}"), JobStatus::Failed, NOON));
        let completed = (0..completed).map(|n| job(&format!("c{n}"), JobStatus::Completed, NOON));
        failed.chain(completed).collect()
    }

    #[test]
    fn a_job_is_stalled_from_the_fifth_minute_on() {
        for (status, last_change, minutes) in [
            (JobStatus::Pending, "2026-03-01T11:55:00Z", Some(5)),
            (JobStatus::Executing, "2026-03-01T10:00:30Z", Some(119)),
            (JobStatus::Executing, "2026-03-01T11:55:00.001Z", None),
            (JobStatus::Pending, "2026-03-01T12:30:00Z", None),
            (JobStatus::Completed, "2026-03-01T10:00:00Z", None),
        ] {
            let expected = minutes.map(|minutes| Alert::Stalled {
                id: "j".into(),
                status,
                minutes,
            });
            assert_eq!(
                at_noon(vec![job("j", status, last_change)]),
                Vec::from_iter(expected)
            );
        }
    }

    #[test]
    fn a_failed_job_says_why_when_it_knows() {
        let mut explained = job("a", JobStatus::Failed, NOON);
        explained
            .metadata
            .insert("failureReason".into(), "out of paper".into());
        let alerts = at_noon(vec![explained, job("b", JobStatus::Failed, NOON)]);
        let messages: Vec<String> = alerts.iter().map(Alert::to_string).collect();
        assert_eq!(
            messages,
            ["a failed: out of paper", "b failed: no reason given"]
        );
    }

    #[test]
    fn a_quarter_of_at_least_four_finished_jobs_is_many_failures() {
        for (failed, completed, many) in [
            (1, 3, true),
            (2, 2, true),
            (1, 4, false),
            (3, 0, false),
            (0, 9, false),
            (25, 75, true),
        ] {
            let alert = Alert::ManyFailures {
                failed,
                finished: failed + completed,
            };
            assert_eq!(
                at_noon(finished(failed, completed)).first() == Some(&alert),
                many,
                "{failed} failed, {completed} completed"
            );
        }
    }

    #[test]
    fn the_most_urgent_alert_comes_first() {
        let mut jobs = vec![job("slow", JobStatus::Executing, "2026-03-01T11:00:00Z")];
        jobs.extend(finished(1, 3));
        let messages: Vec<String> = at_noon(jobs).iter().map(Alert::to_string).collect();
        assert_eq!(
            messages,
            [
                "1 of the last 4 finished jobs failed",
                "f0 failed: no reason given",
                "slow has been EXECUTING for 60 min",
            ]
        );
    }
}
