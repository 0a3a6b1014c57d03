//! Closed lists of words that have a stable name each: on the wire, in columns, in addresses.

/// Makes an enum of words from their names.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $word:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$about])* $word,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$word),*];

            /// Its stable name.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$word => $code,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::kernel::locale::UnknownChoice;
            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|word| word.code() == code).ok_or($crate::kernel::locale::UnknownChoice)
            }
        }
    };
}

pub(crate) use words;
