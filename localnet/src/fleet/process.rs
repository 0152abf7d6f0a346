//! A node or a keeper (`scorer publish`, `crank`, `liquidate`) as a process.

use super::await_some;
use super::cost::Cost;
use super::program::Program;
use super::talk::{Readiness, get, post};
use crate::error::LocalnetError;
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Lines of its log that are kept, the latest.
const LINES: usize = 4_000;
/// How long a start may take: it reads a market first.
const START: Duration = Duration::from_secs(90);
/// How long a stop may take.
const STOP: Duration = Duration::from_secs(40);

/// A process, ended with this handle.
#[derive(Debug)]
pub struct Process {
    name: &'static str,
    child: Child,
    heard: Arc<Heard>,
    reader: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Heard {
    lines: Mutex<VecDeque<String>>,
    address: Mutex<Option<String>>,
}

/// How a process ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its status.
    pub status: ExitStatus,
    /// The end of its log.
    pub log: Vec<String>,
}

impl Process {
    /// Starts `scorer publish` with the settings in `file` and `variables` over them; its health endpoints get a free port.
    pub fn publish(
        program: &Program,
        file: &Path,
        variables: &[(&str, String)],
    ) -> Result<Self, LocalnetError> {
        Self::run(program.command(), "publish", file, variables)
    }

    /// The same, for a process whose files are going to be limited.
    pub fn publish_limited(
        program: &Program,
        file: &Path,
        variables: &[(&str, String)],
    ) -> Result<Self, LocalnetError> {
        Self::run(
            program.command_that_meets_limits(),
            "publish",
            file,
            variables,
        )
    }

    /// The same for another of the program's commands that run until they are ended.
    pub fn keeper(
        program: &Program,
        name: &'static str,
        file: &Path,
        variables: &[(&str, String)],
    ) -> Result<Self, LocalnetError> {
        Self::run(program.command(), name, file, variables)
    }

    fn run(
        mut command: Command,
        name: &'static str,
        file: &Path,
        variables: &[(&str, String)],
    ) -> Result<Self, LocalnetError> {
        let failed = |reason: String| LocalnetError::Program {
            program: name,
            reason,
        };
        let variables = variables
            .iter()
            .map(|(name, value)| (format!("BALLAST__{name}"), value));
        let mut child = command
            .args([name, "--log", "json", "--config"])
            .arg(file)
            .env("BALLAST__HEALTH__LISTEN", "127.0.0.1:0")
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let heard = Arc::new(Heard::default());
        let reader = child.stderr.take().map(|log| {
            let heard = Arc::clone(&heard);
            std::thread::spawn(move || heard.listen(log))
        });
        Ok(Self {
            name,
            child,
            heard,
            reader,
        })
    }

    /// Which of the program's commands it is.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its process number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged, a JSON object a line, the latest few thousand.
    pub fn log(&self) -> Vec<String> {
        lock(&self.heard.lines).iter().cloned().collect()
    }

    /// Waits until its health endpoints answer.
    pub fn wait_until_up(&mut self) -> Result<(), LocalnetError> {
        let is_up = await_some(START, || {
            if self.is_over() {
                return Some(false);
            }
            let url = self.url("live").ok()?;
            get(&url).is_ok().then_some(true)
        });
        if is_up == Some(true) {
            return Ok(());
        }
        Err(self.complain("it did not start"))
    }

    /// What `/ready` says.
    pub fn readiness(&self) -> Result<Readiness, LocalnetError> {
        let url = self.url("ready")?;
        let text = get(&url)?;
        serde_json::from_str(&text).map_err(|error| LocalnetError::Silent {
            url,
            reason: error.to_string(),
        })
    }

    /// The sum of a metric over the labels that hold `filter`; its name is without what all names of the program begin with.
    pub fn metric(&self, name: &str, filter: &str) -> Result<f64, LocalnetError> {
        let text = get(&self.url("metrics")?)?;
        let program = match self.name {
            "crank" => "crank",
            "liquidate" => "liquidator",
            "watch" => "watch",
            _ => "publisher",
        };
        let name = format!("ballast_{program}_{name}");
        let values = text.lines().filter_map(|line| {
            let rest = line.strip_prefix(&name)?;
            let (labels, value) = rest.rsplit_once(' ')?;
            let is_it = labels.is_empty() || labels.starts_with('{');
            (is_it && labels.contains(filter)).then(|| value.parse::<f64>().ok())?
        });
        Ok(values.sum())
    }

    /// Asks for a report of every feed.
    pub fn request(&self) -> Result<(), LocalnetError> {
        post(&self.url("publish")?).map(drop)
    }

    /// What it has cost.
    pub fn cost(&self) -> Option<Cost> {
        Cost::of(self.pid())
    }

    /// Ends it by SIGKILL.
    pub fn kill(mut self) -> Vec<String> {
        self.end();
        self.log()
    }

    /// Asks it to end by SIGTERM, and waits.
    pub fn stop(mut self) -> Result<Outcome, LocalnetError> {
        let pid = self.pid().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        if !asked.is_ok_and(|asked| asked.success()) {
            return Err(self.complain("it cannot be asked to end"));
        }
        self.outcome(STOP)
    }

    /// Waits for it to end by itself.
    pub fn wait(mut self) -> Result<Outcome, LocalnetError> {
        self.outcome(START)
    }

    fn outcome(&mut self, patience: Duration) -> Result<Outcome, LocalnetError> {
        let ended = await_some(patience, || self.child.try_wait().ok().flatten());
        let Some(status) = ended else {
            return Err(self.complain("it does not end"));
        };
        self.end();
        Ok(Outcome {
            status,
            log: self.log(),
        })
    }

    /// Whether it has ended by itself.
    pub fn is_over(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_some())
    }

    /// An error with the end of its log.
    pub fn complain(&self, what: &str) -> LocalnetError {
        let log = self.log();
        let last = log
            .get(log.len().saturating_sub(12)..)
            .unwrap_or(&[])
            .join("\n");
        LocalnetError::Program {
            program: self.name,
            reason: format!("{what}; its log ends:\n{last}"),
        }
    }

    /// Where its health endpoints are, once it listens.
    pub fn address(&self) -> Option<String> {
        lock(&self.heard.address).clone()
    }

    fn url(&self, path: &str) -> Result<String, LocalnetError> {
        let address = self.address().ok_or_else(|| LocalnetError::Silent {
            url: path.to_owned(),
            reason: "it does not listen yet".to_owned(),
        })?;
        Ok(format!("http://{address}/{path}"))
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

impl Heard {
    fn listen(&self, log: ChildStderr) {
        for line in BufReader::new(log).lines().map_while(Result::ok) {
            let said = serde_json::from_str::<serde_json::Value>(&line).unwrap_or_default();
            let fields = said.get("fields").cloned().unwrap_or_default();
            if fields["message"] == "health server listens" {
                *lock(&self.address) = fields["address"].as_str().map(str::to_owned);
            }
            let mut lines = lock(&self.lines);
            if lines.len() == LINES {
                lines.pop_front();
            }
            lines.push_back(line);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
