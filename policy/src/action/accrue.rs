//! Accrue: count interest and put the rate of the present regime into force. Anyone may do it at any time.

use super::ReserveMut;
use crate::unit::Timestamp;

/// 1. Interest up to `now`, at the rate that was in force.
/// 2. The new rate, by the curve of the present regime.
pub fn accrue(reserve: &mut ReserveMut<'_>, now: Timestamp) {
    reserve.accrue(now);
    reserve.reprice();
}
