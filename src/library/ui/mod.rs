//! Pages of the library.
