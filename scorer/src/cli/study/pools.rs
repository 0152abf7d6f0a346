//! `scorer study --pools`: beside a pool that fails.

use std::path::Path;

use anyhow::Context as _;
use ballast_scorer::shard::Store;
use ballast_scorer::study::{
    Kind, NetworkSummary, Scene, StudyConfig, StudyPlan, network_markdown, summarise_network,
};

use super::{StudyArgs, compute, dataset, program, scenes};

pub(super) fn study(args: &StudyArgs) -> anyhow::Result<()> {
    let dataset = dataset(args)?;
    let scenes = scenes(args, &dataset)?.into_iter();
    let scenes: Vec<Scene> = scenes.filter(|scene| scene.kind != Kind::Quiet).collect();
    eprintln!("note: {}; {} scenes", dataset.origin, scenes.len());
    let config = StudyConfig {
        seeds: args.seeds,
        borrowers: args.borrowers,
        share_of_depth: args.depth_share,
    };
    let plan = StudyPlan::new(&dataset, config, scenes)?;
    // Beside the other study's chunks, which answer another question.
    let folder = args.out.join("pools");
    let store = Store::open(&folder, plan.network_work(&program()?))?;
    if args.action.is_none() {
        compute(args, &plan, &store)?;
    }
    if args.shard.is_some() {
        eprintln!(
            "note: merge with `scorer study merge` and the same arguments once all shares are there"
        );
        return Ok(());
    }
    let summary = summarise_network(&dataset.origin, config, plan.scenes(), &store.merge()?);
    report(args, &summary)
}

fn report(args: &StudyArgs, summary: &NetworkSummary) -> anyhow::Result<()> {
    let page = network_markdown(summary);
    if let Some(file) = &args.markdown {
        std::fs::write(file, &page)
            .with_context(|| format!("{}: cannot be written", file.display()))?;
    }
    match &args.json {
        Some(file) if file.as_os_str() == "-" => {
            println!("{}", serde_json::to_string(summary)?);
            return Ok(());
        }
        Some(file) => write_json(file, summary)?,
        None => {}
    }
    print!("{page}");
    Ok(())
}

fn write_json(file: &Path, summary: &NetworkSummary) -> anyhow::Result<()> {
    std::fs::write(file, serde_json::to_string_pretty(summary)? + "\n")
        .with_context(|| format!("{}: cannot be written", file.display()))
}
