//! Correlation matrices: eigenvalues by Jacobi's rotations, the nearest matrix that is positive definite, Cholesky's root.

/// A square matrix, row by row.
pub(super) type Matrix = Vec<Vec<f64>>;

/// Smallest eigenvalue of a matrix that is sampled from.
const EIGENVALUE_MIN: f64 = 1e-3;

/// A correlation matrix close to `matrix` (symmetric, unit diagonal) without eigenvalues below a thousandth: too small ones
/// are raised to it, then the diagonal is scaled back to one (Rousseeuw and Molenberghs, Communications in Statistics 22,
/// 1993). A matrix without such eigenvalues comes back as it is.
pub(super) fn positive_definite(matrix: Matrix) -> Matrix {
    let (values, vectors) = eigen(&matrix);
    if values.iter().all(|&value| value >= EIGENVALUE_MIN) {
        return matrix;
    }
    let size = matrix.len();
    let raised = |row: usize, column: usize| {
        let terms =
            (0..size).map(|k| vectors[row][k] * values[k].max(EIGENVALUE_MIN) * vectors[column][k]);
        terms.sum::<f64>()
    };
    let mut nearest = matrix;
    let diagonal: Vec<f64> = (0..size).map(|k| raised(k, k).sqrt()).collect();
    for row in 0..size {
        for column in 0..row {
            let value = raised(row, column) / (diagonal[row] * diagonal[column]);
            nearest[row][column] = value;
            nearest[column][row] = value;
        }
    }
    nearest
}

/// The lower triangle L with L L' = `matrix`; None where the matrix is not positive definite.
pub(super) fn cholesky(matrix: &Matrix) -> Option<Matrix> {
    let size = matrix.len();
    let mut root = vec![vec![0.0; size]; size];
    for row in 0..size {
        for column in 0..=row {
            let products = (0..column).map(|k| root[row][k] * root[column][k]);
            let rest = matrix[row][column] - products.sum::<f64>();
            root[row][column] = if row == column {
                if rest.is_nan() || rest <= 0.0 {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / root[column][column]
            };
        }
    }
    Some(root)
}

/// Eigenvalues, and eigenvectors as columns, of a symmetric matrix.
pub(super) fn eigen(matrix: &Matrix) -> (Vec<f64>, Matrix) {
    const SWEEPS: usize = 60;
    let size = matrix.len();
    let mut rest = matrix.clone();
    let mut vectors: Matrix = (0..size)
        .map(|row| {
            (0..size)
                .map(|column| f64::from(u8::from(row == column)))
                .collect()
        })
        .collect();
    for _ in 0..SWEEPS {
        let mut off = 0.0;
        for row in 0..size {
            for column in 0..row {
                off += rest[row][column] * rest[row][column];
                rotate(&mut rest, &mut vectors, row, column);
            }
        }
        if off < 1e-24 {
            break;
        }
    }
    ((0..size).map(|k| rest[k][k]).collect(), vectors)
}

fn rotate(matrix: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    if matrix[p][q].abs() < 1e-300 {
        return;
    }
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for row in matrix.iter_mut().chain(vectors.iter_mut()) {
        let (at_p, at_q) = (row[p], row[q]);
        row[p] = cosine * at_p - sine * at_q;
        row[q] = sine * at_p + cosine * at_q;
    }
    let (row_p, row_q) = (matrix[p].clone(), matrix[q].clone());
    for (column, (at_p, at_q)) in row_p.into_iter().zip(row_q).enumerate() {
        matrix[p][column] = cosine * at_p - sine * at_q;
        matrix[q][column] = sine * at_p + cosine * at_q;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_correlations_are_moved_to_possible_ones_nearby() {
        let impossible = vec![
            vec![1.0, 0.9, 0.1],
            vec![0.9, 1.0, 0.9],
            vec![0.1, 0.9, 1.0],
        ];
        assert!(cholesky(&impossible).is_none());

        let nearest = positive_definite(impossible.clone());

        let root = cholesky(&nearest).unwrap();
        for row in 0..3 {
            for column in 0..3 {
                let product: f64 = (0..3).map(|k| root[row][k] * root[column][k]).sum();
                assert!((product - nearest[row][column]).abs() < 1e-12);
                assert!((nearest[row][column] - impossible[row][column]).abs() < 0.25);
            }
        }
    }

    #[test]
    fn eigenvalues_of_equal_correlations_are_known() {
        let matrix: Matrix = (0..4)
            .map(|row| {
                (0..4)
                    .map(|column| if row == column { 1.0 } else { 0.5 })
                    .collect()
            })
            .collect();

        let (mut values, _) = eigen(&matrix);

        values.sort_by(f64::total_cmp);
        for (found, expected) in values.iter().zip([0.5, 0.5, 0.5, 2.5]) {
            assert!((found - expected).abs() < 1e-12, "{values:?}");
        }
        assert_eq!(positive_definite(matrix.clone()), matrix);
    }
}
