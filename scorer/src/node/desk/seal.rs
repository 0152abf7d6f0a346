//! Has the audit's rows sealed by the key that reports, beside the looks: no report ever waits for a seal.

use std::time::{Duration, Instant};

use super::{Desk, days_ago};
use crate::key::{KeyError, SigningKey};
use crate::node::audit::AuditError;
use crate::node::links::Links;
use crate::node::publish::now;

/// Why there is no seal. The next turn tries again.
#[derive(Debug, thiserror::Error)]
enum SealError {
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Desk {
    /// Begins to seal what has no seal, unless that is still under way.
    pub(in crate::node) fn seal(&mut self) {
        if !self.sealing.is_free() {
            return;
        }
        if let Some(turn) = self.sealing_turn() {
            self.sealing.begin(turn);
        }
    }

    /// Seals what is left, at an orderly stop.
    pub(in crate::node) async fn seal_rest(&mut self) {
        self.sealing.rest().await;
        if let Some(turn) = self.sealing_turn() {
            turn.await;
        }
    }

    /// Tells for how long a row has waited for its seal.
    pub(in crate::node) async fn tell_unsealed(&self) {
        if let Some(links) = self.links.as_ref().filter(|_| self.seals()) {
            tell_unsealed(links).await;
        }
    }

    /// Whether this node seals what it writes down.
    pub(super) const fn seals(&self) -> bool {
        self.config.audit.seal_every_seconds > 0
    }

    /// None where nothing is sealed, or while it is not known whose turn to sign it is.
    fn sealing_turn(&self) -> Option<impl Future<Output = ()> + Send + use<>> {
        let links = self.links.clone().filter(|_| self.seals())?;
        let key = self.sealing_key(&links)?;
        let keep_days = self.config.audit.keep_days;
        Some(async move {
            if let Err(error) = seal_all(&links, &key, keep_days).await {
                links.metrics.seal_failures.inc();
                tracing::warn!(%error, "the score log is not sealed; the next turn tries again");
            }
            tell_unsealed(&links).await;
        })
    }

    /// The key that reports: the successor's from when it may. With one key there is no question.
    fn sealing_key(&self, links: &Links) -> Option<SigningKey> {
        if let [key] = &self.keys[..] {
            return Some(key.clone());
        }
        let state = links.chain.borrow();
        let state = state.as_ref()?;
        let reporting = links.reporting_keys(state, state.time_at(Instant::now()));
        self.keys.get(*reporting.last()?).cloned()
    }
}

/// Seals until nothing waits.
async fn seal_all(links: &Links, key: &SigningKey, keep_days: u32) -> Result<(), SealError> {
    let (audit, publisher) = (&links.post.audit, key.address());
    loop {
        let (at, kept_from) = (now(), days_ago(keep_days));
        let draft = audit.read(move |store| store.draft_seal(at, &publisher, kept_from));
        let Some(draft) = draft.await? else {
            return Ok(());
        };
        let (head, is_full) = (draft.log_head(), draft.is_full());
        let (ticks, publications) = (draft.seal.ticks, draft.seal.publications);
        let signature = key.sign_log_head(&head).await?;
        audit
            .call(move |store| store.keep_seal(&draft, &signature))
            .await?;
        links.metrics.seals.inc();
        // Whoever keeps the log elsewhere has a copy of the head by this line.
        tracing::info!(head = head.text(), %publisher, ticks, publications, "score log sealed");
        if !is_full {
            return Ok(());
        }
    }
}

async fn tell_unsealed(links: &Links) {
    // An audit that cannot be read is told where it is written.
    if let Ok(since) = links.post.audit.call(|store| store.unsealed_since()).await {
        let age = since.map_or(0, |since| now().millis().saturating_sub(since.millis()));
        let age = Duration::from_millis(age.max(0).unsigned_abs());
        links.metrics.seal_age.set(age.as_secs_f64());
    }
}

#[cfg(test)]
mod tests;
