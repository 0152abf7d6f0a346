//! What arrives at a collector.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::chain::Chain;
use crate::collector::{Collector, Heard, Span};
use crate::node::{Node, TOKEN, key, publisher};

/// A report whose tick has come too.
fn is_whole_report(span: &Span, heard: &Heard) -> bool {
    span.name == "report" && heard.parent(span).is_some()
}

fn names<'a>(spans: impl Iterator<Item = &'a Span>) -> BTreeSet<&'a str> {
    spans.map(|span| span.name.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn report_arrives_under_its_tick_with_every_step_under_it() {
    // Given a node that reports and sends its traces to a collector
    let mut collector = Collector::start().await;
    let chain = Chain::start(publisher()).await;
    let node = Node::start(&chain, &["--otlp", &collector.url], &[]);

    // When a report and its tick have come
    let (report, heard) = collector.until(is_whole_report).await;

    // Then the report says what it was
    let field = |name: &str| report.fields.get(name).map(String::as_str);
    assert_eq!(field("feed"), Some("SOL"), "{report:?}");
    assert_eq!(field("trigger"), Some("first"), "{report:?}");
    assert_eq!(field("outcome"), Some("landed"), "{report:?}");
    assert_eq!(field("slot"), Some("1001"), "{report:?}");
    assert_eq!(field("class"), None, "{report:?}");
    assert!(field("sequence").unwrap().parse::<u64>().unwrap() >= 1);
    assert!(field("signature").unwrap().len() > 80, "{report:?}");

    // And its steps are under it, and it is under a tick of the same trace
    let steps = ["broadcast", "confirm", "settle", "sign", "simulate"];
    assert_eq!(names(heard.children(&report)), BTreeSet::from(steps));
    let simulation = heard.children(&report).find(|step| step.name == "simulate");
    assert_eq!(simulation.unwrap().fields["units"], "464");
    let tick = heard.parent(&report).unwrap();
    assert_eq!((tick.name.as_str(), &tick.trace), ("tick", &report.trace));
    assert!(tick.parent.is_empty(), "{tick:?}");
    assert_eq!(tick.fields["feed"], "SOL");
    assert_eq!(tick.fields["score"], report.fields["score"]);
    // The tick ended when it had looked, not with the report that it sent off
    assert!(tick.nanos > 0 && report.nanos > 0, "{tick:?} {report:?}");

    // And they say whose they are, and hold no secret
    assert_eq!(heard.program["service.name"], "ballast-publisher");
    assert_eq!(heard.program["service.instance.id"], "tested");
    let secrets = [TOKEN.to_owned(), key().to_base58_string()];
    for secret in secrets {
        let mut windows = heard.bytes.windows(secret.len());
        assert!(
            !windows.any(|window| window == secret.as_bytes()),
            "{secret}"
        );
    }
    drop(heard);
    assert!(node.stop().await.status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn rehearsed_report_has_no_step_that_signs_or_sends() {
    // Given a node that only rehearses, and a collector that the standard's variables name
    let mut collector = Collector::start().await;
    let chain = Chain::start(publisher()).await;
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=ours"),
        ("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=other"),
        ("OTEL_SERVICE_NAME", "named"),
    ];
    let node = Node::start(&chain, &["--dry-run"], &variables);

    // When a report has come
    let (report, heard) = collector.until(is_whole_report).await;

    // Then it was simulated and written down
    assert_eq!(report.fields["outcome"], "dry_run");
    let steps = ["settle", "simulate"];
    assert_eq!(names(heard.children(&report)), BTreeSet::from(steps));
    // And the other variables are in force
    assert_eq!(heard.program["service.name"], "named");
    assert_eq!(heard.program["service.instance.id"], "other");
    assert_eq!(heard.headers["x-tenant"], "ours");
    drop(heard);
    assert!(node.stop().await.status.success());
    assert_eq!(*chain.sent.borrow(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn last_spans_arrive_before_a_stopped_node_ends() {
    // Given a node whose batches would come an hour later
    let mut collector = Collector::start().await;
    let mut chain = Chain::start(publisher()).await;
    let an_hour = [("OTEL_BSP_SCHEDULE_DELAY", "3600000")];
    let node = Node::start(&chain, &["--otlp", &collector.url], &an_hour);
    crate::node::until_sent(&mut chain, 1, &node).await;

    // When it is stopped
    let ended = node.stop().await;

    // Then what it did has come by when it has ended, and its log names the spans that it was written in
    assert!(ended.status.success(), "{}", ended.log);
    let (report, _) = collector.until(is_whole_report).await;
    assert_eq!(report.fields["outcome"], "landed");
    let lines = ended.log.lines();
    let mut lines = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    let due = lines.find(|line| line["fields"]["message"] == "report is due");
    let due = due.expect("a report was due");
    assert_eq!(due["spans"][0]["name"], "tick", "{due}");
    assert_eq!(due["spans"][0]["feed"], "SOL", "{due}");
}
