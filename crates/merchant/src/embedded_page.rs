//! The built page inside the program: what its folder held when the program was built, served as a folder is.

use std::future::{Ready, ready};
use std::io::{self, Cursor, SeekFrom};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use tower_http::services::fs::{Backend, File, Metadata};

include!(concat!(env!("OUT_DIR"), "/embedded_page.rs"));

/// A file as it was when the program was built.
#[derive(Debug)]
pub(crate) struct EmbeddedFile {
    /// Where it lies under the page's folder.
    pub(crate) path: &'static str,
    /// When it was last changed, since 1970: what browsers are told, so that they need not ask for it again.
    pub(crate) changed: Duration,
    pub(crate) content: &'static [u8],
}

/// All files of a page, in the order of their paths.
#[derive(Clone, Copy)]
pub(crate) struct EmbeddedPage(&'static [EmbeddedFile]);

impl EmbeddedPage {
    /// The page that this program was built with, if with any.
    pub(crate) fn find() -> Option<Self> {
        Self::of(FILES)
    }

    fn of(files: &'static [EmbeddedFile]) -> Option<Self> {
        (!files.is_empty()).then_some(Self(files))
    }

    fn file(self, path: &Path) -> Option<&'static EmbeddedFile> {
        let path = from_here(path).to_str()?;
        let place = self.0.binary_search_by(|file| file.path.cmp(path)).ok()?;
        self.0.get(place)
    }

    fn is_folder(self, path: &Path) -> bool {
        let path = from_here(path);
        self.0.iter().any(|file| Path::new(file.path).parent().is_some_and(|folder| folder.starts_with(path)))
    }
}

impl Backend for EmbeddedPage {
    type File = OpenFile;
    type Metadata = Facts;
    type OpenFuture = Ready<io::Result<OpenFile>>;
    type MetadataFuture = Ready<io::Result<Facts>>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        let open = |file: &EmbeddedFile| OpenFile { content: Cursor::new(file.content), facts: Facts::of(file) };
        ready(self.file(&path).map(open).ok_or_else(not_found))
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        let folder = || self.is_folder(&path).then_some(Facts { is_folder: true, length: 0, changed: Duration::ZERO });
        ready(self.file(&path).map(Facts::of).or_else(folder).ok_or_else(not_found))
    }
}

/// The path without the `./` that every path begins with which is asked for.
fn from_here(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

fn not_found() -> io::Error {
    io::ErrorKind::NotFound.into()
}

/// What is known of a file or folder.
#[derive(Clone, Copy)]
pub(crate) struct Facts {
    is_folder: bool,
    length: u64,
    changed: Duration,
}

impl Facts {
    fn of(file: &EmbeddedFile) -> Self {
        let length = u64::try_from(file.content.len()).unwrap_or(u64::MAX);
        Self { is_folder: false, length, changed: file.changed }
    }
}

impl Metadata for Facts {
    fn is_dir(&self) -> bool {
        self.is_folder
    }

    fn modified(&self) -> io::Result<SystemTime> {
        Ok(SystemTime::UNIX_EPOCH + self.changed)
    }

    fn len(&self) -> u64 {
        self.length
    }
}

/// A file that is being read.
pub(crate) struct OpenFile {
    content: Cursor<&'static [u8]>,
    facts: Facts,
}

impl File for OpenFile {
    type Metadata = Facts;
    type MetadataFuture<'a> = Ready<io::Result<Facts>>;

    fn metadata(&self) -> Self::MetadataFuture<'_> {
        ready(Ok(self.facts))
    }
}

impl AsyncRead for OpenFile {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.content).poll_read(context, buffer)
    }
}

impl AsyncSeek for OpenFile {
    fn start_seek(mut self: Pin<&mut Self>, position: SeekFrom) -> io::Result<()> {
        Pin::new(&mut self.content).start_seek(position)
    }

    fn poll_complete(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<u64>> {
        Pin::new(&mut self.content).poll_complete(context)
    }
}

#[cfg(test)]
impl EmbeddedPage {
    /// The page of `folder`, for good.
    pub(crate) fn read(folder: &Path) -> Self {
        fn add(folder: &Path, prefix: &str, files: &mut Vec<EmbeddedFile>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let served = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
                if path.is_dir() {
                    add(&path, &format!("{served}/"), files);
                } else {
                    let changed = path.metadata().unwrap().modified().unwrap();
                    files.push(EmbeddedFile {
                        path: served.leak(),
                        changed: changed.duration_since(SystemTime::UNIX_EPOCH).unwrap(),
                        content: std::fs::read(&path).unwrap().leak(),
                    });
                }
            }
        }
        let mut files = Vec::new();
        add(folder, "", &mut files);
        files.sort_by_key(|file| file.path);
        Self::of(files.leak()).unwrap()
    }
}
