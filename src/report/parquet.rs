//! Parquet files, column by column: plain physical types that every reader knows, zstd.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{ColumnPath, Type};

use super::error::ReportError;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// DOUBLE.
    Number,
    /// DOUBLE of few distinct values: with a dictionary.
    FewNumbers,
    /// INT64.
    Count,
    /// INT32, DATE.
    Date,
    /// BOOLEAN.
    Flag,
    /// BYTE_ARRAY, STRING, with a dictionary.
    Word,
}

/// Values of a column in a row group.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    /// For [`Kind::Number`] and [`Kind::FewNumbers`].
    Numbers(Vec<f64>),
    /// For [`Kind::Count`].
    Counts(Vec<i64>),
    /// For [`Kind::Date`]: days since 1970-01-01.
    Dates(Vec<i32>),
    /// For [`Kind::Flag`].
    Flags(Vec<bool>),
    /// For [`Kind::Word`].
    Words(Vec<ByteArray>),
}

/// Words that are written many times over: clones share their bytes.
pub(crate) fn words<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<ByteArray> {
    names.into_iter().map(ByteArray::from).collect()
}

/// A Parquet file that is being written.
pub(crate) struct TableWriter {
    path: PathBuf,
    writer: SerializedFileWriter<BufWriter<File>>,
}

impl TableWriter {
    /// Creates `path` with these columns and notes (key and value in the file's metadata).
    pub(crate) fn create(
        path: &Path,
        columns: &[(String, Kind)],
        notes: Vec<(String, String)>,
    ) -> Result<Self, ReportError> {
        let file = File::create(path).map_err(ReportError::io(path, "create"))?;
        let open = || -> Result<_, ParquetError> {
            let fields = columns
                .iter()
                .map(|(name, kind)| field(name, *kind).map(Arc::new))
                .collect::<Result<Vec<_>, _>>()?;
            let schema = Type::group_type_builder("drawdown").with_fields(fields).build()?;
            let properties = properties(columns, notes)?;
            SerializedFileWriter::new(BufWriter::new(file), Arc::new(schema), Arc::new(properties))
        };
        let writer = open().map_err(|source| failed(path, "create", source))?;
        Ok(Self { path: path.to_owned(), writer })
    }

    /// Writes a row group: all columns in order, equally long.
    pub(crate) fn write(&mut self, columns: &[Values]) -> Result<(), ReportError> {
        let path = &self.path;
        let group = self.writer.next_row_group();
        group
            .and_then(|mut group| {
                for values in columns {
                    write_column(&mut group, values)?;
                }
                group.close().map(|_| ())
            })
            .map_err(|source| failed(path, "write", source))
    }

    /// Completes the file.
    pub(crate) fn finish(self) -> Result<(), ReportError> {
        let Self { path, writer } = self;
        let buffer = writer.into_inner().map_err(|source| failed(&path, "complete", source))?;
        buffer
            .into_inner()
            .map_err(|error| error.into_error())
            .and_then(|file| file.sync_all())
            .map_err(ReportError::io(&path, "complete"))
    }
}

fn failed(path: &Path, action: &'static str, source: ParquetError) -> ReportError {
    ReportError::Parquet { path: path.to_owned(), action, source }
}

fn field(name: &str, kind: Kind) -> Result<Type, ParquetError> {
    let (physical, logical) = match kind {
        Kind::Number | Kind::FewNumbers => (Physical::DOUBLE, None),
        Kind::Count => (Physical::INT64, None),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Flag => (Physical::BOOLEAN, None),
        Kind::Word => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(logical)
        .build()
}

fn properties(
    columns: &[(String, Kind)],
    notes: Vec<(String, String)>,
) -> Result<WriterProperties, ParquetError> {
    let notes = notes.into_iter().map(|(key, value)| KeyValue::new(key, value)).collect();
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_created_by(concat!("drawdown ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(notes));
    for (name, kind) in columns {
        let dictionary = match kind {
            Kind::FewNumbers | Kind::Word | Kind::Count | Kind::Date => true,
            Kind::Number | Kind::Flag => false,
        };
        let path = ColumnPath::new(vec![name.clone()]);
        properties = properties.set_column_dictionary_enabled(path, dictionary);
    }
    Ok(properties.build())
}

fn write_column(
    group: &mut SerializedRowGroupWriter<'_, BufWriter<File>>,
    values: &Values,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("a row has more values than columns".to_owned()));
    };
    match values {
        Values::Numbers(values) => {
            column.typed::<DoubleType>().write_batch(values, None, None)?;
        }
        Values::Counts(values) => {
            column.typed::<Int64Type>().write_batch(values, None, None)?;
        }
        Values::Dates(values) => {
            column.typed::<Int32Type>().write_batch(values, None, None)?;
        }
        Values::Flags(values) => {
            column.typed::<BoolType>().write_batch(values, None, None)?;
        }
        Values::Words(values) => {
            column.typed::<ByteArrayType>().write_batch(values, None, None)?;
        }
    }
    column.close()
}
