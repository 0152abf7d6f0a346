//! How the nodes of a cluster answer, in Prometheus' terms: read whenever somebody asks.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use super::health::{EndpointHealth, EndpointState, Health};
use super::{Endpoints, Shared};

impl Endpoints {
    /// Has `registry` tell how each node answers.
    pub fn register(&self, registry: &mut Registry) {
        registry.register_collector(Box::new(self.clone()));
    }
}

impl Collector for Endpoints {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let health = self.health();
        nodes(&health.endpoints, &mut encoder)?;
        faults(&health.endpoints, &mut encoder)?;
        sums(&health, &mut encoder)?;
        answers(&self.shared, &mut encoder)
    }
}

/// What is one number a node.
fn nodes(nodes: &[EndpointHealth], encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    type Of = fn(&EndpointHealth) -> u64;
    let levels: [(&str, &str, Of); 2] = [
        (
            "rpc_alive",
            "1 while an RPC node answers and is not behind",
            |node| u64::from(node.state == EndpointState::Alive),
        ),
        ("rpc_slot", "Latest slot that an RPC node told", |node| {
            node.slot
        }),
    ];
    for (name, help, of) in levels {
        let mut family = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
        for node in nodes {
            let labels = [("host", node.host.as_str())];
            let one = family.encode_family(&labels)?;
            ConstGauge::new(of(node)).encode(one)?;
        }
    }
    let counts: [(&str, &str, Of); 2] = [
        ("rpc_requests", "Requests to an RPC node", |node| node.asked),
        (
            "rpc_suspicions",
            "Blockhashes of an RPC node that led nowhere",
            |node| node.suspicions,
        ),
    ];
    for (name, help, of) in counts {
        let mut family = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
        for node in nodes {
            let labels = [("host", node.host.as_str())];
            let one = family.encode_family(&labels)?;
            ConstCounter::new(of(node)).encode(one)?;
        }
    }
    Ok(())
}

fn faults(nodes: &[EndpointHealth], encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let help = "Requests that an RPC node failed, by how";
    let mut family = encoder.encode_descriptor("rpc_faults", help, None, MetricType::Counter)?;
    for node in nodes {
        for (class, count) in &node.faults {
            let labels = [("host", node.host.as_str()), ("class", *class)];
            let one = family.encode_family(&labels)?;
            ConstCounter::new(*count).encode(one)?;
        }
    }
    Ok(())
}

/// What is counted over all nodes.
fn sums(health: &Health, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    for (name, help, sum) in [
        (
            "rpc_failovers",
            "Requests that went on to another RPC node",
            health.failovers,
        ),
        (
            "rpc_waits",
            "Waits because every RPC node had failed",
            health.waits,
        ),
        (
            "rpc_exhausted",
            "Requests that failed at every RPC node",
            health.exhausted,
        ),
    ] {
        let one = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
        ConstCounter::new(sum).encode(one)?;
    }
    Ok(())
}

fn answers(shared: &Shared, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let help = "How long an RPC node took to answer";
    let name = "rpc_answer_seconds";
    let mut family = encoder.encode_descriptor(name, help, None, MetricType::Histogram)?;
    for endpoint in &shared.endpoints {
        let labels = [("host", endpoint.host.as_str())];
        endpoint
            .answer_seconds
            .encode(family.encode_family(&labels)?)?;
    }
    Ok(())
}
