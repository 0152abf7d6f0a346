//! Wilson's interval for a share.

/// The 95 % interval of a true share of which `share` was seen among `trials` independent trials (Wilson, 1927; formula as
/// in Brown and others, Statistical Science 16, 2001). Both ends lie in 0 to 1. Without trials: 0 to 1.
pub fn wilson_interval(share: f64, trials: f64) -> (f64, f64) {
    /// Standard errors of a two-sided 95 % interval.
    const Z: f64 = 1.959_963_984_540_054;
    if trials <= 0.0 {
        return (0.0, 1.0);
    }
    let z_squared = Z * Z;
    let scale = 1.0 + z_squared / trials;
    let middle = (share + z_squared / (2.0 * trials)) / scale;
    let spread = share * (1.0 - share) / trials + z_squared / (4.0 * trials * trials);
    let half = Z * spread.max(0.0).sqrt() / scale;
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_interval() {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263 gives 0.2553 to 0.3662;
        // 0 of 20 gives 0 to 0.1611.
        let (low, high) = wilson_interval(81.0 / 263.0, 263.0);
        assert!(
            (low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5,
            "{low} {high}"
        );

        let (low, high) = wilson_interval(0.0, 20.0);
        assert!(
            low.abs() < 1e-12 && (high - 0.1611).abs() < 5e-5,
            "{low} {high}"
        );
    }

    #[test]
    fn nothing_seen_means_nothing_known() {
        assert_eq!(wilson_interval(0.0, 0.0), (0.0, 1.0));
    }
}
