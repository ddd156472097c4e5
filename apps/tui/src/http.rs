//! JSON over HTTP with one service, bounded in time and size.

use std::fmt;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use ureq::Agent;
use ureq::http::{Response, StatusCode};

/// Longer than the five seconds the read model gives a store, so that its explanation arrives.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(6);
const MAX_BODY_BYTES: u64 = 1024 * 1024;
const MAX_REASON_CHARS: usize = 400;

/// One service: where it is, and how to speak of it in messages.
pub struct Service {
    name: &'static str,
    variable: &'static str,
    base_url: String,
    agent: Agent,
}

/// Why a service gave no usable answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestError {
    service: &'static str,
    variable: &'static str,
    url: String,
    cause: Cause,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Cause {
    Unreachable(String),
    Status { code: u16, reason: String },
    Malformed(String),
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            service,
            variable,
            url,
            cause,
        } = self;
        match cause {
            Cause::Unreachable(reason) => {
                write!(
                    f,
                    "no answer from the {service} at {url}: {reason}; is it running, and is {variable} right?"
                )
            }
            Cause::Status { code, reason } => {
                write!(f, "the {service} answered {code} at {url}: {reason}")
            }
            Cause::Malformed(reason) => {
                write!(f, "the {service} broke its contract at {url}: {reason}")
            }
        }
    }
}

impl Service {
    /// A service called `name` in messages, whose `base_url` (no trailing slash) came from the
    /// environment variable `variable`. Nothing is sent yet.
    pub fn new(name: &'static str, variable: &'static str, base_url: &str) -> Self {
        let agent = Agent::config_builder()
            .timeout_global(Some(REQUEST_TIMEOUT))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build()
            .into();
        Self {
            name,
            variable,
            base_url: base_url.to_owned(),
            agent,
        }
    }

    /// `GET path`, expecting 200 and a JSON body of at most 1 MiB within six seconds.
    ///
    /// # Errors
    /// [`RequestError`] when the service is unreachable, answers another status or another shape.
    pub fn get<Answer: DeserializeOwned>(&self, path: &str) -> Result<Answer, RequestError> {
        let url = self.url(path);
        let response = self.agent.get(&url).call();
        self.decode(url, StatusCode::OK, response)
    }

    /// `POST path` with `body` as JSON, expecting `expected` and a JSON body within the bounds of
    /// [`Service::get`].
    ///
    /// # Errors
    /// As [`Service::get`].
    pub fn post<Answer: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        expected: StatusCode,
    ) -> Result<Answer, RequestError> {
        let url = self.url(path);
        let response = self
            .agent
            .post(&url)
            .content_type("application/json")
            .send_json(body);
        self.decode(url, expected, response)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    fn decode<Answer: DeserializeOwned>(
        &self,
        url: String,
        expected: StatusCode,
        response: Result<Response<ureq::Body>, ureq::Error>,
    ) -> Result<Answer, RequestError> {
        read(expected, response).map_err(|cause| RequestError {
            service: self.name,
            variable: self.variable,
            url,
            cause,
        })
    }
}

fn read<Answer: DeserializeOwned>(
    expected: StatusCode,
    response: Result<Response<ureq::Body>, ureq::Error>,
) -> Result<Answer, Cause> {
    let mut response = response.map_err(|error| Cause::Unreachable(error.to_string()))?;
    let status = response.status();
    let body = response
        .body_mut()
        .with_config()
        .limit(MAX_BODY_BYTES)
        .read_to_vec()
        .map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(limit) => {
                Cause::Malformed(format!("a body of more than {limit} bytes"))
            }
            error => Cause::Unreachable(error.to_string()),
        })?;
    if status != expected {
        return Err(Cause::Status {
            code: status.as_u16(),
            reason: reason(&body),
        });
    }
    serde_json::from_slice(&body).map_err(|error| Cause::Malformed(error.to_string()))
}

/// An error answer as RFC 9457 writes it, with the gateway's list of what is wrong with a document.
#[derive(Deserialize)]
struct Problem {
    detail: String,
    #[serde(default)]
    errors: Vec<Violation>,
}

#[derive(Deserialize)]
struct Violation {
    path: String,
    message: String,
}

/// What an error answer says: a problem's detail and violations, or the start of any other body.
fn reason(body: &[u8]) -> String {
    let text = match serde_json::from_slice::<Problem>(body) {
        Ok(Problem { detail, errors }) => {
            let violations = errors
                .into_iter()
                .map(|Violation { path, message }| format!("{path} {message}").trim().to_owned());
            [detail]
                .into_iter()
                .chain(violations)
                .collect::<Vec<_>>()
                .join(" | ")
        }
        Err(_) => String::from_utf8_lossy(body).trim().to_owned(),
    };
    match text.char_indices().nth(MAX_REASON_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_server::{Answer, CLOSED_PORT, serve};

    fn get(answer: Answer) -> (String, Result<Vec<u8>, RequestError>) {
        let server = serve(vec![answer]);
        let result = Service::new("read model", "READ_MODEL_URL", &server.url).get("/numbers");
        (server.url, result)
    }

    #[test]
    fn a_json_body_is_decoded() {
        assert_eq!(get(Answer::json(200, "[1,2]")).1, Ok(vec![1, 2]));
    }

    #[test]
    fn another_status_is_told_with_its_reason() {
        let (url, result) = get(Answer::json(503, " {\"status\":\"unavailable\"}\n"));
        assert_eq!(
            result.expect_err("503 is no success").to_string(),
            format!("the read model answered 503 at {url}/numbers: {{\"status\":\"unavailable\"}}")
        );
    }

    #[test]
    fn a_redirect_is_not_followed() {
        let (_, result) =
            get(Answer::json(302, "elsewhere").with_header("Location: http://127.0.0.1:1/"));
        assert_eq!(
            result.expect_err("302 is no success").cause,
            Cause::Status {
                code: 302,
                reason: "elsewhere".into()
            }
        );
    }

    #[test]
    fn another_shape_is_a_broken_contract() {
        let (url, result) = get(Answer::json(200, "{}"));
        assert_eq!(
            result.expect_err("an object is no list").to_string(),
            format!(
                "the read model broke its contract at {url}/numbers: \
                 invalid type: map, expected a sequence at line 1 column 0"
            )
        );
    }

    #[test]
    fn a_body_over_the_limit_is_refused() {
        let (_, result) = get(Answer::json(200, &format!("[{}1]", "1,".repeat(600_000))));
        assert_eq!(
            result.expect_err("1.2 MB is over the limit").cause,
            Cause::Malformed("a body of more than 1048576 bytes".into())
        );
    }

    #[test]
    fn a_closed_port_names_service_address_and_variable() {
        let error = Service::new("gateway", "GATEWAY_URL", CLOSED_PORT)
            .get::<Vec<u8>>("/x")
            .expect_err("nothing listens there");
        let message = error.to_string();
        assert!(
            message.starts_with(&format!("no answer from the gateway at {CLOSED_PORT}/x: ")),
            "{message}"
        );
        assert!(
            message.ends_with("is it running, and is GATEWAY_URL right?"),
            "{message}"
        );
    }

    #[test]
    fn the_reason_is_the_problem_or_the_start_of_the_body() {
        for (body, expected) in [
            ("  plain text\n", "plain text".to_owned()),
            (&"é".repeat(401), format!("{}…", "é".repeat(400))),
            (
                r#"{"title":"Bad Request"}"#,
                r#"{"title":"Bad Request"}"#.to_owned(),
            ),
            (
                r#"{"type":"about:blank","title":"Not Found","status":404,"detail":"There is no GET /x here."}"#,
                "There is no GET /x here.".to_owned(),
            ),
            (
                r#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"See errors.",
                    "errors":[{"path":"/type","keyword":"pattern","message":"must match pattern"},
                              {"path":"","keyword":"required","message":"must have type"}]}"#,
                "See errors. | /type must match pattern | must have type".to_owned(),
            ),
        ] {
            assert_eq!(reason(body.as_bytes()), expected);
        }
    }
}
