//! The wallet's doors.
