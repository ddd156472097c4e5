//! Terminal client of the observatory: what it shows, what it asks of the services, and how a key
//! press changes it. The binary adds the terminal and the event loop, nothing else.

pub mod alerts;
pub mod app;
pub mod config;
pub mod gateway;
pub mod http;
pub mod job;
pub mod read_model;
pub mod submit_form;
pub mod view;
pub mod worker;

#[cfg(test)]
mod test_server;

/// The version in the VERSION file, without its line end.
pub const VERSION: &str = include_str!("../VERSION").trim_ascii_end();

#[cfg(test)]
mod tests {
    #[test]
    fn version_file_equals_the_manifest() {
        assert_eq!(super::VERSION, env!("CARGO_PKG_VERSION"));
    }
}
