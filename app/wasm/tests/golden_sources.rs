//! Quotes of new price sources for a reserve of the golden market, and policy's judgement of them: `golden-sources.json`.
//!
//! `BALLAST_WRITE_GOLDEN=1 cargo test --manifest-path app/wasm/Cargo.toml` writes the file anew.

#![allow(clippy::unwrap_used, clippy::format_collect)]

mod support;

use ballast_app_wasm::sources;
use ballast_client::layout::{Account, Reserve};
use ballast_policy::Rule;
use serde_json::{Value, json};
use support::{bytes, compare, hex, told, word};

const MARKET: &str = include_str!("../golden.json");
/// Dollars in 10^-8.
const EXPONENT: i64 = -8;
const SCALE: u128 = 100_000_000;

/// The records of the market and of its second reserve, that reserve, and the time.
struct Golden {
    records: Vec<u8>,
    reserve: Reserve,
    now: i64,
}

fn golden() -> Golden {
    let golden: Value = serde_json::from_str(MARKET).unwrap();
    let scene = bytes(golden["scene"].as_str().unwrap());
    let (mut records, mut at) = (Vec::new(), 0);
    while at < scene.len() {
        let length = u32::from_le_bytes(scene[at..at + 4].try_into().unwrap()) as usize;
        records.push(scene[at..at + 36 + length].to_vec());
        at += 36 + length;
    }
    Golden {
        records: [records[0].clone(), records[3].clone()].concat(),
        reserve: Reserve::decode(&records[3][36..]).unwrap(),
        now: golden["now"].as_i64().unwrap(),
    }
}

impl Golden {
    /// A quote of so many basis points of the reserve's present price, `age` seconds old.
    fn quote(&self, share_bps: i64, age: i64) -> Vec<i64> {
        let unit = 10_u128.pow(u32::from(self.reserve.decimals));
        let present = (u128::from(self.reserve.price.mid) * unit * SCALE) >> 64;
        let price = i64::try_from(present).unwrap() / 10_000 * share_bps;
        vec![price, price / 2_000, EXPONENT, self.now - age, price]
    }

    /// A rate of one, as an oracle of redemptions says it.
    fn rate(&self) -> Vec<i64> {
        vec![100_000_000, 0, EXPONENT, self.now - 3, 100_000_000]
    }
}

fn cases(golden: &Golden) -> Vec<(&'static str, Vec<Vec<i64>>)> {
    let quote = |share_bps| golden.quote(share_bps, 2);
    let mut negative = quote(10_000);
    negative[0] = -1;
    let mut wide = quote(10_000);
    wide[1] = wide[0] / 5;
    vec![
        ("the same price", vec![quote(10_000)]),
        ("at the edge of the band", vec![quote(10_499)]),
        ("outside the band", vec![quote(10_600)]),
        ("far under the band", vec![quote(1)]),
        ("too old", vec![golden.quote(10_000, 1_000)]),
        ("not positive", vec![negative]),
        ("too unsure", vec![wide]),
        ("two that agree", vec![quote(10_000), quote(10_200)]),
        ("two that disagree", vec![quote(10_000), quote(10_900)]),
        (
            "a price and its rate",
            vec![quote(10_000), quote(10_100), golden.rate()],
        ),
        ("none", vec![]),
    ]
}

#[test]
fn judgements_are_those_of_the_committed_file() {
    let golden = golden();
    let now = u64::try_from(golden.now).unwrap();
    let lines = cases(&golden).into_iter().map(|(name, quotes)| {
        let words: Vec<u8> = quotes
            .concat()
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .collect();
        let count = u32::try_from(quotes.len()).unwrap();
        let (status, output) = told(sources(&[&golden.records[..], &words].concat(), count, now));
        let case = json!({
            "name": name, "count": count, "quotes": hex(&words), "now": now,
            "status": status, "output": hex(&output),
        });
        case.to_string()
    });
    let text = format!("[\n{}\n]\n", lines.collect::<Vec<_>>().join(",\n"));

    compare("golden-sources.json", &text);
}

#[test]
fn a_source_in_the_band_gives_its_own_price_and_one_outside_is_refused() {
    let golden = golden();
    let now = u64::try_from(golden.now).unwrap();
    let ask = |share_bps| {
        let quote = golden.quote(share_bps, 2);
        let words: Vec<u8> = quote.iter().flat_map(|word| word.to_le_bytes()).collect();
        sources(&[&golden.records[..], &words].concat(), 1, now)
    };

    let taken = ask(10_400).unwrap();
    let present = golden.reserve.price.mid;
    assert!(word(&taken, 0) > present / 100 * 103 && word(&taken, 0) < present / 100 * 105);
    assert_eq!(word(&taken, 1), 0);

    let (status, operands) = told(ask(10_600));
    assert_eq!(status, 6_000 + u32::from(Rule::OracleOutsideBand.number()));
    assert_eq!(word(&operands, 1), 500);
}
