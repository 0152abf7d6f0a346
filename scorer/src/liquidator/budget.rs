//! What may be spent within any 24 hours, repaid or on fees, dollars; written down before it is spent, so that a restart does not give it anew.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use solana_address::Address;

use super::BudgetConfig;
use crate::durable;
use crate::keeper::KeeperError;

const DAY_SECONDS: u64 = 24 * 60 * 60;

/// What was spent within 24 hours.
#[derive(Debug, Default)]
pub struct Budget {
    spent: Vec<Spent>,
    store: Option<Store>,
}

/// One liquidation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spent {
    unix_seconds: u64,
    dollars: f64,
}

/// Where it is written down, and for whom.
#[derive(Debug)]
struct Store {
    file: PathBuf,
    payer: String,
    /// Held as long as the process lives: two with one file would each write down its own half.
    _lock: File,
}

/// What the file holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    payer: String,
    spent: Vec<Spent>,
}

impl Budget {
    /// What `payer` has spent by `file`; nothing where there is none yet, or no file is named. A dry run only reads it.
    ///
    /// # Errors
    /// [`KeeperError::BudgetUnusable`]: what was spent cannot be read or written down, so nothing may be spent.
    pub fn open(file: &Path, payer: &Address, is_dry: bool) -> Result<Self, KeeperError> {
        if file.as_os_str().is_empty() {
            return Ok(Self::default());
        }
        let unusable = |reason: String| KeeperError::BudgetUnusable {
            file: file.to_owned(),
            reason,
        };
        if is_dry {
            let spent = read(file, payer).map_err(unusable)?;
            return Ok(Self { spent, store: None });
        }
        let store = Store {
            file: file.to_owned(),
            payer: payer.to_string(),
            _lock: lock(file).map_err(unusable)?,
        };
        let spent = read(file, payer).map_err(unusable)?;
        // That it can be written is found out now and not at the first liquidation.
        let written = store.write(&spent);
        written.map_err(|error| unusable(format!("it cannot be written: {error}")))?;
        Ok(Self {
            spent,
            store: Some(store),
        })
    }

    /// What one liquidation may repay at `now`, with so much set `aside` for its fee, dollars.
    pub fn room(&self, config: &BudgetConfig, aside: f64, now: SystemTime) -> f64 {
        let now = seconds(now);
        let spent = self.spent.iter().filter(|spent| spent.counts(now));
        let spent: f64 = spent.map(|spent| spent.dollars).sum();
        let left = (config.day_dollars - spent - aside).max(0.0);
        left.min(config.liquidation_dollars)
    }

    /// Writes down what is about to be spent.
    ///
    /// # Errors
    /// It cannot be written: then it must not be spent.
    pub fn spend(&mut self, dollars: f64, now: SystemTime) -> io::Result<()> {
        let unix_seconds = seconds(now);
        self.spent.retain(|spent| spent.counts(unix_seconds));
        self.spent.push(Spent {
            unix_seconds,
            dollars,
        });
        let written = self.write();
        if written.is_err() {
            self.spent.pop();
        }
        written
    }

    /// Sets the last entry to what was spent of it in the end. Should that not be written, a restart counts all of it until its day
    /// is over.
    pub fn correct(&mut self, dollars: f64) {
        let last = self.spent.pop();
        let kept = last.filter(|_| dollars > 0.0);
        self.spent
            .extend(kept.map(|spent| Spent { dollars, ..spent }));
        if let Err(error) = self.write() {
            tracing::warn!(%error, "the budget's file counts what was not spent");
        }
    }

    fn write(&self) -> io::Result<()> {
        let written = self.store.as_ref().map(|store| store.write(&self.spent));
        written.unwrap_or(Ok(()))
    }
}

impl Spent {
    /// Whether it is of the last 24 hours. One of the future is: it was spent before a clock was set back.
    fn counts(&self, now: u64) -> bool {
        now.saturating_sub(self.unix_seconds) < DAY_SECONDS
    }
}

impl Store {
    fn write(&self, spent: &[Spent]) -> io::Result<()> {
        let page = Page {
            payer: self.payer.clone(),
            spent: spent.to_vec(),
        };
        durable::write(&self.file, &serde_json::to_vec(&page)?)
    }
}

/// What the file says was spent; why it says nothing, in words.
fn read(file: &Path, payer: &Address) -> Result<Vec<Spent>, String> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("it cannot be read: {error}")),
    };
    let page: Page = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if page.payer != payer.to_string() {
        return Err(format!(
            "it is the budget of {}, not of {payer}",
            page.payer
        ));
    }
    let is_amount = |spent: &Spent| spent.dollars.is_finite() && spent.dollars >= 0.0;
    if !page.spent.iter().all(is_amount) {
        return Err("it has an amount that is none".to_owned());
    }
    Ok(page.spent)
}

/// Holds the budget for this process. The lock lies beside the file, which is another one after every write.
fn lock(file: &Path) -> Result<File, String> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".lock");
    let failed = |error: io::Error| format!("it cannot be locked: {error}");
    let held = File::create(beside).map_err(failed)?;
    match held.try_lock() {
        Ok(()) => Ok(held),
        Err(TryLockError::WouldBlock) => Err("another liquidator holds it".to_owned()),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn seconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const PAYER: Address = Address::new_from_array([7; 32]);

    fn config() -> BudgetConfig {
        BudgetConfig {
            liquidation_dollars: 60.0,
            day_dollars: 100.0,
            ..BudgetConfig::default()
        }
    }

    fn later(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds)
    }

    /// What one liquidation may repay at each of these times.
    fn rooms(budget: &Budget, seconds: &[u64]) -> Vec<f64> {
        let times = seconds.iter().map(|seconds| later(*seconds));
        times.map(|now| budget.room(&config(), 0.0, now)).collect()
    }

    fn refused(file: &Path) -> String {
        Budget::open(file, &PAYER, false).unwrap_err().to_string()
    }

    #[test]
    fn budget_of_a_day_is_used_up_and_comes_back_after_it() {
        let mut budget = Budget::default();

        let whole = rooms(&budget, &[0]);
        budget.spend(60.0, later(0)).unwrap();
        let less = rooms(&budget, &[0]);
        budget.spend(40.0, later(0)).unwrap();

        assert_eq!([whole, less], [[60.0], [40.0]]);
        let times = [0, DAY_SECONDS - 1, DAY_SECONDS];
        assert_eq!(rooms(&budget, &times), [0.0, 0.0, 60.0]);
    }

    #[test]
    fn fee_is_set_aside_of_what_is_left_of_the_day_and_not_of_what_one_may_repay() {
        let mut budget = Budget::default();

        let rooms = [0.0, 60.0, 39.75].into_iter().map(|dollars| {
            budget.spend(dollars, later(0)).unwrap();
            budget.room(&config(), 0.5, later(0))
        });

        assert_eq!(rooms.collect::<Vec<_>>(), [60.0, 39.5, 0.0]);
    }

    #[test]
    fn what_was_not_spent_after_all_is_given_back_and_the_fee_that_was_is_not() {
        let mut budget = Budget::default();
        budget.spend(50.0, later(0)).unwrap();

        budget.spend(50.0, later(0)).unwrap();
        budget.correct(0.25);
        let reverted = rooms(&budget, &[0]);
        budget.spend(49.0, later(0)).unwrap();
        budget.correct(0.0);

        assert_eq!([reverted, rooms(&budget, &[0])], [[49.75], [49.75]]);
    }

    #[test]
    fn restart_does_not_give_a_second_budget() {
        // Given a liquidator that has spent most of its day
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("budget.json");
        let mut budget = Budget::open(&file, &PAYER, false).unwrap();
        budget.spend(60.0, later(0)).unwrap();
        budget.spend(25.0, later(10)).unwrap();
        budget.spend(15.0, later(20)).unwrap();
        budget.correct(0.0);

        // When it ends, whatever way, and begins anew
        drop(budget);
        let budget = Budget::open(&file, &PAYER, false).unwrap();

        // Then what is left is what was left, until each part's own day is over
        let times = [30, DAY_SECONDS - 1, DAY_SECONDS + 5];
        assert_eq!(rooms(&budget, &times), [15.0, 15.0, 60.0]);
    }

    #[test]
    fn clock_that_is_set_back_frees_nothing() {
        let mut budget = Budget::default();

        budget.spend(100.0, later(DAY_SECONDS)).unwrap();

        assert_eq!(rooms(&budget, &[0]), [0.0]);
    }

    #[test]
    fn what_cannot_be_written_down_is_told_and_not_counted() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).unwrap();
        let mut budget = Budget::open(&inner.join("budget.json"), &PAYER, false).unwrap();
        fs::remove_dir_all(&inner).unwrap();

        assert!(budget.spend(60.0, later(0)).is_err());

        assert_eq!(rooms(&budget, &[0]), [60.0]);
    }

    #[test]
    fn file_that_cannot_be_read_stops_the_start_with_what_to_do_and_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("budget.json");
        let spent = r#"{"unix_seconds":1,"dollars":-5}"#;
        for text in [
            "{".to_owned(),
            r#"{"payer":"someone else","spent":[]}"#.to_owned(),
            format!(r#"{{"payer":"{PAYER}","spent":[{spent}]}}"#),
        ] {
            fs::write(&file, &text).unwrap();

            let words = refused(&file);

            assert!(words.contains("budget.json (budget.file)"), "{words}");
            assert!(words.contains("move it away"), "{words}");
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
    }

    #[test]
    fn folder_that_is_not_there_stops_the_start() {
        let folder = tempfile::tempdir().unwrap();

        let words = refused(&folder.path().join("none/budget.json"));

        assert!(words.contains("budget.file"), "{words}");
    }

    #[test]
    fn second_liquidator_with_the_same_file_does_not_start_and_a_dry_run_does() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("budget.json");
        let mut first = Budget::open(&file, &PAYER, false).unwrap();
        first.spend(60.0, later(0)).unwrap();

        let words = refused(&file);
        let mut dry = Budget::open(&file, &PAYER, true).unwrap();
        dry.spend(40.0, later(0)).unwrap();

        assert!(words.contains("another liquidator holds it"), "{words}");
        assert_eq!(rooms(&dry, &[0]), [0.0]);
        drop(first);
        let again = Budget::open(&file, &PAYER, false).unwrap();
        assert_eq!(rooms(&again, &[0]), [40.0]);
    }
}
