//! An offline Solana network.
