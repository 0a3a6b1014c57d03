//! What any gateway has to do at least: take a request, make it upstream, pass the answer's bytes on. No account, no
//! price, no parsing, no memory.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::header,
    response::Response,
    routing::post,
    serve::ListenerExt,
};
use reqwest::Client;

#[derive(Clone)]
struct Upstream {
    http: Client,
    url: String,
}

pub async fn run() {
    let base = std::env::var("UPSTREAM").unwrap();
    let http = Client::builder().no_proxy().build().unwrap();
    let upstream = Upstream { http, url: format!("{base}/chat/completions") };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/chat/completions", post(pass_on)).with_state(upstream);
    let listener = listener.tap_io(|connection| connection.set_nodelay(true).unwrap());
    axum::serve(listener, router).await.unwrap();
}

async fn pass_on(State(upstream): State<Upstream>, request: Request) -> Response {
    let authorization = request.headers()[header::AUTHORIZATION].clone();
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
    let asked = upstream.http.post(&upstream.url).header(header::AUTHORIZATION, authorization);
    let answer = asked.header(header::CONTENT_TYPE, "application/json").body(body).send().await.unwrap();
    Response::builder()
        .status(answer.status())
        .header(header::CONTENT_TYPE, "text/event-stream")
        .body(Body::from_stream(answer.bytes_stream()))
        .unwrap()
}
