//! AI providers: one small trait per capability, adapters, failure classes.
