//! What may be tuned, and within what.

use ballast_policy::preset;
use ballast_policy::unit::TokenAmount;
use serde::Serialize;

/// A published number that the search may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Parameter {
    /// Opening LTV of collateral in calm, basis points.
    CalmLtv,
    /// Opening LTV of collateral in stress, basis points.
    StressLtv,
    /// Score at which the opening LTV begins to fall, hundredths of a point.
    FallStart,
    /// Score at which it has fallen, hundredths of a point.
    FallEnd,
    /// The most that one epoch tightens, hundredths of a point.
    TightenStep,
    /// The most that one round loosens, hundredths of a point.
    LoosenStep,
    /// The most that a day loosens, hundredths of a point.
    DayBudget,
    /// Counted rounds in a row that must lie lower before anything loosens.
    Confirmations,
    /// Seconds that a regime lasts at least.
    MinDwell,
    /// Size of the outflow limits, percent of the preset's.
    Outflow,
    /// Size of the limits on borrowing against fresh collateral, percent of the preset's.
    Fresh,
    /// Size of what liquidators may take, percent of the preset's.
    Liquidated,
    /// The most bonus in every regime, percent of the preset's.
    MostBonus,
    /// Share of a debt that one liquidation may repay, basis points.
    CloseFactor,
}

/// All of them, in the order of a candidate's values.
pub const PARAMETERS: [Parameter; 14] = [
    Parameter::CalmLtv,
    Parameter::StressLtv,
    Parameter::FallStart,
    Parameter::FallEnd,
    Parameter::TightenStep,
    Parameter::LoosenStep,
    Parameter::DayBudget,
    Parameter::Confirmations,
    Parameter::MinDwell,
    Parameter::Outflow,
    Parameter::Fresh,
    Parameter::Liquidated,
    Parameter::MostBonus,
    Parameter::CloseFactor,
];

/// Where a parameter is looked for: `least`, `least + step`, up to `most`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The least.
    pub least: u32,
    /// The most.
    pub most: u32,
    /// Between two values.
    pub step: u32,
}

impl Range {
    /// Whether `value` lies in it; between two steps is inside, since the preset may.
    pub const fn holds(&self, value: u32) -> bool {
        self.least <= value && value <= self.most
    }

    /// How many values it has.
    pub const fn values(&self) -> u32 {
        (self.most - self.least) / self.step + 1
    }
}

impl Parameter {
    /// Its name in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CalmLtv => "calm_ltv",
            Self::StressLtv => "stress_ltv",
            Self::FallStart => "fall_start",
            Self::FallEnd => "fall_end",
            Self::TightenStep => "tighten_step",
            Self::LoosenStep => "loosen_step",
            Self::DayBudget => "day_budget",
            Self::Confirmations => "confirmations",
            Self::MinDwell => "min_dwell",
            Self::Outflow => "outflow",
            Self::Fresh => "fresh",
            Self::Liquidated => "liquidated",
            Self::MostBonus => "most_bonus",
            Self::CloseFactor => "close_factor",
        }
    }

    /// What it is counted in.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::CalmLtv | Self::StressLtv | Self::CloseFactor => "bps",
            Self::FallStart
            | Self::FallEnd
            | Self::TightenStep
            | Self::LoosenStep
            | Self::DayBudget => "1/100 point",
            Self::Confirmations => "rounds",
            Self::MinDwell => "s",
            Self::Outflow | Self::Fresh | Self::Liquidated | Self::MostBonus => "% of preset",
        }
    }

    /// Where it is looked for. Ranges reach past what policy allows, because policy and not this table says what is legal.
    pub const fn range(self) -> Range {
        let (least, most, step) = match self {
            Self::CalmLtv => (6_000, 8_200, 50),
            Self::StressLtv => (2_000, 7_500, 100),
            Self::FallStart => (500, 6_500, 100),
            Self::FallEnd => (3_500, 10_000, 100),
            Self::TightenStep => (500, 4_600, 100),
            Self::LoosenStep => (50, 1_000, 25),
            Self::DayBudget => (500, 4_500, 100),
            Self::Confirmations => (1, 12, 1),
            Self::MinDwell => (0, 172_800, 3_600),
            Self::Outflow | Self::Fresh | Self::Liquidated => (25, 400, 25),
            Self::MostBonus => (25, 300, 25),
            Self::CloseFactor => (1_000, 10_000, 500),
        };
        Range { least, most, step }
    }

    /// Its value in the published preset.
    pub fn preset(self) -> u32 {
        let (feed, reserve) = (preset::feed(), preset::volatile(TokenAmount(1)));
        let ltv = reserve.opening_ltv;
        match self {
            Self::CalmLtv => ltv.calm_bps.into(),
            Self::StressLtv => ltv.stress_bps.into(),
            Self::FallStart => ltv.fall_start.0.into(),
            Self::FallEnd => ltv.fall_end.0.into(),
            Self::TightenStep => feed.tighten_step.into(),
            Self::LoosenStep => feed.loosen_step.into(),
            Self::DayBudget => feed.day_budget.into(),
            Self::Confirmations => feed.confirmations.into(),
            Self::MinDwell => feed.min_dwell_seconds,
            Self::Outflow | Self::Fresh | Self::Liquidated | Self::MostBonus => 100,
            Self::CloseFactor => reserve.liquidation.close_factor_bps.into(),
        }
    }

    /// The one of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        PARAMETERS
            .into_iter()
            .find(|parameter| parameter.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preset_lies_in_every_range_and_names_are_read_back() {
        for parameter in PARAMETERS {
            assert!(
                parameter.range().holds(parameter.preset()),
                "{}",
                parameter.name()
            );
            assert_eq!(Parameter::of_name(parameter.name()), Some(parameter));
        }
        assert_eq!(Parameter::of_name("threshold"), None);
    }
}
