//! What is seen of the feeds while a day passes, and what the audits say of it.

use ballast_client::layout::RiskFeed;
use ballast_localnet::fleet::{Process, Program};
use ballast_localnet::{FeedSession, Keeper, Network, Session};
use ballast_migrations::Chain;
use std::path::{Path, PathBuf};

pub(crate) const PUBLISHERS: usize = 5;
/// A score has moved when it rose by so much, hundredths of a point.
const MOVED: u16 = 1_000;

/// One feed in the course of the day.
struct Course {
    feed: FeedSession,
    least: u16,
    most: u16,
    regimes: Vec<u8>,
    last: Option<RiskFeed>,
}

pub(crate) struct Day<'a> {
    network: &'a Network,
    chain: Chain,
    courses: Vec<Course>,
    /// Chain time from which on every report that counts is a publisher's, not the set-up's.
    all_heard_at: Option<i64>,
}

impl<'a> Day<'a> {
    pub(crate) fn begin(network: &'a Network, session: &Session) -> Self {
        let course = |feed: &FeedSession| Course {
            feed: feed.clone(),
            least: u16::MAX,
            most: 0,
            regimes: Vec::new(),
            last: None,
        };
        Self {
            network,
            chain: network.chain(),
            courses: session.feeds.iter().map(course).collect(),
            all_heard_at: None,
        }
    }

    pub(crate) fn look(&mut self) {
        for course in &mut self.courses {
            let address = course.feed.address.parse().unwrap();
            let Ok(Some(feed)) = self.chain.read::<RiskFeed>(&address) else {
                continue;
            };
            course.least = course.least.min(feed.state.score);
            course.most = course.most.max(feed.state.score);
            if course.regimes.last() != Some(&feed.state.regime) {
                course.regimes.push(feed.state.regime);
            }
            course.last = Some(feed);
        }
        let is_heard = |course: &Course| {
            let feed = course.last.as_ref();
            feed.is_some_and(|feed| {
                feed.reports[..PUBLISHERS]
                    .iter()
                    .all(|said| said.sequence > 1)
            })
        };
        if self.all_heard_at.is_none() && self.courses.iter().all(is_heard) {
            // The round after the last of them is a second later at the earliest.
            self.all_heard_at = self.network.time().ok().map(|time| time + 1);
        }
    }

    pub(crate) fn check_regimes_and_terms(&self) {
        for course in &self.courses {
            let (name, regimes) = (&course.feed.name, &course.regimes);
            eprintln!(
                "{name}: score {} to {}, regimes {regimes:?}",
                course.least, course.most
            );
        }
        assert!(
            self.all_heard_at.is_some(),
            "not every publisher reported to every feed"
        );
        assert!(self.courses.iter().any(|course| course.regimes.len() > 1));
        assert!(
            self.courses
                .iter()
                .any(|course| course.most >= course.least + MOVED)
        );
        for course in &self.courses {
            let feed = course.last.as_ref().unwrap();
            // What is in force is never under what the publishers say together, but for the throttle's last step.
            let state = &feed.state;
            assert!(
                state.score + feed.config.tighten_step >= state.raw,
                "{state:?}"
            );
            assert!(state.fresh >= state.quorum, "{state:?}");
        }
    }

    /// Asks `scorer audit` about every feed, with every publisher's database, and says how many changes it explained.
    pub(crate) fn explain(&self, program: &Program, settings: &[PathBuf], out: &Path) -> usize {
        let from = self.all_heard_at.unwrap();
        let from = ballast_scorer::time::Timestamp::from_millis(1_000 * from).to_string();
        let mut explained = 0;
        for course in &self.courses {
            let mut audit = program.command();
            audit.arg("audit").arg("--config").arg(&settings[0]);
            for number in 0..settings.len() {
                audit
                    .arg("--database")
                    .arg(out.join(format!("node-{number}.sqlite")));
            }
            audit.args(["--feed", &course.feed.name, "--from", &from, "--json"]);
            let said = audit.output().unwrap();
            let errors = String::from_utf8_lossy(&said.stderr);
            assert!(said.status.success(), "{}: {errors}", course.feed.name);
            let told: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
            let changes = told["changes"].as_array().unwrap();
            for change in changes {
                assert!(
                    !change["reports"].as_array().unwrap().is_empty(),
                    "{change}"
                );
            }
            explained += changes.len();
        }
        explained
    }
}

/// A crank and a liquidator.
pub(crate) fn keepers(program: &Program, session: &Session, out: &Path) -> Vec<Process> {
    let start = |keeper: Keeper| {
        let file = session.write_keeper_settings(keeper, out).unwrap();
        Process::keeper(program, keeper.command(), &file, &[]).unwrap()
    };
    [Keeper::Crank, Keeper::Liquidate].map(start).into()
}
