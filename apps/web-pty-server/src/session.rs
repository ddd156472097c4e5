//! One program in one pseudo-terminal.
//!
//! A pseudo-terminal is read and written by blocking calls, so each has a thread, and a third one
//! waits for the program. The session itself is the handle on them: dropping it ends the program.

use std::convert::Infallible;
use std::fmt;
use std::io::{ErrorKind, Read, Write};
use std::sync::mpsc::{
    Receiver as StdReceiver, RecvTimeoutError, Sender as StdSender, SyncSender, TrySendError,
    channel, sync_channel,
};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tokio::sync::mpsc::{Receiver, Sender, channel as event_channel};

use crate::protocol::Size;
use crate::utf8_stream::Utf8Stream;

/// Until the page says how large its terminal is.
const INITIAL_SIZE: PtySize = PtySize {
    rows: 24,
    cols: 80,
    pixel_width: 0,
    pixel_height: 0,
};
const READ_BUFFER_BYTES: usize = 8 * 1024;
/// A page that reads slowly makes the program wait, instead of this process hoard its output.
const MAX_WAITING_EVENTS: usize = 64;
/// A program that does not read makes further input fail, instead of this process hoard it.
const MAX_WAITING_INPUTS: usize = 64;
/// How soon the end of the program, or of the session, is noticed.
const SUPERVISION_INTERVAL: Duration = Duration::from_millis(25);

/// A running program and its terminal.
pub struct Session {
    terminal: Box<dyn MasterPty + Send>,
    input: SyncSender<Vec<u8>>,
    events: Receiver<SessionEvent>,
    /// Nothing is ever sent: that it is dropped tells the supervisor to end the program.
    _alive: StdSender<Infallible>,
}

/// What a session reports.
#[derive(Debug, PartialEq, Eq)]
pub enum SessionEvent {
    /// The program wrote this; never part of a character.
    Output(String),
    /// The program ended with this code, and all of its output has been reported.
    Exit(u32),
}

/// What a session cannot do.
#[derive(Debug)]
pub enum SessionError {
    /// The terminal could not be made, or the program not be started in it.
    Start(String),
    /// The program does not read its input.
    InputBacklog,
    /// The terminal is gone.
    Ended,
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(reason) => write!(f, "cannot start the terminal: {reason}"),
            Self::InputBacklog => write!(
                f,
                "input lost: the program has not read the last {MAX_WAITING_INPUTS} inputs"
            ),
            Self::Ended => write!(f, "the terminal has ended"),
        }
    }
}

impl Session {
    /// Runs `command` in a new pseudo-terminal of 80 columns and 24 rows.
    ///
    /// # Errors
    /// [`SessionError::Start`] when the system refuses a terminal, a thread or the program.
    pub fn start(command: CommandBuilder) -> Result<Self, SessionError> {
        let start_error = |error: &dyn fmt::Display| SessionError::Start(error.to_string());
        let pair = native_pty_system()
            .openpty(INITIAL_SIZE)
            .map_err(|error| start_error(&error))?;
        let reader = pair
            .master
            .try_clone_reader()
            .map_err(|error| start_error(&error))?;
        let writer = pair
            .master
            .take_writer()
            .map_err(|error| start_error(&error))?;
        let child = pair
            .slave
            .spawn_command(command)
            .map_err(|error| start_error(&error))?;
        // As long as this process holds the program's end, the program's exit is no end of the output.
        drop(pair.slave);

        let (send_event, events) = event_channel(MAX_WAITING_EVENTS);
        let (input, inputs) = sync_channel(MAX_WAITING_INPUTS);
        let (alive, session) = channel();
        let send_output = send_event.clone();
        let output = thread::spawn(move || forward_output(reader, &send_output));
        thread::spawn(move || forward_input(writer, &inputs));
        let supervisor = Supervisor {
            child,
            session,
            output,
            events: send_event,
            _input: input.clone(),
        };
        thread::spawn(move || supervisor.run());
        Ok(Self {
            terminal: pair.master,
            input,
            events,
            _alive: alive,
        })
    }

    /// The next thing to report; `None` after the exit was reported.
    pub async fn next_event(&mut self) -> Option<SessionEvent> {
        self.events.recv().await
    }

    /// Hands `data` to the program, as if typed.
    ///
    /// # Errors
    /// [`SessionError::InputBacklog`] when the program reads too slowly, [`SessionError::Ended`] when there is no
    /// terminal any more; the input is lost.
    pub fn input(&self, data: String) -> Result<(), SessionError> {
        self.input
            .try_send(data.into_bytes())
            .map_err(|error| match error {
                TrySendError::Full(_) => SessionError::InputBacklog,
                TrySendError::Disconnected(_) => SessionError::Ended,
            })
    }

    /// Gives the terminal another size.
    ///
    /// # Errors
    /// [`SessionError::Ended`] when there is no terminal any more.
    pub fn resize(&self, size: Size) -> Result<(), SessionError> {
        let size = PtySize {
            cols: size.cols.get(),
            rows: size.rows.get(),
            ..INITIAL_SIZE
        };
        self.terminal.resize(size).map_err(|_| SessionError::Ended)
    }
}

struct Supervisor {
    child: Box<dyn Child + Send + Sync>,
    session: StdReceiver<Infallible>,
    output: JoinHandle<()>,
    events: Sender<SessionEvent>,
    /// Closing the input writes a line end and end-of-file to the terminal. While the program still
    /// lives that would press Enter in it, so the input is kept open until the program is gone.
    _input: SyncSender<Vec<u8>>,
}

impl Supervisor {
    fn run(mut self) {
        loop {
            if let Some(status) = self
                .child
                .try_wait()
                .expect("a child that nobody else waits for")
            {
                let _ = self.output.join();
                let _ = self
                    .events
                    .blocking_send(SessionEvent::Exit(status.exit_code()));
                return;
            }
            if self.session.recv_timeout(SUPERVISION_INTERVAL)
                == Err(RecvTimeoutError::Disconnected)
            {
                // Hangs up first, and kills what has not ended a quarter of a second later.
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
        }
    }
}

fn forward_output(mut reader: Box<dyn Read + Send>, events: &Sender<SessionEvent>) {
    let mut stream = Utf8Stream::default();
    let mut buffer = [0; READ_BUFFER_BYTES];
    loop {
        let text = match reader.read(&mut buffer) {
            Ok(length @ 1..) => stream.push(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            // The end of the output; some systems report it as an error.
            Ok(0) | Err(_) => break,
        };
        if !text.is_empty() && events.blocking_send(SessionEvent::Output(text)).is_err() {
            return;
        }
    }
    let rest = stream.finish();
    if !rest.is_empty() {
        let _ = events.blocking_send(SessionEvent::Output(rest));
    }
}

fn forward_input(mut writer: Box<dyn Write + Send>, inputs: &StdReceiver<Vec<u8>>) {
    for bytes in inputs {
        if writer.write_all(&bytes).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Instant;

    use tempfile::tempdir;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn shell(script: &str) -> Session {
        let mut command = CommandBuilder::new("/bin/sh");
        command.args(["-c", script]);
        Session::start(command).expect("a shell")
    }

    /// All that is reported, with the outputs joined.
    fn transcript(session: &mut Session) -> (String, Option<u32>) {
        let mut text = String::new();
        loop {
            match session.events.blocking_recv() {
                Some(SessionEvent::Output(output)) => text += &output,
                Some(SessionEvent::Exit(code)) => return (text, Some(code)),
                None => return (text, None),
            }
        }
    }

    fn read_until(session: &mut Session, expected: &str) {
        let mut text = String::new();
        while !text.contains(expected) {
            match session.events.blocking_recv() {
                Some(SessionEvent::Output(output)) => text += &output,
                end => panic!("{expected:?} expected, {text:?} and {end:?} seen"),
            }
        }
    }

    fn eventually(what: &str, condition: impl Fn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !condition() {
            assert!(Instant::now() < deadline, "{what} did not happen");
            thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn all_output_comes_before_the_exit_code() {
        for (script, transcribed) in [
            ("printf hello; exit 7", ("hello".to_owned(), Some(7))),
            ("exit 0", (String::new(), Some(0))),
            (
                "printf 'caf\\303'; sleep 0.1; printf '\\251'",
                ("café".to_owned(), Some(0)),
            ),
            (
                "printf 'cut \\342\\202'",
                ("cut \u{fffd}".to_owned(), Some(0)),
            ),
            ("stty size", ("24 80\r\n".to_owned(), Some(0))),
        ] {
            assert_eq!(transcript(&mut shell(script)), transcribed, "{script}");
        }
    }

    #[test]
    fn more_output_than_may_wait_is_complete() {
        let mut session = shell("seq 1 200000");
        thread::sleep(Duration::from_millis(100));
        let (text, code) = transcript(&mut session);
        let numbers: Vec<usize> = text
            .lines()
            .map(|line| line.parse().expect("a number"))
            .collect();
        assert!(numbers.into_iter().eq(1..=200_000));
        assert_eq!(code, Some(0));
    }

    #[test]
    fn output_that_still_waits_when_the_program_is_gone_comes_before_the_exit_code() {
        let directory = tempdir().expect("a directory");
        let done = directory.path().join("done");
        let pieces = MAX_WAITING_EVENTS + 6;
        let mut session = shell(&format!(
            "for n in $(seq {pieces}); do printf x; sleep 0.01; done; touch {}",
            done.display()
        ));
        eventually("the last output", || done.exists());
        thread::sleep(4 * SUPERVISION_INTERVAL);
        assert_eq!(transcript(&mut session), ("x".repeat(pieces), Some(0)));
    }

    #[test]
    fn nothing_follows_the_exit() {
        let mut session = shell("exit 0");
        assert_eq!(session.events.blocking_recv(), Some(SessionEvent::Exit(0)));
        assert_eq!(session.events.blocking_recv(), None);
    }

    #[test]
    fn input_reaches_the_program() {
        let mut session = shell("stty -echo; echo ready; read line; echo \"got $line\"");
        read_until(&mut session, "ready\r\n");
        session.input("some tést\n".into()).expect("input");
        assert_eq!(
            transcript(&mut session),
            ("got some tést\r\n".into(), Some(0))
        );
    }

    #[test]
    fn a_new_size_reaches_the_program() {
        let mut session = shell("stty -echo; echo ready; read line; stty size");
        read_until(&mut session, "ready\r\n");
        let side = |value: u16| value.try_into().expect("not zero");
        session
            .resize(Size {
                cols: side(132),
                rows: side(50),
            })
            .expect("a resize");
        session.input("\n".into()).expect("input");
        assert_eq!(transcript(&mut session), ("50 132\r\n".into(), Some(0)));
    }

    #[test]
    fn a_program_that_a_signal_ended_exits_with_one() {
        assert_eq!(transcript(&mut shell("kill -KILL $$")).1, Some(1));
    }

    #[test]
    fn input_that_is_not_read_is_refused_in_the_end() {
        let mut session = shell("stty raw -echo; echo ready; sleep 60");
        read_until(&mut session, "ready");
        let chunk = "x".repeat(4096);
        let refused = (0..1000).find_map(|_| session.input(chunk.clone()).err());
        assert!(matches!(refused, Some(SessionError::InputBacklog)));
        drop(session);
    }

    #[test]
    fn dropping_the_session_ends_the_program() {
        let mut session = shell("echo $$; sleep 60");
        let Some(SessionEvent::Output(pid)) = session.events.blocking_recv() else {
            panic!("no output")
        };
        let process = Path::new("/proc").join(pid.trim());
        assert!(process.exists());
        drop(session);
        eventually("the end of the program", || !process.exists());
    }

    #[test]
    fn dropping_the_session_presses_no_key_in_a_program_that_will_not_hang_up() {
        let directory = tempdir().expect("a directory");
        let pressed = directory.path().join("pressed");
        let mut session = shell(&format!(
            "trap '' HUP; echo $$; read line && echo \"$line\" > {}",
            pressed.display()
        ));
        let Some(SessionEvent::Output(pid)) = session.events.blocking_recv() else {
            panic!("no output")
        };
        let process = Path::new("/proc").join(pid.trim());
        session.input("half a lin".into()).expect("input");
        read_until(&mut session, "half a lin");
        drop(session);
        eventually("the end of the program", || !process.exists());
        assert!(!pressed.exists());
    }

    #[test]
    fn a_program_that_does_not_exist_is_an_error() {
        let error = Session::start(CommandBuilder::new("/nowhere/tui"))
            .err()
            .expect("no such program");
        assert!(
            error.to_string().starts_with("cannot start the terminal: "),
            "{error}"
        );
    }
}
