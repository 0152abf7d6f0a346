//! Settings: one TOML file for a program, with the environment over it.
//!
//! A variable `BALLAST__SECTION__KEY` takes the place of `key` in `[section]`: `BALLAST__RPC__URLS='["https://..."]'`,
//! `BALLAST__KEY__FILE=/run/key.json`. Sections below others go on (`BALLAST__SOURCE__REPLAY__SPEED=60`), a place in a list is
//! its number (`BALLAST__FEEDS__0__ADDRESS=...`), and a name that the file is free to choose stands as it is written
//! (`BALLAST__SOURCE__LIVE__SPOT__BTC=...`). The key decides how the value is read: as text where it holds text, else as TOML.
//!
//! What is wrong is told by the file's line or the variable's name, with the keys that are known; a value of
//! another kind than the key's is never repeated, because it may be secret. Sections that several programs have are one type each: `[rpc]`
//! [`EndpointsConfig`](crate::rpc::EndpointsConfig), `[key]` [`KeyConfig`](crate::key::KeyConfig), `[fee]`
//! [`FeeConfig`](crate::send::FeeConfig), `[confirm]` [`ConfirmConfig`](crate::send::ConfirmConfig), `[health]` [`HealthConfig`].

mod check;
mod error;
mod fit;
mod health;
mod layer;
mod read;
#[cfg(test)]
mod sample;
mod secret;
mod slip;

pub use error::SettingsError;
pub use health::HealthConfig;
pub use read::{environment, load, parse};
pub use secret::Secret;

pub(crate) use check::{above_zero, address, unless_empty};
#[cfg(test)]
pub(crate) use sample::assert_names_every_key;
pub(crate) use slip::from_toml;
