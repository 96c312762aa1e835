//! What is measured: how long, how often, how much memory, in several rounds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    /// Things done in a second.
    Rate,
    Bytes,
}

/// One thing, measured once a round.
pub(crate) struct Measure {
    pub(crate) what: String,
    pub(crate) unit: Unit,
    pub(crate) values: Vec<f64>,
    /// The most memory the process ever had, in KiB; of the rounds the most.
    pub(crate) peak_kib: Option<u64>,
    /// What each run took of the processors, in seconds, all its threads together.
    pub(crate) processor: Vec<f64>,
}

impl Measure {
    pub(crate) fn median(&self) -> f64 {
        median(&self.values)
    }

    pub(crate) fn spread(&self) -> (f64, f64) {
        spread(&self.values)
    }
}

pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[middle],
        _ => (sorted[middle - 1] + sorted[middle]) / 2.0,
    }
}

pub(crate) fn spread(values: &[f64]) -> (f64, f64) {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (least, most)
}

/// All that was measured, in the order it was first named.
#[derive(Default)]
pub(crate) struct Figures {
    order: Vec<&'static str>,
    measures: BTreeMap<&'static str, Measure>,
}

impl Figures {
    /// Adds a round's value.
    pub(crate) fn add(&mut self, id: &'static str, what: &str, unit: Unit, value: f64) {
        let measure = self.measures.entry(id).or_insert_with(|| {
            self.order.push(id);
            Measure {
                what: what.to_owned(),
                unit,
                values: Vec::new(),
                peak_kib: None,
                processor: Vec::new(),
            }
        });
        measure.values.push(value);
    }

    /// Adds how long a process took, and its memory.
    pub(crate) fn ran(&mut self, id: &'static str, what: &str, ran: &Ran) {
        self.add(id, what, Unit::Seconds, ran.taken.as_secs_f64());
        let measure = self.measures.get_mut(id).expect("just added");
        measure.peak_kib = measure.peak_kib.max(ran.peak_kib);
        measure.processor.push(ran.processor.as_secs_f64());
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Measure> {
        self.measures.get(id)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Measure> {
        self.order.iter().filter_map(|id| self.measures.get(id))
    }
}

/// A process that ended well, or several of them.
#[derive(Default)]
pub(crate) struct Ran {
    pub(crate) taken: Duration,
    /// What it took of the processors, all its threads together.
    pub(crate) processor: Duration,
    /// `None` where the system does not say.
    pub(crate) peak_kib: Option<u64>,
    pub(crate) output: String,
}

impl Ran {
    /// With one that ran after it.
    pub(crate) fn then(&mut self, next: Self) {
        self.taken += next.taken;
        self.processor += next.processor;
        self.peak_kib = self.peak_kib.max(next.peak_kib);
        self.output = next.output;
    }
}

/// Runs a command to its end; one that fails is a bug in the bench.
///
/// Its memory is `VmHWM` and its time on the processors the system's count of it, in
/// hundredths of a second; both only grow, are read every few milliseconds, and so are
/// short of the end by no more than that. The clock stops when the process has ended,
/// whatever the reading does.
pub(crate) fn run(command: &mut Command, output: &Path) -> Ran {
    let file = fs::File::create(output).unwrap();
    let complaints = output.with_extension("err");
    command.stdout(file).stderr(fs::File::create(&complaints).unwrap());
    settle();
    let begun = Instant::now();
    let mut child = command.spawn().unwrap();
    let (ended, peak, ticks) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let id = child.id();
    let (status, taken) = thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                peak.fetch_max(peak_kib(id).unwrap_or(0), Ordering::Relaxed);
                ticks.fetch_max(processor_ticks(id).unwrap_or(0), Ordering::Relaxed);
                thread::sleep(Duration::from_millis(5));
            }
        });
        let status = child.wait().unwrap();
        let taken = begun.elapsed();
        ended.store(true, Ordering::Relaxed);
        (status, taken)
    });
    let said = || fs::read_to_string(&complaints).unwrap_or_default();
    assert!(status.success(), "{command:?}: {status}\n{}", said());
    let output = String::from_utf8_lossy(&fs::read(output).unwrap()).into_owned();
    let peak_kib = Some(peak.into_inner()).filter(|peak| *peak > 0);
    Ran { taken, processor: Duration::from_millis(ticks.into_inner() * 10), peak_kib, output }
}

/// As [`run`], with text given to the process.
pub(crate) fn run_with(command: &mut Command, input: &Path, output: &Path) -> Ran {
    command.stdin(fs::File::open(input).unwrap());
    run(command, output)
}

fn peak_kib(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// User and system time; hundredths of a second on every Linux there is.
fn processor_ticks(process: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field, the name in brackets, may have anything in it.
    let mut rest = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(rest.next()?.parse::<u64>().ok()? + rest.next()?.parse::<u64>().ok()?)
}

/// What was written before goes to the disk now, and not in the middle of what comes.
pub(crate) fn settle() {
    let _ = Command::new("sync").status();
}

/// The path of a program, if it is there; looked for as a shell would.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// A program's name and version, as it says itself.
pub(crate) fn version(program: &Path) -> String {
    let asked = Command::new(program).arg("--version").output();
    let said = asked.map(|asked| String::from_utf8_lossy(&asked.stdout).into_owned());
    let line = said.ok().and_then(|said| said.lines().next().map(str::to_owned));
    // Up to the first word with a number at its head: what follows says how it was built.
    let mut words = Vec::new();
    for word in line.unwrap_or_default().split_whitespace() {
        words.push(word.trim_end_matches(',').to_owned());
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
    }
    let line = words.join(" ");
    let name = program.file_name().map(|name| name.to_string_lossy().to_lowercase());
    match name {
        Some(name) if !line.to_lowercase().contains(&name) => format!("{name} {line}"),
        _ => line,
    }
}

/// How much memory the machine has.
pub(crate) fn memory_gib() -> f64 {
    let said = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib =
        said.lines().find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next());
    kib.and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) / f64::from(1 << 20)
}

/// The kind of file system that a folder is on.
pub(crate) fn file_system(dir: &Path) -> Option<String> {
    let dir = fs::canonicalize(dir).ok()?;
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        let (at, kind) = (words.next()?, words.next()?);
        dir.starts_with(at).then_some((at.len(), kind))
    });
    // Of several at one place the last is what is seen.
    mounts.max_by_key(|(length, _)| *length).map(|(_, kind)| kind.to_owned())
}

/// What the sources are of, and its day, where they are in git.
pub(crate) fn commit() -> Option<String> {
    let mut git = Command::new("git");
    git.args(["log", "-1", "--format=commit %h of %cs"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let said = git.output().ok().filter(|done| done.status.success())?.stdout;
    Some(String::from_utf8(said).ok()?.trim().to_owned()).filter(|said| !said.is_empty())
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copied = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).unwrap();
        }
    }
}

/// Removes a folder, if it is there.
pub(crate) fn remove(dir: &Path) {
    if dir.exists() {
        fs::remove_dir_all(dir).unwrap();
    }
}

/// What a folder takes on the disk, in whole blocks.
pub(crate) fn bytes_on_disk(dir: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let bytes = entries.map(|path| match path.is_dir() {
        true => bytes_on_disk(&path),
        false => path.metadata().unwrap().blocks() * 512,
    });
    bytes.sum()
}

/// Silences a command's complaints as well.
pub(crate) fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stderr(Stdio::null())
}
