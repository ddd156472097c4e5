//! The program as a user meets it: started in a terminal, without any service, and left again.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

const PATIENCE: Duration = Duration::from_secs(20);

struct Program {
    child: Box<dyn Child + Send + Sync>,
    terminal: Box<dyn MasterPty + Send>,
    output: Receiver<Vec<u8>>,
    seen: String,
}

impl Program {
    fn start(variables: &[(&str, &str)]) -> Self {
        let size = PtySize {
            rows: 30,
            cols: 200,
            ..PtySize::default()
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tui"));
        command.env("TERM", "xterm-256color");
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the tui");
        let mut reader = pair
            .master
            .try_clone_reader()
            .expect("the terminal's output");
        let (send, output) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            terminal: pair.master,
            output,
            seen: String::new(),
        }
    }

    fn expect(&mut self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.seen.contains(text) {
            let left = deadline.saturating_duration_since(Instant::now());
            let bytes = self
                .output
                .recv_timeout(left)
                .unwrap_or_else(|error| panic!("{text:?} not shown ({error}): {:?}", self.seen));
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
    }

    fn exit_code(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().expect("a child to wait for") {
                return status.exit_code();
            }
            thread::sleep(Duration::from_millis(20));
        }
        self.child.kill().expect("a child to kill");
        panic!("the program did not end: {:?}", self.seen);
    }
}

#[test]
fn without_a_server_the_error_is_shown_and_q_quits_cleanly() {
    let mut program = Program::start(&[
        ("READ_MODEL_URL", "http://127.0.0.1:1"),
        ("GATEWAY_URL", "http://127.0.0.1:1"),
    ]);
    program.expect("READ_MODEL_URL");
    let mut keyboard = program
        .terminal
        .take_writer()
        .expect("the terminal's input");
    keyboard.write_all(b"q").expect("an open terminal");
    assert_eq!(program.exit_code(), 0);
    let leave_alternate_screen = "\u{1b}[?1049l";
    program.expect(leave_alternate_screen);
}

#[test]
fn a_wrong_address_is_refused_before_the_screen_is_taken() {
    let mut program = Program::start(&[("GATEWAY_URL", "https://gateway")]);
    program.expect("GATEWAY_URL=\"https://gateway\" is not a base URL");
    assert_eq!(program.exit_code(), 1);
    let enter_alternate_screen = "\u{1b}[?1049h";
    assert!(
        !program.seen.contains(enter_alternate_screen),
        "{:?}",
        program.seen
    );
}
