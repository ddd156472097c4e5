//! Carries out requests one after the other, away from the thread that draws.

use std::sync::mpsc::{Receiver, Sender};

use crate::app::{Outcome, Request};
use crate::gateway::Gateway;
use crate::read_model::ReadModel;

/// Answers every request with its outcome, until one of the two channels is closed.
pub fn run(
    read_model: &ReadModel,
    gateway: &Gateway,
    requests: &Receiver<Request>,
    outcomes: &Sender<Outcome>,
) {
    for request in requests {
        let outcome = match request {
            Request::Refresh => Outcome::Refreshed(read_model.snapshot()),
            Request::Submit(job) => Outcome::Submitted(gateway.submit(&job)),
        };
        if outcomes.send(outcome).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use serde_json::Map;

    use super::*;
    use crate::gateway::NewJob;
    use crate::test_server::{Answer, CLOSED_PORT, serve};

    #[test]
    fn requests_are_answered_in_order_and_the_worker_ends_with_its_channel() {
        let read_model = serve(vec![
            Answer::json(200, r#"{"jobs":[]}"#),
            Answer::json(200, r#"{"jobs":{},"events":{}}"#),
        ]);
        let (send_request, requests) = channel();
        let (send_outcome, outcomes) = channel();
        send_request
            .send(Request::Refresh)
            .expect("an open channel");
        let job = NewJob {
            job_type: "a".into(),
            payload: Map::new(),
        };
        send_request
            .send(Request::Submit(job))
            .expect("an open channel");
        drop(send_request);

        run(
            &ReadModel::new(&read_model.url),
            &Gateway::new(CLOSED_PORT),
            &requests,
            &send_outcome,
        );

        assert!(matches!(outcomes.try_recv(), Ok(Outcome::Refreshed(Ok(_)))));
        assert!(matches!(
            outcomes.try_recv(),
            Ok(Outcome::Submitted(Err(_)))
        ));
    }

    #[test]
    fn a_worker_nobody_listens_to_ends() {
        let (send_request, requests) = channel();
        let (send_outcome, outcomes) = channel();
        drop(outcomes);
        send_request
            .send(Request::Refresh)
            .expect("an open channel");
        run(
            &ReadModel::new(CLOSED_PORT),
            &Gateway::new(CLOSED_PORT),
            &requests,
            &send_outcome,
        );
    }
}
