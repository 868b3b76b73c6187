//! Sets of few things as bits.

/// Makes a `Copy` set: its name, the integer that holds it, and its elements with their bits.
macro_rules! bit_set {
    ($(#[$meta:meta])* $vis:vis $name:ident($int:ty) { $($(#[$doc:meta])* $element:ident = $bit:expr;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $name($int);

        impl $name {
            /// Nothing.
            $vis const NONE: $name = $name(0);
            /// Everything.
            $vis const ALL: $name = $name($((1 << $bit))|*);
            $($(#[$doc])* $vis const $element: $name = $name(1 << $bit);)*

            /// What is in either.
            #[must_use]
            $vis const fn or(self, other: $name) -> $name {
                $name(self.0 | other.0)
            }

            /// What is in both.
            #[must_use]
            $vis const fn and(self, other: $name) -> $name {
                $name(self.0 & other.0)
            }

            /// What is in this and not in the other.
            #[must_use]
            $vis const fn minus(self, other: $name) -> $name {
                $name(self.0 & !other.0)
            }

            /// Whether nothing is in it.
            $vis const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether all of the other is in it.
            $vis const fn has(self, other: $name) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether something is in both.
            $vis const fn meets(self, other: $name) -> bool {
                self.0 & other.0 != 0
            }
        }
    };
}

pub(super) use bit_set;
