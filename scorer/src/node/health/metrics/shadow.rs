//! What is counted of a model on trial. Nothing is there while there is none.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::labels::{FeedLabels, ShadowLabels};
use crate::health::Level;

/// What is counted of a model on trial.
#[derive(Debug, Default)]
pub struct ShadowMetrics {
    shadow: Family<ShadowLabels, Level>,
    score: Family<FeedLabels, Level>,
    half_width: Family<FeedLabels, Level>,
    difference: Family<FeedLabels, Level>,
    failures: Family<FeedLabels, Counter>,
}

impl ShadowMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        macro_rules! register {
            ($($field:ident $name:literal $help:literal,)*) => {
                $(registry.register($name, $help, self.$field.clone());)*
            };
        }
        register! {
            shadow "shadow" "The model on trial; always 1",
            score "shadow_score" "Score by the model on trial, points",
            half_width "shadow_half_width" "Half-width by the model on trial, points",
            difference "shadow_difference" "Score by the model on trial less the node's own, points",
            failures "shadow_failures" "Looks at which the model on trial had no score, or none that could be written down",
        }
    }

    /// There is one, with this hash.
    pub fn begins(&self, model_hash: &str) {
        let labels = ShadowLabels {
            model_hash: model_hash.to_owned(),
        };
        self.shadow.get_or_create(&labels).set(1.0);
    }

    /// It has this score and half-width where the node's own score is `own`; hundredths of a point.
    pub fn says(&self, feed: &FeedLabels, own: u16, (score, half_width): (u16, u16)) {
        let points = |hundredths: u16| f64::from(hundredths) / 100.0;
        let difference = f64::from(i32::from(score) - i32::from(own)) / 100.0;
        self.score.get_or_create(feed).set(points(score));
        self.half_width.get_or_create(feed).set(points(half_width));
        self.difference.get_or_create(feed).set(difference);
        // A rate needs a count from the beginning on.
        self.failures.get_or_create(feed).inc_by(0);
    }

    /// It has no score: what it said before is no longer shown.
    pub fn fails(&self, feed: &FeedLabels) {
        for level in [&self.score, &self.half_width, &self.difference] {
            level.remove(feed);
        }
        self.failures.get_or_create(feed).inc();
    }
}

#[cfg(test)]
mod tests {
    use crate::node::health::{FeedLabels, Metrics};

    #[test]
    fn nothing_is_shown_of_a_shadow_while_there_is_none() {
        let text = Metrics::new("abc", "key").text();

        let samples = text.lines().filter(|line| !line.starts_with('#'));
        let shown: Vec<&str> = samples.filter(|line| line.contains("shadow")).collect();
        assert!(shown.is_empty(), "{shown:?}");
    }

    #[test]
    fn shadow_is_shown_beside_the_score_and_what_it_cannot_say_is_counted_and_gone() {
        // Given a shadow that says less than the node
        let metrics = Metrics::new("abc", "key");
        let feed = FeedLabels {
            feed: "sol".to_owned(),
        };
        metrics.shadow.begins("def");
        metrics.shadow.says(&feed, 3_125, (3_000, 450));
        let said = metrics.text();

        // When it fails
        metrics.shadow.fails(&feed);
        let failed = metrics.text();

        // Then what it said is gone
        for line in [
            "ballast_publisher_shadow{model_hash=\"def\"} 1.0",
            "ballast_publisher_shadow_score{feed=\"sol\"} 30.0",
            "ballast_publisher_shadow_half_width{feed=\"sol\"} 4.5",
            "ballast_publisher_shadow_difference{feed=\"sol\"} -1.25",
            "ballast_publisher_shadow_failures_total{feed=\"sol\"} 0",
        ] {
            assert!(said.contains(line), "{line} in\n{said}");
        }
        assert!(failed.contains("ballast_publisher_shadow_failures_total{feed=\"sol\"} 1"));
        for gone in ["score", "half_width", "difference"] {
            let gone = format!("ballast_publisher_shadow_{gone}{{");
            assert!(!failed.contains(&gone), "{gone} in\n{failed}");
        }
    }
}
