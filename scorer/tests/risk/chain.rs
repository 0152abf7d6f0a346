//! Positions of a chain: the real program's accounts, as a node lists them, valued as the program values them.

use std::fmt::Write as _;
use std::process::Command;

use ballast_client::layout::{Account as _, Market, Position, PositionView, Reserve};
use ballast_client::{PROGRAM_ID, address, instruction};
use ballast_policy::bounds::Bounds;
use ballast_policy::control::{MarketLimits, ReserveLimits};
use ballast_policy::health::{Health, Purpose};
use ballast_policy::preset;
use ballast_policy::unit::{Timestamp, TokenAmount};
use ballast_scorer::portfolio::{
    ChainRequest, Node, PortfolioError, Snapshot, fetch, parse_accounts,
};
use ballast_vm::{Deployment, DeploymentPlan, Machine, ReservePlan, keypair_for};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use solana_address::Address;
use solana_signer::Signer;

use crate::server::{Answer, http};

const NOW: u64 = 1_750_000_000;
const ASSETS: [(&str, u8, i64); 3] = [
    ("SOL", 9, 15_000_000_000),
    ("USDC", 6, 100_000_000),
    ("ETH", 8, 250_000_000_000),
];

/// A market of the real program with a lender and two borrowers, an empty position, and a second market beside it.
struct Chain {
    machine: Machine,
    market: Deployment,
    second: Deployment,
    /// Positions, and the reserves that they use.
    positions: Vec<(Address, Vec<usize>)>,
}

fn plan() -> DeploymentPlan {
    let cap = TokenAmount(1 << 50);
    DeploymentPlan {
        feeds: vec![(preset::feed(), 3), (preset::feed(), 3)],
        reserves: ASSETS
            .iter()
            .enumerate()
            .map(|(index, (asset, decimals, _))| ReservePlan {
                asset: (*asset).to_owned(),
                decimals: *decimals,
                config: match *asset {
                    "USDC" => preset::stable(cap),
                    _ => preset::volatile(cap),
                },
                limits: Some(ReserveLimits::NONE),
                feed: u16::from(index == 1),
                extensions: None,
            })
            .collect(),
        bounds: Bounds::STANDARD,
        limits: MarketLimits::NONE,
    }
}

impl Chain {
    fn start() -> Self {
        let mut machine = Machine::start(NOW).unwrap();
        let market = Deployment::create(&mut machine, &plan()).unwrap();
        let second = Deployment::create_named(&mut machine, "second ", &plan()).unwrap();
        let mut chain = Self {
            machine,
            market,
            second,
            positions: Vec::new(),
        };
        for (reserve, (_, _, price)) in ASSETS.iter().enumerate() {
            let confidence = u64::try_from(price / 1_000).unwrap();
            chain
                .market
                .set_price(&mut chain.machine, reserve, *price, confidence)
                .unwrap();
        }
        chain.join("lender", 0, &[(1, 50_000_000_000)], 0);
        chain.join("alice", 0, &[(0, 100_000_000_000)], 4_000_000_000);
        chain.join(
            "bob",
            3,
            &[(0, 20_000_000_000), (2, 500_000_000)],
            5_000_000_000,
        );
        chain.join("nobody", 0, &[], 0);
        std::mem::swap(&mut chain.market, &mut chain.second);
        chain.join("alice", 0, &[(0, 7_000_000_000)], 0);
        chain.positions.pop();
        std::mem::swap(&mut chain.market, &mut chain.second);
        // Interest accrues on the debts, and nobody counts it.
        chain.machine.warp(40);
        chain
    }

    /// Opens a position, deposits by reserve, and borrows so much USDC.
    fn join(&mut self, name: &str, index: u16, deposits: &[(usize, u64)], borrowed: u64) {
        let key = keypair_for(name);
        let owner = key.pubkey();
        let market = self.market.market;
        let position = address::position(&market, &owner, index).0;
        let machine = &mut self.machine;
        let open = instruction::position_open(&machine.payer(), &owner, &market, index);
        machine.send(&[open], &[&key]).unwrap();
        for &(reserve, amount) in deposits {
            let accounts = self.market.reserves[reserve].accounts;
            let purse = machine
                .create_tokens(&owner, &accounts.mint, amount)
                .unwrap();
            let deposit =
                instruction::deposit(&owner, &market, &accounts, &position, &purse, amount);
            machine.send(&[deposit], &[&key]).unwrap();
        }
        let mut used: Vec<usize> = deposits.iter().map(|(reserve, _)| *reserve).collect();
        if borrowed != 0 {
            let usdc = self.market.reserves[1].accounts;
            let purse = machine.create_tokens(&owner, &usdc.mint, 0).unwrap();
            let others = used
                .iter()
                .map(|reserve| self.market.reserves[*reserve].accounts);
            let others: Vec<_> = others.collect();
            let borrow =
                instruction::borrow(&owner, &market, &usdc, &position, &purse, borrowed, &others);
            machine.send(&[borrow], &[&key]).unwrap();
            used.push(1);
        }
        self.positions.push((position, used));
    }

    /// What the program itself says of a position now.
    fn view(&mut self, position: &Address, used: &[usize]) -> PositionView {
        let accounts = |reserve: &usize| self.market.reserves[*reserve].accounts;
        let others: Vec<_> = used[1..].iter().map(accounts).collect();
        let market = self.market.market;
        let ask = instruction::position_view(&market, &accounts(&used[0]), position, &others);
        let sent = self.machine.send(&[ask], &[]).unwrap();
        bytemuck::pod_read_unaligned(&sent.returned)
    }

    /// What the program owns, as a node lists it, after `change` has been at each account's bytes.
    fn listing(&self, change: impl Fn(&Address, &mut Vec<u8>)) -> Value {
        let accounts = self.machine.accounts_of(&PROGRAM_ID);
        let entries = accounts.into_iter().map(|(address, mut account)| {
            change(&address, &mut account.data);
            json!({"pubkey": address.to_string(), "account": wire(&account.owner, &account.data)})
        });
        entries.collect()
    }

    fn request(&self) -> ChainRequest {
        let named = self.market.reserves.iter();
        ChainRequest {
            program: PROGRAM_ID,
            market: Some(self.market.market),
            now: Some(Timestamp(self.machine.now())),
            symbols: named
                .map(|reserve| (reserve.accounts.mint, reserve.asset.clone()))
                .collect(),
            origin: "a test".to_owned(),
        }
    }

    fn error(&self, change: impl Fn(&Address, &mut Vec<u8>)) -> String {
        let accounts = parse_accounts(&self.listing(change).to_string()).unwrap();
        let refused = Snapshot::from_accounts(&accounts, &self.request()).unwrap_err();
        refused.to_string()
    }
}

fn wire(owner: &Address, data: &[u8]) -> Value {
    json!({
        "data": [BASE64_STANDARD.encode(data), "base64"], "owner": owner.to_string(),
        "executable": false, "lamports": 1, "rentEpoch": 0, "space": data.len(),
    })
}

fn answer(result: &Value) -> String {
    json!({"jsonrpc": "2.0", "id": 1, "result": result}).to_string()
}

#[test]
fn each_position_is_worth_what_the_program_says() {
    // Given the accounts of two markets as a node lists them
    let mut chain = Chain::start();
    let accounts = parse_accounts(&answer(&chain.listing(|_, _| ()))).unwrap();

    // When one of the markets is read
    let snapshot = Snapshot::from_accounts(&accounts, &chain.request()).unwrap();

    // Then its used positions are there, by address, each worth what the program answers in the same second
    assert_eq!(snapshot.accounts.len(), 3);
    let symbols: Vec<&str> = snapshot.assets.iter().map(|a| a.symbol.as_str()).collect();
    assert_eq!(symbols, ["SOL", "USDC", "ETH"]);
    let stable = (0..3).map(|asset| snapshot.is_stablecoin(asset));
    assert_eq!(stable.collect::<Vec<_>>(), [false, true, false]);
    let mut used = chain.positions.clone();
    used.retain(|(_, reserves)| !reserves.is_empty());
    used.sort();
    for ((address, reserves), account) in used.iter().zip(&snapshot.accounts) {
        let seen = chain.view(address, reserves);
        let assess =
            |purpose| Health::assess(&account.position, &snapshot, purpose, snapshot.now).unwrap();
        let (held, opens) = (assess(Purpose::Liquidating), assess(Purpose::Opening));
        assert_eq!(
            [
                seen.collateral,
                seen.debt,
                seen.liquidation_limit,
                seen.borrow_limit
            ],
            [
                held.collateral.0,
                held.debt.0,
                held.liquidation_limit.0,
                opens.borrow_limit.0
            ],
            "{}",
            account.owner
        );
    }
    let debts = snapshot
        .accounts
        .iter()
        .filter(|account| !account.position.is_free_of_debt());
    assert_eq!(debts.count(), 2);
    let bob = format!("{} number 3", keypair_for("bob").pubkey());
    assert!(snapshot.accounts.iter().any(|held| held.owner == bob));
}

#[test]
fn every_form_of_listing_reads_the_same_and_other_accounts_are_passed_over() {
    let chain = Chain::start();
    let list = chain.listing(|_, _| ());
    let mut more = list.clone();
    let (stranger, other) = (keypair_for("stranger").pubkey(), keypair_for("x").pubkey());
    let entries = more.as_array_mut().unwrap();
    entries.push(json!({"pubkey": stranger.to_string(), "account": wire(&other, &[9; 40])}));
    entries.push(json!({"pubkey": other.to_string(), "account": wire(&PROGRAM_ID, &[9; 40])}));
    let texts = [
        list.to_string(),
        answer(&list),
        answer(&json!({"context": {"slot": 5}, "value": list})),
        answer(&more),
    ];

    let read = texts.map(|text| {
        let accounts = parse_accounts(&text).unwrap();
        Snapshot::from_accounts(&accounts, &chain.request()).unwrap()
    });

    assert!(read.iter().all(|snapshot| *snapshot == read[0]));
}

#[test]
fn damaged_account_is_named() {
    let chain = Chain::start();
    let position = chain.positions[1].0;
    let reserve = chain.market.reserves[2].accounts.reserve;
    let market = chain.market.market;

    let short = chain.error(|address, data| {
        if *address == position {
            data.truncate(100);
        }
    });
    let blank = chain.error(|address, data| {
        if *address == reserve {
            data.fill(0);
        }
    });
    let unheard = chain.error(|address, data| {
        if *address == reserve {
            let feed = 8 + std::mem::offset_of!(Reserve, feed);
            data[feed] ^= 1;
        }
    });
    let astray = chain.error(|address, data| {
        if *address == position {
            let mut held = Position::decode(data).unwrap();
            held.holdings.deposits[0].reserve = 9;
            data[8..].copy_from_slice(bytemuck::bytes_of(&held));
        }
    });

    assert!(
        short.starts_with(&format!("account {position}: Position has ")),
        "{short}"
    );
    assert_eq!(
        blank,
        format!("account {market}: its reserve 2 of 3 is not among the accounts")
    );
    assert!(
        unheard.starts_with(&format!("account {reserve}: its feed ")),
        "{unheard}"
    );
    assert_eq!(
        astray,
        format!("account {position}: it uses reserve 9, the market has 3")
    );
}

#[test]
fn market_must_be_named_where_there_are_several() {
    let chain = Chain::start();
    let accounts = parse_accounts(&answer(&chain.listing(|_, _| ()))).unwrap();
    let read = |market| {
        let request = ChainRequest {
            market,
            ..chain.request()
        };
        Snapshot::from_accounts(&accounts, &request).map_err(|error| error.to_string())
    };
    let stranger = keypair_for("stranger").pubkey();

    let unnamed = read(None).unwrap_err();
    let unknown = read(Some(stranger)).unwrap_err();

    for market in [chain.market.market, chain.second.market] {
        assert!(unnamed.contains(&market.to_string()), "{unnamed}");
    }
    assert!(unnamed.contains("name one (--market)"), "{unnamed}");
    assert!(
        unknown.starts_with(&format!("market {stranger} is none of ")),
        "{unknown}"
    );
    let second = read(Some(chain.second.market)).unwrap();
    assert_eq!(second.accounts.len(), 1);
}

#[tokio::test]
async fn node_is_asked_for_the_market_and_for_its_time() {
    // Given a node that is busy at first
    let chain = Chain::start();
    let market = chain.market.market;
    let list = chain.listing(|_, _| ());
    let of_market = |entry: &&Value| {
        let data = entry["account"]["data"][0].as_str().unwrap();
        let data = BASE64_STANDARD.decode(data).unwrap();
        data[8..40] == *market.as_ref() && data[..8] != Market::DISCRIMINATOR
    };
    let filtered: Value = list
        .as_array()
        .unwrap()
        .iter()
        .filter(of_market)
        .cloned()
        .collect();
    let mut clock = [0; 40];
    clock[32..].copy_from_slice(&chain.machine.now().to_le_bytes());
    let itself = chain.machine.account(&market).unwrap();
    let named = json!({"context": {"slot": 7}, "value": [wire(&itself.owner, &itself.data), wire(&itself.owner, &clock)]});
    let (url, seen) = http(move |number, _| match number {
        0 => Answer::status(429, "retry-after: 0\r\n"),
        1 => Answer::ok(answer(&filtered)),
        _ => Answer::ok(answer(&named)),
    })
    .await;

    // When the market is fetched
    let (accounts, now) = fetch(&Node::at(&url), &PROGRAM_ID, &market).await.unwrap();

    // Then it is what the whole listing says at the clock's time, and the filter named the market
    let whole = parse_accounts(&answer(&list)).unwrap();
    let request = chain.request();
    assert_eq!(now, request.now.unwrap());
    assert_eq!(
        Snapshot::from_accounts(&accounts, &request).unwrap(),
        Snapshot::from_accounts(&whole, &request).unwrap()
    );
    let seen = seen.lock().unwrap();
    let asked = |number: usize, words: &str| assert!(seen[number].0.contains(words), "{seen:?}");
    asked(1, "getProgramAccounts");
    asked(1, &market.to_string());
    asked(2, "getMultipleAccounts");
}

#[tokio::test]
async fn refusing_node_is_named_without_its_key() {
    let (url, _) = http(|_, _| {
        Answer::ok(
            r#"{"jsonrpc": "2.0", "id": 1, "error": {"code": -32010, "message": "too large"}}"#,
        )
    })
    .await;
    let url = format!("{url}/?key=secret");

    let refused = fetch(&Node::at(&url), &PROGRAM_ID, &PROGRAM_ID)
        .await
        .unwrap_err();

    assert!(matches!(refused, PortfolioError::Node { .. }));
    assert_eq!(
        refused.to_string(),
        "127.0.0.1: the node refuses: too large (-32010)"
    );
}

#[test]
fn command_reads_recorded_accounts() {
    let chain = Chain::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.json");
    std::fs::write(&file, answer(&chain.listing(|_, _| ()))).unwrap();
    let mut mints = String::new();
    for reserve in &chain.market.reserves {
        writeln!(mints, "{}={}", reserve.accounts.mint, reserve.asset).unwrap();
    }
    std::fs::write(folder.path().join("mints.txt"), mints).unwrap();
    let market = chain.market.market.to_string();
    let risk = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_scorer"))
            .args(["risk", "--accounts", "accounts.json", "--market", &market])
            .args(["--scenarios", "300", "--json"])
            .args(more)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let notes = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{notes}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        report
    };

    let named = risk(&["--symbols", "mints.txt"]);
    let unnamed = risk(&[]);

    let assessment = &named["assessment"];
    assert_eq!(assessment["positions"], 2);
    let debt = assessment["debt"].as_f64().unwrap();
    assert!((9_000.0..9_020.0).contains(&debt), "{debt}");
    assert_eq!(assessment["assets"][1]["asset"], "USDC");
    let mint = chain.market.reserves[1].accounts.mint.to_string();
    let short = format!("{}..{}", &mint[..4], &mint[mint.len() - 4..]);
    assert_eq!(unnamed["assessment"]["assets"][1]["asset"], short);
    assert_eq!(unnamed["assessment"]["market"], assessment["market"]);
}
