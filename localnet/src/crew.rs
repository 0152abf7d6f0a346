//! Everyone who works on a market: a node for each publisher, a crank, a liquidator and a monitor, as processes.

use crate::error::LocalnetError;
use crate::fleet::{Process, Program};
use crate::keeper::Keeper;
use crate::node::health_port;
use crate::session::Session;
use ballast_scorer::watch::Kind;
use std::path::Path;

/// The processes; they end with this handle.
#[derive(Debug)]
pub struct Crew {
    processes: Vec<(String, Process)>,
    /// Who was found to have ended at the last look, and what each said last.
    found: Vec<(String, String)>,
}

impl Crew {
    /// Starts everyone for a market whose day plays, with settings and databases in `out`; their health endpoints are where
    /// their settings say.
    pub fn start(session: &Session, out: &Path) -> Result<Self, LocalnetError> {
        let program = Program::scorer()?;
        let mut processes = Vec::new();
        for (number, file) in session.write_node_settings(out)?.into_iter().enumerate() {
            let node = Process::publish(&program, &file, &[listen(health_port(number))])?;
            processes.push((format!("publisher {number}"), node));
        }
        for keeper in Keeper::ALL {
            let file = session.write_keeper_settings(keeper, out)?;
            let listen = [listen(keeper.health_port())];
            let process = Process::keeper(&program, keeper.command(), &file, &listen)?;
            processes.push((keeper.command().to_owned(), process));
        }
        let found = Vec::new();
        Ok(Self { processes, found })
    }

    /// Whether everyone listens.
    pub fn is_up(&self) -> bool {
        let mut processes = self.processes.iter();
        processes.all(|(_, process)| process.address().is_some())
    }

    /// Who works, and where each is asked how it does.
    pub fn addresses(&self) -> impl Iterator<Item = (&str, String)> {
        self.processes
            .iter()
            .map(|(name, process)| (name.as_str(), process.address().unwrap_or_default()))
    }

    /// Those that have ended by themselves, each with what it said last; told at the look after the one that found them. A
    /// terminal's Ctrl-C ends everyone at once, and then there is no such look.
    pub fn fallen(&mut self) -> Vec<(String, String)> {
        let fallen = std::mem::take(&mut self.found);
        self.processes.retain_mut(|(name, process)| {
            let is_over = process.is_over();
            if is_over {
                let last = process.log().pop().unwrap_or_default();
                self.found.push((name.clone(), last));
            }
            !is_over
        });
        fallen
    }

    /// Asks everyone to end, and waits. The first that ends badly is the error.
    pub fn stop(self) -> Result<(), LocalnetError> {
        for (name, process) in self.processes {
            let is_monitor = process.name() == Keeper::Watch.command();
            let ended = process.stop()?;
            let is_alert = is_monitor && ended.status.code().is_some_and(tells_of_alerts);
            if !ended.status.success() && !is_alert {
                return Err(LocalnetError::Program {
                    program: "scorer",
                    reason: format!("{name} ended with {}", ended.status),
                });
            }
        }
        Ok(())
    }
}

/// Whether the monitor ended so because alerts stand, which is no failure of its own.
fn tells_of_alerts(code: i32) -> bool {
    Kind::ALL
        .iter()
        .any(|kind| i32::from(kind.exit_code()) == code)
}

/// Where a process that others look for listens.
fn listen(port: u16) -> (&'static str, String) {
    ("HEALTH__LISTEN", format!("127.0.0.1:{port}"))
}
