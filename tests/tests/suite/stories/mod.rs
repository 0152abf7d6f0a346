//! What must hold over many steps, told as what happens to people.

mod atomic;
mod bad_debt;
mod breakers;
mod cap;
mod correlated;
mod crash;
mod dead_feed;
mod durable_nonce;
mod exits;
mod full_position;
mod isolation;
mod kelp_dao;
mod limits;
mod mango;
mod marginfi;
mod moonwell;
mod new_collateral;
mod publishers;
mod rewards;
mod shares;
mod stolen_admin_key;
mod stolen_guardian;
mod time;
mod token_2022;
mod vault_governance;
