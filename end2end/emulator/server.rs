//! The emulator itself: accepts connections on the loopback interface and plays scenarios.

use super::{
    answer, balance,
    contract::{self, Endpoint, Surface},
    generation,
    http::{Head, read_request},
    media, models,
    payment::Payments,
    record::{Closing, Request, Shared},
    scenario::{Framing, Scenario, Step},
};
use bytes::Bytes;
use serde_json::{Value, json};
use std::{
    collections::{HashMap, HashSet, VecDeque},
    io::{Error, ErrorKind, Result},
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::{sleep, timeout},
};

/// A running emulator. Dropping it closes everything.
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    inner: Arc<Inner>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Inner {
    record: Shared,
    queue: Mutex<VecDeque<Queued>>,
    balances: Mutex<VecDeque<Scenario>>,
    /// How often each generation was asked for.
    generations: Mutex<HashMap<String, u32>>,
    gates: watch::Sender<HashSet<String>>,
    payments: Payments,
}

/// An answer for a request to come.
#[derive(Debug)]
struct Queued {
    /// What the request's body must have in it; anything when none.
    part: Option<String>,
    scenario: Scenario,
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Emulator {
    /// Starts on a free port.
    pub async fn start() -> Result<Self> {
        Self::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// Starts at an address, which must be a loopback one: a test double has no business on a network.
    pub async fn bind(address: SocketAddr) -> Result<Self> {
        if !address.ip().is_loopback() {
            return Err(Error::new(ErrorKind::InvalidInput, "the emulator only listens on a loopback address"));
        }
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let inner = Arc::new(Inner {
            record: Shared::default(),
            queue: Mutex::default(),
            balances: Mutex::default(),
            generations: Mutex::default(),
            gates: watch::Sender::new(HashSet::new()),
            payments: Payments::new(address),
        });
        let accepting = tokio::spawn(accept(listener, inner.clone()));
        Ok(Self { address, inner, accepting })
    }

    /// Where a provider's API is: the base URL to configure.
    pub fn base_url(&self, provider: &str) -> String {
        format!("http://{}{}", self.address, contract::prefix(provider).unwrap_or("/unknown"))
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next request that has no answer yet gets this one.
    pub fn queue(&self, scenario: Scenario) {
        self.enqueue(None, scenario);
    }

    /// The next request that has this text in its body and no answer yet gets this one: for requests at once.
    pub fn queue_for(&self, part: &str, scenario: Scenario) {
        self.enqueue(Some(part.to_owned()), scenario);
    }

    fn enqueue(&self, part: Option<String>, scenario: Scenario) {
        let mut queue = self.inner.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.push_back(Queued { part, scenario });
    }

    /// The next question for a balance that has no answer yet gets this one.
    pub fn queue_balance(&self, scenario: Scenario) {
        self.inner.balances.lock().unwrap_or_else(PoisonError::into_inner).push_back(scenario);
    }

    /// Does what a control of `payments.md` does: `control("stripe/hold", json!({"held": true}))`.
    pub async fn control(&self, path: &str, body: Value) -> std::result::Result<Value, String> {
        self.inner.payments.control(path, &body).await
    }

    /// Payment gateways take the time, in seconds since 1970, from here.
    pub fn follow(&self, now: impl Fn() -> i64 + Send + Sync + 'static) {
        self.inner.payments.clock.follow(Box::new(now));
    }

    /// Lets scenarios pass a gate, now and later.
    pub fn open_gate(&self, name: &str) {
        self.inner.gates.send_modify(|open| {
            open.insert(name.to_owned());
        });
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.inner.record.lock().requests.clone()
    }

    /// What was wrong with requests so far.
    pub fn violations(&self) -> Vec<String> {
        self.inner.record.lock().requests.iter().filter_map(|request| request.violation.clone()).collect()
    }

    /// How exchanges ended so far.
    pub fn closings(&self) -> Vec<Closing> {
        self.inner.record.lock().closings.clone()
    }

    /// Connections that are open now.
    pub fn open_connections(&self) -> usize {
        self.inner.record.lock().open
    }

    /// Connections that were ever opened.
    pub fn opened_connections(&self) -> usize {
        self.inner.record.lock().opened
    }

    /// Bytes of replies that the system took from the emulator so far.
    pub fn bytes_written(&self) -> usize {
        self.inner.record.lock().bytes_written
    }

    /// Waits until a client has left within a scenario; when that was noticed.
    pub async fn client_gone(&self, within: Duration) -> Option<Instant> {
        let gone = async {
            loop {
                if let Some(at) = self.closings().iter().find_map(|closing| closing.client_gone) {
                    return at;
                }
                sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(within, gone).await.ok()
    }

    /// Waits until no connection is open.
    pub async fn all_closed(&self, within: Duration) -> bool {
        let closed = async {
            while self.open_connections() > 0 {
                sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(within, closed).await.is_ok()
    }
}

async fn accept(listener: TcpListener, inner: Arc<Inner>) {
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        while connections.try_join_next().is_some() {}
        connections.spawn(serve(socket, inner.clone()));
    }
}

/// Counts a connection for as long as it is open.
struct Open(Arc<Inner>);

impl Open {
    fn new(inner: Arc<Inner>) -> Self {
        let mut record = inner.record.lock();
        record.open += 1;
        record.opened += 1;
        drop(record);
        Self(inner)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.record.lock().open -= 1;
    }
}

async fn serve(mut socket: TcpStream, inner: Arc<Inner>) {
    let _open = Open::new(inner.clone());
    let _ = socket.set_nodelay(true);
    while let Ok(Some((head, body))) = read_request(&mut socket).await {
        let scenario = match inner.paid(&head, &body).await {
            Some(scenario) => scenario,
            None => inner.scenario(&head, body),
        };
        let name = scenario.name.clone();
        let mut player = Player::new(&mut socket, &inner, &scenario);
        let ending = player.play(scenario.steps).await;
        let bytes_written = player.bytes_written;
        let client_gone = matches!(ending, Ending::ClientGone).then(Instant::now);
        inner.record.lock().closings.push(Closing { scenario: name, bytes_written, client_gone });
        if !matches!(ending, Ending::KeepAlive) {
            return;
        }
    }
}

impl Inner {
    /// The answer to a request that is for a payment gateway. What the product asks for is written down.
    async fn paid(&self, head: &Head, body: &Value) -> Option<Scenario> {
        let answer = self.payments.answer(head, body).await?;
        if answer.is_api {
            self.record.lock().requests.push(Request {
                method: head.method.clone(),
                path: head.path.clone(),
                headers: head.headers.clone(),
                body: body.clone(),
                scenario: answer.scenario.name.clone(),
                violation: answer.violation,
            });
        }
        Some(answer.scenario)
    }

    /// The answer to a request, which is checked and written down.
    fn scenario(&self, head: &Head, body: Value) -> Scenario {
        if let Some(control) = self.control(&head.path) {
            return control;
        }
        let mut request = Request {
            method: head.method.clone(),
            path: head.path.clone(),
            headers: head.headers.clone(),
            body,
            scenario: String::new(),
            violation: None,
        };
        let answered = match contract::wire(&head.path) {
            Some(wire) => {
                (wire.check)(&request).map(|()| self.queued(&request).unwrap_or_else(|| (wire.answer)(&request)))
            }
            None => contract::route(head).and_then(|(surface, endpoint)| {
                if let Some(refusal) = balance::wrong_key(&surface, &request) {
                    return Ok(refusal);
                }
                contract::check(&surface, endpoint, &request)?;
                Ok(self.answer(&surface, endpoint, &request))
            }),
        };
        let scenario = match answered {
            Ok(scenario) => scenario,
            Err(violation) => {
                request.violation = Some(violation.clone());
                let error =
                    json!({"error": {"message": format!("emulator: {violation}"), "type": "contract_violation"}});
                Scenario::status(400, error).named_as("violation")
            }
        };
        request.scenario.clone_from(&scenario.name);
        self.record.lock().requests.push(request);
        scenario
    }

    fn answer(&self, surface: &Surface, endpoint: Endpoint, request: &Request) -> Scenario {
        // Balances are asked for beside everything else: they must not take what is queued for requests.
        let is_balance = matches!(endpoint, Endpoint::Balance(_));
        let queued = if is_balance { pop(&self.balances) } else { self.queued(request) };
        queued.unwrap_or_else(|| match endpoint {
            Endpoint::Balance(kind) => balance::scenario(kind),
            Endpoint::Chat => answer::scenario(surface, request),
            Endpoint::Media(kind) => media::scenario(surface, kind, request),
            Endpoint::Models => Scenario::status(200, models::list(surface)).named_as("models"),
            Endpoint::Generation => self.generation(request),
        })
    }

    fn queued(&self, request: &Request) -> Option<Scenario> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let body = request.body.to_string();
        let fits = |queued: &Queued| queued.part.as_ref().is_none_or(|part| body.contains(part.as_str()));
        let at = queue.iter().position(fits)?;
        queue.remove(at).map(|queued| queued.scenario)
    }

    /// What a generation cost: not there when it is first asked for, as it is written a little later.
    fn generation(&self, request: &Request) -> Scenario {
        let id = generation::id(request);
        let mut asked = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let times = asked.entry(id.to_owned()).or_default();
        *times += 1;
        let gone = |closing: &Closing| closing.client_gone.is_some();
        let cancelled = self.record.lock().closings.iter().any(gone);
        if *times == 1 { generation::missing() } else { generation::told(id, cancelled) }
    }

    /// What journeys ask the emulator itself.
    fn control(&self, path: &str) -> Option<Scenario> {
        let record = self.record.lock();
        let reply = match path {
            "/__requests" => Value::from_iter(record.requests.iter().map(Request::to_json)),
            "/__open" => json!({"open": record.open, "opened": record.opened}),
            _ => return None,
        };
        Some(Scenario::status(200, reply).named_as("control"))
    }
}

fn pop(queue: &Mutex<VecDeque<Scenario>>) -> Option<Scenario> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
}

/// Plays one scenario on a connection.
struct Player<'c> {
    socket: &'c mut TcpStream,
    inner: &'c Inner,
    framing: Framing,
    /// What of the head has not gone out.
    head: Vec<u8>,
    bytes_written: usize,
}

enum Ending {
    KeepAlive,
    Closed,
    ClientGone,
}

/// The client has closed the connection.
struct Gone;

impl<'c> Player<'c> {
    fn new(socket: &'c mut TcpStream, inner: &'c Inner, scenario: &Scenario) -> Self {
        let mut head = format!("HTTP/1.1 {} Emulated\r\n", scenario.status);
        for (name, value) in &scenario.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&match scenario.framing {
            Framing::Chunked => "transfer-encoding: chunked\r\n\r\n".to_owned(),
            Framing::Length(length) => format!("content-length: {length}\r\n\r\n"),
            Framing::UntilClose => "connection: close\r\n\r\n".to_owned(),
        });
        Self { socket, inner, framing: scenario.framing, head: head.into_bytes(), bytes_written: 0 }
    }

    async fn play(&mut self, steps: Vec<Step>) -> Ending {
        match self.steps(steps).await {
            Ok(ending) => ending,
            Err(Gone) => Ending::ClientGone,
        }
    }

    async fn steps(&mut self, steps: Vec<Step>) -> std::result::Result<Ending, Gone> {
        let count = steps.len();
        for (at, step) in steps.into_iter().enumerate() {
            match step {
                Step::Head => self.write(&[]).await?,
                // The last bytes and the body's end go out as one, as most servers do it.
                Step::Send(bytes) if at + 1 == count && self.framing == Framing::Chunked => {
                    self.write(&[&framed(&bytes)[..], b"0\r\n\r\n"].concat()).await?;
                    return Ok(Ending::KeepAlive);
                }
                Step::Send(bytes) if self.framing == Framing::Chunked => self.write(&framed(&bytes)).await?,
                Step::Send(bytes) => self.write(&bytes).await?,
                Step::Sleep(pause) => self.while_connected(sleep(pause)).await?,
                Step::WaitForClientClose(longest) => self.while_connected(sleep(longest)).await?,
                Step::Gate(name) => self.pass(&name).await?,
                Step::Reset => {
                    let _ = self.socket.set_zero_linger();
                    return Ok(Ending::Closed);
                }
                Step::CloseMidChunk => {
                    self.write(b"1f").await?;
                    return Ok(Ending::Closed);
                }
                Step::CloseClean => {
                    self.end().await?;
                    return Ok(Ending::Closed);
                }
            }
        }
        self.end().await?;
        Ok(if self.framing == Framing::UntilClose { Ending::Closed } else { Ending::KeepAlive })
    }

    async fn end(&mut self) -> std::result::Result<(), Gone> {
        self.write(if self.framing == Framing::Chunked { b"0\r\n\r\n" } else { b"" }).await
    }

    async fn pass(&mut self, gate: &str) -> std::result::Result<(), Gone> {
        let mut gates = self.inner.gates.subscribe();
        self.while_connected(async {
            let _ = gates.wait_for(|open| open.contains(gate)).await;
        })
        .await
    }

    /// Waits for something unless the client leaves first.
    async fn while_connected(&mut self, wait: impl Future<Output = ()>) -> std::result::Result<(), Gone> {
        let mut ignored = [0; 64];
        tokio::pin!(wait);
        loop {
            tokio::select! {
                biased;
                () = &mut wait => return Ok(()),
                read = self.socket.read(&mut ignored) => if !matches!(read, Ok(1..)) { return Err(Gone) },
            }
        }
    }

    /// Writes bytes, after the head if that is still due, and counts what the system takes.
    async fn write(&mut self, bytes: &[u8]) -> std::result::Result<(), Gone> {
        let mut whole = std::mem::take(&mut self.head);
        whole.extend_from_slice(bytes);
        let (mut reader, mut writer) = self.socket.split();
        let (mut ignored, mut at) = ([0; 64], 0);
        while at < whole.len() {
            tokio::select! {
                biased;
                wrote = writer.write(&whole[at..]) => {
                    let wrote = wrote.map_err(|_| Gone)?;
                    at += wrote;
                    self.bytes_written += wrote;
                    self.inner.record.lock().bytes_written += wrote;
                }
                read = reader.read(&mut ignored) => if !matches!(read, Ok(1..)) { return Err(Gone) },
            }
        }
        Ok(())
    }
}

fn framed(bytes: &Bytes) -> Vec<u8> {
    let mut chunk = Vec::with_capacity(bytes.len() + 16);
    chunk.extend_from_slice(format!("{:x}\r\n", bytes.len()).as_bytes());
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    chunk
}
