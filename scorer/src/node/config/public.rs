//! Which data may be reported where.

use ballast_client::PublicCluster;

use super::{NodeConfig, SourceKind};

/// Data of another time would pass for fresh where others act on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is {cluster}, and source.kind = \"replay\" gives data of another time: set it to \"live\", rehearse with --dry-run, or \
     have them reported all the same by source.replay.reports_on_public_cluster"
)]
pub struct ReplayOnPublic {
    /// The network.
    pub cluster: PublicCluster,
}

impl NodeConfig {
    /// Refuses to report what is played again to a public cluster; None is any other network. A dry run reports nothing.
    ///
    /// # Errors
    /// [`ReplayOnPublic`].
    pub fn check_cluster(&self, cluster: Option<PublicCluster>) -> Result<(), ReplayOnPublic> {
        let may_report = match self.source.kind {
            SourceKind::Live => true,
            SourceKind::Replay => self.node.dry_run || self.source.replay.reports_on_public_cluster,
        };
        match cluster {
            Some(cluster) if !may_report => Err(ReplayOnPublic { cluster }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(kind: SourceKind) -> NodeConfig {
        let mut config = NodeConfig::default();
        config.source.kind = kind;
        config
    }

    #[test]
    fn replay_is_refused_on_every_public_cluster_and_nowhere_else() {
        let replay = config(SourceKind::Replay);
        for cluster in PublicCluster::ALL {
            let refused = replay.check_cluster(Some(cluster)).unwrap_err().to_string();

            for words in [cluster.name(), "source.replay.reports_on_public_cluster"] {
                assert!(refused.contains(words), "{refused}");
            }
        }
        assert_eq!(replay.check_cluster(None), Ok(()));
    }

    #[test]
    fn live_data_a_rehearsal_and_what_is_allowed_by_its_name_pass() {
        let (mut rehearsed, mut allowed) = (config(SourceKind::Replay), config(SourceKind::Replay));
        rehearsed.node.dry_run = true;
        allowed.source.replay.reports_on_public_cluster = true;

        for config in [config(SourceKind::Live), rehearsed, allowed] {
            assert_eq!(config.check_cluster(Some(PublicCluster::Mainnet)), Ok(()));
        }
    }
}
