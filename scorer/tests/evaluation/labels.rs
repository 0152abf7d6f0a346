//! Labels on real data.

use std::fs::File;
use std::path::Path;

use ballast_scorer::label::{DEPTH_DROP, DepthPoint, HORIZON_HOURS, liquidity_drop};
use ballast_scorer::time::Timestamp;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

fn depth(file: &Path) -> Vec<DepthPoint> {
    let reader = SerializedFileReader::new(File::open(file).unwrap()).unwrap();
    let points = reader.get_row_iter(None).unwrap().map(|row| {
        let row = row.unwrap();
        let column = |name: &str| {
            let mut columns = row.get_column_iter();
            columns
                .find(|(column, _)| *column == name)
                .unwrap()
                .1
                .clone()
        };
        let (Field::TimestampMillis(millis), Field::Double(depth_usd)) =
            (column("time"), column("depth_50bps_usd"))
        else {
            panic!("{row:?}")
        };
        DepthPoint {
            time: Timestamp::from_millis(millis),
            depth_usd,
        }
    });
    points.collect()
}

#[test]
fn depth_of_august_2024_drops_and_nearly_every_reading_has_a_label() {
    const SPACING_HOURS: i64 = 6;
    let Some(folder) = crate::support::real::folder() else {
        return;
    };
    for asset in ["BTC", "ETH"] {
        let points = depth(&folder.join(format!("depth_6h/{asset}.parquet")));
        let label = |time: Timestamp| {
            liquidity_drop(&points, time, HORIZON_HOURS, SPACING_HOURS, DEPTH_DROP)
        };

        let labels: Vec<bool> = points
            .iter()
            .filter_map(|point| label(point.time))
            .collect();
        let crash = label("2024-08-04T12:00:00Z".parse().unwrap());

        let drops = labels.iter().filter(|drop| **drop).count();
        println!(
            "{asset}: {drops} of {} labels true, {} readings",
            labels.len(),
            points.len()
        );
        assert!(100 * labels.len() > 95 * points.len(), "{asset}");
        assert!(
            (labels.len() / 5..labels.len() / 3).contains(&drops),
            "{asset}: {drops}"
        );
        assert_eq!(crash, Some(true), "{asset}");
    }
}
