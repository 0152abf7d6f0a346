//! Where one drill keeps its nodes' settings and databases, and what it may expect of them in the end.

use super::stage::{Stage, Standing};
use ballast_localnet::Session;
use ballast_localnet::fleet::{Process, Program};
use ballast_scorer::node::audit::{AuditStore, Known, Outcome, PublicationRow};
use ballast_scorer::send::Ticket;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Where one drill keeps its nodes' settings and databases.
pub(crate) struct Room<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) session: Session,
    pub(crate) folder: PathBuf,
    pub(crate) program: Program,
}

impl Room<'_> {
    /// What stands over the settings, so that a report comes every two seconds.
    pub(crate) fn variables(&self, database: &str) -> Vec<(&'static str, String)> {
        let database = self.folder.join(database).display().to_string();
        [
            ("NODE__TICK_MS", "250"),
            ("CHAIN__REFRESH_MS", "200"),
            ("CHAIN__STATE_AGE_MOST_SECONDS", "3"),
            // The network's clock falls behind where the machine is slow.
            ("CHAIN__SKEW_MOST_SECONDS", "86400"),
            ("RPC__TIMEOUT_MS", "1000"),
            ("TRIGGER__MAX_AGE_SECONDS", "2"),
            ("CONFIRM__POLL_EVERY_MS", "100"),
            ("CONFIRM__RESEND_FIRST_MS", "500"),
            ("CONFIRM__RESEND_MOST_MS", "2000"),
            ("NODE__SETTLE_SECONDS", "120"),
            ("DRIFT__ENABLED", "false"),
            ("AUDIT__DATABASE", &database),
            ("AUDIT__SEAL_EVERY_SECONDS", "1"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
    }

    pub(crate) fn settings(&self, publisher: usize) -> PathBuf {
        self.session
            .write_node_settings(&self.folder)
            .unwrap()
            .swap_remove(publisher)
    }

    /// A node of `publisher` with its audit in `database` and `more` settings, up.
    pub(crate) fn node(
        &self,
        publisher: usize,
        database: &str,
        more: &[(&'static str, String)],
    ) -> Process {
        let variables = [self.variables(database), more.to_vec()].concat();
        let settings = self.settings(publisher);
        let mut node = Process::publish(&self.program, &settings, &variables).unwrap();
        node.wait_until_up().unwrap();
        node
    }

    pub(crate) fn audit(&self, database: &str) -> AuditStore {
        AuditStore::open_read_only(&self.folder.join(database)).unwrap()
    }

    /// Everything that was written down for the feed in `database`, dry runs aside.
    pub(crate) fn publications(&self, database: &str) -> Vec<PublicationRow> {
        let (store, feed) = (self.audit(database), self.stage.feed.to_string());
        let last = store.last_sequence(&feed).unwrap().unwrap_or(0);
        let rows = (1..=last).map(|sequence| store.by_sequence(&feed, sequence).unwrap());
        rows.flatten().collect()
    }

    /// Fails unless what landed by the `databases` of one publisher is what the chain took since `before`: each once, with no
    /// end left open and in increasing order. The nodes have stopped: their logs are sealed to the end, and hold.
    pub(crate) fn check_each_once(&self, publisher: usize, databases: &[&str], before: &Standing) {
        let rows = databases
            .iter()
            .flat_map(|database| self.publications(database));
        let rows: Vec<PublicationRow> = rows.collect();
        // Nodes with one key may sign the very same transaction. The chain takes it once, so it counts once here.
        let landed = rows.iter().filter(|row| row.outcome == Outcome::Landed);
        let landed = landed.map(|row| {
            let ticket = row.publication.ticket.as_ref().map(Ticket::signature);
            (row.publication.sequence, ticket)
        });
        let landed: BTreeSet<_> = landed.collect();
        let landed: Vec<u64> = landed.into_iter().map(|(sequence, _)| sequence).collect();
        let told = || {
            let told = rows.iter().map(|row| {
                (
                    row.publication.sequence,
                    row.outcome.name(),
                    row.publication.ticket.as_ref().map(Ticket::signature),
                    row.error.clone(),
                )
            });
            told.collect::<Vec<_>>()
        };
        let distinct: BTreeSet<u64> = landed.iter().copied().collect();
        assert_eq!(distinct.len(), landed.len(), "twice: {:?}", told());
        let after = self.stage.standing(publisher);
        let effects = usize::try_from(after.posts - before.posts).unwrap();
        assert_eq!(landed.len(), effects, "effects on chain: {:?}", told());
        assert_eq!(
            distinct.last().copied(),
            Some(after.report.sequence),
            "{:?}",
            told()
        );
        assert!(
            distinct.first() > Some(&before.report.sequence),
            "{:?}",
            told()
        );
        let open = rows
            .iter()
            .filter(|row| row.outcome == Outcome::InFlight)
            .count();
        assert_eq!(open, 0, "{:?}", told());
        for database in databases {
            self.check_log(database);
        }
    }

    fn check_log(&self, database: &str) {
        let proof = self.audit(database).prove_log(&Known::default()).unwrap();
        assert!(proof.holds(), "{database}: {:?}", proof.faults);
        let unsealed = (proof.ticks_unsealed, proof.publications_unsealed);
        assert_eq!(unsealed, (0, 0), "{database}");
    }
}
