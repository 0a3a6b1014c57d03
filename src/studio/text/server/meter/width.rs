//! How wide text is. Latin letters have the metrics of Arial; Persian ones the mean of their forms as they stand in words,
//! since a letter's width depends on its neighbours. Good to a few pixels in a line, which is what search engines' own cuts
//! vary by.

/// Thousandths of the size for letters that have no row.
const OTHER: i64 = 556;
/// The same for letters as wide as they are high: Chinese, emoji.
const SQUARE: i64 = 1_000;

/// The width of a line at a size in pixels.
pub(super) fn pixels(text: &str, size: i64) -> i64 {
    let thousandths = text.chars().map(thousandths).fold(0_i64, i64::saturating_add);
    // Half up.
    thousandths.saturating_mul(size).saturating_add(500) / 1_000
}

fn thousandths(letter: char) -> i64 {
    match letter {
        'i' | 'j' | 'l' => 222,
        '\'' => 191,
        '|' => 260,
        ' ' | '!' | ',' | '.' | '/' | ':' | ';' | 'I' | '[' | ']' | '\\' | 'f' | 't' | '\u{a0}' => 278,
        '(' | ')' | '-' | '`' | 'r' | '{' | '}' => 333,
        '"' => 355,
        '*' => 389,
        '^' => 469,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 500,
        '#' | '$' | '?' | '_' | '0'..='9' | 'L' => 556,
        '+' | '<' | '=' | '>' | '~' => 584,
        'F' | 'T' | 'Z' => 611,
        '&' | 'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' => 667,
        'C' | 'D' | 'H' | 'N' | 'R' | 'U' | 'w' => 722,
        'G' | 'O' | 'Q' => 778,
        'm' | 'M' => 833,
        '%' => 889,
        'W' => 944,
        '@' => 1_015,
        'a'..='z' => 556,
        '\u{2013}' => 556,
        '\u{2014}' | '\u{2026}' => 1_000,
        '\u{ab}' | '\u{bb}' => 556,
        '\u{600}'..='\u{6ff}' => persian(letter),
        // What joins or parts letters, directions, and signs that sit on letters.
        '\u{300}'..='\u{36f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => 0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' => SQUARE,
        '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3ffff}' => SQUARE,
        _ => OTHER,
    }
}

fn persian(letter: char) -> i64 {
    match u32::from(letter) {
        // Alef in all its forms.
        0x622 | 0x623 | 0x625 | 0x627 | 0x671 => 240,
        // Be, pe, te, se, nun, ye: a tooth in a word, a bowl at its end.
        0x628 | 0x62a | 0x62b | 0x67e | 0x646 | 0x649 | 0x64a | 0x6cc | 0x626 => 420,
        // Jim, che, he, khe.
        0x62c | 0x686 | 0x62d | 0x62e => 560,
        // Dal, zal.
        0x62f | 0x630 => 440,
        // Re, ze, zhe.
        0x631 | 0x632 | 0x698 => 360,
        // Sin, shin.
        0x633 | 0x634 => 760,
        // Sad, zad.
        0x635 | 0x636 => 800,
        // Ta, za.
        0x637 | 0x638 => 560,
        // Eyn, gheyn.
        0x639 | 0x63a => 480,
        // Fe, qaf.
        0x641 | 0x642 => 500,
        // Kaf, gaf.
        0x643 | 0x6a9 | 0x6af => 580,
        // Lam, mim, vav, he.
        0x644 => 400,
        0x645 => 460,
        0x648 | 0x624 => 430,
        0x647 | 0x629 | 0x6c0 => 480,
        // Hamza, comma, semicolon, question mark.
        0x621 => 400,
        0x60c | 0x61b => 320,
        0x61f => 440,
        // The line that only stretches.
        0x640 => 200,
        // Digits, and the marks between them.
        0x660..=0x669 | 0x6f0..=0x6f9 => 540,
        0x66a..=0x66c => 320,
        // Signs above and below letters.
        0x610..=0x61a | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6ed => 0,
        _ => 480,
    }
}

#[cfg(test)]
mod tests {
    use super::pixels;

    #[test]
    fn letters_have_their_widths() {
        for (text, wide) in
            [("", 0), ("i", 4), ("W", 19), ("Hello", 46), ("\u{200c}\u{64e}", 0), ("سلام", 37), ("中", 20)]
        {
            assert_eq!(pixels(text, 20), wide, "{text}");
        }
    }
}
