//! Sizes and offsets, worked out from the interface description alone.

use serde_json::Value;

/// Size and alignment of a type in memory, bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) size: usize,
    pub(crate) align: usize,
}

/// A field of a struct: name, offset, size.
pub(crate) type Field = (String, usize, usize);

/// The shape of the type that an entry's `type` names.
pub(crate) fn shape(interface: &Value, of: &Value) -> Shape {
    let square = |size| Shape { size, align: size };
    match of.as_str() {
        Some("u8" | "i8" | "bool") => return square(1),
        Some("u16" | "i16") => return square(2),
        Some("u32" | "i32") => return square(4),
        Some("u64" | "i64") => return square(8),
        Some("pubkey") => return Shape { size: 32, align: 1 },
        Some(other) => panic!("type {other} is new to this test"),
        None => {}
    }
    if let Some(name) = of["defined"]["name"].as_str() {
        return fields(interface, name).0;
    }
    let [element, length] = of["array"].as_array().unwrap().as_slice() else {
        panic!("{of}")
    };
    let element = shape(interface, element);
    let length = usize::try_from(length.as_u64().unwrap()).unwrap();
    Shape {
        size: element.size * length,
        align: element.align,
    }
}

/// The shape of a struct by C's rules, and its fields.
pub(crate) fn fields(interface: &Value, name: &str) -> (Shape, Vec<Field>) {
    let mut types = interface["types"].as_array().unwrap().iter();
    let definition = types.find(|entry| entry["name"] == name).unwrap();
    let (mut end, mut align, mut found) = (0usize, 1, Vec::new());
    for field in definition["type"]["fields"].as_array().unwrap() {
        let shape = shape(interface, &field["type"]);
        let offset = end.next_multiple_of(shape.align);
        found.push((
            field["name"].as_str().unwrap().to_owned(),
            offset,
            shape.size,
        ));
        end = offset + shape.size;
        align = align.max(shape.align);
    }
    let size = end.next_multiple_of(align);
    (Shape { size, align }, found)
}

/// The bytes of a type when it is written field after field, without gaps.
pub(crate) fn packed_size(interface: &Value, of: &Value) -> usize {
    let Some(name) = of["defined"]["name"].as_str() else {
        return shape(interface, of).size;
    };
    let (shape, fields) = fields(interface, name);
    let packed = fields.iter().map(|(_, _, size)| size).sum();
    assert!(packed <= shape.size);
    packed
}
