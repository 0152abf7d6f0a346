//! What began and what ended since the webhook's receiver was last told. Only what it accepted counts as told, so that nothing is
//! lost while it cannot be reached.

use serde::Serialize;

use super::Alert;

/// What is posted: which alerts began and which ended. One that is in both began and ended meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct News {
    pub(super) market: String,
    pub(super) slot: u64,
    pub(super) began: Vec<Alert>,
    pub(super) ended: Vec<Alert>,
}

/// What stands, and what of it the receiver knows. Each alert is held once, so it grows no larger than what can be wrong.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    /// Alerts that stand, as the receiver was told.
    told: Vec<Alert>,
    /// Alerts that stand.
    stand: Vec<Alert>,
    /// Alerts that began and ended without its having been told.
    passed: Vec<Alert>,
}

impl Ledger {
    /// Takes in the alerts of a look.
    pub(super) fn note(&mut self, alerts: &[Alert]) {
        let stood = std::mem::replace(&mut self.stand, alerts.to_vec());
        let untold = missing(&missing(&stood, alerts), &self.told);
        let passed = missing(&untold, &self.passed);
        self.passed.extend(passed);
    }

    /// What the receiver is to be told; none when it knows everything.
    pub(super) fn news(&self, market: &str, slot: u64) -> Option<News> {
        let passed = missing(&self.passed, &self.stand);
        let began = [missing(&self.stand, &self.told), passed.clone()].concat();
        let ended = [missing(&self.told, &self.stand), passed].concat();
        (!began.is_empty() || !ended.is_empty()).then(|| News {
            market: market.to_owned(),
            slot,
            began,
            ended,
        })
    }

    /// The receiver has accepted `news`.
    pub(super) fn accepted(&mut self, news: &News) {
        let known = [missing(&self.told, &news.began), news.began.clone()].concat();
        self.told = missing(&known, &news.ended);
        self.passed = missing(&self.passed, &news.began);
    }
}

/// Those of `alerts` that are not among `others`.
fn missing(alerts: &[Alert], others: &[Alert]) -> Vec<Alert> {
    let is_missing = |alert: &&Alert| {
        let mut others = others.iter();
        !others.any(|other| other.identity() == alert.identity())
    };
    alerts.iter().filter(is_missing).cloned().collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::Kind;
    use super::*;

    pub(in crate::watch) fn alert(subject: &str) -> Alert {
        Alert {
            kind: Kind::Publisher,
            rule: "publisher_stale",
            subject: subject.to_owned(),
            place: "feed 0 slot 1".to_owned(),
            text: String::new(),
        }
    }

    /// News of a first look.
    pub(in crate::watch) fn news(alerts: &[Alert]) -> News {
        let mut ledger = Ledger::default();
        ledger.note(alerts);
        ledger.news("m", 7).unwrap()
    }

    fn told(ledger: &Ledger) -> (Vec<String>, Vec<String>) {
        let subjects = |alerts: &[Alert]| {
            let alerts = alerts.iter();
            alerts.map(|alert| alert.subject.clone()).collect()
        };
        let news = ledger.news("m", 7);
        news.map(|news| (subjects(&news.began), subjects(&news.ended)))
            .unwrap_or_default()
    }

    fn names(began: &[&str], ended: &[&str]) -> (Vec<String>, Vec<String>) {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        (owned(began), owned(ended))
    }

    fn accept(ledger: &mut Ledger) {
        let news = ledger.news("m", 7).unwrap();
        ledger.accepted(&news);
    }

    #[test]
    fn only_what_began_and_what_ended_is_news() {
        let mut ledger = Ledger::default();
        ledger.note(&[alert("a"), alert("b")]);
        accept(&mut ledger);

        // An alert stays the same while its words change.
        let mut later = alert("b");
        later.text = "66 s".to_owned();
        ledger.note(&[later.clone(), alert("c")]);
        assert_eq!(told(&ledger), names(&["c"], &["a"]));

        accept(&mut ledger);
        ledger.note(&[alert("c"), later]);
        assert_eq!(ledger.news("m", 7), None);
    }

    #[test]
    fn what_was_not_accepted_is_told_again_until_it_is() {
        let mut ledger = Ledger::default();
        ledger.note(&[alert("a")]);
        accept(&mut ledger);

        // Neither of these looks' news arrives.
        ledger.note(&[alert("b")]);
        ledger.note(&[alert("b"), alert("c")]);
        assert_eq!(told(&ledger), names(&["b", "c"], &["a"]));

        accept(&mut ledger);
        assert_eq!(ledger.news("m", 7), None);
    }

    #[test]
    fn alert_that_passed_unheard_is_told_as_begun_and_ended_once() {
        let mut ledger = Ledger::default();
        for alerts in [&[alert("a")][..], &[], &[alert("a")], &[alert("b")]] {
            ledger.note(alerts);
        }

        assert_eq!(told(&ledger), names(&["b", "a"], &["a"]));
        accept(&mut ledger);
        assert_eq!(ledger.news("m", 7), None);
    }

    #[test]
    fn alert_that_ends_while_its_beginning_is_on_its_way_is_told_to_have_ended() {
        let mut ledger = Ledger::default();
        ledger.note(&[alert("a")]);
        let on_its_way = ledger.news("m", 7).unwrap();

        ledger.note(&[]);
        ledger.accepted(&on_its_way);

        assert_eq!(told(&ledger), names(&[], &["a"]));
    }
}
