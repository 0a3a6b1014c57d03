//! From the start of the process to its first answer, and the memory it then holds.

use crate::process::{aimall_process, free_address, ready};
use std::time::Duration;

const STARTS: usize = 10;

pub async fn measure() {
    let folder = tempfile::tempdir().unwrap();
    // The first start makes the database.
    let address = free_address();
    let first = aimall_process(address, folder.path(), "http://127.0.0.1:9/v1", "none");
    ready(address).await;
    drop(first);
    let (mut times, mut memory) = (Vec::new(), 0.0);
    for _ in 0..STARTS {
        let address = free_address();
        let process = aimall_process(address, folder.path(), "http://127.0.0.1:9/v1", "none");
        times.push(ready(address).await.as_secs_f64() * 1_000.0);
        tokio::time::sleep(Duration::from_secs(1)).await;
        memory = process.rss_mib();
    }
    let times = crate::sorted(times);
    println!(
        "\nstart on an existing database: p50 {:.0} ms until ready; {memory:.1} MiB at rest",
        crate::quantile(&times, 0.5)
    );
}
