//! What moves prices, scores and regimes.

mod price_refresh;
mod report_submit;
mod terms_advance;

pub use price_refresh::*;
pub use report_submit::*;
pub use terms_advance::*;
