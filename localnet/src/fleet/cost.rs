//! What a process costs, as Linux counts it in `/proc`.

/// What a process has cost so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Seconds of a core.
    pub cpu_seconds: f64,
    /// Memory that it holds, kB.
    pub resident_kb: u64,
}

impl Cost {
    /// Of the process `pid`; nothing where it is gone, or where there is no `/proc`.
    pub fn of(pid: u32) -> Option<Self> {
        /// `sysconf(_SC_CLK_TCK)` is 100 on every Linux that Rust runs on.
        const TICKS_PER_SECOND: f64 = 100.0;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let resident = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?;
        let resident_kb = resident.split_whitespace().next()?.parse().ok()?;
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name, in brackets, may hold blanks. Behind it come the state as field 3 and user and system time as 14 and 15.
        let mut fields = stat.rsplit(')').next()?.split_whitespace().skip(11);
        let (user, system): (f64, f64) =
            (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some(Self {
            cpu_seconds: (user + system) / TICKS_PER_SECOND,
            resident_kb,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Cost;

    #[test]
    fn own_process_holds_memory_and_one_that_is_gone_costs_nothing() {
        let own = Cost::of(std::process::id()).unwrap();

        assert!(own.resident_kb > 0 && own.cpu_seconds >= 0.0, "{own:?}");
        assert_eq!(Cost::of(u32::MAX), None);
    }
}
