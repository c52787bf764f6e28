//! `state!`: a state declared once.

/// A key from a field's name: `true_rank` is `true-rank`.
#[must_use]
pub const fn kebab<const N: usize>(name: &str) -> [u8; N] {
    let bytes = name.as_bytes();
    let mut out = [0; N];
    let mut at = 0;
    while at < N {
        out[at] = if bytes[at] == b'_' { b'-' } else { bytes[at] };
        at += 1;
    }
    out
}

/// Bytes that were a name as text again.
#[must_use]
pub const fn text(bytes: &'static [u8]) -> &'static str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

/// A documentation comment without the space at its beginning.
#[must_use]
pub const fn about(comment: &'static str) -> &'static str {
    comment.trim_ascii()
}

/// Declares the state of a panel: its inputs, each with its kind, its default and what it means.
///
/// ```text
/// state! {
///     /// Logits and the temperature that divides them.
///     pub struct SoftmaxState {
///         /// the logits
///         z: Vector(2, 12, LIMIT) = vec![2.0, 1.0, 0.1, -0.5],
///         /// divides the logits
///         temperature: Number(0.01, 100.0).label("temperature T").log() = 1.0,
///     }
/// }
/// ```
///
/// makes the struct, its default, its [`State`](crate::contract::State), and for each input a
/// function of its name that returns its [`Field`](super::Field), which the controls of the view
/// take. A key is the field's name with `-` for `_`; what a key means is the field's comment.
///
/// Hooks may follow, each for what belongs to several inputs at once:
///
/// - `start = f;` with `f(&mut Query) -> State`: refuses what doesn't fit together, and gives the
///   state into which the other given values are put; it may look at `State::filled(query)`, the
///   default with all that is given. Without it that is the default.
/// - `agree = f;` with `f(&mut State)`: brings the parts of a state into agreement after a random
///   draw or a change by a control.
/// - `replaced = f;` with `f(&mut State, &str)`: drops what belonged to the value of a key that is replaced as
///   a whole, as by a list that is pasted.
/// - `objection = f;` with `f(&State) -> Option<&'static str>`: says why a state that a control has
///   made can't stay as it is, where `agree` takes back what the reader has just set.
/// - `random = f;` with `f(&mut Random, Draw) -> State`: draws a state as a whole; it may begin with
///   `State::drawn(random, draw)`, in which each input was drawn and all agree.
/// - `omits = f;` with `f(&State, &str) -> bool`: whether a key says nothing in a state, and is left
///   out of its address.
///
/// Where inputs lie deeper in a struct that is written by hand, with its default:
///
/// ```text
/// state! {
///     for LoopState {
///         /// transformer blocks
///         layers in config.layers: Whole(1, 4),
///     }
/// }
/// ```
#[macro_export]
macro_rules! state {
    (
        $(#[$meta:meta])*
        pub struct $state:ident {
            $(
                $(#[doc = $about:literal])+
                $field:ident : $input:ident $(<$of:ty>)? ($($argument:expr),* $(,)?)
                    $(.$set:ident($($to:expr),* $(,)?))* = $default:expr
            ),* $(,)?
        }
        $($hook:ident = $with:path;)*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $state {
            $(
                $(#[doc = $about])+
                pub $field: <$input $(<$of>)? as $crate::contract::input::Input>::Value,
            )*
        }

        impl Default for $state {
            fn default() -> Self {
                Self { $($field: $default),* }
            }
        }

        $crate::state! {
            for $state {
                $(
                    $(#[doc = $about])+
                    $field in $field : $input $(<$of>)? ($($argument),*) $(.$set($($to),*))*
                ),*
            }
            $($hook = $with;)*
        }
    };
    (
        for $state:ident {
            $(
                $(#[doc = $about:literal])+
                $field:ident in $($place:ident).+ : $input:ident $(<$of:ty>)?
                    ($($argument:expr),* $(,)?) $(.$set:ident($($to:expr),* $(,)?))*
            ),* $(,)?
        }
        $($hook:ident = $with:path;)*
    ) => {
        impl $state {
            $(
                $(#[doc = $about])+
                #[must_use]
                pub const fn $field() -> $crate::contract::input::Field<$state, $input $(<$of>)?> {
                    $crate::contract::input::Field::new(
                        $crate::state!(@key $field),
                        <$input $(<$of>)?>::new($($argument),*)$(.$set($($to),*))*,
                        |state| &state.$($place).+,
                        |state| &mut state.$($place).+,
                    )
                }
            )*

            /// A state in which each input was drawn at random and all agree. What was resized for
            /// that is drawn once more, so that all its entries are random.
            #[must_use]
            pub fn drawn(
                random: &mut numeric_core::random::Random,
                draw: $crate::contract::Draw,
            ) -> Self {
                let mut state = Self::default();
                $(Self::$field().draw(random, draw, &mut state);)*
                let before = state.clone();
                $crate::contract::State::agree(&mut state);
                if state != before {
                    $(Self::$field().draw_again(random, draw, &mut state);)*
                    $crate::contract::State::agree(&mut state);
                }
                state
            }

            /// The default with the values that are given.
            #[must_use]
            pub fn filled(query: &$crate::contract::Query) -> Self {
                let mut state = Self::default();
                $(Self::$field().fill(query, &mut state);)*
                state
            }
        }

        impl $crate::contract::State for $state {
            const KEYS: &'static [$crate::contract::Key] = &[
                $(
                    $crate::contract::Key {
                        name: $crate::state!(@key $field),
                        kind: <$input $(<$of>)?>::new($($argument),*)$(.$set($($to),*))*.kind(),
                        about: $crate::contract::input::about(concat!($($about),+)),
                    },
                )*
            ];

            fn from_query(query: &mut $crate::contract::Query) -> Self {
                $(Self::$field().judge(query);)*
                let start: fn(&mut $crate::contract::Query) -> Self =
                    $crate::state!(@start $($hook = $with;)*);
                let mut state = start(query);
                $(Self::$field().fill(query, &mut state);)*
                state
            }

            fn values(&self) -> Vec<(&'static str, $crate::contract::Value)> {
                let omits: fn(&Self, &str) -> bool = $crate::state!(@omits $($hook = $with;)*);
                let pairs = [$(Self::$field().pair(self)),*].into_iter().flatten();
                pairs.filter(|(key, _)| !omits(self, key)).collect()
            }

            fn agree(&mut self) {
                let agree: fn(&mut Self) = $crate::state!(@agree $($hook = $with;)*);
                agree(self);
            }

            fn replaced(&mut self, key: &str) {
                let replaced: fn(&mut Self, &str) = $crate::state!(@replaced $($hook = $with;)*);
                replaced(self, key);
            }

            fn objection(&self) -> Option<&'static str> {
                let objection: fn(&Self) -> Option<&'static str> =
                    $crate::state!(@objection $($hook = $with;)*);
                objection(self)
            }

            fn random(
                random: &mut numeric_core::random::Random,
                draw: $crate::contract::Draw,
            ) -> Self {
                let random_state: fn(
                    &mut numeric_core::random::Random,
                    $crate::contract::Draw,
                ) -> Self =
                    $crate::state!(@random $($hook = $with;)*);
                random_state(random, draw)
            }
        }
    };
    (@key $field:ident) => {
        const {
            const NAME: [u8; stringify!($field).len()] =
                $crate::contract::input::kebab(stringify!($field));
            $crate::contract::input::text(&NAME)
        }
    };
    (@start start = $with:path; $($rest:tt)*) => { $with };
    (@start $other:ident = $with:path; $($rest:tt)*) => { $crate::state!(@start $($rest)*) };
    (@start) => { |_| Self::default() };
    (@agree agree = $with:path; $($rest:tt)*) => { $with };
    (@agree $other:ident = $with:path; $($rest:tt)*) => { $crate::state!(@agree $($rest)*) };
    (@agree) => { |_| {} };
    (@replaced replaced = $with:path; $($rest:tt)*) => { $with };
    (@replaced $other:ident = $with:path; $($rest:tt)*) => { $crate::state!(@replaced $($rest)*) };
    (@replaced) => { |_, _| {} };
    (@objection objection = $with:path; $($rest:tt)*) => { $with };
    (@objection $other:ident = $with:path; $($rest:tt)*) => { $crate::state!(@objection $($rest)*) };
    (@objection) => { |_| None };
    (@random random = $with:path; $($rest:tt)*) => { $with };
    (@random $other:ident = $with:path; $($rest:tt)*) => { $crate::state!(@random $($rest)*) };
    (@random) => { Self::drawn };
    (@omits omits = $with:path; $($rest:tt)*) => { $with };
    (@omits $other:ident = $with:path; $($rest:tt)*) => { $crate::state!(@omits $($rest)*) };
    (@omits) => { |_, _| false };
}
