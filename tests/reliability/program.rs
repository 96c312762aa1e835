//! The program itself, and any other, run under a deadline.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

/// Who has not answered by then hangs.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// The program, built from what lies here now. A test of this package alone
/// would not build another's program.
pub(crate) fn wenming() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--workspace", "--bin", "wenming"]);
        build.current_dir(env!("CARGO_MANIFEST_DIR"));
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success(), "`wenming` builds");
        // target/<profile>/deps/reliability-<hash>
        let test = std::env::current_exe().unwrap();
        test.ancestors().nth(2).unwrap().join("wenming")
    })
}

/// The program on a bank's folder, on a day, by somebody; it knows no settings but these.
pub(crate) fn command(bank: &Path, day: &str, by: &str, args: &[&str]) -> Command {
    let mut process = Command::new(wenming());
    process.env_clear().args(["--lang", "en", "--json", "--as", by]);
    process.args(["--now", &format!("{day}T02:00:00Z"), "--bank"]).arg(bank).args(args);
    process
}

/// What a process said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    /// `None` where it had to be killed: it hung.
    pub(crate) status: Option<ExitStatus>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// It ended well.
    pub(crate) fn is_ok(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// It hung.
    pub(crate) fn hung(&self) -> bool {
        self.status.is_none()
    }

    /// It panicked, aborted or was ended by the system.
    pub(crate) fn panicked(&self) -> bool {
        let abnormal = |status: ExitStatus| status.code().is_none_or(|code| code > 3);
        self.status.is_some_and(abnormal)
            || self.out.contains("\"code\":\"panic\"")
            || self.err.contains("panicked at")
    }

    /// Its answer.
    pub(crate) fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_str(&self.out).ok()
    }

    /// Both streams, cut short, for a report.
    pub(crate) fn all(&self) -> String {
        let cut = |text: &str| text.chars().take(400).collect::<String>().replace('\n', " / ");
        format!("[{:?}] {} | {}", self.status.map(|s| s.code()), cut(&self.out), cut(&self.err))
    }
}

/// Runs it, and `meanwhile` beside it, which says whether it is to be killed now.
pub(crate) fn run_while(mut process: Command, mut kill_now: impl FnMut() -> bool) -> (Said, bool) {
    let mut child =
        process.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let reader = |stream: Option<Box<dyn Read + Send>>| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut stream) = stream {
                let _ = stream.read_to_end(&mut bytes);
            }
            String::from_utf8_lossy(&bytes).into_owned()
        })
    };
    let out = reader(child.stdout.take().map(|s| Box::new(s) as Box<dyn Read + Send>));
    let err = reader(child.stderr.take().map(|s| Box::new(s) as Box<dyn Read + Send>));
    let started = Instant::now();
    let mut killed = false;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        let late = started.elapsed() > DEADLINE;
        if late || kill_now() {
            child.kill().unwrap();
            let status = child.wait().unwrap();
            // It may have ended by itself in the meantime: then it was not killed.
            killed = !late && status.code().is_none();
            break (!late).then_some(status);
        }
        thread::sleep(Duration::from_micros(150));
    };
    (Said { status, out: out.join().unwrap(), err: err.join().unwrap() }, killed)
}

/// Runs it to its end.
pub(crate) fn run(process: Command) -> Said {
    run_while(process, || false).0
}
