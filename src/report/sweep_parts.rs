//! What a sweep has finished, kept in a hidden folder beside its place until it is whole.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::ReportError;
use crate::analysis::sweep::Keeper;
use crate::outcome::hex;

/// The file that says which sweep the parts are of: the key of that sweep, in hexadecimal.
const KEY: &str = "key";

/// The hidden folder of a sweep's finished parts.
#[derive(Debug)]
pub struct SweepParts {
    folder: PathBuf,
}

/// What was found where parts would lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundParts {
    /// Nothing.
    Nothing,
    /// Parts of the same sweep, which are taken.
    Same,
    /// Parts of another one, or of another version: they have been removed.
    Other,
}

impl SweepParts {
    /// The parts of the sweep that shall become the folder `place`, known by `key`. Parts of another
    /// sweep, and with `fresh` all, are removed.
    ///
    /// # Errors
    /// I/O errors; [`ReportError::NotARun`] where something else lies there.
    pub fn open(
        place: &Path,
        key: &[u8; 32],
        fresh: bool,
    ) -> Result<(Self, FoundParts), ReportError> {
        let name =
            place.file_name().ok_or_else(|| ReportError::NoName { path: place.to_owned() })?;
        let folder = place.with_file_name(format!(".{}.part", name.to_string_lossy()));
        let key = hex(key);
        let mut found = FoundParts::Nothing;
        if fs::symlink_metadata(&folder).is_ok() {
            match fs::read_to_string(folder.join(KEY)) {
                Ok(text) if text == key && !fresh => found = FoundParts::Same,
                Ok(_) => {
                    fs::remove_dir_all(&folder)
                        .map_err(ReportError::io(&folder, "remove what is left in"))?;
                    found = FoundParts::Other;
                }
                Err(_) => return Err(ReportError::NotARun { path: folder, marker: KEY }),
            }
        }
        let parts = Self { folder };
        if found != FoundParts::Same {
            let folder = &parts.folder;
            fs::create_dir_all(folder).map_err(ReportError::io(folder, "create the folder"))?;
            parts.put(KEY, key.as_bytes()).map_err(ReportError::io(folder, "write to"))?;
        }
        Ok((parts, found))
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Removes them: the sweep is whole.
    ///
    /// # Errors
    /// I/O errors.
    pub fn remove(self) -> Result<(), ReportError> {
        fs::remove_dir_all(&self.folder)
            .map_err(ReportError::io(&self.folder, "remove the finished parts in"))
    }

    /// Writes a file under another name and then gives it its own, so that it is whole or not there.
    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".new").tempfile_in(&self.folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(self.folder.join(name)).map(|_| ()).map_err(|error| error.error)
    }
}

fn part(group: usize) -> String {
    format!("{group:06}.part")
}

impl Keeper for SweepParts {
    fn kept(&self, group: usize) -> Option<Vec<u8>> {
        fs::read(self.folder.join(part(group))).ok()
    }

    fn keep(&self, group: usize, bytes: &[u8]) -> io::Result<()> {
        self.put(&part(group), bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_taken_by_the_same_sweep_only() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("coalition-sweep-pace");
        let open = |key: u8, fresh: bool| SweepParts::open(&place, &[key; 32], fresh).unwrap();
        let (parts, found) = open(1, false);
        assert_eq!(found, FoundParts::Nothing);
        parts.keep(3, b"three").unwrap();
        assert_eq!((parts.kept(3), parts.kept(4)), (Some(b"three".to_vec()), None));
        let (again, found) = open(1, false);
        assert_eq!((found, again.kept(3)), (FoundParts::Same, Some(b"three".to_vec())));
        let (fresh, found) = open(1, true);
        assert_eq!((found, fresh.kept(3)), (FoundParts::Other, None));
        fresh.keep(0, b"zero").unwrap();
        let (other, found) = open(2, false);
        assert_eq!((found, other.kept(0)), (FoundParts::Other, None));
        other.remove().unwrap();
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_part_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let taken = home.path().join(".mine.part");
        fs::create_dir(&taken).unwrap();
        fs::write(taken.join("letter"), "dear").unwrap();
        let opened = SweepParts::open(&home.path().join("mine"), &[0; 32], true);
        assert!(matches!(opened, Err(ReportError::NotARun { .. })));
        assert!(taken.join("letter").is_file());
    }
}
