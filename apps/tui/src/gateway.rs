//! Submitting jobs to the gateway.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ureq::http::StatusCode;

use crate::http::{RequestError, Service};
use crate::job::Job;

/// The gateway's HTTP API.
pub struct Gateway {
    service: Service,
}

/// A job to submit; the gateway gives it an id, a status and a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewJob {
    /// The kind of work, such as `report.monthly`.
    #[serde(rename = "type")]
    pub job_type: String,
    /// Input of the work; its shape belongs to the job's type.
    pub payload: Map<String, Value>,
}

/// What the gateway answers once the broker has the job. Source: `contracts/schemas/job-accepted.json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobAccepted {
    /// The job as the gateway made it.
    pub job: Job,
    /// The correlation id of every event this job will cause.
    pub correlation_id: String,
}

impl Gateway {
    /// A client of the gateway at `base_url` (no trailing slash). Nothing is sent yet.
    pub fn new(base_url: &str) -> Self {
        Self {
            service: Service::new("gateway", "GATEWAY_URL", base_url),
        }
    }

    /// `POST /jobs`.
    ///
    /// # Errors
    /// [`RequestError`] when the gateway is unreachable or refuses the job; a refusal quotes its reasons.
    pub fn submit(&self, job: &NewJob) -> Result<JobAccepted, RequestError> {
        self.service.post("/jobs", job, StatusCode::CREATED)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::job::JobStatus;
    use crate::test_server::{Answer, serve};

    fn monthly_report() -> NewJob {
        NewJob {
            job_type: "report.monthly".into(),
            payload: Map::from_iter([("month".into(), "2026-02".into())]),
        }
    }

    #[test]
    fn a_job_is_posted_as_json_and_the_acceptance_decoded() {
        let server = serve(vec![Answer::json(
            201,
            r#"{ "job": { "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "type": "report.monthly",
                          "status": "PENDING", "createdAt": "2026-03-01T09:30:00.000Z" },
                 "eventId": "0b7e1c3e-55a7-4f6e-9d0c-3d5a3b8e2f11", "correlationId": "c-1" }"#,
        )]);
        let accepted = Gateway::new(&server.url)
            .submit(&monthly_report())
            .expect("accepted");
        assert_eq!(accepted.job.status, JobStatus::Pending);
        assert_eq!(accepted.correlation_id, "c-1");
        let request = server.requests.try_recv().expect("one request");
        assert_eq!(request.line, "POST /jobs HTTP/1.1");
        assert_eq!(request.content_type.as_deref(), Some("application/json"));
        assert_eq!(
            serde_json::from_str::<Value>(&request.body).expect("JSON"),
            json!({ "type": "report.monthly", "payload": { "month": "2026-02" } })
        );
    }

    #[test]
    fn a_refusal_carries_the_reasons() {
        let server = serve(vec![Answer::json(
            400,
            r#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"See errors.","errors":[]}"#,
        )]);
        assert_eq!(
            Gateway::new(&server.url)
                .submit(&monthly_report())
                .expect_err("refused")
                .to_string(),
            format!(
                "the gateway answered 400 at {}/jobs: See errors.",
                server.url
            )
        );
    }
}
