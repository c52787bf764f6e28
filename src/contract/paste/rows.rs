//! Rows of numbers, where they can be read in one way only.

use crate::contract::number;

/// Spaces that may also stand between thousands.
const HARD: [char; 4] = ['\u{a0}', '\u{202f}', '\u{2009}', '\u{2007}'];

/// The rows of a text without notation.
///
/// # Errors
/// A message for the reader.
pub(super) fn of(text: &str) -> Result<Vec<Vec<f64>>, String> {
    let text = without_hard_spaces(text)?;
    let bracketed = text.contains('[');
    let parts = cut(&text);
    let mut rows = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        // Behind a bracket, a comma separates rows.
        let part = if bracketed {
            part.trim().trim_matches(',').trim()
        } else {
            part.as_str()
        };
        if part.trim().is_empty() {
            continue;
        }
        if !bracketed && rows.is_empty() && n + 1 < parts.len() && is_header(part) {
            continue;
        }
        let row = entries(part)?;
        let read = |e: &&str| number::parse(e).ok_or_else(|| format!("“{e}” is not a number"));
        rows.push((
            part.trim().to_string(),
            row.iter().map(read).collect::<Result<Vec<_>, _>>()?,
        ));
    }
    if !bracketed && !text.contains(';') {
        let doubtful = |(part, _): &(String, Vec<f64>)| is_doubtful(part, rows.len() == 1);
        if let Some((part, _)) = rows.first().filter(|_| rows.iter().all(doubtful)) {
            return Err(two_ways(part));
        }
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn two_ways(part: &str) -> String {
    format!(
        "“{part}” may be one number or several: write a decimal point, and a space after a comma \
         between numbers"
    )
}

/// The parts of a text that are a row each. In nested brackets a line's end is no row's.
fn cut(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    for c in text.chars() {
        let last = parts.last().map_or("", String::as_str);
        let goes_on = depth > 1 || (depth == 1 && last.trim_end().ends_with(','));
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match c {
            '[' | ']' | ';' => parts.push(String::new()),
            '\n' if !goes_on => parts.push(String::new()),
            c => {
                if let Some(last) = parts.last_mut() {
                    last.push(if c == '\n' { ' ' } else { c });
                }
            }
        }
    }
    parts
}

/// The entries of a row.
fn entries(part: &str) -> Result<Vec<&str>, String> {
    let part = part.trim_matches([' ', '\n']);
    let cells = |sign: char| -> Result<Vec<&str>, String> {
        let cells: Vec<&str> = part.split(sign).map(str::trim).collect();
        match cells.iter().position(|cell| cell.is_empty()) {
            Some(at) => Err(format!("entry {} of a row is empty", at + 1)),
            None => Ok(cells),
        }
    };
    if let Some(sign) = ['\t', '&'].into_iter().find(|sign| part.contains(*sign)) {
        let cells = cells(sign)?;
        return match cells.iter().find(|cell| cell.contains(',')) {
            Some(cell) => Err(two_ways(cell)),
            None => Ok(cells),
        };
    }
    if !part.contains(',') {
        return Ok(part.split_whitespace().collect());
    }
    let cells = cells(',')?;
    // Spaces between numbers as well: the commas are within them.
    if cells.iter().any(|cell| cell.contains(char::is_whitespace)) {
        let first = part.split_whitespace().next().unwrap_or(part);
        return Err(two_ways(first));
    }
    Ok(cells)
}

/// Whether a row may be one number with a decimal comma or with thousands: 0,5 or 1,234.5.
fn is_doubtful(row: &str, alone: bool) -> bool {
    let size = row.trim_start_matches(['-', '−', '–', '+']);
    let (whole, fraction) = size.split_once('.').unwrap_or((size, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let groups: Vec<&str> = whole.split(',').collect();
    if groups.len() < 2 || !digits(fraction) || groups.iter().any(|g| g.is_empty() || !digits(g)) {
        return false;
    }
    let thousands = groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    thousands || (alone && groups.len() == 2 && fraction.is_empty())
}

/// Whether a first line names the columns.
fn is_header(part: &str) -> bool {
    const VALUES: [&str; 8] = [
        "nan", "inf", "infinity", "na", "none", "null", "true", "false",
    ];
    let mut words = part
        .split(['\t', ',', ' '])
        .map(|w| w.trim_matches(['"', '\'', '\r']))
        .peekable();
    words.peek().is_some_and(|first| !first.is_empty())
        && words.filter(|word| !word.is_empty()).all(|word| {
            let letter = word.chars().next().is_some_and(char::is_alphabetic);
            letter && !VALUES.contains(&word.to_lowercase().as_str())
        })
}

/// The text with ordinary spaces; thousands that a space separates can't be told from two numbers.
fn without_hard_spaces(text: &str) -> Result<String, String> {
    for (at, c) in text.char_indices().filter(|(_, c)| HARD.contains(c)) {
        let before: Vec<char> = text[..at]
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect();
        let behind = &text[at + c.len_utf8()..];
        let after = behind.chars().take_while(char::is_ascii_digit).count();
        if (1..=3).contains(&before.len()) && after == 3 {
            let before: String = before.into_iter().rev().collect();
            return Err(two_ways(&format!("{before} {}", &behind[..3])));
        }
    }
    Ok(text.replace(HARD, " "))
}
