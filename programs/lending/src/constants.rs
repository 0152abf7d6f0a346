//! Seeds of the program's addresses.

/// `["market", governance at creation, index as u16 little-endian]`.
pub const MARKET_SEED: &[u8] = b"market";
/// `["feed", market, index as u16 little-endian]`.
pub const FEED_SEED: &[u8] = b"feed";
/// `["reserve", market, index as u16 little-endian]`.
pub const RESERVE_SEED: &[u8] = b"reserve";
/// `["vault", reserve]`.
pub const VAULT_SEED: &[u8] = b"vault";
/// `["reward", reserve, side as u8, generation as u32 little-endian]`.
pub const REWARD_SEED: &[u8] = b"reward";
/// `["position", market, owner, index as u16 little-endian]`.
pub const POSITION_SEED: &[u8] = b"position";

/// `["change", market, number as u64 little-endian]`.
pub const CHANGE_SEED: &[u8] = b"change";
