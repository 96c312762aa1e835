//! A true terminal, drawn by tmux.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::Said;

/// How long a screen may take on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether there is tmux.
pub fn is_there() -> bool {
    super::there("tmux", Command::new("tmux").arg("-V").output()).is_some()
}

/// A terminal of its own, with a server of its own; gone when dropped.
pub struct Terminal {
    socket: PathBuf,
}

impl Terminal {
    /// A terminal of so many columns and rows, with a program run in a folder.
    pub fn open(socket: &Path, (columns, rows): (u32, u32), dir: &Path, run: &[&str]) -> Self {
        let terminal = Self { socket: socket.to_owned() };
        let (columns, rows) = (columns.to_string(), rows.to_string());
        let size = ["new-session", "-d", "-x", &columns, "-y", &rows];
        terminal.tmux(&[&size[..], &["-c", dir.to_str().unwrap()], run].concat());
        terminal
    }

    pub fn tmux(&self, args: &[&str]) -> String {
        let mut tmux = Command::new("tmux");
        tmux.arg("-S").arg(&self.socket).args(["-f", "/dev/null"]).args(args);
        let said = Said::of(tmux.env("LC_ALL", "C.UTF-8").env_remove("TMUX").output().unwrap());
        assert_eq!(said.code, 0, "tmux {args:?}: {}", said.all());
        said.out
    }

    pub fn screen(&self) -> String {
        let lines = self.tmux(&["capture-pane", "-p"]);
        let lines: Vec<&str> = lines.lines().map(str::trim_end).collect();
        format!("{}\n", lines.join("\n").trim_end())
    }

    /// The screen once it is as wanted.
    pub fn wait(&self, what: &str, until: impl Fn(&str) -> bool) -> String {
        let since = Instant::now();
        loop {
            let screen = self.screen();
            if until(&screen) {
                return screen;
            }
            assert!(since.elapsed() < PATIENCE, "there is no\n{what}\non\n{screen}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let mut tmux = Command::new("tmux");
        drop(tmux.arg("-S").arg(&self.socket).arg("kill-server").output());
    }
}
