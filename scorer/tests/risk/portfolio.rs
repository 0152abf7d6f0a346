//! Portfolios: what people write is read as policy's own types, and what is wrong with it is named with its line.

use ballast_policy::health::{Health, Purpose};
use ballast_scorer::portfolio::{parse, synthetic};

const DOCUMENT: &str = r#"{
  "time": 1700000000, "score": 12,
  "assets": [
    {"symbol": "SOL", "decimals": 9, "price": 150.0, "terms": "volatile", "threshold": 0.75},
    {"symbol": "USDC", "decimals": 6, "price": 1.0, "terms": "stable"}
  ],
  "positions": [
    {"owner": "alice", "deposits": {"SOL": 100}, "borrows": {"USDC": 9000}},
    {"owner": "bob", "deposits": {"USDC": 500}}
  ]
}"#;

const LINES: &str = r#"{"market": {"time": 1700000000, "score": 12}}
{"asset": {"symbol": "SOL", "decimals": 9, "price": 150.0, "terms": "volatile", "threshold": 0.75}}
{"asset": {"symbol": "USDC", "decimals": 6, "price": 1.0, "terms": "stable"}}

{"position": {"owner": "alice", "deposits": {"SOL": 100}, "borrows": {"USDC": 9000}}}
{"position": {"owner": "bob", "deposits": {"USDC": 500}}}
"#;

#[test]
fn both_forms_say_the_same_and_policy_values_them() {
    let snapshot = parse(DOCUMENT, "x").unwrap();

    assert_eq!(snapshot, parse(LINES, "x").unwrap());
    let alice = &snapshot.accounts[0].position;
    let health = Health::assess(alice, &snapshot, Purpose::Liquidating, snapshot.now).unwrap();
    let dollars = |units: u64| (units + (1 << 19)) >> 20;
    assert_eq!(dollars(health.collateral.0), 15_000);
    assert_eq!(dollars(health.liquidation_limit.0), 11_250);
    assert_eq!(dollars(health.debt.0), 9_000);
}

/// The error of `DOCUMENT` and of `LINES` with `from` replaced.
fn errors(from: &str, to: &str) -> [String; 2] {
    [DOCUMENT, LINES].map(|text| {
        assert!(text.contains(from));
        parse(&text.replacen(from, to, 1), "x")
            .unwrap_err()
            .to_string()
    })
}

#[test]
fn unknown_asset_of_a_position_is_refused_with_its_line() {
    let [document, lines] = errors(r#"{"USDC": 9000}"#, r#"{"USDT": 9000}"#);

    assert_eq!(
        document,
        "line 8: asset USDT is not among the assets: SOL, USDC"
    );
    assert_eq!(
        lines,
        "line 5: asset USDT is not among the assets: SOL, USDC"
    );
}

#[test]
fn negative_amount_is_refused_with_its_line() {
    let [document, lines] = errors("9000", "-9000");

    assert!(
        document.starts_with("line 8: an amount of USDC is -9000"),
        "{document}"
    );
    assert!(
        lines.starts_with("line 5: an amount of USDC is -9000"),
        "{lines}"
    );
}

#[test]
fn text_that_is_no_json_is_refused_with_its_line() {
    let [document, lines] = errors(r#""owner": "bob""#, r#""owner" "bob""#);

    assert!(document.starts_with("line 9: "), "{document}");
    assert!(lines.starts_with("line 6: "), "{lines}");
}

#[test]
fn misspelt_field_is_refused_with_its_line() {
    let [document, lines] = errors(r#""price": 1.0"#, r#""prize": 1.0"#);

    assert!(
        document.starts_with("line 5: unknown field `prize`"),
        "{document}"
    );
    assert!(
        lines.starts_with("line 3: unknown field `prize`"),
        "{lines}"
    );
}

#[test]
fn bounds_that_policy_refuses_are_refused() {
    // Under the opening LTV.
    let [document, _] = errors("0.75", "0.5");

    assert!(document.starts_with("line 4: asset SOL: "), "{document}");
}

#[test]
fn holding_and_owing_one_asset_is_refused() {
    let [document, _] = errors(r#"{"USDC": 9000}"#, r#"{"SOL": 1}"#);

    assert!(
        document.starts_with("line 8: position of alice: "),
        "{document}"
    );
}

#[test]
fn amount_past_64_bits_is_refused() {
    let [document, _] = errors("9000", "9e18");

    assert!(document.contains("does not fit 64 bits"), "{document}");
}

#[test]
fn same_seed_draws_the_same_positions_and_none_is_liquidatable() {
    let draw = |seed| synthetic::generate(500, seed, &synthetic::Distributions::default()).unwrap();

    let snapshot = draw(3);

    assert_eq!(snapshot, draw(3));
    assert_ne!(snapshot.accounts, draw(4).accounts);
    for account in &snapshot.accounts {
        let purpose = Purpose::Liquidating;
        let health = Health::assess(&account.position, &snapshot, purpose, snapshot.now).unwrap();
        assert!(!health.is_unhealthy(), "{}", account.owner);
    }
}
