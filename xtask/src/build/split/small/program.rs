//! A program with a page and two parts, small enough to follow, that refers to itself in every way
//! in which the linker notes it. `small/mod.rs` compiles, cuts and runs it.
//!
//! What the first part refers to in one way, the second refers to in another. So whoever overlooks
//! one kind of note takes it for something that one part alone needs, and the other part fails.
#![no_std]
#![no_main]

use core::cell::Cell;
use core::hint::black_box;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

#[link(wasm_import_module = "__wbindgen_placeholder__")]
unsafe extern "C" {
    /// wasm-bindgen changes what calls this: it stays in the main module.
    safe fn __wbindgen_describe_cast(a: u32, b: u32) -> u32;
}

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    safe fn double(x: u32) -> u32;
}

/// There is one thread.
struct Own<T>(Cell<T>);
unsafe impl<T> Sync for Own<T> {}

type Unary = fn(u32) -> u32;

// The page.

static ANNOUNCED: Own<[Option<Unary>; 2]> = Own(Cell::new([None; 2]));
static CALLS: Own<u32> = Own(Cell::new(5));

#[unsafe(no_mangle)]
extern "C" fn call(part: usize, x: u32) -> u32 {
    let all = ANNOUNCED.0.get();
    all.get(part).copied().flatten().map_or(0, |part| part(counted(x)))
}

/// The page's, called from the parts as well.
#[inline(never)]
fn counted(x: u32) -> u32 {
    CALLS.0.set(CALLS.0.get() + 1);
    x.wrapping_mul(CALLS.0.get()) ^ 0x1a2b_3c01
}

#[inline(never)]
fn described(x: u32) -> u32 {
    __wbindgen_describe_cast(x, 9) ^ 0x1a2b_3c02
}

#[inline(never)]
fn announce(part: usize, it: Unary) {
    let mut all = ANNOUNCED.0.get();
    all[part] = Some(it);
    ANNOUNCED.0.set(all);
}

// What both parts refer to, each in its own way.

static DIGITS: [u32; 8] = [31, 41, 59, 26, 53, 58, 97, 93];
static LEAVES: [u32; 5] = [2, 7, 18, 28, 18];
static POINTERS: [&u32; 2] = [&LEAVES[1], &LEAVES[3]];
static TABLE: [Unary; 2] = [tripled, squared];

#[inline(never)]
fn tripled(x: u32) -> u32 {
    x.wrapping_mul(3) ^ 0x1a2b_3c03
}

#[inline(never)]
fn squared(x: u32) -> u32 {
    x.wrapping_mul(x) ^ 0x1a2b_3c04
}

#[inline(never)]
fn cubed(x: u32) -> u32 {
    x.wrapping_mul(x).wrapping_mul(x) ^ 0x1a2b_3c05
}

/// Fills a frame of the stack, whose pointer is a global.
#[inline(never)]
fn summed(numbers: &[u32], x: u32) -> u32 {
    let mut frame = [x; 4];
    for (at, number) in numbers.iter().enumerate() {
        frame[at & 3] = frame[at & 3].wrapping_mul(7).wrapping_add(*number);
    }
    black_box(&frame).iter().fold(0, |all, one| all.rotate_left(5) ^ one)
}

/// Reads a number where it is, so that the address stands in the instruction that reads.
fn read(number: &u32) -> u32 {
    unsafe { core::ptr::read_volatile(number) }
}

trait Shape {
    fn area(&self, x: u32) -> u32;
}
struct Square;
struct Scaled(u32);
impl Shape for Square {
    fn area(&self, x: u32) -> u32 {
        squared(x)
    }
}
impl Shape for Scaled {
    fn area(&self, x: u32) -> u32 {
        x.wrapping_mul(self.0)
    }
}

// The first part.

static ONLY_FIRST: [u8; 21] = *b"the first part's text";

#[unsafe(export_name = "part:First")]
extern "C" fn announce_first() {
    announce(0, first);
}

fn first(x: u32) -> u32 {
    let shapes: [&dyn Shape; 2] = black_box([&Square, &Scaled(11)]);
    let area = shapes[(x & 1) as usize].area(x);
    let text = ONLY_FIRST[(x % 21) as usize];
    let wide: fn(f64, u64) -> u64 = black_box(halved);
    let halves = wide(f64::from(x), 0x1_0000_0001) as u32;
    let leaves = read(&LEAVES[2]) ^ read(&LEAVES[3]);
    let direct = tripled(x) ^ cubed(x) ^ read(&DIGITS[3]) ^ leaves;
    let others = summed(&DIGITS, x) ^ described(x) ^ counted(x);
    area ^ u32::from(text) ^ halves ^ direct ^ others ^ 0x1a2b_3c06
}

#[inline(never)]
fn halved(x: f64, y: u64) -> u64 {
    (x / 2.0) as u64 ^ y.rotate_left(7)
}

// The second part.

static ONLY_SECOND: [u8; 22] = *b"the second part's text";
static SEEN: Own<u32> = Own(Cell::new(0));

#[unsafe(export_name = "part:Second")]
extern "C" fn announce_second() {
    announce(1, second);
}

fn second(x: u32) -> u32 {
    SEEN.0.set(SEEN.0.get() + x);
    let tail = summed(black_box(&DIGITS[5..]), x);
    let pointed = black_box(&POINTERS).iter().fold(0, |all, one| all ^ **one);
    let table = black_box(&TABLE)[(x & 1) as usize](x);
    let pointer: Unary = black_box(cubed);
    let letter = ONLY_SECOND[(x % 22) as usize];
    let rest = tail ^ pointed ^ table ^ pointer(x) ^ u32::from(letter);
    rest ^ double(SEEN.0.get()) ^ described(x + 1) ^ counted(x) ^ 0x1a2b_3c07
}
