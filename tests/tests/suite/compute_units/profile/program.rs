//! The program that runs, and which functions each of its instructions belongs to.

use super::debug_info::{additions, context};
use super::name::{function_of, is_library, module_of};
use object::{File, Object as _, ObjectSection as _, ObjectSegment as _, ObjectSymbol as _};
use object::{SegmentFlags, SymbolKind};
use std::collections::BTreeMap;

/// Bytes of an instruction; a 64-bit constant takes two.
pub(super) const INSTRUCTION: usize = 8;

const LOAD_CONSTANT: u8 = 0x18;
const CALL: u8 = 0x85;

/// A function, as its module and name.
pub(super) type Function = String;

/// The text of the program, instruction by instruction.
pub(super) struct Program {
    /// Its bytes.
    pub(super) text: Vec<u8>,
    /// By instruction: the inlined functions that it belongs to, the innermost first, the symbol's own last.
    pub(super) functions: Vec<Vec<Function>>,
    /// By instruction: the innermost that is not the language's own.
    pub(super) innermost: Vec<Function>,
}

impl Program {
    /// Reads the program `shared` that runs, and the object of a build with debug information.
    ///
    /// # Panics
    /// When the object is not of the same code.
    pub(super) fn read(shared: &[u8], object: &[u8]) -> Self {
        let (shared, object) = (File::parse(shared).unwrap(), File::parse(object).unwrap());
        let bases = text_bases(&object);
        let text = executable(&shared);
        assert_same_code(&text, &object, &bases);
        let symbols = symbols(&object, &bases);
        let additions = additions(&object, &bases);
        let context = context(&object, &additions);
        let count = text.len() / INSTRUCTION;
        let mut functions = vec![vec![]; count];
        for (first, length, name) in &symbols {
            for (index, found) in functions.iter_mut().enumerate().skip(*first).take(*length) {
                *found = frames(&context, (index * INSTRUCTION) as u64);
                if found.is_empty() {
                    found.push(name.clone());
                }
            }
        }
        let innermost = functions.iter().map(|frames| own(frames)).collect();
        Self {
            text,
            functions,
            innermost,
        }
    }

    /// The system call that the instruction makes, by the hash of its name.
    pub(super) fn system_call(&self, index: usize) -> Option<u32> {
        let bytes = &self.text[index * INSTRUCTION..][..INSTRUCTION];
        let is_system = bytes[0] == CALL && bytes[1] >> 4 == 0;
        is_system.then(|| u32::from_le_bytes(bytes[4..].try_into().unwrap()))
    }

    /// The operation that the instruction is.
    pub(super) fn operation(&self, index: usize) -> u8 {
        self.text[index * INSTRUCTION]
    }
}

/// For counts that are subtracted from one another.
pub(super) fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap()
}

/// The innermost function that is not of the language's own library.
fn own(frames: &[Function]) -> Function {
    let own = frames.iter().find(|name| !is_library(name));
    own.or(frames.last()).cloned().unwrap_or_default()
}

/// The functions at an address, the innermost first.
fn frames(
    context: &addr2line::Context<super::debug_info::Reader<'_>>,
    address: u64,
) -> Vec<Function> {
    let mut frames = context.find_frames(address).skip_all_loads().unwrap();
    let mut found = vec![];
    while let Some(frame) = frames.next().unwrap() {
        let (Some(function), Some(location)) = (frame.function, frame.location) else {
            continue;
        };
        let module = module_of(location.file.unwrap_or("?"));
        found.push(format!(
            "{module}::{}",
            function_of(&function.raw_name().unwrap())
        ));
    }
    found
}

/// Where each section of code begins in the linked program: they follow one another.
fn text_bases(object: &File<'_>) -> BTreeMap<usize, u64> {
    let mut end = 0;
    let sections = object.sections();
    let code = sections.filter(|section| section.name().unwrap().starts_with(".text"));
    code.map(|section| {
        let base = end;
        end += section.size();
        (section.index().0, base)
    })
    .collect()
}

fn executable(shared: &File<'_>) -> Vec<u8> {
    let is_executable =
        |flags| matches!(flags, SegmentFlags::Elf { p_flags } if p_flags & object::elf::PF_X != 0);
    let mut segments = shared.segments();
    let segment = segments
        .find(|segment| is_executable(segment.flags()))
        .unwrap();
    segment.data().unwrap().to_vec()
}

/// Every instruction is the same, up to what a relocation fills in: the distance of a call, the address of a constant.
fn assert_same_code(text: &[u8], object: &File<'_>, bases: &BTreeMap<usize, u64>) {
    let advice =
        "the program is not of the same code as the object with debug information: build both anew";
    let mut compared = 0;
    for section in object.sections() {
        let Some(base) = bases.get(&section.index().0) else {
            continue;
        };
        let data = section.data().unwrap();
        let mut filled: Vec<usize> = vec![];
        for (offset, _) in section.relocations() {
            let at = usize::try_from(offset).unwrap() / INSTRUCTION;
            let operation = data[at * INSTRUCTION];
            assert!([LOAD_CONSTANT, CALL].contains(&operation), "{offset:#x}");
            filled.extend([at, at + usize::from(operation == LOAD_CONSTANT)]);
        }
        let linked = &text[usize::try_from(*base).unwrap()..][..data.len()];
        let pairs = data.chunks(INSTRUCTION).zip(linked.chunks(INSTRUCTION));
        for (index, (expected, found)) in pairs.enumerate() {
            let same = if filled.contains(&index) {
                expected[0] == found[0] && expected[2..4] == found[2..4]
            } else {
                expected == found
            };
            assert!(same, "{advice}: {index} of {}", section.name().unwrap());
        }
        compared += data.len();
    }
    assert_eq!(compared, text.len(), "{advice}");
}

fn symbols(object: &File<'_>, bases: &BTreeMap<usize, u64>) -> Vec<(usize, usize, Function)> {
    let mut symbols = vec![];
    for symbol in object
        .symbols()
        .filter(|symbol| symbol.kind() == SymbolKind::Text)
    {
        let section = symbol.section_index().unwrap();
        let start = usize::try_from(bases[&section.0] + symbol.address()).unwrap();
        let length = usize::try_from(symbol.size()).unwrap();
        let name = rustc_demangle::demangle(symbol.name().unwrap());
        symbols.push((
            start / INSTRUCTION,
            length / INSTRUCTION,
            format!("{name:#}"),
        ));
    }
    symbols.sort();
    symbols
}
