use super::*;
use forust_ml::GradientBooster;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

const COLUMNS: [&str; 4] = ["a", "b", "c", "d"];
const SEED: u64 = 11;

struct Market {
    rows: Vec<Vec<f64>>,
    targets: Vec<f64>,
    offsets: Vec<f64>,
}

impl Market {
    fn training(&self) -> Training<'_> {
        Training {
            columns: &COLUMNS,
            rows: &self.rows,
            targets: &self.targets,
            offsets: &self.offsets,
            weights: None,
        }
    }
}

fn uniform(generator: &mut ChaCha8Rng) -> f64 {
    f64::from(generator.next_u32()) / f64::from(u32::MAX)
}

fn row(generator: &mut ChaCha8Rng) -> Vec<f64> {
    let missing = |generator: &mut ChaCha8Rng| uniform(generator) < 0.1;
    (0..COLUMNS.len())
        .map(|_| {
            if missing(generator) {
                f64::NAN
            } else {
                4.0 * uniform(generator) - 2.0
            }
        })
        .collect()
}

/// Events that rise with a, wave with b and depend on c through d; a tenth is missing.
fn market(rows: usize) -> Market {
    let mut generator = ChaCha8Rng::seed_from_u64(SEED);
    let known = |value: f64| if value.is_nan() { 0.0 } else { value };
    let rows: Vec<Vec<f64>> = (0..rows).map(|_| row(&mut generator)).collect();
    let targets = rows.iter().map(|row| {
        let [a, b, c, d] = [0, 1, 2, 3].map(|column: usize| known(row[column]));
        let log_odds = 0.8 * a + libm::sin(3.0 * b) + c * d - 1.0;
        f64::from(u8::from(uniform(&mut generator) < sigmoid(log_odds)))
    });
    let targets: Vec<f64> = targets.collect();
    let offsets = vec![0.0; rows.len()];
    Market {
        rows,
        targets,
        offsets,
    }
}

fn settings() -> BoosterSettings {
    BoosterSettings {
        kind: crate::model::BoosterKind::ForustLogLoss,
        trees: 40,
        depth: 4,
        learning_rate: 0.1,
        leaf_share_min: 0.002,
        lambda_share: 0.001,
        ..BoosterSettings::default()
    }
}

/// The library's own boosting from zero, as far as it can be asked for the same.
fn library(market: &Market, settings: &BoosterSettings) -> GradientBooster {
    let training = market.training();
    let rounds = Rounds::new(&training, settings).unwrap();
    let mut library = GradientBooster::default()
        .set_iterations(settings.trees)
        .set_learning_rate(rounds.splitter.learning_rate)
        .set_max_depth(usize::from(settings.depth))
        .set_l2(rounds.splitter.l2)
        .set_min_leaf_weight(rounds.splitter.min_leaf_weight)
        .set_base_score(0.0)
        .set_initialize_base_score(false)
        .set_nbins(BINS)
        .set_parallel(false)
        .set_tiled_histograms(true)
        .set_allow_missing_splits(false);
    let values = column_major(&market.rows);
    let matrix = Matrix::new(&values, market.rows.len(), COLUMNS.len());
    let ones = vec![1.0; market.rows.len()];
    library.fit(&matrix, &market.targets, &ones, None).unwrap();
    library
}

fn column_major(rows: &[Vec<f64>]) -> Vec<f64> {
    (0..COLUMNS.len())
        .flat_map(|column| rows.iter().map(move |row| row[column]))
        .collect()
}

#[test]
fn without_offset_our_rounds_are_the_librarys_own_boosting() {
    let market = market(4_000);
    let library = library(&market, &settings());

    let flat = ForustLogLoss.fit(&market.training(), &settings()).unwrap();

    let mut generator = ChaCha8Rng::seed_from_u64(SEED + 1);
    let asked: Vec<Vec<f64>> = (0..1_000).map(|_| row(&mut generator)).collect();
    let values = column_major(&asked);
    let matrix = Matrix::new(&values, asked.len(), COLUMNS.len());
    let expected = library.predict(&matrix, false);
    assert!(expected.iter().any(|forecast| forecast.abs() > 1.0));
    for (row, expected) in asked.iter().zip(expected) {
        // The library's gradients come from the platform's exp, ours from libm; both end as f32.
        let forecast = flat.predict(row);
        assert!(
            (forecast - expected).abs() < 1e-5,
            "{row:?}: {forecast} {expected}"
        );
    }
}

#[test]
fn flat_tree_forecasts_what_the_librarys_tree_does() {
    let market = market(4_000);
    let library = library(&market, &settings());
    let mut generator = ChaCha8Rng::seed_from_u64(SEED + 2);
    let asked: Vec<Vec<f64>> = (0..500).map(|_| row(&mut generator)).collect();
    let values = column_major(&asked);
    let matrix = Matrix::new(&values, asked.len(), COLUMNS.len());
    let free = [Monotone::Free; COLUMNS.len()];

    for grown in &library.trees {
        let rows = market.rows.iter().map(Vec::as_slice);
        let flat = Tree::counted(flatten(grown, &free).unwrap(), rows);
        let expected = grown.predict(&matrix, false, &f64::NAN);
        for (row, expected) in asked.iter().zip(expected) {
            assert_eq!(flat.predict(row).to_bits(), expected.to_bits(), "{row:?}");
        }
    }
}

#[test]
fn covers_are_those_of_rows_that_walk_the_tree() {
    let market = market(4_000);

    let ensemble = ForustLogLoss.fit(&market.training(), &settings()).unwrap();

    for tree in ensemble.trees() {
        let rows = market.rows.iter().map(Vec::as_slice);
        assert_eq!(Tree::counted(tree.nodes().to_vec(), rows), *tree);
    }
}

#[test]
fn tree_that_rows_must_walk_adds_the_same_as_one_that_they_were_placed_in() {
    let market = market(1_000);
    let training = market.training();
    let mut placed = Rounds::new(&training, &settings()).unwrap();
    let tree = placed.next_tree().unwrap();
    let mut walked = Rounds::new(&training, &settings()).unwrap();

    let same = walked.add_walked(tree.nodes().to_vec());

    assert_eq!(same, tree);
    assert_eq!(walked.forecasts, placed.forecasts);
}

#[test]
fn offset_that_knows_everything_leaves_nothing_to_learn() {
    let mut market = market(4_000);
    let from_nothing = ForustLogLoss.fit(&market.training(), &settings()).unwrap();
    market.offsets = market
        .rows
        .iter()
        .map(|row| from_nothing.predict(row))
        .collect();
    // Targets that the offsets forecast without a mistake.
    market.targets = market
        .offsets
        .iter()
        .map(|&offset| sigmoid(offset))
        .collect();

    let after = ForustLogLoss.fit(&market.training(), &settings()).unwrap();

    for row in &market.rows {
        assert!(after.predict(row).abs() < 1e-5, "{row:?}");
    }
}

#[test]
fn weight_of_two_is_a_row_seen_twice() {
    let mut market = market(2_000);
    // Few distinct values, so that both fits have the same bins.
    for value in market.rows.iter_mut().flatten() {
        *value = (8.0 * *value).round();
    }
    let weights: Vec<f64> = (0..2_000_u32).map(|row| f64::from(1 + row % 2)).collect();
    let doubled = market_of(&market, |row| 1 + row % 2);
    let mut settings = settings();
    settings.trees = 3;
    let weighted = Training {
        weights: Some(&weights),
        ..market.training()
    };

    let weighted = ForustLogLoss.fit(&weighted, &settings).unwrap();
    let doubled = ForustLogLoss.fit(&doubled.training(), &settings).unwrap();

    for row in &market.rows {
        let (once, twice) = (weighted.predict(row), doubled.predict(row));
        assert!((once - twice).abs() < 1e-5, "{row:?}: {once} {twice}");
    }
}

fn market_of(market: &Market, times: impl Fn(usize) -> usize) -> Market {
    let repeated = |row: usize| std::iter::repeat_n(row, times(row));
    let picked: Vec<usize> = (0..market.rows.len()).flat_map(repeated).collect();
    Market {
        rows: picked.iter().map(|&row| market.rows[row].clone()).collect(),
        targets: picked.iter().map(|&row| market.targets[row]).collect(),
        offsets: picked.iter().map(|&row| market.offsets[row]).collect(),
    }
}

#[test]
fn forecast_keeps_its_directions_everywhere() {
    let market = market(4_000);
    let mut settings = settings();
    settings.depth = 6;
    settings.monotone.insert("b".to_owned(), Monotone::Rising);
    settings.monotone.insert("c".to_owned(), Monotone::Falling);
    settings
        .monotone
        .insert("absent".to_owned(), Monotone::Rising);

    let ensemble = ForustLogLoss.fit(&market.training(), &settings).unwrap();

    let mut generator = ChaCha8Rng::seed_from_u64(SEED + 3);
    let mut moved = 0;
    for _ in 0..300 {
        let mut row = row(&mut generator);
        for (column, sign) in [(1, 1.0), (2, -1.0)] {
            let mut last = f64::NEG_INFINITY;
            for step in -30..=30 {
                row[column] = sign * f64::from(step) / 15.0;
                let forecast = ensemble.predict(&row);
                assert!(forecast >= last, "column {column} at {row:?}");
                moved += usize::from(forecast > last + 1e-9);
                last = forecast;
            }
            row[column] = 0.0;
        }
    }
    assert!(moved > 1_000, "both columns must matter: {moved} steps");
}

#[test]
fn same_rows_give_the_same_bits() {
    let market = market(1_000);
    let fit = || {
        let ensemble = ForustLogLoss.fit(&market.training(), &settings()).unwrap();
        serde_json::to_string(&ensemble).unwrap()
    };

    assert_eq!(fit(), fit());
}

#[test]
fn target_that_is_no_probability_is_refused() {
    let mut market = market(100);
    market.targets[7] = 1.5;

    let error = ForustLogLoss
        .fit(&market.training(), &settings())
        .unwrap_err();

    assert!(
        error
            .to_string()
            .contains("row 7 has a target outside 0 to 1"),
        "{error}"
    );
}
