//! Numbers that take a function of one number by its derivatives.

/// In an `impl Number`, those of its functions of one number that are the method `through` of that
/// function.
macro_rules! through {
    ($($function:ident),*) => {
        $(
            fn $function(self) -> Self {
                self.through(Number::$function)
            }
        )*
    };
}

pub(super) use through;
