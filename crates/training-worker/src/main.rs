//! The worker that trains beside the page: it passes messages between the page and a
//! [`training::Host`], and gives the host time to work.

#[cfg(target_arch = "wasm32")]
mod picked;
#[cfg(target_arch = "wasm32")]
mod worker;

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::start();
}
