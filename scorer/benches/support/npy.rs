//! Matrices for `NumPy`.

use std::fs;
use std::path::Path;

/// Writes a float matrix in `NumPy`'s format 1.0, row by row.
pub(crate) fn write_npy(folder: &Path, name: &str, columns: usize, values: &[f64]) {
    let rows = values.len() / columns;
    let mut header =
        format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
    // Magic, version, length and header fill a multiple of 64 bytes, the last of them a newline.
    let padding = 64 - (10 + header.len() + 1) % 64;
    header.push_str(&" ".repeat(padding));
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    fs::write(folder.join(name), bytes).unwrap();
}
