//! What a program that runs for long says of itself: logs, and traces where somebody collects them.
//!
//! Both come from the same spans ([`span`] lists them all). A log line names the spans that it was written in. With an
//! [`Endpoint`] the spans themselves go to an OpenTelemetry collector: OTLP, protobuf over HTTP.
//!
//! Nothing ever waits for a collector. Spans that have ended queue up, a thread of its own posts them in batches, and what
//! finds no room is lost. [`Telemetry::finish`] posts the last ones and gives up after [`FLUSH_MOST`].

mod collector;
mod endpoint;
pub mod span;

use std::io::IsTerminal as _;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::resource::{EnvResourceDetector, TelemetryResourceDetector};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::filter::{EnvFilter, LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer, fmt};

use collector::Collector;
pub use endpoint::Endpoint;

/// How long a stop waits for the collector to take the last spans.
pub const FLUSH_MOST: Duration = Duration::from_secs(2);
/// How long a post may take. Meanwhile spans queue up.
const POST_MOST: Duration = Duration::from_secs(5);
/// Spans and log lines of other crates stay out of traces: those of the HTTP client would beget further ones.
const TRACED: &str = "ballast_scorer";

/// How a program logs and where its traces go.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// `service.name` of its traces, unless `OTEL_SERVICE_NAME` or `OTEL_RESOURCE_ATTRIBUTES` says otherwise.
    pub service: &'static str,
    /// `service.instance.id` of its traces; none where the program has no name.
    pub instance: Option<&'a str>,
    /// Whether a line of the log is a JSON object.
    pub is_json: bool,
    /// What is logged where `RUST_LOG` says nothing.
    pub level: LevelFilter,
    /// Where traces go; none: nowhere.
    pub endpoint: Option<Endpoint>,
}

/// Why a program cannot say anything of itself.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// An address that no collector has. The text is not repeated: it may hold a token.
    #[error("{setting} cannot be used: {reason}; a collector's is like http://127.0.0.1:4318")]
    Endpoint {
        /// Where it stands.
        setting: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The exporter refuses its settings.
    #[error("traces cannot be sent: {reason}")]
    Exporter {
        /// Why.
        reason: String,
    },
    /// Logs are written by something else already.
    #[error("logs cannot be written: {reason}")]
    Logs {
        /// Why.
        reason: String,
    },
}

/// Logs and traces on their way.
#[derive(Debug)]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Logs to standard error from now on, and sends traces where there is an endpoint. Call it on the runtime: posts run
    /// on that.
    ///
    /// # Errors
    /// [`TelemetryError`].
    pub fn start(settings: &Settings<'_>) -> Result<Self, TelemetryError> {
        let endpoint = settings.endpoint.as_ref();
        let traces = endpoint.map(|endpoint| provider(endpoint, settings));
        let traces = traces.transpose()?;
        let started = tracing_subscriber::registry()
            .with(logs(settings))
            .with(traces.as_ref().map(layer))
            .try_init();
        started.map_err(|error| TelemetryError::Logs {
            reason: error.to_string(),
        })?;
        if let Some(collector) = endpoint {
            tracing::info!(%collector, "traces are sent");
        }
        Ok(Self { traces })
    }

    /// Posts the spans that wait, for at most [`FLUSH_MOST`].
    pub async fn finish(self) {
        let Some(traces) = self.traces else {
            return;
        };
        let flush = move || traces.shutdown_with_timeout(FLUSH_MOST);
        let flushed = tokio::task::spawn_blocking(flush).await;
        if !matches!(flushed, Ok(Ok(()))) {
            tracing::warn!("the last spans are lost: the collector did not take them in time");
        }
    }
}

fn logs<S>(settings: &Settings<'_>) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let filter = EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| EnvFilter::new(settings.level.to_string()));
    let lines = fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let lines: Box<dyn Layer<S> + Send + Sync> = if settings.is_json {
        // The list of spans ends with the current one.
        lines.json().with_current_span(false).boxed()
    } else {
        lines.boxed()
    };
    lines.with_filter(filter)
}

fn layer<S>(traces: &SdkTracerProvider) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    tracing_opentelemetry::layer()
        .with_tracer(traces.tracer(TRACED))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_context_activation(false)
        .with_filter(Targets::new().with_target(TRACED, LevelFilter::INFO))
}

fn provider(
    endpoint: &Endpoint,
    settings: &Settings<'_>,
) -> Result<SdkTracerProvider, TelemetryError> {
    let collector = Collector::new(endpoint.clone(), POST_MOST)?;
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(collector)
        .with_endpoint(endpoint.reveal())
        .with_protocol(Protocol::HttpBinary)
        .with_timeout(POST_MOST)
        .build();
    let exporter = exporter.map_err(|error| TelemetryError::Exporter {
        reason: error.to_string(),
    })?;
    Ok(SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(resource(settings))
        .build())
}

/// Who it is that traces, as the environment has it, or else the settings.
fn resource(settings: &Settings<'_>) -> Resource {
    let own = [
        KeyValue::new("service.name", settings.service),
        KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
    ];
    let instance = settings.instance.map(str::to_owned);
    let instance = instance.map(|instance| KeyValue::new("service.instance.id", instance));
    let resource = Resource::builder_empty()
        .with_detector(Box::new(TelemetryResourceDetector))
        .with_attributes(own.into_iter().chain(instance))
        .with_detector(Box::new(EnvResourceDetector::new()));
    match std::env::var("OTEL_SERVICE_NAME") {
        Ok(name) if !name.is_empty() => resource.with_service_name(name).build(),
        _ => resource.build(),
    }
}
