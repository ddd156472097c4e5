//! The terminal and the event loop around the library.

use std::error::Error;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use observatory_tui::app::{App, Command, Event, Outcome, Request};
use observatory_tui::config::Config;
use observatory_tui::gateway::Gateway;
use observatory_tui::read_model::ReadModel;
use observatory_tui::{VERSION, view, worker};
use ratatui::DefaultTerminal;
use ratatui::crossterm::event;

const TICK: Duration = Duration::from_millis(100);

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--version") {
        println!("tui {VERSION}");
        return ExitCode::SUCCESS;
    }
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tui: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), Box<dyn Error>> {
    let config = Config::from_variables(|name| std::env::var(name).ok())
        .map_err(|error| error.to_string())?;
    let (requests, outcomes) = start_worker(&config);
    let terminal =
        ratatui::try_init().map_err(|error| format!("cannot use the terminal: {error}"))?;
    let result = run(terminal, &requests, &outcomes);
    ratatui::try_restore()?;
    result
}

fn start_worker(config: &Config) -> (Sender<Request>, Receiver<Outcome>) {
    let (send_request, requests) = channel();
    let (send_outcome, outcomes) = channel();
    let read_model = ReadModel::new(&config.read_model_url);
    let gateway = Gateway::new(&config.gateway_url);
    thread::spawn(move || worker::run(&read_model, &gateway, &requests, &send_outcome));
    (send_request, outcomes)
}

fn run(
    mut terminal: DefaultTerminal,
    requests: &Sender<Request>,
    outcomes: &Receiver<Outcome>,
) -> Result<(), Box<dyn Error>> {
    let mut app = App::default();
    loop {
        terminal.draw(|frame| view::draw(frame, &app))?;
        for event in next_events(outcomes)? {
            match app.update(event) {
                Some(Command::Send(request)) => requests.send(request)?,
                Some(Command::Quit) => return Ok(()),
                None => {}
            }
        }
    }
}

/// Waits for a key no longer than one tick, then adds what else has happened.
fn next_events(outcomes: &Receiver<Outcome>) -> Result<Vec<Event>, Box<dyn Error>> {
    let mut events = Vec::new();
    if event::poll(TICK)?
        && let event::Event::Key(key) = event::read()?
    {
        events.push(Event::Key(key));
    }
    match outcomes.try_recv() {
        Ok(outcome) => events.push(Event::Outcome(outcome)),
        Err(TryRecvError::Empty) => {}
        Err(TryRecvError::Disconnected) => {
            return Err("the thread that talks to the services ended".into());
        }
    }
    events.push(Event::Tick(SystemTime::now().into()));
    Ok(events)
}
