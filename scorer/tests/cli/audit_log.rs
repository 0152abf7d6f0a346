//! A node's audit, as the node writes it.

use ballast_scorer::node::audit::{TickDetail, TickRecord};
use ballast_scorer::time::Timestamp;

/// A look of no asset, at these milliseconds.
pub(crate) fn tick(at: i64, score: u16) -> TickRecord {
    TickRecord {
        feed: "feed".to_owned(),
        at: Timestamp::from_millis(at),
        data_time: Timestamp::from_millis(at),
        input_hash: [7; 32],
        model_hash: [0xAB; 32],
        score,
        half_width: 400,
        depth_bps: 10_000,
        detail: TickDetail {
            decided_by: "SOL".to_owned(),
            assets: Vec::new(),
        },
    }
}
