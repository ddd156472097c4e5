//! Where the services are, read from the environment.

use std::fmt;

use ureq::http::Uri;

const DEFAULT_GATEWAY_URL: &str = "http://localhost:3000";
const DEFAULT_READ_MODEL_URL: &str = "http://localhost:8080";

/// Base URLs of the services, without a trailing slash.
#[derive(Debug, PartialEq, Eq)]
pub struct Config {
    /// Where jobs are submitted (`GATEWAY_URL`).
    pub gateway_url: String,
    /// Where jobs and statistics are read (`READ_MODEL_URL`).
    pub read_model_url: String,
}

/// An environment variable that does not hold a usable base URL.
#[derive(Debug, PartialEq, Eq)]
pub struct InvalidUrl {
    variable: &'static str,
    value: String,
}

impl fmt::Display for InvalidUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { variable, value } = self;
        write!(
            f,
            "{variable}={value:?} is not a base URL: expected http://HOST[:PORT][/PATH] without query, \
             such as {DEFAULT_GATEWAY_URL}; TLS is not spoken here, put a proxy in front of it"
        )
    }
}

impl Config {
    /// Reads `GATEWAY_URL` and `READ_MODEL_URL` through `variable`; an unset one means localhost.
    ///
    /// # Errors
    /// [`InvalidUrl`] for the first variable that is set and not a plain `http://` base URL.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, InvalidUrl> {
        let base_url = |name: &'static str, default: &str| {
            let value = variable(name).unwrap_or_else(|| default.to_owned());
            if is_base_url(&value) {
                Ok(value.trim_end_matches('/').to_owned())
            } else {
                Err(InvalidUrl {
                    variable: name,
                    value,
                })
            }
        };
        Ok(Self {
            gateway_url: base_url("GATEWAY_URL", DEFAULT_GATEWAY_URL)?,
            read_model_url: base_url("READ_MODEL_URL", DEFAULT_READ_MODEL_URL)?,
        })
    }
}

fn is_base_url(value: &str) -> bool {
    value.parse::<Uri>().is_ok_and(|uri| {
        uri.scheme_str() == Some("http")
            && uri.host().is_some_and(|host| !host.is_empty())
            && uri.query().is_none()
            && !value.contains('#')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(variables: &[(&str, &str)]) -> Result<Config, InvalidUrl> {
        Config::from_variables(|name| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn unset_variables_mean_localhost() {
        assert_eq!(
            config(&[]),
            Ok(Config {
                gateway_url: "http://localhost:3000".into(),
                read_model_url: "http://localhost:8080".into(),
            })
        );
    }

    #[test]
    fn set_variables_win_and_lose_their_trailing_slash() {
        assert_eq!(
            config(&[
                ("GATEWAY_URL", "http://gateway:3000/"),
                ("READ_MODEL_URL", "http://proxy/read-model//"),
            ]),
            Ok(Config {
                gateway_url: "http://gateway:3000".into(),
                read_model_url: "http://proxy/read-model".into(),
            })
        );
    }

    #[test]
    fn what_is_not_a_base_url_is_refused_by_name() {
        for value in [
            "",
            "localhost:3000",
            "https://gateway",
            "file:///etc/passwd",
            "http://",
            "http://host?x=1",
            "http://host#x",
            "http://ho st",
        ] {
            let error = config(&[("READ_MODEL_URL", value)]).expect_err(value);
            assert_eq!(
                error,
                InvalidUrl {
                    variable: "READ_MODEL_URL",
                    value: value.into()
                }
            );
            assert!(
                error
                    .to_string()
                    .starts_with(&format!("READ_MODEL_URL={value:?} is not"))
            );
        }
    }
}
