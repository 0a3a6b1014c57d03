//! The processes of a bench: the emulated provider, and before it the bare relay, AI Mall and, where it is measured,
//! LiteLLM.

use crate::emulator::{Emulator, contract};
use std::{
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A process that ends with its owner.
pub struct Process {
    child: Child,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    pub fn of(child: Child) -> Self {
        Self { child }
    }

    /// Seconds of CPU that it has used so far.
    pub fn cpu_s(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let after_name = stat.rsplit_once(')').unwrap().1;
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        // utime and stime, in the kernel's fixed hundredths for user space.
        let ticks: f64 = [fields[11], fields[12]].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum();
        ticks / 100.0
    }

    /// Mebibytes of memory it holds now.
    pub fn rss_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }
}

/// All three, running.
pub struct Bench {
    /// The key that the emulated provider expects.
    pub key: &'static str,
    pub emulator_url: String,
    pub relay_url: String,
    pub aimall: SocketAddr,
    pub relay_process: Process,
    pub aimall_process: Process,
    _emulator_process: Process,
    _folder: TempDir,
}

impl Bench {
    pub async fn start() -> Self {
        Self::before("openai").await
    }

    /// Before one of the emulated providers.
    pub async fn before(provider: &'static str) -> Self {
        let key = contract::key(provider).unwrap();
        let (emulator_process, emulator_url) = printed(myself().arg("emulator").env("PROVIDER", provider));
        let (relay_process, relay_url) = printed(myself().arg("relay").env("UPSTREAM", &emulator_url));
        let folder = tempfile::tempdir().unwrap();
        let aimall = free_address();
        let process = aimall_process(aimall, folder.path(), &emulator_url, key);
        ready(aimall).await;
        Self {
            key,
            emulator_url,
            relay_url,
            aimall,
            relay_process,
            aimall_process: process,
            _emulator_process: emulator_process,
            _folder: folder,
        }
    }
}

/// The product as it is deployed, on SQLite, with everything on; without its command.
pub fn aimall_command(address: SocketAddr, folder: &Path, openai_url: &str, openai_key: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aimall"));
    command
        .current_dir(folder)
        .env_clear()
        .env("LEPTOS_SITE_ADDR", address.to_string())
        .env("DATA_DIR", folder)
        .env("OPENAI_API_KEY", openai_key)
        .env("OPENAI_BASE_URL", openai_url)
        .env("SIGNUP_COINS", "1000000")
        .env("RUST_LOG", "error")
        .stdout(Stdio::null());
    command
}

/// The same, serving.
pub fn aimall_process(address: SocketAddr, folder: &Path, openai_url: &str, openai_key: &str) -> Process {
    Process::of(aimall_command(address, folder, openai_url, openai_key).arg("serve").spawn().unwrap())
}

/// What LiteLLM is asked with.
pub const LITELLM_KEY: &str = "sk-litellm-bench";

/// LiteLLM's proxy as its documentation starts it: one worker, no database, no logging of requests. None where it is not
/// installed.
pub async fn litellm_process(
    address: SocketAddr,
    folder: &Path,
    openai_url: &str,
    openai_key: &str,
) -> Option<Process> {
    let program = std::env::var("AIMALL_LITELLM").ok().filter(|program| Path::new(program).exists())?;
    let config = format!(
        "model_list:\n  - model_name: gpt-5-mini\n    litellm_params:\n      model: openai/gpt-5-mini\n      \
         api_base: {openai_url}\n      api_key: {openai_key}\ngeneral_settings:\n  master_key: {LITELLM_KEY}\n\
         litellm_settings:\n  telemetry: false\n  num_retries: 0\n"
    );
    std::fs::write(folder.join("litellm.yaml"), config).unwrap();
    let port = address.port().to_string();
    let arguments = ["--config", "litellm.yaml", "--host", "127.0.0.1", "--port", &port, "--num_workers", "1"];
    let child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("LITELLM_LOG", "ERROR")
        .env("LITELLM_MODE", "PRODUCTION")
        // Its list of prices would be fetched from the network.
        .env("LITELLM_LOCAL_MODEL_COST_MAP", "True")
        .env("NO_PROXY", "127.0.0.1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let process = Process { child };
    answers(&format!("http://{address}/health/liveliness"), Duration::from_secs(120)).await;
    Some(process)
}

/// Waits until it answers; how long that took.
pub async fn ready(address: SocketAddr) -> Duration {
    answers(&format!("http://{address}/api/health/ready"), Duration::from_secs(30)).await
}

async fn answers(url: &str, within: Duration) -> Duration {
    let began = Instant::now();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    loop {
        if http.get(url).send().await.is_ok_and(|answer| answer.status().is_success()) {
            return began.elapsed();
        }
        assert!(began.elapsed() < within, "nothing answers at {url}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn myself() -> Command {
    Command::new(std::env::current_exe().unwrap())
}

/// Starts a process whose first line is its address.
fn printed(command: &mut Command) -> (Process, String) {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Process { child }, line.trim().to_owned())
}

/// Is the emulated provider.
pub async fn emulate() {
    let emulator = Emulator::start().await.unwrap();
    println!("{}", emulator.base_url(&std::env::var("PROVIDER").unwrap()));
    std::future::pending::<()>().await;
}
