//! Linear algebra of the regressions: column moments and Cholesky's method.

use crate::number::count;

/// Mean and standard deviation of a column; a deviation of 1 for a constant column.
pub(crate) fn moments(rows: &[Vec<f64>], column: usize) -> (f64, f64) {
    let n = count(rows.len());
    let mean = rows.iter().map(|row| row[column]).sum::<f64>() / n;
    let squares = rows
        .iter()
        .map(|row| (row[column] - mean) * (row[column] - mean));
    let deviation = (squares.sum::<f64>() / n).sqrt();
    (mean, if deviation > 0.0 { deviation } else { 1.0 })
}

/// Solves a symmetric positive-definite system, given its lower triangle, by Cholesky's method.
/// None when it is not positive definite.
pub(crate) fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for i in 0..size {
        for j in 0..=i {
            let products = (0..j).map(|k| matrix[i][k] * matrix[j][k]).sum::<f64>();
            let rest = matrix[i][j] - products;
            if i == j {
                if rest.is_nan() || rest <= 0.0 {
                    return None;
                }
                matrix[i][i] = rest.sqrt();
            } else {
                matrix[i][j] = rest / matrix[j][j];
            }
        }
    }
    for i in 0..size {
        let products = (0..i).map(|k| matrix[i][k] * right[k]).sum::<f64>();
        right[i] = (right[i] - products) / matrix[i][i];
    }
    for i in (0..size).rev() {
        let products = (i + 1..size).map(|k| matrix[k][i] * right[k]).sum::<f64>();
        right[i] = (right[i] - products) / matrix[i][i];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_is_solved() {
        let solution = solve(vec![vec![4.0, 0.0], vec![2.0, 3.0]], vec![8.0, 7.0]).unwrap();

        assert!((solution[0] - 1.25).abs() < 1e-12 && (solution[1] - 1.5).abs() < 1e-12);
        assert_eq!(solve(vec![vec![-1.0]], vec![1.0]), None);
    }
}
