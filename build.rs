//! Tells the linker to keep its notes where the program is to be cut into parts: see
//! `xtask/src/build/split`.

const SPLIT: &str = "FOUR_PILLARS_SPLIT";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed={SPLIT}");
    let is_for_a_browser =
        std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    if is_for_a_browser && std::env::var_os(SPLIT).is_some() {
        println!("cargo:rustc-link-arg-bins=--emit-relocs");
    }
}
