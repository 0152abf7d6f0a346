//! The agent market on real crash windows, where the data are there.

use ballast_scorer::agent::{
    Ballast, ScoreTable, SimulationConfig, Static, Steward, Tape, simulate,
};
use ballast_scorer::model::Model;
use ballast_scorer::time::Window;

/// Days before a crash's low and a few after, from the table in the data's own description; SOL's bars begin in August 2020.
const WINDOWS: [(&str, &str); 6] = [
    ("2021-05-16", "2021-05-24"),
    ("2022-05-06", "2022-05-15"),
    ("2022-06-10", "2022-06-20"),
    ("2022-11-04", "2022-11-12"),
    ("2023-03-08", "2023-03-14"),
    ("2024-08-01", "2024-08-08"),
];

#[test]
fn every_crash_runs_with_balanced_books_under_static_terms_and_under_ballast() {
    let Some(dataset) = crate::support::real::dataset(&["BTC", "ETH", "SOL"]) else {
        return;
    };
    let model = Model::embedded().unwrap();
    let symbols = ["USDC", "SOL", "ETH"].map(str::to_owned);
    for (from, until) in WINDOWS {
        let window = Window::new(from.parse().unwrap(), until.parse().unwrap());
        let mut config = SimulationConfig::new(1, 100);
        config.check_every_events = 50;
        let tape = Tape::from_dataset(&dataset, &symbols, window, 300, 1).unwrap();
        let scores =
            ScoreTable::of_model(&model, &dataset, &config.assets, window, &|| {}).unwrap();

        let mut liquidated = Vec::new();
        for steward in [
            Box::new(Static::CALM) as Box<dyn Steward>,
            Box::new(Ballast),
        ] {
            let run = simulate(&config, &tape, &scores, vec![steward], &|| {});
            let run = run.unwrap_or_else(|error| panic!("{from}: {error}"));
            liquidated.push(run.pools[0].0.outcome.liquidations.count);
        }

        assert!(
            liquidated[0] > 0.0,
            "{from}: a crash liquidates under static terms"
        );
    }
}
