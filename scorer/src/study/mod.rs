//! Does adapting help? The same paths, people and books under eight ways to set terms.
//!
//! ```text
//! data -> scenes (crashes, quiet months, futures) -+
//! models of what came before each scene's year ----+-> agent market, one run per scene, seed and variant -> figures
//! variants: fixed, conservative, no signal, Morpho's curve, Aave's pace, Ballast by volatility, model, foresight
//! network: one of them beside a pool that fails ([`Link`]: with and without each channel of contagion)
//! figures -> means with intervals over seeds, differences on the same draws -> targets, report
//! ```
//!
//! A run is a unit of [`crate::shard`]: a pure function of its number, so that shares on several machines merge to what one
//! gives. Scores never come from a model that has seen its scene: it is trained on what ended before the scene's year.

mod digest;
mod error;
mod figures;
mod future;
mod markdown;
mod network;
mod page;
mod plan;
mod plot;
mod scene;
mod stage;
mod summary;
mod target;
mod variant;

pub use digest::digest;
pub use error::StudyError;
pub use figures::{FIGURES, Figure, FigureUnit, figures, place};
pub use future::future_scenes;
pub use markdown::markdown;
pub use network::{
    Link, NetworkCell, NetworkGroup, NetworkSummary, network_markdown, summarise_network,
};
pub use page::write_page;
pub use plan::{SHARE_OF_DEPTH, StagedStudy, StudyConfig, StudyPlan, Unit};
pub use scene::{Kind, Scene, crash_scenes, quiet_scenes, window_scene};
pub use stage::Stage;
use stage::TAUGHT;
pub use summary::{Cell, Group, Summary, summarise};
pub use target::{Target, targets};
pub use variant::{Scores, Variant};
