//! Settings that put a market at risk, each with a name under which it can be accepted.

use crate::cluster::Cluster;
use crate::error::MigrateError;
use crate::plan::Plan;
use ballast_bridge::program_keypair;
use ballast_policy::bounds::Bounds;
use solana_address::Address;
use solana_signer::Signer as _;

/// What could go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Risk {
    /// A feed whose vote so few publishers decide that one of them lies unnoticed.
    SinglePublisher,
    /// Delays shorter than the standard.
    NoTimelock,
    /// A role that ends in a key which this machine holds.
    HotGovernance,
    /// An upgrade authority which this machine holds.
    HotUpgradeAuthority,
    /// A program's address whose key anyone can derive.
    PublicProgramKey,
    /// Keys that anyone can derive.
    PublicKeys,
    /// No flow limits, of the market or of a reserve.
    NoFlowLimits,
    /// The guardian is someone it has to watch.
    NoGuardian,
}

const ALL: [Risk; 8] = [
    Risk::SinglePublisher,
    Risk::NoTimelock,
    Risk::HotGovernance,
    Risk::HotUpgradeAuthority,
    Risk::PublicProgramKey,
    Risk::PublicKeys,
    Risk::NoFlowLimits,
    Risk::NoGuardian,
];

/// Fewer honest publishers than this cannot outvote a liar.
const LEAST_PUBLISHERS: usize = 3;

impl Risk {
    /// The name under which it is accepted.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SinglePublisher => "single-publisher",
            Self::NoTimelock => "no-timelock",
            Self::HotGovernance => "hot-governance",
            Self::HotUpgradeAuthority => "hot-upgrade-authority",
            Self::PublicProgramKey => "public-program-key",
            Self::PublicKeys => "public-keys",
            Self::NoFlowLimits => "no-flow-limits",
            Self::NoGuardian => "no-guardian",
        }
    }

    const fn reason(self) -> &'static str {
        match self {
            Self::SinglePublisher => {
                "a feed has fewer than three publishers, or a quorum under three"
            }
            Self::NoTimelock => {
                "changes wait shorter than two days (loosening) or seven (structure)"
            }
            Self::HotGovernance => "a role ends in a key that this machine holds",
            Self::HotUpgradeAuthority => "the upgrade authority is a key that this machine holds",
            Self::PublicProgramKey => "anyone can derive the key of the program's address",
            Self::PublicKeys => "anyone can derive a key that is used",
            Self::NoFlowLimits => "the market or a reserve has no flow limits",
            Self::NoGuardian => "the guardian is governance, the risk admin or the publisher admin",
        }
    }

    fn is_run_by(self, plan: &Plan) -> bool {
        let market = &plan.market;
        let roles = &market.roles;
        let held = |address: &Address| plan.keyring.holds(address);
        match self {
            Self::SinglePublisher => plan.feeds.iter().any(|feed| {
                let mut distinct = feed.publishers.clone();
                distinct.sort();
                distinct.dedup();
                distinct.len() < LEAST_PUBLISHERS
                    || usize::from(feed.config.min_publishers) < LEAST_PUBLISHERS
            }),
            Self::NoTimelock => {
                let (bounds, standard) = (&market.bounds, Bounds::STANDARD);
                bounds.loosen_seconds < standard.loosen_seconds
                    || bounds.structure_seconds < standard.structure_seconds
            }
            Self::HotGovernance => {
                let holders = [market.governance, roles.risk_admin, roles.publisher_admin];
                holders.iter().any(held)
            }
            Self::HotUpgradeAuthority => plan.program.authority.is_some_and(|it| held(&it)),
            Self::PublicProgramKey => plan.program.id == program_keypair().pubkey(),
            Self::PublicKeys => plan.uses_public_keys,
            Self::NoFlowLimits => {
                !market.is_limited || plan.reserves.iter().any(|reserve| reserve.limits.is_some())
            }
            Self::NoGuardian => [market.governance, roles.risk_admin, roles.publisher_admin]
                .contains(&roles.guardian),
        }
    }

    /// The error unless every risk of `plan` is in `allowed`. A name that no risk has is refused as well, so that a slip
    /// of the pen accepts nothing; what anyone can derive is refused on the network with value whatever is allowed.
    pub(crate) fn check(plan: &Plan, allowed: &[String]) -> Result<(), MigrateError> {
        if let Some(unknown) = allowed
            .iter()
            .find(|name| ALL.iter().all(|risk| risk.name() != *name))
        {
            let names: Vec<&str> = ALL.iter().map(|risk| risk.name()).collect();
            let reason = format!("`{unknown}` is no risk; there are {}", names.join(", "));
            return Err(MigrateError::setting("allow", reason));
        }
        let never = |risk: Self| {
            plan.cluster == Cluster::Mainnet
                && matches!(risk, Self::PublicProgramKey | Self::PublicKeys)
        };
        let refused = |risk: &Self| {
            let is_allowed = allowed.iter().any(|name| name == risk.name()) && !never(*risk);
            risk.is_run_by(plan) && !is_allowed
        };
        let said = |risk: Self| {
            let never = if never(risk) {
                ", never allowed here"
            } else {
                ""
            };
            format!("{} ({}{never})", risk.name(), risk.reason())
        };
        let refused: Vec<String> = ALL.into_iter().filter(refused).map(said).collect();
        if refused.is_empty() {
            Ok(())
        } else {
            Err(MigrateError::Unsafe(refused))
        }
    }
}
