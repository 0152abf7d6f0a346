//! The heterogeneous autoregression: yesterday, last week and last month forecast tomorrow.

/// Look-backs of the components, in hours: a day, a week and a month of a market that never closes. Corsi (Journal of
/// Financial Econometrics 7, 2009) has 1, 5 and 22 trading days; in logarithms as in his section 3 and in Andersen,
/// Bollerslev and Diebold (Review of Economics and Statistics 89, 2007).
pub(super) const COMPONENT_HOURS: [usize; 3] = [24, 168, 720];
