//! `localnet`.

fn main() {}
