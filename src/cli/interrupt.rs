//! Ctrl-C and the system's wish to end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that becomes true when the user presses Ctrl-C, or the system asks the program to end.
/// The run then stops within a moment and leaves nothing half-written; a second time ends it at
/// once.
///
/// Where no handler can be installed the flag stays false, and the system's own way holds.
pub fn interruption() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&flag);
    let installed = ctrlc::set_handler(move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    if let Err(error) = installed {
        eprintln!("warning: Ctrl-C cannot be caught ({error}); it ends the program at once");
    }
    flag
}
