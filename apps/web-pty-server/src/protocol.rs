//! The messages between page and server: text frames of JSON, told apart by `type`.

use std::fmt;
use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

/// The largest message a client may send.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024;

/// More columns or rows than any screen has would only make programs allocate.
const MAX_SIDE: u16 = 1000;

/// What a client sends.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum ClientMessage {
    /// Keys pressed, as a terminal encodes them.
    Input {
        /// The characters to hand to the program.
        data: String,
    },
    /// The page's terminal has a new size, in characters.
    Resize(Size),
    /// Is the connection alive?
    Ping,
}

/// The size of a terminal in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// Characters in a line.
    pub cols: NonZeroU16,
    /// Lines.
    pub rows: NonZeroU16,
}

/// What the server sends.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum ServerMessage {
    /// What the program wrote; never part of a character.
    Output {
        /// The characters to hand to the page's terminal.
        data: String,
    },
    /// The program ended; nothing follows.
    Exit {
        /// Its exit code, 1 when a signal ended it.
        code: u32,
    },
    /// Something went wrong; the connection lives on unless it is closed.
    Error {
        /// What, and what is expected instead.
        message: String,
    },
    /// The answer to a ping.
    Pong,
}

/// A client's message that is not of this protocol.
#[derive(Debug, PartialEq, Eq)]
pub struct InvalidMessage(String);

impl fmt::Display for InvalidMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not a message of this protocol: {}; expected {{\"type\":\"input\",\"data\":\"...\"}}, \
             {{\"type\":\"resize\",\"cols\":80,\"rows\":24}} (each 1 to {MAX_SIDE}) or {{\"type\":\"ping\"}}",
            self.0
        )
    }
}

impl ClientMessage {
    /// Reads one text frame.
    ///
    /// # Errors
    /// [`InvalidMessage`] says what is wrong with it.
    pub fn parse(frame: &str) -> Result<Self, InvalidMessage> {
        match serde_json::from_str(frame) {
            Ok(Self::Resize(size)) if size.cols.get() > MAX_SIDE || size.rows.get() > MAX_SIDE => {
                Err(InvalidMessage(format!(
                    "{} columns by {} rows",
                    size.cols, size.rows
                )))
            }
            Ok(message) => Ok(message),
            Err(error) => Err(InvalidMessage(error.to_string())),
        }
    }
}

impl ServerMessage {
    /// The text frame of this message.
    pub fn to_frame(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers are always JSON")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resize(cols: u16, rows: u16) -> ClientMessage {
        ClientMessage::Resize(Size {
            cols: cols.try_into().expect("not zero"),
            rows: rows.try_into().expect("not zero"),
        })
    }

    #[test]
    fn messages_of_the_protocol_are_read() {
        for (frame, message) in [
            (
                r#"{"type":"input","data":"ls\r\u001b[A"}"#,
                ClientMessage::Input {
                    data: "ls\r\u{1b}[A".into(),
                },
            ),
            (
                r#"{"type":"input","data":""}"#,
                ClientMessage::Input {
                    data: String::new(),
                },
            ),
            (r#"{"type":"resize","cols":80,"rows":24}"#, resize(80, 24)),
            (r#"{"rows":1,"type":"resize","cols":1000}"#, resize(1000, 1)),
            (r#"{"type":"ping"}"#, ClientMessage::Ping),
        ] {
            assert_eq!(ClientMessage::parse(frame), Ok(message), "{frame}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for frame in [
            "",
            "ls",
            "null",
            "[]",
            "{}",
            r#"{"type":"shutdown"}"#,
            r#"{"type":"input"}"#,
            r#"{"type":"input","data":1}"#,
            r#"{"type":"input","data":"a","extra":1}"#,
            r#"{"type":"input","data":"a"} {}"#,
            r#"{"type":"resize","cols":80}"#,
            r#"{"type":"resize","cols":0,"rows":24}"#,
            r#"{"type":"resize","cols":80,"rows":-1}"#,
            r#"{"type":"resize","cols":80.5,"rows":24}"#,
            r#"{"type":"resize","cols":70000,"rows":24}"#,
            r#"{"type":"resize","cols":80,"rows":24,"extra":1}"#,
            r#"{"type":"input","data":"\ud800"}"#,
        ] {
            let error = ClientMessage::parse(frame).expect_err(frame).to_string();
            assert!(
                error.starts_with("not a message of this protocol: "),
                "{error}"
            );
        }
    }

    #[test]
    fn a_terminal_larger_than_any_screen_is_refused() {
        for (cols, rows) in [(1001, 24), (80, 1001)] {
            let frame = format!(r#"{{"type":"resize","cols":{cols},"rows":{rows}}}"#);
            assert_eq!(
                ClientMessage::parse(&frame),
                Err(InvalidMessage(format!("{cols} columns by {rows} rows")))
            );
        }
    }

    #[test]
    fn server_messages_are_written_as_the_protocol_says() {
        for (message, frame) in [
            (
                ServerMessage::Output {
                    data: "é\u{1b}[0m".into(),
                },
                r#"{"type":"output","data":"é\u001b[0m"}"#,
            ),
            (
                ServerMessage::Exit { code: 0 },
                r#"{"type":"exit","code":0}"#,
            ),
            (
                ServerMessage::Error {
                    message: "no".into(),
                },
                r#"{"type":"error","message":"no"}"#,
            ),
            (ServerMessage::Pong, r#"{"type":"pong"}"#),
        ] {
            assert_eq!(message.to_frame(), frame);
        }
    }
}
