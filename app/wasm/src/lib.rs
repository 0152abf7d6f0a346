//! The `policy` crate for the browser.
//!
//! The page hands over whole account bytes and asks; what answers is the program's own code. Nothing here computes: each
//! export reads its arguments, asks `policy`, and writes the answer as the bytes of one of the program's structures or as
//! 64-bit words.
//!
//! ```text
//! input(n) -> the page writes n bytes -> scene_load(n)                         market, feeds and reserves are known
//! input(n) -> the page writes n bytes -> position_view(n, reserve, now) -> output()   an answer over them
//! ```
//!
//! Every export returns a status: 0, or the program's error code (6000 and up, with the two operands of a rule as output), or one
//! of [`status`].

mod answer;
mod change;
mod feed_health;
mod governance;
mod outlook;
mod preview;
mod scene;
mod sources;
mod what_if;

pub use answer::{
    feed_now, regime_of, reserve_now, reserve_rates, terms_at, terms_view, value, worst_case,
};
pub use change::change;
pub use feed_health::feed_health;
pub use governance::{handover, pause_seconds};
pub use outlook::{apply_outlook, outlook, reward, survey, yearly};
pub use preview::{Kind, Preview, apply, position_view};
pub use scene::{Scene, SceneError};
pub use sources::sources;
pub use what_if::{ltv_rise, rates_if, reach, regime_lines, terms_if};

use ballast_client::layout::{Account, Position};
use ballast_policy::error::PolicyError;
use std::cell::RefCell;

/// What an export returns beside the program's error codes.
pub mod status {
    /// The answer lies in the output.
    pub const OK: u32 = 0;
    /// The bytes are not those of an account of the program.
    pub const NOT_AN_ACCOUNT: u32 = 1;
    /// The scene holds no such reserve or feed.
    pub const MISSING: u32 = 2;
    /// An argument has no meaning.
    pub const ARGUMENT: u32 = 3;
}

/// The first code of the program's own errors.
const FIRST_ERROR_CODE: u32 = ballast_client::error::FIRST_ERROR_CODE;

/// The program's error for what its pause stops.
pub const MARKET_PAUSED: u32 = FIRST_ERROR_CODE + 153;

#[derive(Default)]
struct Memory {
    input: Vec<u8>,
    output: Vec<u8>,
    scene: Scene,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// An answer, or why there is none.
pub type Answer = Result<Vec<u8>, Refusal>;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// One of [`status`].
    Status(u32),
    /// A rule of the market.
    Rule(PolicyError),
    /// The guardian's pause.
    Paused,
}

impl From<PolicyError> for Refusal {
    fn from(error: PolicyError) -> Self {
        Self::Rule(error)
    }
}

impl From<SceneError> for Refusal {
    fn from(error: SceneError) -> Self {
        Self::Status(match error {
            SceneError::NotAnAccount => status::NOT_AN_ACCOUNT,
            SceneError::Missing => status::MISSING,
        })
    }
}

/// 64-bit words as bytes.
pub(crate) fn words<const N: usize>(words: [u64; N]) -> Vec<u8> {
    words.into_iter().flat_map(u64::to_le_bytes).collect()
}

fn settle(memory: &mut Memory, answer: Answer) -> u32 {
    let (status, output) = match answer {
        Ok(output) => (status::OK, output),
        Err(Refusal::Status(status)) => (status, Vec::new()),
        Err(Refusal::Rule(error)) => (
            FIRST_ERROR_CODE + u32::from(error.rule.number()),
            words([error.actual, error.bound]),
        ),
        Err(Refusal::Paused) => (MARKET_PAUSED, Vec::new()),
    };
    memory.output = output;
    status
}

fn ask(answer: impl FnOnce(&Scene) -> Answer) -> u32 {
    MEMORY.with_borrow_mut(|memory| {
        let answer = answer(&memory.scene);
        settle(memory, answer)
    })
}

fn ask_of_position(length: u32, answer: impl FnOnce(&Scene, &Position) -> Answer) -> u32 {
    MEMORY.with_borrow_mut(|memory| {
        let bytes = memory.input.get(..length as usize).unwrap_or(&[]);
        let answer = match Position::decode(bytes) {
            Ok(position) => answer(&memory.scene, &position),
            Err(_) => Err(Refusal::Status(status::NOT_AN_ACCOUNT)),
        };
        settle(memory, answer)
    })
}

/// Room for `length` bytes that the page is about to write.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: u32) -> *mut u8 {
    MEMORY.with_borrow_mut(|memory| {
        memory.input.clear();
        memory.input.resize(length as usize, 0);
        memory.input.as_mut_ptr()
    })
}

/// Where the last answer lies.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    MEMORY.with_borrow(|memory| memory.output.as_ptr())
}

/// How long it is, bytes.
#[unsafe(no_mangle)]
pub extern "C" fn output_length() -> u32 {
    MEMORY.with_borrow(|memory| u32::try_from(memory.output.len()).unwrap_or(u32::MAX))
}

/// Takes the first `length` bytes of the input as the market, its feeds and its reserves, see [`Scene::read`].
#[unsafe(no_mangle)]
pub extern "C" fn scene_load(length: u32) -> u32 {
    MEMORY.with_borrow_mut(|memory| {
        let bytes = memory.input.get(..length as usize).unwrap_or(&[]);
        let answer = Scene::read(bytes).map(|scene| {
            memory.scene = scene;
            Vec::new()
        });
        settle(memory, answer.map_err(Refusal::from))
    })
}

macro_rules! exports {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) = $question:path;)*) => {$(
        $(#[$doc])*
        mod $name {
            #[unsafe(no_mangle)]
            extern "C" fn $name($($argument: $type),*) -> u32 {
                super::ask(|scene| $question(scene, $($argument),*))
            }
        }
    )*};
}

exports! {
    /// See [`crate::terms_view`].
    ask_terms_view(reserve: u32, now: u64) = crate::terms_view;
    /// See [`crate::reserve_now`].
    ask_reserve_now(reserve: u32, now: u64) = crate::reserve_now;
    /// See [`crate::reserve_rates`].
    ask_reserve_rates(reserve: u32, regime: u32, utilization_bps: u32) = crate::reserve_rates;
    /// See [`crate::terms_at`].
    ask_terms_at(reserve: u32, score: u32, regime: u32) = crate::terms_at;
    /// See [`crate::feed_now`].
    ask_feed_now(feed: u32, now: u64) = crate::feed_now;
    /// See [`crate::worst_case`].
    ask_worst_case(feed: u32, seconds: u64) = crate::worst_case;
    /// See [`crate::regime_of`].
    ask_regime_of(score: u32) = crate::regime_of;
    /// See [`crate::value`].
    ask_value(amount: u64, price: u64) = crate::value;
    /// See [`crate::terms_if`].
    ask_terms_if(reserve: u32, score: u32, now: u64) = crate::terms_if;
    /// See [`crate::rates_if`].
    ask_rates_if(reserve: u32, regime: u32, now: u64) = crate::rates_if;
    /// See [`crate::reach`].
    ask_reach(feed: u32, score: u32, now: u64) = crate::reach;
    /// See [`crate::ltv_rise`].
    ask_ltv_rise(reserve: u32, points: u32) = crate::ltv_rise;
    /// See [`crate::regime_lines`].
    ask_regime_lines() = crate::regime_lines;
    /// See [`crate::feed_health`].
    ask_feed_health(feed: u32, now: u64) = crate::feed_health;
    /// See [`crate::handover`].
    ask_handover(not_before: u64) = crate::handover;
    /// See [`crate::pause_seconds`].
    ask_pause_seconds() = crate::pause_seconds;
    /// See [`crate::yearly`].
    ask_yearly(value: u64, rate: u64) = crate::yearly;
}

/// See [`position_view`]; the input holds the position's account.
#[unsafe(no_mangle)]
pub extern "C" fn ask_position_view(length: u32, reserve: u32, now: u64) -> u32 {
    ask_of_position(length, |scene, position| {
        position_view(scene, position, reserve, now)
    })
}

/// See [`apply`]; the input holds the position's account. `kind`: see [`Kind::from_number`].
#[unsafe(no_mangle)]
pub extern "C" fn ask_apply(length: u32, kind: u32, reserve: u32, amount: u64, now: u64) -> u32 {
    ask_of_position(length, |scene, position| {
        apply(scene, position, preview_of(kind, reserve, amount, now)?)
    })
}

/// See [`apply_outlook`]; arguments as those of [`ask_apply`].
#[unsafe(no_mangle)]
pub extern "C" fn ask_apply_outlook(
    length: u32,
    kind: u32,
    reserve: u32,
    amount: u64,
    now: u64,
) -> u32 {
    ask_of_position(length, |scene, position| {
        apply_outlook(scene, position, preview_of(kind, reserve, amount, now)?)
    })
}

fn preview_of(kind: u32, reserve: u32, amount: u64, now: u64) -> Result<Preview, Refusal> {
    let kind = Kind::from_number(kind).ok_or(Refusal::Status(status::ARGUMENT))?;
    Ok(Preview {
        kind,
        reserve,
        amount,
        now,
    })
}

/// See [`outlook()`]; the input holds the position's account.
#[unsafe(no_mangle)]
pub extern "C" fn ask_outlook(length: u32, now: u64) -> u32 {
    ask_of_position(length, |scene, position| outlook(scene, position, now))
}

/// See [`reward`]; the input holds the position's account.
#[unsafe(no_mangle)]
pub extern "C" fn ask_reward(length: u32, reserve: u32, side: u32, now: u64) -> u32 {
    ask_of_position(length, |scene, position| {
        reward(scene, position, reserve, side, now)
    })
}

/// See [`survey`]; the input holds positions' accounts one after another.
#[unsafe(no_mangle)]
pub extern "C" fn ask_survey(length: u32, reserve: u32, now: u64) -> u32 {
    MEMORY.with_borrow_mut(|memory| {
        let accounts = memory.input.get(..length as usize).unwrap_or(&[]);
        let answer = survey(&memory.scene, accounts, reserve, now);
        settle(memory, answer)
    })
}
