//! Who may open a terminal.

use std::fmt;

use subtle::ConstantTimeEq;

/// A secret that is never printed and compared in a time that does not tell how much of it matched.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The secret `value`; `None` for an empty one, which would admit everybody who knows the variable's name.
    pub fn new(value: String) -> Option<Self> {
        (!value.is_empty()).then_some(Self(value))
    }

    /// Whether `presented` is the secret. Only a difference in length shows in the time taken.
    fn matches(&self, presented: &str) -> bool {
        self.0.as_bytes().ct_eq(presented.as_bytes()).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// The rules of admission.
#[derive(Debug, Clone)]
pub struct AccessPolicy {
    /// The secret to present; without one, none is asked for.
    pub token: Option<Token>,
    /// The pages (`scheme://host[:port]`) whose scripts may connect. Browsers let every page open a
    /// WebSocket to every host, so this list is all that keeps a foreign page out of a local terminal.
    pub allowed_origins: Vec<String>,
}

/// Why a request is not admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The token is missing or wrong.
    Token,
    /// The page the request comes from is not on the list.
    Origin,
}

impl AccessPolicy {
    /// Judges a request by its `token` parameter and its `Origin` header. Programs that are no
    /// browser send no `Origin`, and are judged by the token alone.
    ///
    /// # Errors
    /// The [`Refusal`] to answer with.
    pub fn admit(&self, token: Option<&str>, origin: Option<&str>) -> Result<(), Refusal> {
        if !origin.is_none_or(|origin| self.allowed_origins.iter().any(|allowed| allowed == origin))
        {
            return Err(Refusal::Origin);
        }
        match &self.token {
            Some(expected) if !expected.matches(token.unwrap_or_default()) => Err(Refusal::Token),
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(token: Option<&str>) -> AccessPolicy {
        AccessPolicy {
            token: token.map(|token| Token::new(token.into()).expect("a secret")),
            allowed_origins: vec!["http://localhost:8081".into()],
        }
    }

    #[test]
    fn the_token_decides_when_there_is_one() {
        for (expected, presented, verdict) in [
            (None, None, Ok(())),
            (None, Some("anything"), Ok(())),
            (Some("s3cret"), Some("s3cret"), Ok(())),
            (Some("s3cret"), None, Err(Refusal::Token)),
            (Some("s3cret"), Some(""), Err(Refusal::Token)),
            (Some("s3cret"), Some("s3creT"), Err(Refusal::Token)),
            (Some("s3cret"), Some("s3cret "), Err(Refusal::Token)),
        ] {
            assert_eq!(
                policy(expected).admit(presented, None),
                verdict,
                "{expected:?} {presented:?}"
            );
        }
    }

    #[test]
    fn a_page_that_is_not_listed_is_refused_whatever_its_token() {
        for (origin, verdict) in [
            ("http://localhost:8081", Ok(())),
            ("http://localhost:8081.evil.example", Err(Refusal::Origin)),
            ("https://localhost:8081", Err(Refusal::Origin)),
            ("null", Err(Refusal::Origin)),
            ("", Err(Refusal::Origin)),
        ] {
            assert_eq!(
                policy(Some("s")).admit(Some("s"), Some(origin)),
                verdict,
                "{origin}"
            );
            assert_eq!(policy(None).admit(None, Some(origin)), verdict, "{origin}");
        }
    }

    #[test]
    fn a_token_is_never_empty_and_never_printed() {
        assert!(Token::new(String::new()).is_none());
        assert_eq!(
            format!("{:?}", Token::new("s3cret".into())),
            "Some(Token(..))"
        );
    }
}
