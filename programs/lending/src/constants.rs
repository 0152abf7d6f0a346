//! Seeds of the program's addresses.

/// `["market", governance at creation, index as u16 little-endian]`.
pub const MARKET_SEED: &[u8] = b"market";
/// `["feed", market, index as u16 little-endian]`.
pub const FEED_SEED: &[u8] = b"feed";
/// `["reserve", market, index as u16 little-endian]`.
pub const RESERVE_SEED: &[u8] = b"reserve";
/// `["vault", reserve]`.
pub const VAULT_SEED: &[u8] = b"vault";
/// `["position", market, owner, index as u16 little-endian]`.
pub const POSITION_SEED: &[u8] = b"position";

/// `["change", market, number as u64 little-endian]`.
pub const CHANGE_SEED: &[u8] = b"change";

/// How long what loosens waits in a launched market, seconds: two days. Stored in the market at its creation.
pub const LOOSEN_DELAY_SECONDS: u64 = 2 * 86_400;
/// How long a change that is due can be executed, seconds: seven days.
pub const CHANGE_VALIDITY_SECONDS: u64 = 7 * 86_400;
/// How long a pause lasts, seconds: 72 hours, long enough to find out what happened over a weekend, short enough that a
/// stolen guardian's key cannot hold positions for ever without renewing in public.
pub const PAUSE_SECONDS: u64 = 72 * 3_600;
/// How long a change of structure, and the transfer of a role, waits in a launched market, seconds: seven days. Stored in the market at its creation.
pub const STRUCTURE_DELAY_SECONDS: u64 = 7 * 86_400;
