//! What every state looks like: pictures that somebody has looked at, and that nothing changes unnoticed.
//!
//! They are taken with the one typeface that comes with Chromium on Debian, so that every machine takes the same.
//! `MANDATE_SIGNUP_PICTURES=renew` writes those anew that differ.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::json;

use super::table::{LONG, RIGHT_TO_LEFT, State, states, states_of};
use super::visit::Visitor;
use crate::support::{Picture, Scene};

const STYLES: &str = "
body { font-family: 'DejaVu Sans'; }
mandate-signup { --mandate-signup-font: 'DejaVu Sans'; caret-color: transparent; }
";

const PHONE: u32 = 390;
const DESKTOP: u32 = 1024;

/// Whether the browser has the typeface: letters of it have another width than those of the one that takes its place.
const HAS_TYPEFACE: &str = r#"
const canvas = document.createElement("canvas").getContext("2d");
const width = (font) => ((canvas.font = font), canvas.measureText("illuminate").width);
return width("20px 'DejaVu Sans', monospace") !== width("20px monospace");
"#;

/// How a state is looked at.
#[derive(Clone, Copy)]
struct View {
    /// What follows the state's name in that of the picture.
    name: &'static str,
    locale: &'static str,
    width: u32,
    features: &'static [(&'static str, &'static str)],
}

const STILL: (&str, &str) = ("prefers-reduced-motion", "reduce");
const LIGHT: View =
    View { name: "", locale: "en-GB", width: PHONE, features: &[("prefers-color-scheme", "light"), STILL] };
const DARK: View = View { name: "-dark", features: &[("prefers-color-scheme", "dark"), STILL], ..LIGHT };
const FORCED: View = View {
    name: "-forced",
    features: &[("prefers-color-scheme", "light"), ("forced-colors", "active"), STILL],
    ..LIGHT
};
const WIDE: View = View { name: "-wide", width: DESKTOP, ..LIGHT };
const LONGER: View = View { name: "-long", locale: LONG, ..LIGHT };
const MIRRORED: View = View { name: "-mirrored", locale: RIGHT_TO_LEFT, ..LIGHT };

/// All states on a phone; those with most in them in every other way too.
fn views() -> impl Iterator<Item = (&'static State, View)> {
    let all = states().map(|state| (state, LIGHT));
    let more = [
        (WIDE, ["own-details-wrong", "own-review-bacs", "own-done"].as_slice()),
        (DARK, &["own-details-wrong", "own-review-sepa", "own-done"]),
        (FORCED, &["own-details-wrong"]),
        (LONGER, &["own-details-wrong", "own-review-sepa"]),
        (MIRRORED, &["own-details-wrong", "own-review-sepa", "own-done"]),
    ];
    all.chain(more.into_iter().flat_map(|(view, names)| states_of(names).map(move |state| (state, view))))
}

#[tokio::test]
async fn every_state_looks_as_reviewed() {
    let visitor = Visitor::come().await;
    let has_typeface = visitor.script(HAS_TYPEFACE, vec![]).await;
    assert_eq!(
        has_typeface,
        json!(true),
        "the pictures need the typeface DejaVu Sans: `cargo xtask setup` installs it"
    );
    let album = Album::open();
    let (mut names, mut findings) = (BTreeSet::new(), Vec::new());
    for (state, view) in views() {
        let name = [state.name, view.name, ".png"].concat();
        findings.extend(album.compare(&name, &picture(&visitor, state, view).await));
        names.insert(name);
    }
    findings.extend(album.left_over(&names));
    assert!(
        findings.is_empty(),
        "{}\nWhere that is as it should be, MANDATE_SIGNUP_PICTURES=renew writes the pictures anew.",
        findings.join("\n")
    );
}

async fn picture(visitor: &Visitor, state: &State, view: View) -> Picture {
    visitor.sizes(view.width, 800).await;
    visitor.prefers(view.features).await;
    let scene = Scene { locale: view.locale.to_owned(), styles: STYLES.to_owned(), ..(state.scene)() };
    visitor.visits_with(state, scene).await;
    let script = "scrollTo(0, 0); return document.documentElement.scrollHeight;";
    let height = visitor.script(script, vec![]).await.as_u64().expect("a height");
    visitor.sizes(view.width, u32::try_from(height).expect("a height")).await;
    Picture::read(&visitor.driver().screenshot_as_png().await.expect("a picture"))
}

/// The pictures as they were reviewed, and a folder for those that differ.
struct Album {
    reviewed: PathBuf,
    differing: PathBuf,
    is_renewed: bool,
}

impl Album {
    fn open() -> Self {
        let differing = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        // Of an earlier run.
        let _ = fs::remove_dir_all(&differing);
        fs::create_dir_all(&differing).expect("a folder for pictures");
        Self {
            reviewed: Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journey/states/pictures"),
            differing,
            is_renewed: env::var("MANDATE_SIGNUP_PICTURES").is_ok_and(|value| value == "renew"),
        }
    }

    /// What is wrong with the picture, in a line.
    fn compare(&self, name: &str, taken: &Picture) -> Option<String> {
        let reviewed = fs::read(self.reviewed.join(name)).ok().map(|png| Picture::read(&png));
        let (what, difference) = match reviewed.map(|reviewed| taken.difference(&reviewed)) {
            Some(None) => return None,
            Some(Some(difference)) => (difference.what, Some(difference.picture)),
            None => ("nobody has reviewed it".to_owned(), None),
        };
        if self.is_renewed {
            fs::write(self.reviewed.join(name), taken.written()).expect("the picture");
            return None;
        }
        let path = self.differing.join(name);
        fs::write(&path, taken.written()).expect("the picture");
        if let Some(difference) = difference {
            fs::write(path.with_extension("difference.png"), difference.written()).expect("the difference");
        }
        Some(format!("{}: {what}", path.display()))
    }

    /// Pictures that no state has any more.
    fn left_over(&self, names: &BTreeSet<String>) -> Vec<String> {
        let pictures = fs::read_dir(&self.reviewed).expect("the pictures").map(|entry| entry.expect("a file").path());
        let left =
            pictures.filter(|path| !names.contains(path.file_name().and_then(|name| name.to_str()).unwrap_or("")));
        left.filter(|path| !self.is_renewed || fs::remove_file(path).is_err())
            .map(|path| format!("{}: there is no such state", path.display()))
            .collect()
    }
}
