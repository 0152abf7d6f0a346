//! Settings of publisher nodes (`scorer publish --config FILE`) for a session: one file a publisher.

use crate::error::LocalnetError;
use crate::session::{Replay, Session};
use ballast_scorer::time::Timestamp;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The port of the first node's health endpoints; the next node's is the next one.
const FIRST_PORT: u16 = 9_464;

/// The port of the health endpoints of publisher `number`'s node.
pub(crate) fn health_port(number: usize) -> u16 {
    u16::try_from(number).map_or(0, |number| FIRST_PORT.saturating_add(number))
}

impl Session {
    /// Writes `node-N.toml` into `out` for each publisher, once the market day plays, and returns where.
    pub fn write_node_settings(&self, out: &Path) -> Result<Vec<PathBuf>, LocalnetError> {
        let Some(replay) = &self.replay else {
            return Ok(vec![]);
        };
        let publishers = self.feeds.iter().map(|feed| feed.publishers.len()).max();
        let write = |number: usize| {
            let path = out.join(format!("node-{number}.toml"));
            let written = std::fs::write(&path, self.node_settings(replay, number, out));
            written.map_err(LocalnetError::file(&path))?;
            Ok(path)
        };
        (0..publishers.unwrap_or(0)).map(write).collect()
    }

    fn node_settings(&self, replay: &Replay, number: usize, out: &Path) -> String {
        let key = self.keys.get(&format!("publisher {number}"));
        let key = key.map_or(String::new(), |key| key.display().to_string());
        let port = health_port(number);
        let database = out.join(format!("node-{number}.sqlite"));
        let (rpc, name) = (
            quoted(&self.rpc_url),
            quoted(&format!("publisher {number}")),
        );
        let time = |millis: i64| quoted(&Timestamp::from_millis(millis).to_string());
        let (key, speed) = (quoted(&key), replay.speed);
        let (database, data) = (
            quoted(&database.display().to_string()),
            quoted(&replay.data.display().to_string()),
        );
        let (from, until) = (time(replay.from_millis), time(replay.until_millis));
        let epoch = time(replay.epoch_millis);
        let mut text = format!(
            "# Publisher {number} of the local network. scorer/config/node.toml explains every key.\n\
             [node]\nname = {name}\n\n[rpc]\nurls = [{rpc}]\n\n[key]\nfile = {key}\n\n\
             [source]\nkind = \"replay\"\n\n[source.replay]\nfolder = {data}\nfrom = {from}\n\
             until = {until}\nepoch = {epoch}\nspeed = {speed:?}\n\n[audit]\ndatabase = {database}\n\n\
             [health]\nlisten = \"127.0.0.1:{port}\"\n"
        );
        for feed in &self.feeds {
            let assets = match feed.name.as_str() {
                "market" => "\"BTC\", \"ETH\", \"SOL\"".to_owned(),
                asset => quoted(asset),
            };
            let (name, address) = (quoted(&feed.name), quoted(&feed.address));
            // Writing to a string does not fail.
            let _ = write!(
                text,
                "\n[[feeds]]\nname = {name}\naddress = {address}\nassets = [{assets}]\n"
            );
        }
        text
    }
}

/// A string as TOML wants it: JSON's quotes and escapes are among its own.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn quotes_and_backslashes_are_escaped() {
        assert_eq!(quoted(r#"a "b" \c"#), r#""a \"b\" \\c""#);
    }
}
