//! Everything the node saw and did, in one `SQLite` database: which inputs made which score, why a report was due, which
//! transaction carried it, and how that ended.
//!
//! `schema` names the tables, `record` the rows, `store` writes and reads them, `desk` does so on a thread of its own. A
//! publication is written before its transaction is sent: what cannot be written is not sent. Where the disk is full or the
//! database locked, the node scores on, is not ready, and goes on by itself when writing works again.
//!
//! `seal` is what the reporting key signs over the rows, `proof` what an auditor finds when the rows are held against it.

mod desk;
mod error;
mod proof;
mod record;
mod schema;
mod seal;
mod store;

pub use desk::AuditDesk;
pub use error::AuditError;
pub use proof::{Fault, Known, LogProof, Newest, Signed};
pub use record::{
    AssetRecord, InputRecord, Outcome, Publication, PublicationRow, ShadowRecord, TickDetail,
    TickRecord, TickRow,
};
pub use schema::SCHEMA_VERSION;
pub use seal::{Seal, SealDraft};
pub use store::AuditStore;
