//! `migrate`.

fn main() {}
