//! Settings, parsed once at the start: `Leptos.toml` holds defaults, the environment wins. A wrong value stops the
//! start with the setting's name, what was found and what is allowed. The list is in the README and in the contract.

mod payments;
mod providers;
mod secret;
mod source;
mod storage;

use crate::kernel::Coins;
use std::{net::SocketAddr, path::PathBuf};

pub use payments::{PaymentSettings, StripeSetting, ZarinpalSetting};
pub use providers::{Known, PROVIDERS, ProviderSetting};
pub use secret::Secret;
pub use source::{SettingError, Source};
pub use storage::{Bucket, StorageSetting, parse as parse_storage};

/// Everything an operator can set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address to listen on.
    pub addr: SocketAddr,
    /// Where people find us; absolute links and the cookies' Secure flag follow it.
    pub public_url: String,
    /// What the embedded default stores.
    pub data_dir: PathBuf,
    /// Which database.
    pub database: DatabaseUrl,
    /// Where files are kept.
    pub storage: StorageSetting,
    /// Bytes of files that a person may keep.
    pub storage_quota: i64,
    /// Signs tokens.
    pub app_secret: Secret,
    /// What is said of each provider that is known.
    pub providers: Vec<ProviderSetting>,
    /// What is said of each payment gateway.
    pub payments: PaymentSettings,
    /// Whether the built-in sandbox provider answers, unless the administration says otherwise.
    pub sandbox: bool,
    /// Whether the operator said so; otherwise it answers where nobody else is to.
    pub sandbox_said: bool,
    /// Coins a new account gets.
    pub signup_coins: Coins,
    /// With fewer coins than these a person is told.
    pub coins_low: Coins,
    /// Coins that one of the staff may give or take of a person in a day without a second.
    pub adjustment_limit: Coins,
    /// Whether conversations get names from a model, which the house pays for.
    pub chat_titles: bool,
    /// How much queued work is done at once.
    pub queue: QueueSetting,
    /// How provider costs become coins.
    pub pricing: Pricing,
    /// Addresses that are fetched from although they are not public, also by plain http: only for a server of the
    /// operator's own that answers with such addresses, and for tests.
    pub outbound_allow: Vec<SocketAddr>,
    /// How logs look.
    pub log: LogSettings,
}

/// Where the data is.
#[derive(Debug, Clone)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A server; the address may hold a password.
    Postgres(Secret),
}

/// How a provider's cost in US dollars becomes coins: cost × rate × margin, rounded up once, at least the minimum.
#[derive(Debug, Clone)]
pub struct Pricing {
    /// Coins for one US dollar.
    pub coins_per_usd: rust_decimal::Decimal,
    /// What is asked for each unit of cost; 1 is no margin.
    pub margin: rust_decimal::Decimal,
    /// The least a run that produced something costs.
    pub minimum: Coins,
}

/// How much queued work is done at once.
#[derive(Debug, Clone, Copy)]
pub struct QueueSetting {
    /// By this process.
    pub slots: usize,
    /// For one person, by all processes together.
    pub per_user: i64,
    /// By one provider, for all processes together.
    pub per_provider: i64,
}

/// How logs look.
#[derive(Debug, Clone)]
pub struct LogSettings {
    /// JSON lines instead of text.
    pub json: bool,
    /// Levels, as `RUST_LOG` has them.
    pub filter: String,
}

impl Settings {
    /// Reads and checks every setting.
    pub fn read(source: &Source) -> Result<Self, SettingError> {
        let addr: SocketAddr =
            source.parsed("LEPTOS_SITE_ADDR", "127.0.0.1:3000", "an address and port such as 127.0.0.1:3000")?;
        let public_url = read_public_url(source, addr)?;
        let data_dir = PathBuf::from(source.text("DATA_DIR").unwrap_or_else(|| "data".to_owned()));
        let providers = providers::read(source)?;
        let sandbox = source.flag("SANDBOX", !providers.iter().any(|provider| provider.chosen))?;
        Ok(Self {
            addr,
            public_url,
            database: read_database(source, &data_dir)?,
            storage: storage::read(source, &data_dir)?,
            storage_quota: storage::quota(source)?,
            app_secret: secret::app_secret(source, &data_dir)?,
            providers,
            payments: payments::read(source)?,
            sandbox,
            sandbox_said: source.text("SANDBOX").is_some(),
            signup_coins: source.parsed(
                "SIGNUP_COINS",
                "200",
                "coins with at most three decimal places, such as 200",
            )?,
            coins_low: source.parsed("COINS_LOW", "20", "coins with at most three decimal places, such as 20")?,
            adjustment_limit: source.parsed(
                "ADJUSTMENT_LIMIT",
                "1000",
                "coins with at most three decimal places, such as 1000",
            )?,
            chat_titles: source.flag("CHAT_TITLES", true)?,
            queue: read_queue(source)?,
            pricing: read_pricing(source)?,
            outbound_allow: read_outbound_allow(source)?,
            log: read_log(source)?,
            data_dir,
        })
    }

    /// Whether people reach us over TLS; then cookies are `Secure`.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

fn read_public_url(source: &Source, addr: SocketAddr) -> Result<String, SettingError> {
    let url = source.text("PUBLIC_URL").unwrap_or_else(|| format!("http://{addr}"));
    let trimmed = url.trim_end_matches('/');
    let rest = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', ' ']) => Ok(trimmed.to_owned()),
        _ => Err(SettingError::wrong("PUBLIC_URL", &url, "an address such as https://ai.example.com, without a path")),
    }
}

fn read_database(source: &Source, data_dir: &std::path::Path) -> Result<DatabaseUrl, SettingError> {
    let Some(url) = source.secret("DATABASE_URL")? else {
        return Ok(DatabaseUrl::Sqlite(data_dir.join("aimall.db")));
    };
    let text = url.expose();
    match text.split_once("://") {
        Some(("sqlite", path)) if !path.is_empty() => Ok(DatabaseUrl::Sqlite(PathBuf::from(path))),
        Some(("postgres" | "postgresql", rest)) if !rest.is_empty() => Ok(DatabaseUrl::Postgres(url)),
        _ => Err(SettingError::hidden("DATABASE_URL", "sqlite://path/to/file or postgres://user:password@host/name")),
    }
}

fn read_pricing(source: &Source) -> Result<Pricing, SettingError> {
    let pricing = Pricing {
        coins_per_usd: source.parsed("COINS_PER_USD", "1000", "a decimal number above 0")?,
        margin: source.parsed("PRICE_MARGIN", "1.5", "a decimal number of at least 1")?,
        minimum: source.parsed("MINIMUM_CHARGE", "0.01", "coins with at most three decimal places")?,
    };
    if pricing.coins_per_usd <= rust_decimal::Decimal::ZERO {
        return Err(SettingError::wrong(
            "COINS_PER_USD",
            &pricing.coins_per_usd.to_string(),
            "a decimal number above 0",
        ));
    }
    if pricing.margin < rust_decimal::Decimal::ONE {
        return Err(SettingError::wrong("PRICE_MARGIN", &pricing.margin.to_string(), "a decimal number of at least 1"));
    }
    if pricing.minimum.milli < 1 {
        return Err(SettingError::wrong("MINIMUM_CHARGE", &pricing.minimum.to_string(), "at least 0.001 coins"));
    }
    Ok(pricing)
}

fn read_queue(source: &Source) -> Result<QueueSetting, SettingError> {
    let number = |name, usual| {
        let allowed = "a whole number from 1 to 1000";
        let number: u16 = source.parsed(name, usual, allowed)?;
        if (1..=1_000).contains(&number) {
            Ok(number)
        } else {
            Err(SettingError::wrong(name, &number.to_string(), allowed))
        }
    };
    Ok(QueueSetting {
        slots: usize::from(number("QUEUE_SLOTS", "8")?),
        per_user: i64::from(number("QUEUE_PER_USER", "3")?),
        per_provider: i64::from(number("QUEUE_PER_PROVIDER", "16")?),
    })
}

fn read_outbound_allow(source: &Source) -> Result<Vec<SocketAddr>, SettingError> {
    let text = source.text("OUTBOUND_ALLOW").unwrap_or_default();
    let addresses = text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::parse);
    let allowed = "addresses and ports between commas, such as 127.0.0.1:8080,[::1]:8080";
    addresses.collect::<Result<_, _>>().map_err(|_| SettingError::wrong("OUTBOUND_ALLOW", &text, allowed))
}

fn read_log(source: &Source) -> Result<LogSettings, SettingError> {
    let format = source.text("LOG_FORMAT").unwrap_or_else(|| "text".to_owned());
    let json = match format.as_str() {
        "text" => false,
        "json" => true,
        other => return Err(SettingError::wrong("LOG_FORMAT", other, "text or json")),
    };
    let filter = source.text("RUST_LOG").unwrap_or_else(|| "info".to_owned());
    if tracing_subscriber::EnvFilter::try_new(&filter).is_err() {
        return Err(SettingError::wrong("RUST_LOG", &filter, "levels such as info or warn,aimall=debug"));
    }
    Ok(LogSettings { json, filter })
}

#[cfg(test)]
mod tests {
    use super::{DatabaseUrl, Settings, Source};

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, String> {
        let folder = tempfile::tempdir().unwrap();
        let mut pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        pairs.push(("DATA_DIR".to_owned(), folder.path().display().to_string()));
        Settings::read(&Source::of(pairs)).map_err(|error| error.to_string())
    }

    #[test]
    fn the_embedded_defaults_need_nothing() {
        let settings = read(&[]).unwrap();
        assert_eq!(settings.public_url, "http://127.0.0.1:3000");
        assert!(settings.sandbox, "with no key at all the sandbox answers");
        assert!(!settings.secure());
        assert!(matches!(settings.database, DatabaseUrl::Sqlite(path) if path.ends_with("aimall.db")));
    }

    #[test]
    fn a_key_turns_its_provider_on_and_the_sandbox_off() {
        let settings = read(&[("GROQ_API_KEY", "gsk-1"), ("PUBLIC_URL", "https://ai.example.com/")]).unwrap();
        assert!(!settings.sandbox);
        assert!(settings.secure());
        assert_eq!(settings.public_url, "https://ai.example.com");
        assert!(settings.providers.iter().any(|provider| provider.id == "groq" && provider.is_on));
        assert!(settings.providers.iter().any(|provider| provider.id == "gemini" && !provider.is_on));
    }

    #[test]
    fn every_provider_has_its_address_and_its_proxy() {
        let settings = read(&[("GEMINI_API_KEY", "AIza-1"), ("GEMINI_PROXY", "http://127.0.0.1:8118")]).unwrap();
        let gemini = settings.providers.iter().find(|provider| provider.id == "gemini").unwrap();
        assert_eq!(gemini.base_url, "https://generativelanguage.googleapis.com/v1beta");
        assert_eq!((gemini.chosen, gemini.proxy.as_deref()), (true, Some("http://127.0.0.1:8118")));
        let settings =
            read(&[("GEMINI_API_KEY", "x"), ("GEMINI_BASE_URL", "http://127.0.0.1:9/gemini/v1beta/")]).unwrap();
        assert!(settings.providers.iter().any(|provider| provider.base_url == "http://127.0.0.1:9/gemini/v1beta"));
    }

    #[test]
    fn an_empty_secret_counts_as_none() {
        assert!(read(&[("OPENAI_API_KEY", "  ")]).unwrap().sandbox);
    }

    #[test]
    fn a_wrong_value_names_the_setting_and_what_is_allowed() {
        for (name, value) in [
            ("LEPTOS_SITE_ADDR", "here"),
            ("PUBLIC_URL", "ftp://x"),
            ("PUBLIC_URL", "https://x/y"),
            ("SIGNUP_COINS", "-"),
            ("ADJUSTMENT_LIMIT", "some"),
            ("COINS_PER_USD", "0"),
            ("PRICE_MARGIN", "0.5"),
            ("LOG_FORMAT", "xml"),
            ("OPENAI_BASE_URL", "localhost"),
            ("STRIPE_BASE_URL", "localhost"),
            ("ZARINPAL_BASE_URL", "zarinpal.com"),
            ("SANDBOX", "maybe"),
            ("OUTBOUND_ALLOW", "127.0.0.1"),
            ("OUTBOUND_ALLOW", "localhost:80"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert!(error.contains(name) && error.contains(value) && error.contains("allowed"), "{name}: {error}");
        }
    }

    #[test]
    fn a_wrong_secret_is_not_repeated() {
        for (name, value) in [
            ("DATABASE_URL", "mysql://root:hunter2@db"),
            ("ZARINPAL_MERCHANT_ID", "hunter2"),
            // A UUID, but not in the 36 characters that are sent.
            ("ZARINPAL_MERCHANT_ID", "hunter2211112222333344445555566a"),
            ("ZARINPAL_MERCHANT_ID", "1b2c3d4e00001111222233334444hunter2"),
            ("STRIPE_SECRET_KEY", "sk_test hunter2"),
            ("STRIPE_WEBHOOK_SECRET", "whsec_\thunter2"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert!(error.contains(name) && error.contains("allowed") && !error.contains("hunter2"), "{error}");
        }
        let id = "1b2c3d4e000011112222333344445555";
        assert!(read(&[("ZARINPAL_MERCHANT_ID", id)]).unwrap_err().contains("36 characters"));
    }

    #[test]
    fn a_gateway_is_on_by_its_secret() {
        let payments = read(&[("STRIPE_SECRET_KEY", " "), ("STRIPE_WEBHOOK_SECRET", "")]).unwrap().payments;
        assert!(payments.stripe.secret_key.is_none() && payments.stripe.webhook_secret.is_none());
        assert!(payments.zarinpal.merchant_id.is_none());
        assert_eq!(payments.stripe.base_url, "https://api.stripe.com");
        assert_eq!(payments.zarinpal.base_url, "https://payment.zarinpal.com");
        let id = "1b2c3d4e-0000-1111-2222-333344445555";
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, "sk_test_hunter2\n").unwrap();
        let payments = read(&[
            ("STRIPE_SECRET_KEY_FILE", file.to_str().unwrap()),
            ("ZARINPAL_MERCHANT_ID", id),
            ("ZARINPAL_BASE_URL", "http://127.0.0.1:9/zarinpal/"),
        ]);
        let payments = payments.unwrap().payments;
        assert_eq!(payments.stripe.secret_key.as_ref().unwrap().expose(), "sk_test_hunter2");
        assert_eq!(payments.zarinpal.merchant_id.as_ref().unwrap().expose(), id);
        assert_eq!(payments.zarinpal.base_url, "http://127.0.0.1:9/zarinpal");
        let printed = format!("{payments:?}");
        assert!(!printed.contains("hunter2") && !printed.contains(id), "{printed}");
    }
}
