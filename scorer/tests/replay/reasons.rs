//! Every honest report of the first publisher comes with its reasons (needs the program: `make sbf`).

use ballast_scorer::feature::MarketView;
use ballast_scorer::model::train_publishers;
use ballast_scorer::replay::{self, ReplayConfig, Summary};
use ballast_scorer::time::Window;
use ballast_vm::program_path;

use crate::support::{SEED, market, small_config, time};

const FEEDS: [&str; 3] = ["market", "SOL", "ETH"];

#[test]
fn each_report_of_the_first_publisher_names_its_input_and_its_three_reasons() {
    // Given a short replay
    let dataset = market(SEED);
    let models = train_publishers(&dataset, &small_config(), 3, &|| ()).unwrap();
    let config = ReplayConfig {
        window: Window::new(time("2022-02-01"), time("2022-02-01T04:00:00Z")),
        borrowers: 3,
        lenders: 2,
        liquidators: 1,
        seed: SEED,
        program: program_path(),
    };

    // When it has run and is written
    let record = replay::run(&config, &dataset, &models, &|| ()).unwrap();
    let hashes = models.iter().map(|model| model.hash().to_owned()).collect();
    let summary = Summary::new(&config, &dataset.origin, hashes, &record);
    let folder = tempfile::tempdir().unwrap();
    replay::write_report(folder.path(), &summary, &record).unwrap();

    // Then there is one line an hour and feed, warm-up included
    let json = std::fs::read_to_string(folder.path().join("replay.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    let reasons = document["reasons"].as_array().unwrap();
    let hours = config.window.until.hours_since_floor(config.begins());
    assert_eq!(reasons.len(), FEEDS.len() * usize::try_from(hours).unwrap());
    let lines = json.lines().filter(|line| line.contains("\"input_hash\""));
    let longest = lines.clone().map(str::len).max().unwrap();
    println!("longest line: {longest} bytes");
    assert_eq!(lines.count(), reasons.len());
    assert!(longest < 600, "{longest}");
    for (place, reason) in reasons.iter().enumerate() {
        // And each is of the row that its input hash states, which the model scores so
        let at = time(reason["time"].as_str().unwrap());
        let asset = reason["asset"].as_str().unwrap();
        assert_eq!(reason["feed"], FEEDS[place % FEEDS.len()]);
        let scored = models[0].score_at(&dataset, asset, at).unwrap();
        let view = MarketView::new(&dataset, &models[0].config().shocks, asset, at).unwrap();
        let row = models[0].schema().row(&view);
        assert_eq!(row.hash(), scored.input_hash);
        let published = serde_json::to_value(&scored).unwrap();
        assert_eq!(reason["input_hash"], published["input_hash"]);
        let score = reason["score"].as_f64().unwrap();
        assert!((score - f64::from(scored.score_hundredths) / 100.0).abs() < 1e-9);

        // And the reasons are the largest, with the row's values
        let top = reason["top"].as_array().unwrap();
        let points: Vec<f64> = top
            .iter()
            .map(|feature| feature["points"].as_f64().unwrap().abs())
            .collect();
        assert!(
            points.len() == 3 && points.is_sorted_by(|a, b| a >= b),
            "{reason}"
        );
        for feature in top {
            let name = feature["name"].as_str().unwrap();
            let column = models[0].schema().position(name).unwrap();
            assert_eq!(feature["value"].as_f64(), row.values[column]);
        }
    }
}
