//! The folder of a run: complete, or not there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::ReportError;
use super::manifest::MANIFEST;

/// A folder that is filled under a hidden name beside its place, and moved there once it is
/// complete. Dropped before that, it disappears.
#[derive(Debug)]
pub struct RunFolder {
    place: PathBuf,
    /// The file without which a folder is no former run.
    marker: &'static str,
    temporary: TempDir,
}

impl RunFolder {
    /// Begins a folder that shall become `place`.
    ///
    /// # Errors
    /// [`ReportError::NotARun`] where `place` holds anything but a former run or an empty folder;
    /// I/O errors.
    pub fn create(place: &Path) -> Result<Self, ReportError> {
        Self::marked(place, MANIFEST)
    }

    /// As [`RunFolder::create`], for results of another kind: `marker` is the file by which a former
    /// folder of this kind is known, and which must be written into the new one.
    ///
    /// # Errors
    /// As [`RunFolder::create`].
    pub fn marked(place: &Path, marker: &'static str) -> Result<Self, ReportError> {
        let name = place
            .file_name()
            .ok_or_else(|| ReportError::NoName { path: place.to_owned() })?
            .to_string_lossy();
        refuse_what_is_no_run(place, marker)?;
        let parent = parent_of(place);
        fs::create_dir_all(parent).map_err(ReportError::io(parent, "create the folder"))?;
        let mut builder = tempfile::Builder::new();
        let prefix = format!(".{name}.");
        builder.prefix(&prefix).suffix(".partial");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // as any new folder: the user's mask takes away what it must
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        let temporary = builder
            .tempdir_in(parent)
            .map_err(ReportError::io(parent, "create a folder for the run in"))?;
        Ok(Self { place: place.to_owned(), marker, temporary })
    }

    /// Where files are to be written.
    pub fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// Gives the folder its name. A former run in its place is moved aside first and removed
    /// last; if the new one cannot be put there the former returns.
    ///
    /// # Errors
    /// As [`RunFolder::create`], and [`ReportError::NotPlaced`], which says where the run is kept.
    pub fn publish(self) -> Result<PathBuf, ReportError> {
        let Self { place, marker, temporary } = self;
        let kept = temporary.keep();
        let not_placed =
            |source| ReportError::NotPlaced { path: place.clone(), kept: kept.clone(), source };
        if let Err(error) = refuse_what_is_no_run(&place, marker) {
            return Err(not_placed(io::Error::new(io::ErrorKind::AlreadyExists, error)));
        }
        let aside = match fs::symlink_metadata(&place) {
            Err(_) => None,
            Ok(_) => {
                let aside = kept.with_extension("former");
                fs::rename(&place, &aside).map_err(not_placed)?;
                Some(aside)
            }
        };
        if let Err(source) = fs::rename(&kept, &place) {
            if let Some(aside) = aside {
                // the former run is whole in either place; the first error is the one to report
                let _ = fs::rename(aside, &place);
            }
            return Err(not_placed(source));
        }
        if let Some(aside) = aside {
            fs::remove_dir_all(&aside)
                .map_err(ReportError::io(&aside, "remove the former run in"))?;
        }
        Ok(place)
    }
}

fn parent_of(place: &Path) -> &Path {
    match place.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Only a former run or an empty folder may be replaced.
fn refuse_what_is_no_run(place: &Path, marker: &'static str) -> Result<(), ReportError> {
    let refuse = || Err(ReportError::NotARun { path: place.to_owned(), marker });
    let reading = |error| ReportError::io(place, "look at")(error);
    match fs::symlink_metadata(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(reading(error)),
        Ok(data) if !data.is_dir() => refuse(),
        Ok(_) if place.join(marker).is_file() => Ok(()),
        Ok(_) => match fs::read_dir(place).map_err(reading)?.next() {
            None => Ok(()),
            Some(_) => refuse(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_appears_when_it_is_complete() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("output").join("coalition");
        let run = RunFolder::create(&place).unwrap();
        fs::write(run.path().join(MANIFEST), "1").unwrap();
        assert!(!place.exists());
        assert_eq!(run.publish().unwrap(), place);
        assert_eq!(fs::read_to_string(place.join(MANIFEST)).unwrap(), "1");
        assert_eq!(names(&home.path().join("output")), ["coalition"]);
    }

    #[test]
    fn a_former_run_is_replaced_whole() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("coalition");
        fs::create_dir(&place).unwrap();
        fs::write(place.join(MANIFEST), "old").unwrap();
        fs::write(place.join("left over"), "old").unwrap();
        let run = RunFolder::create(&place).unwrap();
        fs::write(run.path().join(MANIFEST), "new").unwrap();
        assert_eq!(fs::read_to_string(place.join(MANIFEST)).unwrap(), "old");
        run.publish().unwrap();
        assert_eq!(names(&place), [MANIFEST]);
        assert_eq!(names(home.path()), ["coalition"]);
    }

    #[test]
    fn a_folder_of_another_kind_is_known_by_its_own_marker() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("coalition-backtest");
        let make = |marker| RunFolder::marked(&place, marker);
        let first = make("backtest.json").unwrap();
        fs::write(first.path().join("backtest.json"), "old").unwrap();
        first.publish().unwrap();
        assert!(matches!(make(MANIFEST), Err(ReportError::NotARun { .. })));
        make("backtest.json").unwrap().publish().unwrap();
        assert!(names(&place).is_empty(), "the former one is replaced");
    }

    #[test]
    fn an_interrupted_run_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("coalition");
        let run = RunFolder::create(&place).unwrap();
        fs::write(run.path().join("outcomes.parquet"), "half").unwrap();
        drop(run);
        assert!(names(home.path()).is_empty());
    }

    #[test]
    fn what_is_no_run_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("letters");
        fs::create_dir(&place).unwrap();
        RunFolder::create(&place).unwrap();
        fs::write(place.join("to a friend"), "dear").unwrap();
        let error = RunFolder::create(&place).unwrap_err();
        assert!(matches!(error, ReportError::NotARun { .. }), "{error}");
        let file = home.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(RunFolder::create(&file), Err(ReportError::NotARun { .. })));
        assert!(matches!(RunFolder::create(Path::new("..")), Err(ReportError::NoName { .. })));
        assert_eq!(names(home.path()), ["file", "letters"]);
    }

    #[test]
    fn a_place_taken_meanwhile_keeps_both() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("coalition");
        let run = RunFolder::create(&place).unwrap();
        fs::write(run.path().join(MANIFEST), "new").unwrap();
        fs::write(&place, "something else").unwrap();
        let Err(ReportError::NotPlaced { kept, .. }) = run.publish() else {
            panic!("it was placed");
        };
        assert_eq!(fs::read_to_string(kept.join(MANIFEST)).unwrap(), "new");
        assert_eq!(fs::read_to_string(&place).unwrap(), "something else");
    }

    #[cfg(unix)]
    #[test]
    fn a_published_folder_is_readable_like_any_other() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let plain = home.path().join("plain");
        fs::create_dir(&plain).unwrap();
        let place = RunFolder::create(&home.path().join("run")).unwrap().publish().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&place), mode(&plain));
    }
}
