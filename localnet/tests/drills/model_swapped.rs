//! Someone puts another model in the file's place. It may not sign a single report.

use super::stage::shared;
use ballast_localnet::fleet::Process;
use ballast_localnet::repository_root;
use ballast_scorer::model::Model;

const PUBLISHER: usize = 0;

#[test]
#[ignore = "processes on a network: `make drills`"]
fn node_with_another_model_than_the_agreed_one_does_not_start() {
    // Given the agreed model's hash, a file that was changed, and one that was put in its place
    let stage = shared();
    let room = stage.room("model_swapped");
    let agreed = Model::embedded().unwrap().hash().to_owned();
    let text =
        std::fs::read_to_string(repository_root().join("scorer/models/default.json")).unwrap();
    let before = stage.standing(PUBLISHER);
    let (changed, whole) = (
        room.folder.join("changed.json"),
        room.folder.join("whole.json"),
    );
    let place = text
        .rfind(|digit: char| ('1'..='8').contains(&digit))
        .unwrap();
    let mut other = text.clone();
    other.replace_range(place..=place, "9");
    std::fs::write(&changed, other).unwrap();
    std::fs::write(&whole, text).unwrap();
    let another = format!("{}{}", &agreed[1..], &agreed[..1]);

    for (file, hash) in [(&changed, &agreed), (&whole, &another)] {
        // When a node is started with it
        let model = [
            ("MODEL__FILE", file.display().to_string()),
            ("MODEL__HASH", hash.clone()),
        ];
        let variables = [room.variables("a.sqlite"), model.to_vec()].concat();
        let node = Process::publish(&room.program, &room.settings(PUBLISHER), &variables).unwrap();
        let ended = node.wait().unwrap();

        // Then it ends at once and says why
        let log = ended.log.join("\n");
        assert!(!ended.status.success(), "{log}");
        assert!(log.contains("model"), "{log}");
        assert!(!log.contains("report is due"), "{log}");
    }
    assert_eq!(stage.standing(PUBLISHER), before);
}
