//! The state of the client and how it changes: events in, commands out, no input or output here.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::alerts::{Alert, alerts};
use crate::gateway::{JobAccepted, NewJob};
use crate::http::RequestError;
use crate::read_model::Snapshot;
use crate::submit_form::SubmitForm;

const REFRESH_INTERVAL: TimeDelta = TimeDelta::seconds(2);

/// All that is shown, and what the next event means.
#[derive(Debug, Default)]
pub struct App {
    /// The last answer of the read model.
    pub snapshot: Option<Snapshot>,
    /// Why there is no newer one.
    pub read_model_error: Option<RequestError>,
    /// What to look at, as of the last tick.
    pub alerts: Vec<Alert>,
    /// The index of the highlighted job.
    pub selected: usize,
    /// The form that is open over the jobs.
    pub form: Option<SubmitForm>,
    /// The outcome of what the user did last.
    pub notice: Option<Notice>,
    pub(crate) refresh: Refresh,
}

/// The outcome of what the user did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// It worked, or is under way.
    Info(String),
    /// It did not, and why.
    Error(String),
}

/// What can happen.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed or released.
    Key(KeyEvent),
    /// It is now this late.
    Tick(DateTime<Utc>),
    /// A request was answered, or failed.
    Outcome(Outcome),
}

/// The answer to a [`Request`].
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// To [`Request::Refresh`].
    Refreshed(Result<Snapshot, RequestError>),
    /// To [`Request::Submit`].
    Submitted(Result<JobAccepted, RequestError>),
}

/// What is asked of the services.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// Read jobs and statistics.
    Refresh,
    /// Submit a job.
    Submit(NewJob),
}

/// What the event loop has to do after an event.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Send a request to the services; its outcome comes back as an event.
    Send(Request),
    /// Leave.
    Quit,
}

#[derive(Debug, Default)]
pub(crate) struct Refresh {
    in_flight: bool,
    requested_at: Option<DateTime<Utc>>,
}

impl Refresh {
    /// A clock that was set back must not stop the refreshing, so "in the future" is due as well.
    fn is_due(&self, now: DateTime<Utc>) -> bool {
        let recent = self
            .requested_at
            .is_some_and(|at| at <= now && now - at < REFRESH_INTERVAL);
        !self.in_flight && !recent
    }
}

impl App {
    /// Takes `event` in and says what to do next.
    pub fn update(&mut self, event: Event) -> Option<Command> {
        match event {
            Event::Key(key) if key.kind == KeyEventKind::Release => None,
            Event::Key(key) => self.press(key),
            Event::Tick(now) => self.tick(now),
            Event::Outcome(Outcome::Refreshed(result)) => {
                self.refreshed(result);
                None
            }
            Event::Outcome(Outcome::Submitted(result)) => {
                self.submitted(result);
                None
            }
        }
    }

    fn tick(&mut self, now: DateTime<Utc>) -> Option<Command> {
        self.alerts = self
            .snapshot
            .as_ref()
            .map_or_else(Vec::new, |snapshot| alerts(snapshot, now));
        if !self.refresh.is_due(now) {
            return None;
        }
        self.refresh = Refresh {
            in_flight: true,
            requested_at: Some(now),
        };
        Some(Command::Send(Request::Refresh))
    }

    fn refreshed(&mut self, result: Result<Snapshot, RequestError>) {
        self.refresh.in_flight = false;
        match result {
            Ok(snapshot) => {
                self.selected = self.selected.min(snapshot.jobs.len().saturating_sub(1));
                self.snapshot = Some(snapshot);
                self.read_model_error = None;
            }
            Err(error) => self.read_model_error = Some(error),
        }
    }

    fn submitted(&mut self, result: Result<JobAccepted, RequestError>) {
        self.notice = Some(match result {
            Ok(accepted) => Notice::Info(format!(
                "{} accepted as {}",
                accepted.job.job_type, accepted.job.id
            )),
            Err(error) => Notice::Error(error.to_string()),
        });
        self.refresh.requested_at = None;
    }

    fn press(&mut self, key: KeyEvent) -> Option<Command> {
        if key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL) {
            return Some(Command::Quit);
        }
        match self.form.take() {
            Some(form) => self.press_in_form(form, key),
            None => self.press_in_jobs(key),
        }
    }

    fn press_in_jobs(&mut self, key: KeyEvent) -> Option<Command> {
        let last = self
            .snapshot
            .as_ref()
            .map_or(0, |snapshot| snapshot.jobs.len().saturating_sub(1));
        match key.code {
            KeyCode::Char('q') | KeyCode::Esc => return Some(Command::Quit),
            KeyCode::Char('n') => self.form = Some(SubmitForm::default()),
            KeyCode::Char('r') => self.refresh.requested_at = None,
            KeyCode::Down | KeyCode::Char('j') => self.selected = last.min(self.selected + 1),
            KeyCode::Up | KeyCode::Char('k') => self.selected = self.selected.saturating_sub(1),
            _ => {}
        }
        None
    }

    fn press_in_form(&mut self, mut form: SubmitForm, key: KeyEvent) -> Option<Command> {
        match key.code {
            KeyCode::Esc => None,
            KeyCode::Enter => match form.job() {
                Ok(job) => {
                    self.notice = Some(Notice::Info(format!("submitting {}", job.job_type)));
                    Some(Command::Send(Request::Submit(job)))
                }
                Err(message) => {
                    self.notice = Some(Notice::Error(message));
                    self.form = Some(form);
                    None
                }
            },
            _ => {
                form.press(key);
                self.form = Some(form);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Service;
    use crate::job::{Job, JobStatus};
    use crate::read_model::Stats;
    use crate::test_server::CLOSED_PORT;

    fn at(second: u32) -> DateTime<Utc> {
        format!("2026-03-01T12:00:{second:02}Z")
            .parse()
            .expect("a time")
    }

    fn job(id: &str) -> Job {
        Job {
            id: id.into(),
            job_type: "report.monthly".into(),
            status: JobStatus::Failed,
            created_at: at(0),
            updated_at: None,
            metadata: [].into(),
        }
    }

    fn snapshot(ids: &[&str]) -> Snapshot {
        Snapshot {
            jobs: ids.iter().copied().map(job).collect(),
            stats: Stats::default(),
        }
    }

    fn refreshed(result: Result<Snapshot, RequestError>) -> Event {
        Event::Outcome(Outcome::Refreshed(result))
    }

    fn unreachable() -> RequestError {
        Service::new("read model", "READ_MODEL_URL", CLOSED_PORT)
            .get::<()>("/")
            .expect_err("nothing listens there")
    }

    fn press(app: &mut App, codes: &[KeyCode]) -> Option<Command> {
        codes
            .iter()
            .fold(None, |_, code| app.update(Event::Key((*code).into())))
    }

    fn write(app: &mut App, text: &str) {
        for char in text.chars() {
            press(app, &[KeyCode::Char(char)]);
        }
    }

    #[test]
    fn a_refresh_follows_every_two_seconds_but_never_overtakes_itself() {
        let mut app = App::default();
        let refresh = || Some(Command::Send(Request::Refresh));
        assert_eq!(app.update(Event::Tick(at(10))), refresh());
        assert_eq!(app.update(Event::Tick(at(20))), None, "one is in flight");
        app.update(refreshed(Ok(snapshot(&[]))));
        assert_eq!(app.update(Event::Tick(at(11))), None, "too early");
        assert_eq!(app.update(Event::Tick(at(12))), refresh());
        app.update(refreshed(Err(unreachable())));
        assert_eq!(
            app.update(Event::Tick(at(3))),
            refresh(),
            "the clock was set back"
        );
        app.update(refreshed(Ok(snapshot(&[]))));
        press(&mut app, &[KeyCode::Char('r')]);
        assert_eq!(app.update(Event::Tick(at(3))), refresh(), "asked for");
    }

    #[test]
    fn an_error_is_kept_beside_the_last_snapshot_until_the_next_one() {
        let mut app = App::default();
        let error = unreachable();
        app.update(refreshed(Ok(snapshot(&["a"]))));
        app.update(refreshed(Err(error.clone())));
        assert_eq!(
            (app.snapshot.clone(), app.read_model_error.clone()),
            (Some(snapshot(&["a"])), Some(error))
        );
        app.update(refreshed(Ok(snapshot(&["b"]))));
        assert_eq!(
            (app.snapshot, app.read_model_error),
            (Some(snapshot(&["b"])), None)
        );
    }

    #[test]
    fn alerts_are_those_of_the_snapshot_at_the_last_tick() {
        let mut app = App::default();
        app.update(Event::Tick(at(0)));
        assert_eq!(app.alerts, []);
        app.update(refreshed(Ok(snapshot(&["a"]))));
        app.update(Event::Tick(at(1)));
        assert_eq!(
            app.alerts,
            [Alert::Failed {
                id: "a".into(),
                reason: None
            }]
        );
    }

    #[test]
    fn the_selection_stays_within_the_jobs() {
        let mut app = App::default();
        press(&mut app, &[KeyCode::Down, KeyCode::Up]);
        assert_eq!(app.selected, 0);
        app.update(refreshed(Ok(snapshot(&["a", "b", "c"]))));
        press(
            &mut app,
            &[KeyCode::Down, KeyCode::Char('j'), KeyCode::Down],
        );
        assert_eq!(app.selected, 2);
        press(&mut app, &[KeyCode::Char('k')]);
        assert_eq!(app.selected, 1);
        app.update(refreshed(Ok(snapshot(&["a"]))));
        assert_eq!(app.selected, 0);
    }

    #[test]
    fn q_escape_and_control_c_quit() {
        for code in [KeyCode::Char('q'), KeyCode::Esc] {
            assert_eq!(press(&mut App::default(), &[code]), Some(Command::Quit));
        }
        let control_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        let mut writing = App {
            form: Some(SubmitForm::default()),
            ..App::default()
        };
        assert_eq!(writing.update(Event::Key(control_c)), Some(Command::Quit));
    }

    #[test]
    fn a_released_key_does_nothing() {
        let released = KeyEvent::new_with_kind(
            KeyCode::Char('q'),
            KeyModifiers::NONE,
            KeyEventKind::Release,
        );
        assert_eq!(App::default().update(Event::Key(released)), None);
    }

    #[test]
    fn a_written_job_is_sent_and_its_acceptance_shown() {
        let mut app = App::default();
        press(&mut app, &[KeyCode::Char('n')]);
        write(&mut app, "quick.job");
        let command = press(&mut app, &[KeyCode::Enter]);
        let job_sent = NewJob {
            job_type: "quick.job".into(),
            payload: serde_json::Map::new(),
        };
        assert_eq!(command, Some(Command::Send(Request::Submit(job_sent))));
        assert_eq!(
            (&app.form, &app.notice),
            (&None, &Some(Notice::Info("submitting quick.job".into())))
        );

        let accepted = JobAccepted {
            job: job("id-1"),
            correlation_id: "c".into(),
        };
        app.update(Event::Outcome(Outcome::Submitted(Ok(accepted))));
        assert_eq!(
            app.notice,
            Some(Notice::Info("report.monthly accepted as id-1".into()))
        );
    }

    #[test]
    fn a_refused_job_is_explained_and_the_jobs_are_read_again() {
        let mut app = App::default();
        app.update(Event::Tick(at(0)));
        app.update(refreshed(Ok(snapshot(&[]))));
        let error = unreachable();
        app.update(Event::Outcome(Outcome::Submitted(Err(error.clone()))));
        assert_eq!(app.notice, Some(Notice::Error(error.to_string())));
        assert_eq!(
            app.update(Event::Tick(at(1))),
            Some(Command::Send(Request::Refresh))
        );
    }

    #[test]
    fn a_form_that_is_no_job_stays_open() {
        let mut app = App::default();
        assert_eq!(press(&mut app, &[KeyCode::Char('n'), KeyCode::Enter]), None);
        assert_eq!(app.form, Some(SubmitForm::default()));
        assert!(matches!(app.notice, Some(Notice::Error(_))));
        press(&mut app, &[KeyCode::Esc]);
        assert_eq!(app.form, None);
    }
}
