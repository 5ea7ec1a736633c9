//! Parquet files as this program writes them, read back column by column.

use std::fs::File;
use std::path::{Path, PathBuf};

use ::parquet::column::reader::ColumnReader;
use ::parquet::data_type::DataType;
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};

use super::error::ReportError;

/// A Parquet file that is read. Columns may be read at the same time by several threads: each opens
/// the file for itself.
pub(crate) struct TableReader {
    path: PathBuf,
    names: Vec<String>,
    rows: usize,
}

impl TableReader {
    /// Opens `path`.
    pub(crate) fn open(path: &Path) -> Result<Self, ReportError> {
        let reader = open(path)?;
        let metadata = reader.metadata().file_metadata();
        let columns = metadata.schema_descr().columns();
        Ok(Self {
            path: path.to_owned(),
            names: columns.iter().map(|c| c.name().to_owned()).collect(),
            rows: usize::try_from(metadata.num_rows()).unwrap_or_default(),
        })
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Numbers of a column, all rows.
    pub(crate) fn numbers(&self, name: &str) -> Result<Vec<f64>, ReportError> {
        let mut out = Vec::with_capacity(self.rows);
        // a measure may be called like one of the columns before it
        let last = self.names.iter().rposition(|own| own == name);
        self.each_group((name, last), |column, rows| match column {
            ColumnReader::DoubleColumnReader(mut reader) => fill(&mut reader, rows, &mut out),
            _ => Err(unexpected(name)),
        })?;
        Ok(out)
    }

    /// Words of a column, the first rows of the file up to `most` and the end of a row group.
    pub(crate) fn first_words(&self, name: &str, most: usize) -> Result<Vec<String>, ReportError> {
        let mut words = Vec::new();
        let first = self.names.iter().position(|own| own == name);
        self.each_group((name, first), |column, rows| match column {
            _ if words.len() >= most => Ok(()),
            ColumnReader::ByteArrayColumnReader(mut reader) => {
                fill(&mut reader, rows.min(most - words.len()), &mut words)
            }
            _ => Err(unexpected(name)),
        })?;
        let text = |word: &::parquet::data_type::ByteArray| {
            let text = word.as_utf8().map_err(|source| self.failed(source))?;
            Ok(text.to_owned())
        };
        words.iter().map(text).collect()
    }

    /// Flags of a column, as [`TableReader::first_words`].
    pub(crate) fn first_flags(&self, name: &str, most: usize) -> Result<Vec<bool>, ReportError> {
        let mut flags = Vec::new();
        let first = self.names.iter().position(|own| own == name);
        self.each_group((name, first), |column, rows| match column {
            _ if flags.len() >= most => Ok(()),
            ColumnReader::BoolColumnReader(mut reader) => {
                fill(&mut reader, rows.min(most - flags.len()), &mut flags)
            }
            _ => Err(unexpected(name)),
        })?;
        Ok(flags)
    }

    fn each_group(
        &self,
        (name, column): (&str, Option<usize>),
        mut take: impl FnMut(ColumnReader, usize) -> Result<(), ParquetError>,
    ) -> Result<(), ReportError> {
        let reader = open(&self.path)?;
        let Some(column) = column else {
            return Err(self.failed(ParquetError::General(format!("it has no column '{name}'"))));
        };
        let mut read = || {
            for group in 0..reader.num_row_groups() {
                let group = reader.get_row_group(group)?;
                let rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
                take(group.get_column_reader(column)?, rows)?;
            }
            Ok(())
        };
        read().map_err(|source| self.failed(source))
    }

    fn failed(&self, source: ParquetError) -> ReportError {
        ReportError::Parquet { path: self.path.clone(), action: "read", source }
    }
}

fn open(path: &Path) -> Result<SerializedFileReader<File>, ReportError> {
    let file = File::open(path).map_err(ReportError::io(path, "read"))?;
    SerializedFileReader::new(file).map_err(|source| ReportError::Parquet {
        path: path.to_owned(),
        action: "read",
        source,
    })
}

fn unexpected(name: &str) -> ParquetError {
    ParquetError::General(format!("the column '{name}' holds values of another type"))
}

/// Reads `rows` values behind those in `out`.
fn fill<T: DataType>(
    reader: &mut ::parquet::column::reader::ColumnReaderImpl<T>,
    rows: usize,
    out: &mut Vec<T::T>,
) -> Result<(), ParquetError> {
    let mut left = rows;
    while left > 0 {
        let (read, _, _) = reader.read_records(left, None, None, out)?;
        if read == 0 {
            return Err(ParquetError::General("a column ends too early".to_owned()));
        }
        left -= read;
    }
    Ok(())
}
