//! The job document, as far as this client shows it. Source: `contracts/schemas/job.json`.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::Deserialize;

/// A unit of work and where it stands. Properties that are not shown are not decoded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// UUID of the job.
    pub id: String,
    /// The kind of work, such as `report.monthly`.
    #[serde(rename = "type")]
    pub job_type: String,
    /// Where the job stands.
    pub status: JobStatus,
    /// When the gateway accepted it.
    pub created_at: DateTime<Utc>,
    /// When the status last changed, once it has.
    pub updated_at: Option<DateTime<Utc>>,
    /// Labels that travel with the job.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
}

impl Job {
    /// When the job reached its present status.
    pub fn last_change(&self) -> DateTime<Utc> {
        self.updated_at.unwrap_or(self.created_at)
    }
}

/// The states of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JobStatus {
    /// Accepted, not started.
    Pending,
    /// A processor works on it.
    Executing,
    /// Done.
    Completed,
    /// Given up; `metadata.failureReason` may say why.
    Failed,
}

impl fmt::Display for JobStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pending => "PENDING",
            Self::Executing => "EXECUTING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_job_is_decoded_with_its_offset_time_and_reason() {
        let job: Job = serde_json::from_str(
            r#"{
              "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
              "type": "email.send",
              "status": "FAILED",
              "createdAt": "2026-03-01T09:30:00.000Z",
              "updatedAt": "2026-03-01T11:30:04+02:00",
              "payload": { "to": ["nobody"] },
              "metadata": { "failureReason": "the mail server refused the recipient" }
            }"#,
        )
        .expect("a golden document");
        assert_eq!(
            job,
            Job {
                id: "7c9e6679-7425-40de-944b-e07fc1f90ae7".into(),
                job_type: "email.send".into(),
                status: JobStatus::Failed,
                created_at: "2026-03-01T09:30:00Z".parse().expect("a time"),
                updated_at: Some("2026-03-01T09:30:04Z".parse().expect("a time")),
                metadata: [(
                    "failureReason".into(),
                    "the mail server refused the recipient".into()
                )]
                .into(),
            }
        );
    }

    #[test]
    fn a_minimal_job_changed_last_when_it_was_created() {
        let job: Job = serde_json::from_str(
            r#"{ "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "type": "report.monthly",
                 "status": "PENDING", "createdAt": "2026-03-01T09:30:00Z" }"#,
        )
        .expect("a golden document");
        assert_eq!(job.last_change(), job.created_at);
    }

    #[test]
    fn a_status_is_written_as_the_contract_does() {
        for status in [
            JobStatus::Pending,
            JobStatus::Executing,
            JobStatus::Completed,
            JobStatus::Failed,
        ] {
            let json = format!("\"{status}\"");
            assert_eq!(
                serde_json::from_str::<JobStatus>(&json).expect("a known status"),
                status
            );
        }
        assert!(serde_json::from_str::<JobStatus>("\"RUNNING\"").is_err());
    }
}
