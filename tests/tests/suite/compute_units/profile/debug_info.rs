//! The debug information of a relocatable object, read as if it were linked.

use addr2line::gimli::{self, EndianSlice, LittleEndian, Relocate, RelocateReader, SectionId};
use object::{File, Object as _, ObjectSection as _, ObjectSymbol as _, RelocationTarget};
use std::collections::BTreeMap;

/// What is added to the value at each place in a section: the address of the symbol that it refers to.
#[derive(Debug, Default)]
pub(super) struct Additions(BTreeMap<usize, u64>);

impl Relocate for &Additions {
    fn relocate_address(&self, offset: usize, value: u64) -> gimli::Result<u64> {
        Ok(value + self.0.get(&offset).unwrap_or(&0))
    }

    fn relocate_offset(&self, offset: usize, value: usize) -> gimli::Result<usize> {
        let addition = self.0.get(&offset).unwrap_or(&0);
        Ok(value + usize::try_from(*addition).unwrap())
    }
}

/// Reads a section of the object.
pub(super) type Reader<'a> = RelocateReader<EndianSlice<'a, LittleEndian>, &'a Additions>;

/// What relocations add to each section of the debug information.
pub(super) fn additions(
    object: &File<'_>,
    bases: &BTreeMap<usize, u64>,
) -> BTreeMap<String, Additions> {
    let sections = object.sections();
    let debug = sections.filter(|section| section.name().unwrap().starts_with(".debug_"));
    debug
        .map(|section| {
            let additions = section.relocations().map(|(offset, relocation)| {
                let RelocationTarget::Symbol(index) = relocation.target() else {
                    panic!("a relocation without a symbol at {offset}");
                };
                let symbol = object.symbol_by_index(index).unwrap();
                let base = symbol.section_index().and_then(|index| bases.get(&index.0));
                let address = symbol.address() + base.unwrap_or(&0);
                (usize::try_from(offset).unwrap(), address)
            });
            let additions = Additions(additions.collect());
            (section.name().unwrap().to_owned(), additions)
        })
        .collect()
}

/// The lines and inlined functions of every address.
pub(super) fn context<'a>(
    object: &File<'a>,
    additions: &'a BTreeMap<String, Additions>,
) -> addr2line::Context<Reader<'a>> {
    static NOTHING: Additions = Additions(BTreeMap::new());
    let section = |id: SectionId| -> gimli::Result<Reader<'a>> {
        let section = object.section_by_name(id.name());
        let data = section.map_or(&[][..], |section| section.data().unwrap());
        let additions = additions.get(id.name()).unwrap_or(&NOTHING);
        Ok(RelocateReader::new(
            EndianSlice::new(data, LittleEndian),
            additions,
        ))
    };
    let dwarf = gimli::Dwarf::load(section).unwrap();
    addr2line::Context::from_dwarf(dwarf).unwrap()
}
