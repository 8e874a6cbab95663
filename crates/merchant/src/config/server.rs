//! Where the server listens and who may talk to it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use url::Url;

use super::{ConfigError, Environment, Proxies, lookup::Lookup};
use crate::Origin;
use crate::embedded_page::EmbeddedPage;

/// Where the server listens and who may talk to it.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// `PUBLIC_URL`: where browsers find this server, without a path; default `http://localhost:8080`. https in live.
    pub public_url: Url,
    /// `LISTEN_ADDR`: the address and port to listen on; default `127.0.0.1:8080`.
    pub listen_addr: SocketAddr,
    /// `ALLOWED_ORIGINS`: other origins whose pages may embed the form and call the API, comma-separated; default none.
    pub allowed_origins: Vec<Origin>,
    /// `PAGES_DIR`: the folder of the built page; default the page inside this program, and `dist` where there is none.
    pub pages: Pages,
    /// Which proxies in front are believed about where a payer calls from.
    pub proxies: Proxies,
    /// `LOG_FORMAT`: `pretty` (default with `local`) or `json` (default otherwise).
    pub log_format: LogFormat,
}

/// Where the built page is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Pages {
    /// In a folder; when it is missing, the API works without it.
    Folder(PathBuf),
    /// In this program.
    Inside,
}

impl Default for Pages {
    fn default() -> Self {
        if EmbeddedPage::find().is_some() { Self::Inside } else { Self::Folder("dist".into()) }
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty,
}

impl ServerConfig {
    pub(super) fn from_env(lookup: &Lookup<'_>, environment: Environment) -> Result<Self, ConfigError> {
        let https = environment == Environment::Live;
        Ok(Self {
            public_url: lookup.parse("PUBLIC_URL", "http://localhost:8080", |value| public_url(value, https))?,
            listen_addr: lookup.parse("LISTEN_ADDR", "127.0.0.1:8080", |value| {
                value.parse().map_err(|_| format!("{value:?} is not an address and port such as 127.0.0.1:8080"))
            })?,
            allowed_origins: lookup.parse("ALLOWED_ORIGINS", "", |value| origins(value, https))?,
            pages: lookup.get("PAGES_DIR").map_or_else(Pages::default, |folder| Pages::Folder(folder.into())),
            proxies: Proxies::from_env(lookup)?,
            log_format: lookup.parse("LOG_FORMAT", environment.default_log_format(), |value| match value {
                "json" => Ok(LogFormat::Json),
                "pretty" => Ok(LogFormat::Pretty),
                other => Err(format!("{other:?} is neither pretty nor json")),
            })?,
        })
    }

    pub(super) fn for_testing(public_url: Url, pages_dir: PathBuf) -> Self {
        Self {
            public_url,
            listen_addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            allowed_origins: Vec::new(),
            pages: Pages::Folder(pages_dir),
            proxies: Proxies::default(),
            log_format: LogFormat::Pretty,
        }
    }

    /// The origin of our own pages.
    pub(crate) fn own_origin(&self) -> Origin {
        Origin::of(&self.public_url).unwrap_or_else(|| Origin::known("http://localhost"))
    }

    /// Whether pages of `origin` may call the API and be returned to.
    pub(crate) fn allows(&self, origin: &Origin) -> bool {
        *origin == self.own_origin() || self.allowed_origins.contains(origin)
    }

    /// The absolute address of one of our own paths.
    pub(crate) fn url_of(&self, path: &str) -> Url {
        let mut url = self.public_url.clone();
        url.set_path(path);
        url
    }
}

impl Environment {
    fn default_log_format(self) -> &'static str {
        match self {
            Self::Local => "pretty",
            Self::Live | Self::Sandbox => "json",
        }
    }
}

fn public_url(value: &str, https: bool) -> Result<Url, String> {
    let origin: Origin = value.trim_end_matches('/').parse().map_err(|error| format!("{value:?} {error}"))?;
    if https && !origin.is_https() {
        return Err("live needs an https address".to_owned());
    }
    origin.as_str().parse().map_err(|error| format!("{value:?} is not a URL ({error})"))
}

fn origins(value: &str, https: bool) -> Result<Vec<Origin>, String> {
    let items = value.split(',').map(str::trim).filter(|item| !item.is_empty());
    items
        .map(|item| match item.parse::<Origin>() {
            Ok(origin) if https && !origin.is_https() => Err(format!("live needs https, and {item:?} is not")),
            Ok(origin) => Ok(origin),
            Err(error) => Err(format!("{item:?} {error}")),
        })
        .collect()
}
