//! `drawdown list`.

use super::shipped;
use super::text_table::wrap;
use crate::study;

/// The studies that come with drawdown, each with its title and summary.
pub fn list(width: usize) -> String {
    let mut out = String::new();
    for name in shipped::names() {
        out.push_str(name);
        out.push('\n');
        if let Ok((study, _, _)) = study::load_from(shipped::texts(), name) {
            out.push_str(&wrap(&study.title.en, "    ", width));
            if let Some(summary) = &study.summary {
                out.push_str(&wrap(&summary.en, "    ", width));
            }
        }
        out.push('\n');
    }
    out.push_str("Run one with 'drawdown run NAME'; make it your own with ");
    out.push_str("'drawdown new FOLDER --from NAME'.\n");
    out
}
