//! A collector that keeps the spans that it is sent.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use prost::Message as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

/// How long anything may take that is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// A span that came.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(crate) name: String,
    pub(crate) trace: Vec<u8>,
    pub(crate) id: Vec<u8>,
    pub(crate) parent: Vec<u8>,
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) nanos: u64,
}

/// All that came.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) spans: Vec<Span>,
    /// What the last one said of its program.
    pub(crate) program: BTreeMap<String, String>,
    /// The bodies as they came, one after the other.
    pub(crate) bytes: Vec<u8>,
    /// The headers of the last post.
    pub(crate) headers: HeaderMap,
}

pub(crate) struct Collector {
    pub(crate) url: String,
    heard: watch::Receiver<Heard>,
}

impl Collector {
    pub(crate) async fn start() -> Self {
        let (sender, heard) = watch::channel(Heard::default());
        let router = Router::new()
            .route("/v1/traces", post(take))
            .with_state(Arc::new(sender));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, heard }
    }

    /// All that came by when there is a span that `is_it`, and that span.
    pub(crate) async fn until(
        &mut self,
        is_it: impl Fn(&Span, &Heard) -> bool,
    ) -> (Span, watch::Ref<'_, Heard>) {
        let found = |heard: &Heard| heard.spans.iter().any(|span| is_it(span, heard));
        let heard = timeout(PATIENCE, self.heard.wait_for(found)).await;
        let heard = heard.expect("waited in vain for a span").unwrap();
        let span = heard.spans.iter().find(|span| is_it(span, &heard));
        (span.unwrap().clone(), heard)
    }
}

impl Heard {
    /// The span around `span`.
    pub(crate) fn parent(&self, span: &Span) -> Option<&Span> {
        self.spans.iter().find(|other| other.id == span.parent)
    }

    /// The spans directly in `span`.
    pub(crate) fn children<'a>(&'a self, span: &'a Span) -> impl Iterator<Item = &'a Span> {
        self.spans.iter().filter(|other| other.parent == span.id)
    }
}

async fn take(State(sender): State<Arc<watch::Sender<Heard>>>, headers: HeaderMap, body: Bytes) {
    let request = ExportTraceServiceRequest::decode(body.clone()).unwrap();
    sender.send_modify(|heard| {
        heard.bytes.extend_from_slice(&body);
        heard.headers = headers;
        for of_program in request.resource_spans {
            let program = of_program.resource.unwrap_or_default();
            heard.program = fields(&program.attributes);
            let scopes = of_program.scope_spans.into_iter();
            for span in scopes.flat_map(|scope| scope.spans) {
                heard.spans.push(Span {
                    fields: fields(&span.attributes),
                    nanos: span.end_time_unix_nano - span.start_time_unix_nano,
                    name: span.name,
                    trace: span.trace_id,
                    id: span.span_id,
                    parent: span.parent_span_id,
                });
            }
        }
    });
}

fn fields(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    let told = attributes.iter().map(|attribute| {
        let value = attribute.value.as_ref();
        (attribute.key.clone(), value.map(words).unwrap_or_default())
    });
    told.collect()
}

fn words(value: &AnyValue) -> String {
    match &value.value {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::DoubleValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}
