//! How far a market lets its feed go.

/// What a consensus may do to terms.
#[repr(u8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Terms follow the feed, inside the throttle.
    #[default]
    Autonomous = 0,
    /// Each consensus makes a recommendation; terms move when it is accepted while it is valid. Silence still tightens.
    Advisory = 1,
    /// Reports are heard and compared, and terms stay where they are.
    Monitoring = 2,
}

impl Mode {
    /// From its byte; an unknown byte is [`Mode::Autonomous`], the only one in which nothing can be held loose.
    #[inline(always)]
    pub const fn from_byte(byte: u8) -> Self {
        match byte {
            1 => Self::Advisory,
            2 => Self::Monitoring,
            _ => Self::Autonomous,
        }
    }
}
