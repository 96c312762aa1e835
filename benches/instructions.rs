//! How many instructions each step takes, held against the figures that are kept.
//!
//! ```text
//! cargo bench --bench instructions                 all steps; fails where one changed
//! cargo bench --bench instructions -- decode       those with that in their name
//! cargo bench --bench instructions -- --keep       keeps what was counted
//! ```
//!
//! A timer cannot guard anything on a machine that does other things: the same work takes
//! half as long again when somebody compiles beside it. The number of instructions is the
//! same each time, up to a few in ten thousand. They are counted by valgrind's
//! callgrind, step by step: this program runs itself under it, one process a step, and
//! only what [`counted`] calls is in the figure. Each step is done once before, so that
//! what is made once a process is not in it.
//!
//! Kept figures are good for the compiler, the C library, the processor's extensions and
//! the valgrind they were counted with; those stand beside them. Where one of them is
//! another, all is counted and told and nothing is held against anything.
//!
//! Deliberately not here: caches, branches and the disk, which a timer has to tell
//! (`line`, `deposit`, `bulk`, `peers`), and other threads than the one.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "that is how a bench answers")]
#![allow(clippy::unwrap_used, reason = "a bench stops where it fails")]

mod steps;
mod village;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use steps::{STEPS, Step, Work};

/// By so much, in hundredths of a percent, a figure may differ from the one kept: three
/// times what one build differs from itself and from one in another folder.
const TOLERANCE: u64 = 200;

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.toml");

/// What stands above the kept figures.
const HEADING: &str = "\
# Instructions of each step, for one line, row or account, and what they were counted with.
# Written by `cargo bench --bench instructions -- --keep`; docs/performance.md says when.
";

/// Said to the copy of this program that does the counted work.
const DO_STEP: &str = "--do-step";

type Figures = BTreeMap<String, u64>;

/// The figures of a run, or those kept, and with what they were counted.
#[derive(Default)]
struct Counts {
    with: BTreeMap<String, String>,
    instructions: Figures,
}

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let mut keeps = false;
    let mut asked = Vec::new();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            DO_STEP => return do_step(&args.next().unwrap_or_default()),
            "--keep" => keeps = true,
            // Cargo's.
            "--bench" => {}
            _ => asked.push(arg),
        }
    }
    match run(&asked, keeps) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// The only function whose instructions count, with all that it calls.
#[inline(never)]
fn counted(work: &mut Work) {
    work();
    // The call does not become the last thing here, which it would not return from.
    std::hint::black_box(work);
}

/// Does a step once so that all is there, and once counted; says on what.
fn do_step(name: &str) -> ExitCode {
    let Some(step) = STEPS.iter().find(|step| step.name == name) else {
        return ExitCode::FAILURE;
    };
    steps::on_this_thread();
    (step.prepare)()();
    counted(&mut (step.prepare)());
    println!("{}", processor());
    ExitCode::SUCCESS
}

/// The processor, as far as the code that runs depends on it: asked by the counted
/// program, because valgrind has fewer extensions than the machine.
fn processor() -> String {
    let mut text = env::consts::ARCH.to_owned();
    #[cfg(target_arch = "x86_64")]
    for (name, is_there) in [
        ("sse4.1", is_x86_feature_detected!("sse4.1")),
        ("avx2", is_x86_feature_detected!("avx2")),
        ("avx512f", is_x86_feature_detected!("avx512f")),
        ("sha", is_x86_feature_detected!("sha")),
    ] {
        if is_there {
            text.push(' ');
            text.push_str(name);
        }
    }
    text
}

/// Counts the steps asked for, tells of them, and says whether all is as kept.
fn run(asked: &[String], keeps: bool) -> Result<bool, String> {
    try_the_judge();
    let is_asked = |step: &&Step| {
        asked.is_empty() || asked.iter().any(|part| step.name.contains(part.as_str()))
    };
    let chosen: Vec<&Step> = STEPS.iter().filter(is_asked).collect();
    if chosen.is_empty() {
        return Err(format!("no step has {} in its name", asked.join(" or ")));
    }
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    fs::create_dir_all(&dir).map_err(|why| format!("{}: {why}", dir.display()))?;
    let kept = read_kept()?;
    let now = count_all(&chosen, &dir)?;
    let is_same = kept.with == now.with;

    println!("{:<18}{:>8}{:>14}{:>14}{:>10}", "step", "of", "kept", "now", "");
    let mut faults = String::new();
    for step in &chosen {
        let (before, after) = (kept.instructions.get(step.name), now.instructions[step.name]);
        let before_text = before.map_or("-".to_owned(), |&figure| thousands(figure));
        let change = before.map(|&figure| percent(figure, after)).unwrap_or_default();
        let (name, of) = (step.name, thousands(step.of.into()));
        println!("{name:<18}{of:>8}{before_text:>14}{:>14}{change:>10}", thousands(after));
        if let Some(what) = fault(before.copied(), after) {
            writeln!(faults, "`{name}` {what}").unwrap();
            let file = profile(&dir, step);
            writeln!(faults, "    where they go: callgrind_annotate {}", file.display()).unwrap();
        }
    }
    let known = |name: &&String| !STEPS.iter().any(|step| step.name == name.as_str());
    for name in kept.instructions.keys().filter(known) {
        writeln!(faults, "`{name}` is kept and is no step").unwrap();
    }

    if keeps {
        let mut all = if is_same { kept.instructions } else { Figures::new() };
        if !is_same && chosen.len() < STEPS.len() {
            return Err("kept figures are of one compiler and machine: keep all or none".into());
        }
        all.retain(|name, _| STEPS.iter().any(|step| step.name == name.as_str()));
        all.extend(now.instructions);
        write_kept(&Counts { with: now.with, instructions: all })?;
        println!("\nkept in {KEPT}");
        return Ok(true);
    }
    if !is_same {
        println!("\nNOT COMPARED: what the kept figures were counted with is not what is here.");
        for (what, here) in &now.with {
            let then = kept.with.get(what).map_or("nothing", String::as_str);
            if then != here {
                println!("    {what}: kept with {then}, here {here}");
            }
        }
        println!("Where this is to stay, renew them on a commit known to be good:");
        println!("    cargo bench --bench instructions -- --keep");
        return Ok(true);
    }
    if faults.is_empty() {
        println!("\nall within {} of what is kept", in_percent(TOLERANCE));
        return Ok(true);
    }
    println!("\n{faults}");
    println!("Where that is meant, renew the kept figures in the same commit, and say why:");
    println!("    cargo bench --bench instructions -- --keep");
    Ok(false)
}

/// What is wrong with a figure, held against the one kept. Fewer are told of too: a
/// figure that is too high lets as much be lost again.
fn fault(kept: Option<u64>, now: u64) -> Option<String> {
    let Some(kept) = kept else { return Some("is not kept yet".to_owned()) };
    let wide = kept.abs_diff(now).saturating_mul(10_000) > kept.saturating_mul(TOLERANCE);
    let way = if now > kept { "MORE" } else { "FEWER" };
    let change = percent(kept, now);
    let (kept, now) = (thousands(kept), thousands(now));
    wide.then(|| format!("takes {way} instructions than kept: {kept} then, {now} now ({change})"))
}

/// What has to be found is, or the answer says nothing.
fn try_the_judge() {
    let (kept, allowed) = (1_000_000, 100 * TOLERANCE);
    assert_eq!(fault(Some(kept), kept), None);
    assert_eq!(fault(Some(kept), kept + allowed), None);
    assert_eq!(fault(Some(kept), kept - allowed), None);
    let (more, fewer) = (kept + allowed + 1, kept - allowed - 1);
    assert!(fault(Some(kept), more).is_some_and(|what| what.contains("MORE")));
    assert!(fault(Some(kept), fewer).is_some_and(|what| what.contains("FEWER")));
    assert!(fault(None, kept).is_some());
}

/// The change from one figure to another.
fn percent(from: u64, to: u64) -> String {
    let parts = from.abs_diff(to).saturating_mul(10_000) / from.max(1);
    let sign = if to < from { '-' } else { '+' };
    format!("{sign}{}", in_percent(parts))
}

/// Hundredths of a percent.
fn in_percent(parts: u64) -> String {
    format!("{}.{:02} %", parts / 100, parts % 100)
}

fn thousands(figure: u64) -> String {
    let digits = figure.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Counts steps, as many at a time as there are processors: they do not disturb each other.
fn count_all(chosen: &[&Step], dir: &Path) -> Result<Counts, String> {
    let mut with = BTreeMap::from([
        ("rustc".to_owned(), said_by("rustc", &["--version"])?),
        ("libc".to_owned(), said_by("getconf", &["GNU_LIBC_VERSION"])?),
        ("valgrind".to_owned(), said_by("valgrind", &["--version"])?),
    ]);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let count_some = || {
        while let Some(step) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
            let counted = count(step, dir);
            done.lock().unwrap().insert(step.name, counted);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(count_some);
        }
    });
    let mut instructions = Figures::new();
    for (name, counted) in done.into_inner().unwrap() {
        let (figure, processor) = counted?;
        with.insert("processor".to_owned(), processor);
        instructions.insert(name.to_owned(), figure);
    }
    Ok(Counts { with, instructions })
}

/// What callgrind counted of a step.
fn profile(dir: &Path, step: &Step) -> PathBuf {
    dir.join(format!("{}.callgrind", step.name))
}

/// A step's instructions for one of what it is done on, and the processor it saw.
fn count(step: &Step, dir: &Path) -> Result<(u64, String), String> {
    let file = profile(dir, step);
    let _ = fs::remove_file(&file);
    let this = env::current_exe().map_err(|why| why.to_string())?;
    let output = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind", "--toggle-collect=instructions::counted*"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(this)
        .args([DO_STEP, step.name])
        .output()
        .map_err(|why| format!("valgrind: {why}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`{}` failed under valgrind: {said}", step.name));
    }
    let text = fs::read_to_string(&file).map_err(|why| format!("{}: {why}", file.display()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
    let total: u64 = total.and_then(|total| total.trim().parse().ok()).unwrap_or(0);
    if total == 0 {
        return Err(format!("`{}`: nothing was counted in {}", step.name, file.display()));
    }
    let processor = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok((total / u64::from(step.of), processor))
}

/// The one line that a program answers with.
fn said_by(program: &str, args: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(args)
        .output()
        .map_err(|why| format!("{program}: {why} (is it installed?)"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn read_kept() -> Result<Counts, String> {
    let text = match fs::read_to_string(KEPT) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(Counts::default()),
        text => text.map_err(|why| format!("{KEPT}: {why}"))?,
    };
    let table: toml::Table = text.parse().map_err(|why| format!("{KEPT}: {why}"))?;
    let part = |name| table.get(name).and_then(toml::Value::as_table).into_iter().flatten();
    let with = part("with")
        .map(|(what, value)| Some((what.clone(), value.as_str()?.to_owned())))
        .collect::<Option<_>>();
    let instructions = part("instructions")
        .map(|(name, value)| Some((name.clone(), u64::try_from(value.as_integer()?).ok()?)))
        .collect::<Option<_>>();
    match (with, instructions) {
        (Some(with), Some(instructions)) => Ok(Counts { with, instructions }),
        _ => Err(format!("{KEPT}: texts are expected in [with], numbers in [instructions]")),
    }
}

/// In the order of the steps, so that a change shows where it was made.
fn write_kept(counts: &Counts) -> Result<(), String> {
    let mut text = format!("{HEADING}\n[with]\n");
    for (what, value) in &counts.with {
        writeln!(text, "{what} = {}", toml::Value::from(value.as_str())).unwrap();
    }
    text.push_str("\n[instructions]\n");
    for step in &STEPS {
        if let Some(figure) = counts.instructions.get(step.name) {
            writeln!(text, "{} = {figure}", step.name).unwrap();
        }
    }
    fs::write(KEPT, text).map_err(|why| format!("{KEPT}: {why}"))
}
