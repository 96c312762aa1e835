//! PostgreSQL: a cluster of its own in a folder, at a socket, gone afterwards.
//!
//! Debian's defaults, so every commit is synced. A deposit is one call of one function
//! with one statement in it: the entry goes in under its request key, which is unique,
//! and if it was not there the balance goes up; one durable commit. No rule is asked, no
//! cap, and nothing is chained or signed. The table of entries has the million rows in
//! it already, as our bank has, and no index but those of its two keys.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::measure::{program, settle};
use crate::others::Movements;

const CLIENTS: u32 = 32;

const TABLES: &str = "
CREATE TABLE accounts (id int PRIMARY KEY, no text NOT NULL UNIQUE, balance numeric NOT NULL);
CREATE TABLE entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request text NOT NULL UNIQUE,
    account int NOT NULL,
    rule text NOT NULL,
    on_day date NOT NULL,
    points numeric NOT NULL,
    evidence text NOT NULL
);
CREATE UNLOGGED TABLE brought
    (entry text, account text, rule text, on_day date, points numeric, evidence text);
";

const FILLED: &str = "
INSERT INTO accounts SELECT row_number() OVER (ORDER BY account), account, sum(points)
    FROM brought GROUP BY account;
INSERT INTO entries (request, account, rule, on_day, points, evidence)
    SELECT entry, id, rule, on_day, points, evidence FROM brought JOIN accounts ON no = account;
DROP TABLE brought;
CREATE FUNCTION deposit(round int, client int, n int, whose int) RETURNS numeric LANGUAGE sql AS $$
    WITH entry AS (
        INSERT INTO entries (request, account, rule, on_day, points, evidence)
        VALUES (round || '-' || client || '-' || n, whose, 'T01', date '2024-01-01' + n % 336, 0.1,
            '服务单-' || n)
        ON CONFLICT (request) DO NOTHING
        RETURNING account, points
    )
    UPDATE accounts SET balance = balance + entry.points
    FROM entry WHERE id = entry.account RETURNING balance
$$;
VACUUM ANALYZE;
CHECKPOINT;
";

const SCRIPT: &str = "\\set n :n + 1\n\\set whose random(1, :accounts)\n\
SELECT deposit(:round, :client_id, :n, :whose);\n";

pub(crate) struct Postgres {
    bin: PathBuf,
    dir: PathBuf,
    /// Its path has to be short.
    socket: tempfile::TempDir,
    /// Whom it runs as, where we are root: it refuses to be.
    user: Option<(u32, u32)>,
    accounts: u64,
}

/// Where its programs are: on the path, behind a link there, or where Debian has them.
pub(crate) fn programs() -> Option<PathBuf> {
    let complete = |bin: &PathBuf| {
        ["initdb", "pg_ctl", "postgres", "psql", "pgbench"]
            .iter()
            .all(|name| bin.join(name).is_file())
    };
    let linked = program("initdb").and_then(|initdb| initdb.canonicalize().ok());
    if let Some(bin) = linked.as_deref().and_then(Path::parent).map(Path::to_owned)
        && complete(&bin)
    {
        return Some(bin);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let paths = versions.filter_map(|version| Some(version.ok()?.path()));
    let newest = paths.filter(|path| number(path).is_some()).max_by_key(number)?;
    Some(newest.join("bin")).filter(complete)
}

impl Postgres {
    /// A new cluster, running, with the movements in it; or why there is none.
    pub(crate) fn start(bin: PathBuf, dir: PathBuf, movements: &Movements) -> Result<Self, String> {
        if dir.exists() {
            fs::remove_dir_all(&dir).map_err(|e| e.to_string())?;
        }
        fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
        let socket = tempfile::Builder::new().prefix("pg").tempdir().map_err(|e| e.to_string())?;
        let user = other_user()?;
        if let Some((user, group)) = user {
            for path in [dir.as_path(), socket.path()] {
                chown(path, Some(user), Some(group)).map_err(|e| e.to_string())?;
            }
        }
        let started = Self { bin, dir, socket, user, accounts: movements.accounts };
        let data = started.dir.join("data");
        let mut initdb = started.command("initdb");
        initdb.arg("-D").arg(&data).args(["-U", "bench", "-A", "trust", "-E", "UTF8"]);
        done(initdb.args(["--locale", "C"]))?;
        started.resume()?;
        started.fill(movements)?;
        Ok(started)
    }

    /// Runs again.
    pub(crate) fn resume(&self) -> Result<(), String> {
        let log = self.dir.join("log");
        let options = format!("-c listen_addresses='' -k {}", self.socket.path().display());
        let mut start = self.command("pg_ctl");
        start.arg("-D").arg(self.dir.join("data")).arg("-l").arg(&log);
        start.args(["-w", "start", "-o", &options]);
        // What it leaves behind holds on to our output otherwise.
        let status = start.stdout(Stdio::null()).stderr(Stdio::null()).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            _ => Err(fs::read_to_string(&log).unwrap_or_else(|e| e.to_string())),
        }
    }

    /// Stops, so that what it does in the background slows nothing else down.
    pub(crate) fn pause(&self) {
        let mut stop = self.command("pg_ctl");
        stop.arg("-D").arg(self.dir.join("data")).args(["-w", "-m", "fast", "stop"]);
        let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }

    fn fill(&self, movements: &Movements) -> Result<(), String> {
        self.ask(TABLES)?;
        let mut copy = self.client("psql");
        copy.args(["-c", "\\copy brought FROM pstdin WITH (FORMAT csv)"]);
        let csv = fs::File::open(&movements.csv).map_err(|e| e.to_string())?;
        done(copy.stdin(csv))?;
        self.ask(FILLED)?;
        fs::write(self.dir.join("deposit.sql"), SCRIPT).map_err(|e| e.to_string())
    }

    /// A program of its, as the user it runs as.
    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        command.current_dir(self.socket.path()).env("LC_ALL", "C.UTF-8");
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    fn client(&self, name: &str) -> Command {
        let mut command = self.command(name);
        command.env("PGHOST", self.socket.path());
        command.env("PGUSER", "bench").env("PGDATABASE", "postgres");
        if name == "psql" {
            command.args(["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1"]);
        }
        command
    }

    fn ask(&self, sql: &str) -> Result<String, String> {
        let file = self.socket.path().join("ask.sql");
        fs::write(&file, sql).map_err(|e| e.to_string())?;
        done(self.client("psql").arg("-f").arg(file))
    }

    /// Deposits a second by 32 clients for so long; by one where `alone`.
    pub(crate) fn deposits(&self, alone: bool, round: u64, seconds: u64, threads: usize) -> f64 {
        settle();
        let clients = if alone { 1 } else { CLIENTS };
        let threads = threads.min(clients as usize);
        let mut pgbench = self.client("pgbench");
        // Requests of either kind and every round have keys of their own.
        let round = round * 2 + u64::from(alone);
        pgbench.args(["-n", "-M", "prepared", "-c", &clients.to_string()]);
        pgbench.args(["-j", &threads.to_string(), "-T", &seconds.to_string()]);
        pgbench.args(["-D", "n=0", "-D", &format!("round={round}")]);
        pgbench.args(["-D", &format!("accounts={}", self.accounts)]);
        pgbench.arg("-f").arg(self.dir.join("deposit.sql"));
        let before = self.entries();
        let said = done(&mut pgbench).unwrap();
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate: f64 = rate.and_then(|rate| rate.split(' ').next()).unwrap().parse().unwrap();
        let made = self.entries() - before;
        assert!(made as f64 > rate * seconds as f64 * 0.8, "{made} entries of {said}");
        rate
    }

    fn entries(&self) -> u64 {
        self.ask("SELECT count(*) FROM entries").unwrap().trim().parse().unwrap()
    }

    /// That every balance is the sum of its entries.
    pub(crate) fn check(&self) {
        let wrong = self.ask(
            "SELECT count(*) FROM accounts LEFT JOIN (SELECT account, sum(points) AS held \
             FROM entries GROUP BY account) AS sums ON id = account WHERE balance <> held",
        );
        assert_eq!(wrong.unwrap().trim(), "0", "balances are the sums of the entries");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.pause();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// What it said, or what it complained of.
fn done(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

/// Nobody in particular, where we are root.
fn other_user() -> Result<Option<(u32, u32)>, String> {
    let id = |args: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(args).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"]) != Some(0) {
        return Ok(None);
    }
    let known = ["postgres", "nobody"].iter().find_map(|name| {
        let user = id(&["-u", name]).filter(|user| *user != 0)?;
        Some((user, id(&["-g", name])?))
    });
    known.map(Some).ok_or_else(|| "it refuses to run as root, and there is nobody else".to_owned())
}
