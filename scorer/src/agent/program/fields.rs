//! The fields of a value, by path, as its `Debug` output tells them: so that no type is forgotten and none has to be listed.

use std::fmt::Debug;

/// A field's path (`reserves[1].ledger.cash`) and value.
pub(super) type Field = (String, String);

/// Something that holds fields.
struct Holder {
    name: String,
    /// How many came before the next one, where they have no names.
    count: usize,
    is_list: bool,
}

/// Every field of `value`, in its order.
pub(super) fn fields(value: &impl Debug) -> Vec<Field> {
    let text = format!("{value:#?}");
    let mut holders: Vec<Holder> = Vec::new();
    let mut found = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_end_matches(',');
        if matches!(line, "}" | "]" | ")") {
            holders.pop();
            continue;
        }
        let (label, rest) = line
            .split_once(": ")
            .map_or((None, line), |(label, rest)| (Some(label), rest));
        let name = name(label, holders.last_mut());
        if rest.ends_with(['{', '[', '(']) {
            holders.push(Holder {
                name,
                count: 0,
                is_list: rest.ends_with('['),
            });
        } else {
            let path: String = holders.iter().map(|holder| holder.name.as_str()).collect();
            let path = path + &name;
            found.push((path.trim_start_matches('.').to_owned(), rest.to_owned()));
        }
    }
    found
}

/// What a field adds to the path: its name, its number in a list, or nothing in a type that wraps one value.
fn name(label: Option<&str>, holder: Option<&mut Holder>) -> String {
    match (label, holder) {
        (Some(label), _) => format!(".{label}"),
        (None, Some(holder)) if holder.is_list => {
            holder.count += 1;
            format!("[{}]", holder.count - 1)
        }
        (None, _) => String::new(),
    }
}

/// The first field in which two values of one type differ: its path, and what each holds.
pub(super) fn first_difference(left: &impl Debug, right: &impl Debug) -> Option<[String; 3]> {
    let (left, right) = (fields(left), fields(right));
    for ((path, left), (other, right)) in left.iter().zip(&right) {
        if path != other {
            return Some([path.clone(), "present".into(), format!("{other} instead")]);
        }
        if left != right {
            return Some([path.clone(), left.clone(), right.clone()]);
        }
    }
    let count = |fields: &[Field]| format!("{} fields", fields.len());
    (left.len() != right.len()).then(|| ["length".into(), count(&left), count(&right)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    #[expect(dead_code, reason = "`Debug` reads it")]
    struct Wrapped(u64);

    #[derive(Debug)]
    #[expect(dead_code, reason = "`Debug` reads it")]
    struct Pair {
        list: Vec<Wrapped>,
        maybe: Option<u8>,
    }

    fn pair(last: u64) -> Pair {
        Pair {
            list: vec![Wrapped(4), Wrapped(last)],
            maybe: None,
        }
    }

    #[test]
    fn fields_are_named_by_path_and_the_first_that_differs_is_found() {
        let paths: Vec<String> = fields(&pair(5)).into_iter().map(|(path, _)| path).collect();

        assert_eq!(paths, ["list[0]", "list[1]", "maybe"]);
        assert_eq!(first_difference(&pair(5), &pair(5)), None);
        let found = first_difference(&pair(5), &pair(6));
        assert_eq!(found, Some(["list[1]", "5", "6"].map(str::to_owned)));
    }

    #[test]
    fn a_shorter_list_is_a_difference() {
        let mut shorter = pair(5);
        shorter.list.pop();

        assert!(first_difference(&pair(5), &shorter).is_some());
    }
}
