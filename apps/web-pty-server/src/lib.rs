//! Serves the terminal client to browsers: each WebSocket is one pseudo-terminal running the tui.

pub mod auth;
pub mod config;
pub mod connection;
pub mod program;
pub mod protocol;
pub mod server;
pub mod session;
pub mod utf8_stream;

/// The version in the VERSION file, without its line end.
pub const VERSION: &str = include_str!("../VERSION").trim_ascii_end();

#[cfg(test)]
mod tests {
    #[test]
    fn version_file_equals_the_manifest() {
        assert_eq!(super::VERSION, env!("CARGO_PKG_VERSION"));
    }
}
