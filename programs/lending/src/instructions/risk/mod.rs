//! What moves prices, scores and regimes.

mod breaker_release;
mod price_refresh;
mod recommendation_accept;
mod report_submit;
mod terms_advance;
mod terms_view;

pub use breaker_release::*;
pub use price_refresh::*;
pub use recommendation_accept::*;
pub use report_submit::*;
pub use terms_advance::*;
pub use terms_view::*;
