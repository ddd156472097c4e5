//! Draws the state of the client.

use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::style::{Color, Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph, Row, Table, TableState, Wrap};

use crate::VERSION;
use crate::alerts::Alert;
use crate::app::{App, Notice};
use crate::job::{Job, JobStatus};
use crate::read_model::Stats;
use crate::submit_form::{Field, SubmitForm};

const JOB_KEYS: &str = "n new job  ↑↓ select  r refresh  q quit";
const FORM_KEYS: &str = "Enter submit  Tab other field  Esc cancel";

/// Draws `app` over the whole of `frame`.
pub fn draw(frame: &mut Frame, app: &App) {
    let [header, jobs, alerts, notice, keys] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(2),
        Constraint::Fill(1),
        Constraint::Length(3),
        Constraint::Length(1),
    ])
    .areas(frame.area());

    frame.render_widget(header_line(app), header);
    draw_jobs(frame, jobs, app);
    draw_alerts(frame, alerts, app);
    frame.render_widget(notice_paragraph(app), notice);
    let help = if app.form.is_some() {
        FORM_KEYS
    } else {
        JOB_KEYS
    };
    frame.render_widget(Line::from(help).dim(), keys);
    if let Some(form) = &app.form {
        draw_form(frame, form);
    }
}

fn header_line(app: &App) -> Line<'_> {
    let title = format!("Observatory {VERSION}  ").bold();
    match &app.snapshot {
        Some(snapshot) => Line::from_iter([title, Span::from(counts(&snapshot.stats))]),
        None => Line::from_iter([title, "no data yet".dim()]),
    }
}

fn counts(stats: &Stats) -> String {
    let events: u64 = stats
        .events
        .values()
        .fold(0, |sum, count| sum.saturating_add(*count));
    let jobs = stats
        .jobs
        .iter()
        .map(|(status, count)| format!("{status} {count}  "));
    jobs.chain([format!("events {events}")]).collect()
}

fn draw_jobs(frame: &mut Frame, area: Rect, app: &App) {
    let jobs = app
        .snapshot
        .as_ref()
        .map_or(&[][..], |snapshot| &snapshot.jobs);
    let block = Block::bordered().title(format!("Recent jobs ({})", jobs.len()));
    let widths = [
        Constraint::Length(36),
        Constraint::Fill(1),
        Constraint::Length(9),
        Constraint::Length(20),
    ];
    let table = Table::new(jobs.iter().map(job_row), widths)
        .header(Row::new(["ID", "TYPE", "STATUS", "LAST CHANGE"]).bold())
        .row_highlight_style(Style::new().reversed())
        .block(block);
    let mut state = TableState::new().with_selected((!jobs.is_empty()).then_some(app.selected));
    frame.render_stateful_widget(table, area, &mut state);
}

fn job_row(job: &Job) -> Row<'_> {
    let status = Span::styled(job.status.to_string(), status_color(job.status));
    let last_change = job.last_change().format("%Y-%m-%d %H:%M:%SZ").to_string();
    Row::new([
        Span::from(&*job.id),
        Span::from(&*job.job_type),
        status,
        Span::from(last_change),
    ])
}

fn status_color(status: JobStatus) -> Color {
    match status {
        JobStatus::Pending => Color::Yellow,
        JobStatus::Executing => Color::Cyan,
        JobStatus::Completed => Color::Green,
        JobStatus::Failed => Color::Red,
    }
}

fn draw_alerts(frame: &mut Frame, area: Rect, app: &App) {
    let lines: Vec<Line> = app.alerts.iter().map(alert_line).collect();
    let block = Block::bordered().title(format!("Alerts ({})", app.alerts.len()));
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

fn alert_line(alert: &Alert) -> Line<'_> {
    let color = match alert {
        Alert::ManyFailures { .. } => Color::Red,
        Alert::Failed { .. } | Alert::Stalled { .. } => Color::Yellow,
    };
    Line::styled(alert.to_string(), color)
}

/// A read model that does not answer outweighs the outcome of a key press: all else shown is old.
fn notice_paragraph(app: &App) -> Paragraph<'_> {
    let (text, style) = match (&app.read_model_error, &app.notice) {
        (_, Some(Notice::Error(message))) if app.form.is_some() => {
            (message.clone(), Color::Red.into())
        }
        (Some(error), _) => (error.to_string(), Color::Red.into()),
        (None, Some(Notice::Error(message))) => (message.clone(), Color::Red.into()),
        (None, Some(Notice::Info(message))) => (message.clone(), Style::new()),
        (None, None) => (String::new(), Style::new()),
    };
    Paragraph::new(text).style(style).wrap(Wrap { trim: true })
}

fn draw_form(frame: &mut Frame, form: &SubmitForm) {
    let area = centered(frame.area(), 60, 4);
    let lines = vec![
        field_line(
            "type    ",
            &form.job_type,
            form.focus == Field::JobType,
            area,
        ),
        field_line(
            "payload ",
            &form.payload,
            form.focus == Field::Payload,
            area,
        ),
    ];
    frame.render_widget(Clear, area);
    frame.render_widget(
        Paragraph::new(lines).block(Block::bordered().title("New job")),
        area,
    );
}

/// The end of a long text is shown, for that is where the cursor is.
fn field_line<'a>(label: &'a str, text: &'a str, focused: bool, area: Rect) -> Line<'a> {
    let frame_label_and_cursor = 2 + label.len() + 1;
    let room = usize::from(area.width).saturating_sub(frame_label_and_cursor);
    let hidden = text.chars().count().saturating_sub(room);
    let shown: String = text.chars().skip(hidden).collect();
    let cursor = if focused { "▏" } else { "" };
    Line::from_iter([label.dim(), Span::from(shown), Span::from(cursor)])
}

fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let [row] = Layout::vertical([Constraint::Length(height)])
        .flex(Flex::Center)
        .areas(area);
    let [cell] = Layout::horizontal([Constraint::Length(width)])
        .flex(Flex::Center)
        .areas(row);
    cell
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::app::{Event, Outcome};
    use crate::http::Service;
    use crate::read_model::Snapshot;
    use crate::test_server::CLOSED_PORT;

    fn screen(app: &App, width: u16, height: u16) -> String {
        let mut terminal =
            Terminal::new(TestBackend::new(width, height)).expect("a terminal in memory");
        terminal.draw(|frame| draw(frame, app)).expect("a frame");
        terminal.backend().to_string()
    }

    fn job(id: &str, job_type: &str, status: JobStatus) -> Job {
        Job {
            id: id.into(),
            job_type: job_type.into(),
            status,
            created_at: "2026-03-01T09:30:00Z".parse().expect("a time"),
            updated_at: None,
            metadata: [].into(),
        }
    }

    fn showing(jobs: Vec<Job>) -> App {
        let stats = Stats {
            jobs: [("COMPLETED".into(), 2), ("FAILED".into(), 1)].into(),
            events: [("job.submitted".into(), 4), ("job.failed".into(), 1)].into(),
        };
        let mut app = App::default();
        app.update(Event::Outcome(Outcome::Refreshed(Ok(Snapshot {
            jobs,
            stats,
        }))));
        app.update(Event::Tick("2026-03-01T09:31:00Z".parse().expect("a time")));
        app
    }

    #[test]
    fn jobs_statistics_and_alerts_are_shown() {
        let app = showing(vec![
            job(
                "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                "report.monthly",
                JobStatus::Executing,
            ),
            job(
                "0b7e1c3e-55a7-4f6e-9d0c-3d5a3b8e2f11",
                "email.send",
                JobStatus::Failed,
            ),
        ]);
        let expected = [
            "Observatory VERSION  COMPLETED 2  FAILED 1  events 5",
            "┌Recent jobs (2)───────────────────────────────────────────────────────────────────────┐",
            "│ID                                   TYPE               STATUS    LAST CHANGE         │",
            "│7c9e6679-7425-40de-944b-e07fc1f90ae7 report.monthly     EXECUTING 2026-03-01 09:30:00Z│",
            "│0b7e1c3e-55a7-4f6e-9d0c-3d5a3b8e2f11 email.send         FAILED    2026-03-01 09:30:00Z│",
            "└──────────────────────────────────────────────────────────────────────────────────────┘",
            "┌Alerts (1)────────────────────────────────────────────────────────────────────────────┐",
            "│0b7e1c3e-55a7-4f6e-9d0c-3d5a3b8e2f11 failed: no reason given                          │",
            "└──────────────────────────────────────────────────────────────────────────────────────┘",
            "",
            "",
            "",
            "n new job  ↑↓ select  r refresh  q quit",
        ]
        .map(|line| line.replace("VERSION", VERSION));
        assert_eq!(lines(&screen(&app, 88, 13)), expected);
    }

    #[test]
    fn a_read_model_that_does_not_answer_is_explained() {
        let error = Service::new("read model", "READ_MODEL_URL", CLOSED_PORT)
            .get::<()>("/jobs/recent")
            .expect_err("nothing listens there");
        let mut app = App {
            notice: Some(Notice::Info("older news".into())),
            ..App::default()
        };
        app.update(Event::Outcome(Outcome::Refreshed(Err(error))));
        let text = screen(&app, 120, 16);
        assert!(text.contains("no data yet"), "{text}");
        assert!(
            text.contains(&format!(
                "no answer from the read model at {CLOSED_PORT}/jobs/recent"
            )),
            "{text}"
        );
        assert!(!text.contains("older news"), "{text}");
    }

    #[test]
    fn the_outcome_of_a_submission_is_shown() {
        for notice in [
            Notice::Info("accepted".into()),
            Notice::Error("refused".into()),
        ] {
            let (Notice::Info(message) | Notice::Error(message)) = notice.clone();
            let app = App {
                notice: Some(notice),
                ..App::default()
            };
            assert!(screen(&app, 80, 16).contains(&message));
        }
    }

    #[test]
    fn the_form_shows_the_end_of_what_is_written() {
        let app = App {
            form: Some(SubmitForm {
                job_type: "email.send".into(),
                payload: format!("start{}end", "x".repeat(60)),
                focus: Field::Payload,
            }),
            notice: Some(Notice::Error("the payload must be a JSON object".into())),
            ..App::default()
        };
        let text = screen(&app, 80, 20);
        assert!(text.contains("type    email.send "), "{text}");
        assert!(text.contains("xend▏│"), "{text}");
        assert!(!text.contains("start"), "{text}");
        assert!(text.contains("the payload must be a JSON object"), "{text}");
        assert!(text.contains(FORM_KEYS), "{text}");
    }

    #[test]
    fn the_selected_job_is_scrolled_into_view() {
        let jobs = (0..50)
            .map(|n| job(&format!("job-{n}-"), "a", JobStatus::Completed))
            .collect();
        let app = App {
            selected: 49,
            ..showing(jobs)
        };
        let text = screen(&app, 80, 16);
        assert!(
            text.contains("job-49-") && !text.contains("job-0-"),
            "{text}"
        );
    }

    #[test]
    fn control_characters_of_a_service_never_reach_the_terminal() {
        let hostile = job("id\u{1b}]0;owned\u{7}", "a\u{9b}2Jb\r\n", JobStatus::Failed);
        let text = screen(&showing(vec![hostile]), 100, 16);
        assert!(text.contains("id]0;owned"), "{text}");
        assert!(
            text.chars().all(|char| char == '\n' || !char.is_control()),
            "{text:?}"
        );
    }

    #[test]
    fn any_size_of_terminal_is_drawn() {
        let app = App {
            form: Some(SubmitForm::default()),
            ..showing(vec![job("a", "b", JobStatus::Pending)])
        };
        for (width, height) in [(1, 1), (2, 40), (200, 2), (12, 7)] {
            let text = screen(&app, width, height);
            assert_eq!(lines(&text).len(), usize::from(height));
        }
    }

    /// The backend writes every line in quotes and padded to the terminal's width.
    fn lines(screen: &str) -> Vec<String> {
        screen
            .lines()
            .map(|line| line.trim_matches('"').trim_end().to_owned())
            .collect()
    }
}
