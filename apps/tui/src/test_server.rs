//! An HTTP server for the tests of the clients: one canned answer a connection, requests recorded.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// A privileged port, so that no other test listens there by chance.
pub const CLOSED_PORT: &str = "http://127.0.0.1:1";

pub struct Answer {
    status: u16,
    headers: Vec<String>,
    body: String,
}

impl Answer {
    pub fn json(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: vec!["Content-Type: application/json".into()],
            body: body.into(),
        }
    }

    pub fn with_header(mut self, header: &str) -> Self {
        self.headers.push(header.into());
        self
    }
}

pub struct Server {
    pub url: String,
    pub requests: Receiver<Request>,
}

pub struct Request {
    pub line: String,
    pub content_type: Option<String>,
    pub body: String,
}

/// Serves the answers in order on a free port, then stops listening.
pub fn serve(answers: Vec<Answer>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("a bound address"));
    let (record, requests) = channel();
    thread::spawn(move || {
        for answer in answers {
            let (stream, _) = listener.accept().expect("a connection");
            let _ = record.send(read_request(&stream));
            write_answer(stream, &answer);
        }
    });
    Server { url, requests }
}

fn read_request(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a header line");
        match line.trim_end() {
            "" => break,
            header => lines.push(header.to_owned()),
        }
    }
    let header = |name: &str| {
        lines.iter().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    };
    let length = header("content-length").map_or(0, |value| value.parse().expect("a length"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the whole body");
    Request {
        content_type: header("content-type"),
        body: String::from_utf8(body).expect("UTF-8"),
        line: lines.swap_remove(0),
    }
}

/// The client may hang up before the end, as it does on a body over its limit.
fn write_answer(mut stream: TcpStream, answer: &Answer) {
    let Answer {
        status,
        headers,
        body,
    } = answer;
    let _ = write!(
        stream,
        "HTTP/1.1 {status} Canned\r\n{}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        headers.join("\r\n"),
        body.len(),
    );
}
