//! The program that runs in a terminal: where it is and what it sees.

use std::ffi::OsString;
use std::fmt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use portable_pty::CommandBuilder;

/// A program to be run in terminals, without arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// A path, or a bare name to be looked up in `search_path`.
    pub name: PathBuf,
    /// Directories to look a bare name up in, as in `PATH`.
    pub search_path: OsString,
    /// All of the program's environment but `TERM`.
    pub environment: Vec<(String, String)>,
}

/// No executable file is where the program should be.
#[derive(Debug, PartialEq, Eq)]
pub struct ProgramMissing {
    name: PathBuf,
}

impl fmt::Display for ProgramMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.display();
        write!(
            f,
            "{name} is no executable file: build apps/tui and name the binary in TUI_PATH, or put it on PATH"
        )
    }
}

impl Program {
    /// Where the program is now; looked up anew each time, since it may appear or vanish meanwhile.
    ///
    /// # Errors
    /// [`ProgramMissing`] when there is no executable file of that name.
    pub fn locate(&self) -> Result<PathBuf, ProgramMissing> {
        let is_bare_name = self.name.components().count() == 1 && !self.name.is_absolute();
        let candidates = if is_bare_name {
            std::env::split_paths(&self.search_path)
                .map(|directory| directory.join(&self.name))
                .collect()
        } else {
            vec![self.name.clone()]
        };
        candidates
            .into_iter()
            .find(|path| is_executable_file(path))
            .ok_or_else(|| ProgramMissing {
                name: self.name.clone(),
            })
    }

    /// The command that starts the program with exactly its own environment.
    ///
    /// # Errors
    /// [`ProgramMissing`] as [`Program::locate`].
    pub fn command(&self) -> Result<CommandBuilder, ProgramMissing> {
        let mut command = CommandBuilder::new(self.locate()?);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        Ok(command)
    }
}

fn is_executable_file(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::tempdir;

    use super::*;

    fn program(name: impl Into<PathBuf>, search_path: &str) -> Program {
        Program {
            name: name.into(),
            search_path: search_path.into(),
            environment: vec![],
        }
    }

    #[test]
    fn a_path_is_taken_as_it_is_and_a_name_is_looked_up() {
        assert_eq!(program("/bin/sh", "").locate(), Ok("/bin/sh".into()));
        assert_eq!(
            program("sh", "/nonexistent:/bin").locate(),
            Ok("/bin/sh".into())
        );
        assert_eq!(
            program("sh", "").locate(),
            Err(ProgramMissing { name: "sh".into() })
        );
        assert_eq!(
            program("./sh", "/bin").locate(),
            Err(ProgramMissing {
                name: "./sh".into()
            })
        );
    }

    #[test]
    fn what_cannot_be_executed_is_missing() {
        let directory = tempdir().expect("a directory");
        let file = directory.path().join("tui");
        assert!(program(&file, "").locate().is_err(), "absent");
        assert!(
            program(directory.path(), "").locate().is_err(),
            "a directory"
        );
        fs::write(&file, "").expect("a file");
        assert!(program(&file, "").locate().is_err(), "not executable");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("new permissions");
        assert_eq!(program(&file, "").locate(), Ok(file));
    }

    #[test]
    fn a_missing_program_says_how_to_provide_it() {
        assert_eq!(
            program("/nowhere/tui", "")
                .locate()
                .expect_err("missing")
                .to_string(),
            "/nowhere/tui is no executable file: build apps/tui and name the binary in TUI_PATH, or put it on PATH"
        );
    }

    #[test]
    fn the_command_has_the_given_environment_only() {
        let program = Program {
            environment: vec![("GATEWAY_URL".into(), "http://gateway".into())],
            ..program("/bin/sh", "")
        };
        let command = program.command().expect("a shell");
        let environment: Vec<(&str, &str)> = command.iter_full_env_as_str().collect();
        assert_eq!(
            environment,
            [
                ("GATEWAY_URL", "http://gateway"),
                ("TERM", "xterm-256color")
            ]
        );
    }
}
