//! What the environment decides.

use std::ffi::OsString;
use std::fmt;

use crate::auth::{AccessPolicy, Token};
use crate::program::Program;

const DEFAULT_PORT: u16 = 9000;
const DEFAULT_TUI: &str = "tui";
const DEFAULT_ALLOWED_ORIGINS: &str = "http://localhost:8081,http://127.0.0.1:8081";

/// What the terminal's program sees of this process's environment: where to find things, never the secret.
const INHERITED_VARIABLES: [&str; 5] = ["PATH", "HOME", "LANG", "GATEWAY_URL", "READ_MODEL_URL"];

/// How this process serves.
#[derive(Debug, Clone)]
pub struct Config {
    /// The port to listen on (`PORT`).
    pub port: u16,
    /// Who may open a terminal (`AUTH_TOKEN`, `ALLOWED_ORIGINS`).
    pub access: AccessPolicy,
    /// What runs in a terminal (`TUI_PATH`).
    pub program: Program,
}

/// An environment variable that cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// `PORT` is no port.
    Port(String),
    /// `AUTH_TOKEN` is set and empty.
    EmptyToken,
    /// One of `ALLOWED_ORIGINS` is no origin.
    Origin(String),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port(value) => write!(
                f,
                "PORT={value:?} is no port: expected a number from 1 to 65535"
            ),
            Self::EmptyToken => write!(
                f,
                "AUTH_TOKEN is empty: give it the secret that clients must present, or unset it to ask for none"
            ),
            Self::Origin(value) => write!(
                f,
                "ALLOWED_ORIGINS holds {value:?}, which is no origin: expected http://HOST[:PORT] or \
                 https://HOST[:PORT] without a path, several separated by commas"
            ),
        }
    }
}

impl Config {
    /// Reads the configuration through `variable`, which gives the value of an environment variable.
    ///
    /// # Errors
    /// [`ConfigError`] for the first variable that is set to something unusable.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let environment = INHERITED_VARIABLES
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), variable(name)?)))
            .collect();
        Ok(Self {
            port: port(variable("PORT"))?,
            access: AccessPolicy {
                token: token(variable("AUTH_TOKEN"))?,
                allowed_origins: origins(variable("ALLOWED_ORIGINS"))?,
            },
            program: Program {
                name: variable("TUI_PATH")
                    .unwrap_or_else(|| DEFAULT_TUI.to_owned())
                    .into(),
                search_path: variable("PATH").map(OsString::from).unwrap_or_default(),
                environment,
            },
        })
    }
}

fn port(value: Option<String>) -> Result<u16, ConfigError> {
    match value {
        None => Ok(DEFAULT_PORT),
        Some(value) => match value.parse() {
            Ok(port @ 1..) => Ok(port),
            Ok(0) | Err(_) => Err(ConfigError::Port(value)),
        },
    }
}

fn token(value: Option<String>) -> Result<Option<Token>, ConfigError> {
    value
        .map(|secret| Token::new(secret).ok_or(ConfigError::EmptyToken))
        .transpose()
}

fn origins(value: Option<String>) -> Result<Vec<String>, ConfigError> {
    value
        .unwrap_or_else(|| DEFAULT_ALLOWED_ORIGINS.to_owned())
        .split(',')
        .map(str::trim)
        .map(|origin| {
            if is_origin(origin) {
                Ok(origin.to_owned())
            } else {
                Err(ConfigError::Origin(origin.to_owned()))
            }
        })
        .collect()
}

fn is_origin(value: &str) -> bool {
    let authority = value
        .strip_prefix("http://")
        .or_else(|| value.strip_prefix("https://"));
    authority.is_some_and(|authority| {
        !authority.is_empty()
            && !authority.contains(|char: char| "/?#@*".contains(char) || char.is_whitespace())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_variables(|name| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_set_means_local_defaults() {
        let config = config(&[]).expect("defaults");
        assert_eq!(config.port, 9000);
        assert!(config.access.token.is_none());
        assert_eq!(
            config.access.allowed_origins,
            ["http://localhost:8081", "http://127.0.0.1:8081"]
        );
        assert_eq!(
            config.program,
            Program {
                name: "tui".into(),
                search_path: "".into(),
                environment: vec![]
            }
        );
    }

    #[test]
    fn what_is_set_wins_and_the_program_never_sees_the_secret() {
        let config = config(&[
            ("PORT", "9100"),
            ("AUTH_TOKEN", "s3cret"),
            (
                "ALLOWED_ORIGINS",
                "https://observatory.example, http://ui:80",
            ),
            ("TUI_PATH", "/app/tui"),
            ("PATH", "/bin"),
            ("GATEWAY_URL", "http://gateway:3000"),
            ("UNRELATED", "x"),
        ])
        .expect("a configuration");
        assert_eq!(config.port, 9100);
        assert_eq!(
            config.access.admit(Some("s3cret"), Some("http://ui:80")),
            Ok(())
        );
        assert_eq!(
            config.access.allowed_origins,
            ["https://observatory.example", "http://ui:80"]
        );
        assert_eq!(
            config.program,
            Program {
                name: "/app/tui".into(),
                search_path: "/bin".into(),
                environment: vec![
                    ("PATH".into(), "/bin".into()),
                    ("GATEWAY_URL".into(), "http://gateway:3000".into()),
                ],
            }
        );
    }

    #[test]
    fn what_is_unusable_is_refused_by_name() {
        for (name, value, error, message) in [
            (
                "PORT",
                "",
                ConfigError::Port("".into()),
                "PORT=\"\" is no port",
            ),
            (
                "PORT",
                "0",
                ConfigError::Port("0".into()),
                "PORT=\"0\" is no port",
            ),
            (
                "PORT",
                "65536",
                ConfigError::Port("65536".into()),
                "PORT=\"65536\" is no port",
            ),
            (
                "AUTH_TOKEN",
                "",
                ConfigError::EmptyToken,
                "AUTH_TOKEN is empty",
            ),
            (
                "ALLOWED_ORIGINS",
                "",
                ConfigError::Origin("".into()),
                "ALLOWED_ORIGINS holds \"\"",
            ),
            (
                "ALLOWED_ORIGINS",
                "http://a,*",
                ConfigError::Origin("*".into()),
                "ALLOWED_ORIGINS holds \"*\"",
            ),
            (
                "ALLOWED_ORIGINS",
                "http://*",
                ConfigError::Origin("http://*".into()),
                "ALLOWED_ORIGINS holds",
            ),
            (
                "ALLOWED_ORIGINS",
                "http://a/",
                ConfigError::Origin("http://a/".into()),
                "ALLOWED_ORIGINS holds",
            ),
            (
                "ALLOWED_ORIGINS",
                "ftp://a",
                ConfigError::Origin("ftp://a".into()),
                "ALLOWED_ORIGINS holds",
            ),
        ] {
            let refused = config(&[(name, value)]).expect_err(value);
            assert_eq!(refused, error);
            assert!(refused.to_string().starts_with(message), "{refused}");
        }
    }
}
