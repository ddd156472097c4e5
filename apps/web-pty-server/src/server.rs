//! The HTTP interface.

use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::auth::Refusal;
use crate::config::Config;
use crate::connection;
use crate::protocol::MAX_MESSAGE_BYTES;

/// What a client may put into the address of `/ws`.
#[derive(Deserialize)]
struct Credentials {
    token: Option<String>,
}

/// `/healthz`, `/readyz` and `/ws` under `config`.
pub fn router(config: Config) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/ws", get(ws))
        .with_state(Arc::new(config))
}

async fn healthz() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

async fn readyz(State(config): State<Arc<Config>>) -> Response {
    match config.program.locate() {
        Ok(_) => Json(json!({ "status": "ok" })).into_response(),
        Err(_) => {
            let body = Json(json!({ "status": "unavailable", "missing": ["tui"] }));
            (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
        }
    }
}

async fn ws(
    State(config): State<Arc<Config>>,
    Query(credentials): Query<Credentials>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    // An unreadable Origin is an Origin nobody listed.
    let origin = headers
        .get(header::ORIGIN)
        .map(|value| value.to_str().unwrap_or_default());
    match config.access.admit(credentials.token.as_deref(), origin) {
        Ok(()) => upgrade
            .max_message_size(MAX_MESSAGE_BYTES)
            .max_frame_size(MAX_MESSAGE_BYTES)
            .on_upgrade(async move |socket| connection::serve(socket, &config.program).await),
        Err(refusal) => refusal.into_response(),
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::Token => (
                StatusCode::UNAUTHORIZED,
                "connect to /ws?token=... with the secret in AUTH_TOKEN",
            ),
            Self::Origin => (
                StatusCode::FORBIDDEN,
                "this page's origin is not one of ALLOWED_ORIGINS",
            ),
        };
        (status, message).into_response()
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Duration;

    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use futures_util::{SinkExt, StreamExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::timeout;
    use tokio_tungstenite::tungstenite::client::IntoClientRequest;
    use tokio_tungstenite::tungstenite::{Error as WsError, Message};
    use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
    use tower::ServiceExt;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn config(variables: &[(&str, &str)]) -> Config {
        Config::from_variables(|name| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
        .expect("a configuration")
    }

    async fn get(config: Config, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = router(config).oneshot(request).await.expect("an answer");
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000)
            .await
            .expect("a body");
        (status, String::from_utf8(body.to_vec()).expect("UTF-8"))
    }

    async fn listen(config: Config) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        tokio::spawn(async move { axum::serve(listener, router(config)).await });
        address
    }

    struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

    impl Client {
        async fn connect(config: Config) -> Self {
            let address = listen(config).await;
            Self(
                connect_async(format!("ws://{address}/ws"))
                    .await
                    .expect("a connection")
                    .0,
            )
        }

        async fn send(&mut self, frame: &str) {
            self.0
                .send(Message::text(frame))
                .await
                .expect("an open connection");
        }

        /// The next text frame as JSON; `None` once the server has closed the connection.
        async fn next(&mut self) -> Option<serde_json::Value> {
            loop {
                match timeout(PATIENCE, self.0.next())
                    .await
                    .expect("a frame in time")?
                {
                    Ok(Message::Text(text)) => {
                        return Some(serde_json::from_str(&text).expect("JSON"));
                    }
                    Ok(Message::Close(_)) | Err(_) => return None,
                    Ok(_) => {}
                }
            }
        }

        async fn read_until(&mut self, expected: &str) {
            let mut text = String::new();
            while !text.contains(expected) {
                let message = self
                    .next()
                    .await
                    .unwrap_or_else(|| panic!("closed after {text:?}"));
                assert_eq!(message["type"], "output", "{message}");
                text += message["data"].as_str().expect("text");
            }
        }
    }

    async fn refused_status(address: SocketAddr, path: &str, origin: Option<&str>) -> StatusCode {
        let mut request = format!("ws://{address}{path}")
            .into_client_request()
            .expect("a request");
        if let Some(origin) = origin {
            request
                .headers_mut()
                .insert(header::ORIGIN, origin.parse().expect("a header"));
        }
        match connect_async(request).await {
            Ok((_, response)) => response.status(),
            Err(WsError::Http(response)) => response.status(),
            Err(error) => panic!("{error}"),
        }
    }

    #[tokio::test]
    async fn a_living_process_is_healthy_whatever_is_missing() {
        let config = config(&[("TUI_PATH", "/nowhere/tui")]);
        assert_eq!(
            get(config, "/healthz").await,
            (StatusCode::OK, r#"{"status":"ok"}"#.into())
        );
    }

    #[tokio::test]
    async fn readiness_names_the_missing_program() {
        let ready = config(&[("TUI_PATH", "/bin/cat")]);
        assert_eq!(
            get(ready, "/readyz").await,
            (StatusCode::OK, r#"{"status":"ok"}"#.into())
        );
        let unready = config(&[("TUI_PATH", "/nowhere/tui")]);
        assert_eq!(
            get(unready, "/readyz").await,
            (
                StatusCode::SERVICE_UNAVAILABLE,
                r#"{"missing":["tui"],"status":"unavailable"}"#.into()
            )
        );
    }

    #[tokio::test]
    async fn a_request_that_is_no_websocket_is_refused() {
        let (status, _) = get(config(&[]), "/ws").await;
        assert!(status.is_client_error(), "{status}");
    }

    #[tokio::test]
    async fn the_token_and_the_origin_are_asked_for() {
        let address = listen(config(&[
            ("TUI_PATH", "/bin/cat"),
            ("AUTH_TOKEN", "s3 cret"),
        ]))
        .await;
        let page = Some("http://localhost:8081");
        for (path, origin, status) in [
            ("/ws?token=s3%20cret", None, StatusCode::SWITCHING_PROTOCOLS),
            ("/ws?token=s3+cret", page, StatusCode::SWITCHING_PROTOCOLS),
            ("/ws", page, StatusCode::UNAUTHORIZED),
            ("/ws?token=", None, StatusCode::UNAUTHORIZED),
            ("/ws?token=other", None, StatusCode::UNAUTHORIZED),
            (
                "/ws?token=s3%20cret&token=other",
                None,
                StatusCode::BAD_REQUEST,
            ),
            (
                "/ws?token=s3%20cret",
                Some("http://evil.example"),
                StatusCode::FORBIDDEN,
            ),
        ] {
            assert_eq!(
                refused_status(address, path, origin).await,
                status,
                "{path} {origin:?}"
            );
        }
    }

    #[tokio::test]
    async fn input_is_answered_with_output_and_the_end_with_the_exit_code() {
        let mut client = Client::connect(config(&[
            ("TUI_PATH", "/bin/sh"),
            ("PATH", "/usr/bin:/bin"),
        ]))
        .await;
        client
            .send(r#"{"type":"resize","cols":100,"rows":30}"#)
            .await;
        client
            .send(r#"{"type":"input","data":"stty size\r"}"#)
            .await;
        client.read_until("30 100").await;
        client
            .send(r#"{"type":"input","data":"printf 'caf\\303\\251'; exit 3\r"}"#)
            .await;
        client.read_until("café").await;
        assert_eq!(
            client.next().await,
            Some(json!({ "type": "exit", "code": 3 }))
        );
        assert_eq!(client.next().await, None);
    }

    #[tokio::test]
    async fn a_wrong_message_is_explained_and_the_connection_lives_on() {
        let mut client = Client::connect(config(&[("TUI_PATH", "/bin/cat")])).await;
        client.send("ls").await;
        let error = client.next().await.expect("an answer");
        assert_eq!(error["type"], "error");
        assert!(
            error["message"]
                .as_str()
                .expect("text")
                .starts_with("not a message of this protocol")
        );

        client
            .0
            .send(Message::binary(vec![1]))
            .await
            .expect("an open connection");
        assert_eq!(
            client.next().await,
            Some(
                json!({ "type": "error", "message": "binary frames are not spoken here: send text frames of JSON" })
            )
        );

        client.send(r#"{"type":"ping"}"#).await;
        assert_eq!(client.next().await, Some(json!({ "type": "pong" })));
        client
            .0
            .send(Message::Ping("".into()))
            .await
            .expect("an open connection");
        client.send(r#"{"type":"input","data":"still here"}"#).await;
        client.read_until("still here").await;
    }

    #[tokio::test]
    async fn a_message_over_the_limit_ends_the_connection() {
        let mut client = Client::connect(config(&[("TUI_PATH", "/bin/cat")])).await;
        client.send(&"x".repeat(MAX_MESSAGE_BYTES + 1)).await;
        assert_eq!(client.next().await, None);
    }

    #[tokio::test]
    async fn a_missing_program_is_told_before_the_connection_ends() {
        let mut client = Client::connect(config(&[("TUI_PATH", "/nowhere/tui")])).await;
        let error = client.next().await.expect("an answer");
        assert_eq!(error["type"], "error");
        assert!(
            error["message"]
                .as_str()
                .expect("text")
                .starts_with("/nowhere/tui is no executable file")
        );
        assert_eq!(client.next().await, None);
    }
}
