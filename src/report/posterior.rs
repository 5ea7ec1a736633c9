//! `posterior.csv`: joint draws of uncertainties, as `[posterior]` reads them.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::error::ReportError;

/// How a file of joint draws that drawdown wrote begins.
pub const POSTERIOR_MARK: &str = "# drawdown posterior";

/// The text of a file of joint draws: comment lines, names, one line for each of `rows`, which are
/// draws of `values` (`[uncertainties][draws]`). Numbers are written so that they are read back
/// with the same bits.
pub fn posterior_csv(
    comments: &[String],
    names: &[String],
    values: &[Vec<f64>],
    rows: &[usize],
) -> String {
    let mut text = String::new();
    for comment in comments {
        text.push_str(&format!("# {}\n", comment.replace(['\n', '\r'], " ")));
    }
    // only an array over two dimensions has a comma in its name
    let head = |name: &String| match name.contains(',') {
        true => format!("\"{name}\""),
        false => name.clone(),
    };
    text.push_str(&names.iter().map(head).collect::<Vec<_>>().join(","));
    text.push('\n');
    for row in rows {
        let cells: Vec<String> = values.iter().map(|column| column[*row].to_string()).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// Whether a file of joint draws may be written at `path`: an older one gives way to it, any other
/// file does not.
///
/// # Errors
/// A file at `path` that drawdown did not write.
pub fn posterior_place(path: &Path) -> Result<(), ReportError> {
    match fs::read(path) {
        Ok(before) if !before.starts_with(POSTERIOR_MARK.as_bytes()) => {
            let taken = "a file is there that drawdown did not write; name another with --output";
            let error = io::Error::new(io::ErrorKind::AlreadyExists, taken);
            Err(ReportError::io(path, "write")(error))
        }
        _ => Ok(()),
    }
}

/// Writes a file of joint draws.
///
/// # Errors
/// I/O errors; those of [`posterior_place`].
pub fn write_posterior(path: &Path, text: &str) -> Result<(), ReportError> {
    posterior_place(path)?;
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    let write = || {
        let mut file = fs::File::create(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, path)
    };
    write().map_err(ReportError::io(path, "write"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_bits() {
        let values = vec![vec![0.1 + 0.2, -0.0, 1e-300], vec![1.0, 2.5e17, 1.0 / 3.0]];
        let names = ["a".to_owned(), "b[x,y]".to_owned()];
        let comments = ["what\nit is".to_owned()];
        let text = posterior_csv(&comments, &names, &values, &[2, 0, 0]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..2], ["# what it is", "a,\"b[x,y]\""]);
        assert_eq!(lines[3], lines[4]);
        let read = |line: &str| -> Vec<f64> {
            line.split(',').map(|cell| cell.parse().unwrap()).collect()
        };
        assert_eq!(read(lines[2]), [1e-300, 1.0 / 3.0]);
        assert_eq!(read(lines[3]), [0.1 + 0.2, 1.0]);
    }

    #[test]
    fn only_its_own_kind_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("posterior.csv");
        let text = format!("{POSTERIOR_MARK}\na\n1\n");
        write_posterior(&path, &text).unwrap();
        write_posterior(&path, &format!("{text}2\n")).unwrap();
        assert!(fs::read_to_string(&path).unwrap().ends_with("2\n"));
        fs::write(&path, "mine\n").unwrap();
        let refused = write_posterior(&path, &text).unwrap_err();
        assert!(std::error::Error::source(&refused).unwrap().to_string().contains("--output"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
