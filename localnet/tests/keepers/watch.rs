//! What the monitor tells of a publisher that stopped.

use super::town::{SAME, Town, block_on, town};
use ballast_bridge::keypair_for;
use ballast_localnet::proxy::{Fault, Proxy};
use ballast_scorer::rpc::EndpointsConfig;
use ballast_scorer::watch::{AlertConfig, Kind, Report, WatchConfig, run, table};
use solana_signer::Signer as _;
use tokio_util::sync::CancellationToken;

/// A report is stale after one hundredth of the feed's bound, so that the test need not wait for half an hour.
fn config(town: &Town) -> WatchConfig {
    WatchConfig {
        market: town.market_config(),
        rpc: town.rpc(),
        oracle: town.oracle(),
        alert: AlertConfig {
            stale_percent: 1,
            // Other tests' crashes trip them, and they last.
            breakers: false,
            ..AlertConfig::default()
        },
        ..WatchConfig::default()
    }
}

fn look(town: &Town) -> (Option<Kind>, Report) {
    let mut seen = None;
    let tell = |report: &Report| seen = Some(report.clone());
    let worst = block_on(run(config(town), true, CancellationToken::new(), tell));
    (worst.unwrap(), seen.unwrap())
}

#[test]
fn publisher_that_stopped_is_named_with_its_exit_code() {
    // Given five publishers that report
    let town = town();
    town.report(&[0, 1, 2, 3, 4], 2_000);
    let began = town.now();
    let (worst, report) = look(&town);
    println!("{}", table(&report.view, &report.alerts));
    assert_eq!((worst, report.alerts.as_slice()), (None, [].as_slice()));

    // When the fourth stops, and the others and the prices go on
    let bound = i64::from(town.feed(0).config.max_report_age) / 100;
    town.wait_until(began + bound + 1);
    town.report(&[0, 1, 2, 4], 2_000);
    town.post(SAME);
    town.load();
    let (worst, report) = look(&town);

    // Then it is the one that is named, once a feed, and the exit code is that of a publisher
    println!("{}", table(&report.view, &report.alerts));
    let stopped = keypair_for("publisher 3").pubkey().to_string();
    assert_eq!(report.alerts.len(), town.session.feeds.len());
    for alert in &report.alerts {
        assert_eq!((alert.rule, &alert.subject), ("publisher_stale", &stopped));
    }
    assert_eq!(worst.unwrap().exit_code(), 11);
}

#[test]
fn single_look_asks_no_node_that_lags_behind_another() {
    // Given two nodes, of which the preferred one lags
    let town = town();
    block_on(async {
        let url = &town.session.rpc_url;
        let [lagging, other] =
            [Proxy::start(url).await, Proxy::start(url).await].map(Result::unwrap);
        lagging.set(Fault::Behind(1_000_000));
        let urls = [lagging.url(), other.url()];
        let rpc = EndpointsConfig::of(urls.iter().map(String::as_str)).unwrap();
        let config = WatchConfig {
            rpc: EndpointsConfig {
                slots_behind_most: 1,
                ..rpc
            },
            ..config(&town)
        };

        // When it is looked once
        let looked = run(config, true, CancellationToken::new(), |_| {}).await;

        // Then the market is read from the other one
        assert!(looked.is_ok(), "{looked:?}");
        assert_eq!(lagging.heard("getMultipleAccounts"), 0);
        assert!(other.heard("getMultipleAccounts") > 0);
    });
}
