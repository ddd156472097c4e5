//! One WebSocket and the session behind it.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use tokio::time::timeout;

use crate::program::Program;
use crate::protocol::{ClientMessage, ServerMessage};
use crate::session::{Session, SessionEvent};

/// How long a client may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(2);

/// Runs `program` in a terminal for the client of `socket`, until one of the two is gone.
pub async fn serve(mut socket: WebSocket, program: &Program) {
    // A client that has hung up meanwhile needs no farewell.
    let _ = match start(program) {
        Ok(session) => relay(&mut socket, session).await,
        Err(message) => send(&mut socket, ServerMessage::Error { message }).await,
    };
    let _ = timeout(FAREWELL, close(socket)).await;
}

fn start(program: &Program) -> Result<Session, String> {
    let command = program.command().map_err(|error| error.to_string())?;
    Session::start(command).map_err(|error| error.to_string())
}

async fn relay(socket: &mut WebSocket, mut session: Session) -> Result<(), axum::Error> {
    loop {
        tokio::select! {
            event = session.next_event() => match event {
                Some(SessionEvent::Output(data)) => send(socket, ServerMessage::Output { data }).await?,
                Some(SessionEvent::Exit(code)) => return send(socket, ServerMessage::Exit { code }).await,
                None => return Ok(()),
            },
            frame = socket.recv() => match frame.transpose()? {
                None | Some(Message::Close(_)) => return Ok(()),
                Some(frame) => {
                    if let Some(answer) = answer(&session, &frame) {
                        send(socket, answer).await?;
                    }
                }
            },
        }
    }
}

fn answer(session: &Session, frame: &Message) -> Option<ServerMessage> {
    match frame {
        Message::Text(text) => answer_text(session, text),
        Message::Binary(_) => Some(error(
            "binary frames are not spoken here: send text frames of JSON",
        )),
        Message::Ping(_) | Message::Pong(_) | Message::Close(_) => None,
    }
}

fn answer_text(session: &Session, text: &str) -> Option<ServerMessage> {
    match ClientMessage::parse(text) {
        Ok(ClientMessage::Input { data }) => session.input(data).err().map(error),
        Ok(ClientMessage::Resize(size)) => session.resize(size).err().map(error),
        Ok(ClientMessage::Ping) => Some(ServerMessage::Pong),
        Err(invalid) => Some(error(invalid)),
    }
}

/// Waits for the client's own close. What it sent meanwhile must be read: closing a connection with
/// unread bytes resets it, and a reset can overtake the last message.
async fn close(mut socket: WebSocket) -> Result<(), axum::Error> {
    socket.send(Message::Close(None)).await?;
    while let Some(frame) = socket.recv().await {
        frame?;
    }
    Ok(())
}

fn error(reason: impl ToString) -> ServerMessage {
    ServerMessage::Error {
        message: reason.to_string(),
    }
}

async fn send(socket: &mut WebSocket, message: ServerMessage) -> Result<(), axum::Error> {
    socket.send(Message::Text(message.to_frame().into())).await
}
