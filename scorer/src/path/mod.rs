//! Futures of prices, drawn one scenario at a time.
//!
//! A scenario is a pure function of its number: the same at any thread count, in any shard, in any order.

/// Draws scenarios of several assets' prices over equal steps.
pub trait PathSource: Sync {
    /// Symbols of the assets, in the order of every row.
    fn assets(&self) -> &[String];

    /// Steps of a scenario; at least one.
    fn steps(&self) -> usize;

    /// Seconds of a step.
    fn step_seconds(&self) -> u32;

    /// Writes scenario `number`: each asset's price after each step as a multiple of its price now, row by row
    /// (`relatives[step * assets + asset]`), all positive and finite.
    fn fill(&self, number: u64, relatives: &mut [f64]);
}
