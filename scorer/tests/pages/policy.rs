//! The committed page is what the code says.

use ballast_scorer::published::{Published, page};

#[test]
fn the_committed_policy_page_is_what_the_code_says() {
    let path = ballast_vm::repository_root().join("docs/policy.md");
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(
        committed == page(&Published::default()),
        "docs/policy.md is out of date: run `make policy-page` and commit it"
    );
}

#[test]
fn a_changed_limit_changes_the_page() {
    let mut changed = Published::default();
    changed.reserves[0].1.opening_ltv.calm_bps -= 100;
    assert_ne!(page(&changed), page(&Published::default()));
}
