//! The real transport: HTTP/1.1 and HTTP/2 over TLS, by reqwest with rustls and ring.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hookproof::delivery::Fault;
use reqwest::header::AUTHORIZATION;
use reqwest::{Certificate, Client, Response, Url, redirect, retry, tls};

use super::fault::{failure, timed_out};
use super::fill::{Filled, fill, scrub};
use super::marks::Marks;
use super::reply::{MAX_ANSWER_BYTES, Reply, shown};
use super::resolve::{Lookup, SystemLookup, Unresolved, Vetted, permitted};
use super::secret::Secrets;
use super::{Failure, Sending, Transport};

/// How long the way to the partner may take: name, connection and TLS.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the whole may take, the answer's last byte included: a partner that sends one byte a second must not hold a
/// place for ever.
pub const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);

/// Idle connections are closed before most partners close them (60 seconds or more), so that no request meets a
/// connection that is just being closed.
const IDLE: Duration = Duration::from_secs(50);

const USER_AGENT: &str = concat!("hookproof/", env!("CARGO_PKG_VERSION"));

/// How [`Http`] sends.
pub struct HttpOptions {
    /// Whether addresses without TLS are permitted.
    pub allow_http: bool,
    /// Whether addresses that are not public are permitted: see [`super::special`].
    pub allow_private: bool,
    /// Certificates, as PEM, that are trusted besides the system's.
    pub roots: Vec<String>,
    /// Headers that mark requests, by the webhook's name; the usual ones for the others.
    pub marks: BTreeMap<String, Marks>,
    /// Where partners' answers have the id of what they made, as JSON pointers, by the connection's name; see
    /// [`Reply::partner_id`] for the others.
    pub partner_ids: BTreeMap<String, String>,
    /// What knows the addresses of names.
    pub lookup: Arc<dyn Lookup>,
    /// Instead of [`CONNECT_TIMEOUT`].
    pub connect_timeout: Duration,
    /// Instead of [`TOTAL_TIMEOUT`].
    pub total_timeout: Duration,
}

impl Default for HttpOptions {
    fn default() -> HttpOptions {
        HttpOptions {
            allow_http: false,
            allow_private: false,
            roots: Vec::new(),
            marks: BTreeMap::new(),
            partner_ids: BTreeMap::new(),
            lookup: Arc::new(SystemLookup),
            connect_timeout: CONNECT_TIMEOUT,
            total_timeout: TOTAL_TIMEOUT,
        }
    }
}

/// Why there is no transport: the system's certificates cannot be read, or a given one is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unbuilt(String);

impl fmt::Display for Unbuilt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no secure connections can be made: {}", self.0)
    }
}

impl std::error::Error for Unbuilt {}

/// The real transport. Connections are kept and shared by all webhooks.
pub struct Http {
    client: Client,
    secrets: Box<dyn Secrets>,
    options: HttpOptions,
    usual: Marks,
}

impl Http {
    /// Makes one.
    ///
    /// # Errors
    ///
    /// When the system's certificates cannot be read, or a given one is none.
    pub fn new(secrets: impl Secrets, options: HttpOptions) -> Result<Http, Unbuilt> {
        // Of the whole process. When another one is installed already, that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let unbuilt = |error: reqwest::Error| Unbuilt(error.without_url().to_string());
        let roots = options.roots.iter().map(|it| Certificate::from_pem(it.as_bytes()));
        let roots: Vec<_> = roots.collect::<Result<_, _>>().map_err(unbuilt)?;
        let vetted = Vetted { lookup: options.lookup.clone(), allow_private: options.allow_private };
        let builder = Client::builder()
            .user_agent(USER_AGENT)
            .https_only(!options.allow_http)
            .tls_version_min(tls::Version::TLS_1_2)
            .connect_timeout(options.connect_timeout)
            .pool_idle_timeout(IDLE)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            // A proxy would look names up itself, and nobody would vet what it finds.
            .no_proxy()
            .dns_resolver(Arc::new(vetted));
        let builder = if roots.is_empty() { builder } else { builder.tls_certs_merge(roots) };
        let client = builder.build().map_err(unbuilt)?;
        Ok(Http { client, secrets: Box::new(secrets), options, usual: Marks::default() })
    }

    fn prepared(&self, sending: Sending<'_>) -> Result<Filled, Failure> {
        let mut filled = fill(sending.request, &*self.secrets)?;
        self.vet(&filled.url)?;
        let marks = self.options.marks.get(sending.connection).unwrap_or(&self.usual);
        marks.put(&mut filled.headers, &*self.secrets, sending.key, sending.now, &filled.body)?;
        Ok(filled)
    }

    /// What can be said of an address before its name is looked up. The client looks up no numbers, so they are vetted
    /// here.
    fn vet(&self, url: &Url) -> Result<(), Failure> {
        match url.scheme() {
            "https" => {}
            "http" if self.options.allow_http => {}
            "http" => return Err(Failure::new(Fault::Blocked, "the address is without encryption")),
            _ => return Err(Failure::new(Fault::Malformed, "the address is not one of the web")),
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let Ok(address) = host.parse::<IpAddr>() else { return Ok(()) };
        match permitted(vec![address], self.options.allow_private) {
            Err(blocked @ Unresolved::Blocked(_)) => Err(Failure::new(Fault::Blocked, blocked.to_string())),
            Ok(_) | Err(Unresolved::NoAddress) => Ok(()),
        }
    }

    async fn exchange(&self, filled: Filled) -> Result<Reply, Failure> {
        let Filled { method, url, headers, body, used } = filled;
        let request = self.client.request(method, url).build();
        let mut request = request.map_err(|error| failure(&error))?;
        // A name and a password in the address have become a header. One that the template states itself stands.
        let of_address = std::mem::replace(request.headers_mut(), headers).remove(AUTHORIZATION);
        if let Some(value) = of_address {
            request.headers_mut().entry(AUTHORIZATION).or_insert(value);
        }
        *request.body_mut() = (!body.is_empty()).then(|| body.into());
        let response = self.client.execute(request).await.map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        let headers = shown(response.headers());
        let (body, is_cut) = read(response).await?;
        let body = String::from_utf8(body);
        let body = body.unwrap_or_else(|it| String::from_utf8_lossy(it.as_bytes()).into_owned());
        let body = scrub(body, &used);
        Ok(Reply { status, headers, body, is_cut, partner_id_at: None })
    }
}

impl Transport for Http {
    async fn send(&self, sending: Sending<'_>) -> Result<Reply, Failure> {
        let filled = self.prepared(sending)?;
        let exchange = tokio::time::timeout(self.options.total_timeout, self.exchange(filled));
        let reply = exchange.await.unwrap_or_else(|_| Err(timed_out()))?;
        let partner_id_at = self.options.partner_ids.get(sending.connection).cloned();
        Ok(Reply { partner_id_at, ..reply })
    }

    fn longest(&self) -> Duration {
        self.options.total_timeout
    }
}

/// The beginning of an answer's body, and whether there was more. The connection of a longer one is given up.
async fn read(mut response: Response) -> Result<(Vec<u8>, bool), Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
        let room = MAX_ANSWER_BYTES - body.len();
        match chunk.get(..room) {
            Some(fitting) if chunk.len() > room => {
                body.extend_from_slice(fitting);
                return Ok((body, true));
            }
            _ => body.extend_from_slice(&chunk),
        }
    }
    Ok((body, false))
}
