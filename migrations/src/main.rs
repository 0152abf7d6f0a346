//! `migrate`: deploys and configures a cluster, or says what it would do.

use anyhow::Context as _;
use ballast_migrations::{Config, Journal, MigrateError, Migration, Plan, Progress, State};
use clap::{Args, Parser, Subcommand};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Deploys and configures a cluster in steps that can be repeated.
///
/// Example: migrate plan --config migrations/localnet.toml
#[derive(Parser)]
#[command(name = "migrate", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say what would be done; send nothing
    Plan(Common),
    /// Do what is not done yet, and write it into the journal
    Run(Common),
    /// Print, as JSON lines, the transactions that a multisig or another holder has to sign; send nothing
    Print(Common),
    /// Say how every step stands, and what the journal holds
    Status(Common),
}

#[derive(Args)]
struct Common {
    /// The cluster's settings
    #[arg(long)]
    config: PathBuf,
    /// Accept a risk by its name; once for each
    #[arg(long = "allow", value_name = "RISK")]
    allow: Vec<String>,
    /// Where journals are kept; default `journal` beside the settings
    #[arg(long)]
    journal: Option<PathBuf>,
    /// Results as JSON on stdout
    #[arg(long)]
    json: bool,
}

impl Common {
    fn migration(&self) -> Result<(Migration, Journal), MigrateError> {
        let config = Config::read(&self.config)?;
        let plan = Plan::of(&config)?;
        let allowed = [config.allow.clone(), self.allow.clone()].concat();
        plan.check_risks(&allowed)?;
        let beside = config.folder.join("journal");
        let folder = self.journal.clone().unwrap_or(beside);
        let journal = Journal::open(&folder, config.cluster.name());
        Ok((Migration::connect(plan)?, journal))
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match execute(&arguments.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("migrate: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Plan(common) => steps(common, false),
        Command::Status(common) => steps(common, true),
        Command::Run(common) => run(common),
        Command::Print(common) => print(common),
    }
}

/// Exit code 2 says that something is left to do.
fn steps(common: &Common, with_journal: bool) -> anyhow::Result<ExitCode> {
    let (migration, journal) = common.migration()?;
    let reports = migration.status()?;
    let mut out = std::io::stdout().lock();
    let mut left = 0;
    for report in &reports {
        let (mark, words) = match &report.state {
            State::Done => ("done", String::new()),
            State::Pending(what) => ("to do", what.clone()),
            State::Drifted(reason) => ("differs", reason.clone()),
            State::Waiting(reason) => ("waits", reason.clone()),
        };
        left += usize::from(report.state != State::Done);
        let signer = report.signer.map(|signer| signer.to_string());
        if common.json {
            let line = serde_json::json!({
                "step": report.step, "subject": report.subject.to_string(),
                "state": mark, "what": words, "signer": signer,
            });
            writeln!(out, "{line}")?;
        } else {
            let signer = signer.map_or(String::new(), |signer| format!(" [signed by {signer}]"));
            writeln!(
                out,
                "{mark:8} {}{}{words}{signer}",
                report.step,
                if words.is_empty() { "" } else { ": " }
            )?;
        }
    }
    if with_journal && !common.json {
        for entry in journal.entries()? {
            writeln!(
                out,
                "journal  {} {:7} {} ({} transactions)",
                entry.time,
                entry.stage.name(),
                entry.step,
                entry.transactions
            )?;
        }
    }
    if !common.json {
        writeln!(out, "{left} of {} steps are left", reports.len())?;
    }
    Ok(ExitCode::from(if left == 0 { 0 } else { 2 }))
}

fn run(common: &Common) -> anyhow::Result<ExitCode> {
    let (migration, journal) = common.migration()?;
    let sent = migration.run(Some(&journal), |progress| match progress {
        Progress::Kept(step) => eprintln!("done     {step}"),
        Progress::Begins(step) => eprintln!("doing    {step}"),
        Progress::Done(step, transactions) => {
            eprintln!("done     {step} ({transactions} transactions)");
        }
    });
    let sent = sent
        .context("the migration stopped; what was done stays, and a new run goes on from there")?;
    let market = migration.plan().market.address;
    let mut out = std::io::stdout().lock();
    if common.json {
        let line = serde_json::json!({ "transactions": sent, "market": market.to_string() });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "{sent} transactions; the market is {market}")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(common: &Common) -> anyhow::Result<ExitCode> {
    let (migration, _) = common.migration()?;
    let mut out = std::io::stdout().lock();
    let printed = migration.print()?;
    for transaction in &printed {
        writeln!(out, "{}", serde_json::to_string(transaction)?)?;
    }
    eprintln!("{} transactions to sign elsewhere", printed.len());
    Ok(ExitCode::SUCCESS)
}
