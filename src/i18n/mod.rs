//! The catalogue of messages and how numbers, dates and errors read in each language.
