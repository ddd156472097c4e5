//! The form in which a job is written before it is submitted.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde_json::Map;

use crate::gateway::NewJob;

const MAX_FIELD_CHARS: usize = 4096;

/// The fields of a job that is being written, and which of them has the cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubmitForm {
    /// The kind of work.
    pub job_type: String,
    /// JSON object that is the input of the work; blank means an empty object.
    pub payload: String,
    /// The field that has the cursor.
    pub focus: Field,
}

/// The fields of the form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Field {
    /// The job's type.
    #[default]
    JobType,
    /// The job's payload.
    Payload,
}

impl SubmitForm {
    /// Types, deletes, or moves the cursor to the other field; other keys do nothing.
    pub fn press(&mut self, key: KeyEvent) {
        match key.code {
            KeyCode::Tab | KeyCode::BackTab | KeyCode::Up | KeyCode::Down => {
                self.focus = match self.focus {
                    Field::JobType => Field::Payload,
                    Field::Payload => Field::JobType,
                }
            }
            KeyCode::Backspace => {
                self.focused().pop();
            }
            KeyCode::Char(char)
                if !key
                    .modifiers
                    .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) =>
            {
                let field = self.focused();
                if field.chars().count() < MAX_FIELD_CHARS {
                    field.push(char);
                }
            }
            _ => {}
        }
    }

    /// The job as written. Whether its type and payload fit the contract is the gateway's to say.
    ///
    /// # Errors
    /// A message for the user when no request can be made of it.
    pub fn job(&self) -> Result<NewJob, String> {
        let job_type = self.job_type.trim();
        if job_type.is_empty() {
            return Err("a job needs a type, such as report.monthly".into());
        }
        let payload = match self.payload.trim() {
            "" => Map::new(),
            json => serde_json::from_str(json).map_err(|error| {
                format!(
                    "the payload must be a JSON object, such as {{\"month\":\"2026-02\"}}: {error}"
                )
            })?,
        };
        Ok(NewJob {
            job_type: job_type.to_owned(),
            payload,
        })
    }

    fn focused(&mut self) -> &mut String {
        match self.focus {
            Field::JobType => &mut self.job_type,
            Field::Payload => &mut self.payload,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(form: &mut SubmitForm, text: &str) {
        for char in text.chars() {
            form.press(KeyCode::Char(char).into());
        }
    }

    fn written(job_type: &str, payload: &str) -> SubmitForm {
        SubmitForm {
            job_type: job_type.into(),
            payload: payload.into(),
            focus: Field::JobType,
        }
    }

    #[test]
    fn keys_write_into_the_field_with_the_cursor() {
        let mut form = SubmitForm::default();
        typed(&mut form, "emails");
        form.press(KeyCode::Backspace.into());
        form.press(KeyCode::Tab.into());
        typed(&mut form, "{}é");
        form.press(KeyCode::Backspace.into());
        form.press(KeyEvent::new(KeyCode::Char('x'), KeyModifiers::CONTROL));
        form.press(KeyCode::Home.into());
        assert_eq!(
            form,
            SubmitForm {
                job_type: "email".into(),
                payload: "{}".into(),
                focus: Field::Payload
            }
        );
        form.press(KeyCode::Up.into());
        assert_eq!(form.focus, Field::JobType);
    }

    #[test]
    fn a_field_is_bounded() {
        let mut form = SubmitForm::default();
        typed(&mut form, &"a".repeat(MAX_FIELD_CHARS + 1));
        assert_eq!(form.job_type.len(), MAX_FIELD_CHARS);
    }

    #[test]
    fn what_is_written_becomes_a_job() {
        let empty = NewJob {
            job_type: "email.send".into(),
            payload: Map::new(),
        };
        assert_eq!(written(" email.send ", "  ").job(), Ok(empty));
        assert_eq!(
            written("email.send", r#"{"to":"a"}"#).job(),
            Ok(NewJob {
                job_type: "email.send".into(),
                payload: Map::from_iter([("to".into(), "a".into())]),
            })
        );
    }

    #[test]
    fn what_is_no_job_is_explained() {
        for (job_type, payload, message) in [
            (" ", "", "a job needs a type, such as report.monthly"),
            ("a", "[1]", "the payload must be a JSON object"),
            ("a", "{", "the payload must be a JSON object"),
            ("a", "{} {}", "the payload must be a JSON object"),
        ] {
            let error = written(job_type, payload).job().expect_err(payload);
            assert!(error.starts_with(message), "{error}");
        }
    }
}
