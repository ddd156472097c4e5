//! Reading jobs and statistics from the read model.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::http::{RequestError, Service};
use crate::job::Job;

/// The read model's HTTP API.
pub struct ReadModel {
    service: Service,
}

/// What the read model says at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The most recent jobs, newest first.
    pub jobs: Vec<Job>,
    /// Counts over all time.
    pub stats: Stats,
}

/// Counts over all time, by job status and by event type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Stats {
    /// Status changes seen, by status (`COMPLETED`, `FAILED`, ...).
    pub jobs: BTreeMap<String, u64>,
    /// Events seen, by event type (`job.submitted`, ...).
    pub events: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct RecentJobs {
    jobs: Vec<Job>,
}

impl ReadModel {
    /// A client of the read model at `base_url` (no trailing slash). Nothing is sent yet.
    pub fn new(base_url: &str) -> Self {
        Self {
            service: Service::new("read model", "READ_MODEL_URL", base_url),
        }
    }

    /// `GET /jobs/recent` and `GET /stats`.
    ///
    /// # Errors
    /// [`RequestError`] of the first of the two that fails.
    pub fn snapshot(&self) -> Result<Snapshot, RequestError> {
        let RecentJobs { jobs } = self.service.get("/jobs/recent")?;
        let stats = self.service.get("/stats")?;
        Ok(Snapshot { jobs, stats })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::JobStatus;
    use crate::test_server::{Answer, serve};

    const ONE_JOB: &str = r#"{ "jobs": [{ "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "type": "report.monthly",
        "status": "EXECUTING", "createdAt": "2026-03-01T09:30:00Z", "updatedAt": "2026-03-01T09:31:00Z" }] }"#;

    #[test]
    fn a_snapshot_joins_recent_jobs_and_statistics() {
        let server = serve(vec![
            Answer::json(200, ONE_JOB),
            Answer::json(
                200,
                r#"{ "jobs": { "EXECUTING": 1 }, "events": { "job.submitted": 3 } }"#,
            ),
        ]);
        let snapshot = ReadModel::new(&server.url)
            .snapshot()
            .expect("both answers");
        assert_eq!(snapshot.jobs.len(), 1);
        assert_eq!(snapshot.jobs[0].status, JobStatus::Executing);
        assert_eq!(
            snapshot.stats,
            Stats {
                jobs: [("EXECUTING".into(), 1)].into(),
                events: [("job.submitted".into(), 3)].into()
            }
        );
        let lines: Vec<String> = server
            .requests
            .try_iter()
            .map(|request| request.line)
            .collect();
        assert_eq!(lines, ["GET /jobs/recent HTTP/1.1", "GET /stats HTTP/1.1"]);
    }

    #[test]
    fn failing_statistics_fail_the_snapshot() {
        let server = serve(vec![
            Answer::json(200, ONE_JOB),
            Answer::json(500, "redis is away"),
        ]);
        assert_eq!(
            ReadModel::new(&server.url)
                .snapshot()
                .expect_err("no statistics")
                .to_string(),
            format!(
                "the read model answered 500 at {}/stats: redis is away",
                server.url
            )
        );
    }
}
