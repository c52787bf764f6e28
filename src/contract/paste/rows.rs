//! Rows of numbers, where they can be read in one way only.

use crate::contract::number;

/// Spaces that may also stand between thousands.
const HARD: [char; 4] = ['\u{a0}', '\u{202f}', '\u{2009}', '\u{2007}'];

/// The rows of a text without notation, of a table that has at least so many columns.
///
/// # Errors
/// A message for the reader.
pub(super) fn of(text: &str, columns: usize) -> Result<Vec<Vec<f64>>, String> {
    let text = without_hard_spaces(text)?;
    if text.contains('[') {
        let parts = bracketed(&text)?;
        return parts.iter().map(|part| numbers(&entries(part)?)).collect();
    }
    let lines = Lines::of(&text)?;
    let mut rows = Vec::with_capacity(lines.rows.len());
    for row in &lines.rows {
        rows.push(if lines.semicolons_in_rows {
            numbers(&cells(row, ';')?)?
        } else {
            numbers(&entries(row)?)?
        });
    }
    if lines.gap && rows.len() > 1 && rows.iter().all(|row| row.len() == 1) {
        return Err("an entry between others is empty".into());
    }
    let doubtful = |row: &&str| is_doubtful(row, lines.semicolons);
    let pair = |row: &&str| groups(row, ',').is_some_and(|g| g.len() == 2) && !row.contains('.');
    let one_way = lines.semicolons || (columns > 1 && lines.rows.iter().all(pair));
    if let Some(row) = lines.rows.first()
        && lines.rows.iter().all(doubtful)
        && (!one_way || lines.rows.iter().any(|row| has_decimals(row)))
    {
        return Err(two_ways(row));
    }
    Ok(rows)
}

fn two_ways(part: &str) -> String {
    format!(
        "“{}” may be one number or several: write a decimal point, nothing between thousands, and a \
         comma with a space between numbers",
        part.trim()
    )
}

fn empty(at: usize) -> String {
    format!("entry {} of a row is empty", at + 1)
}

/// What stands in brackets, a part for each row.
fn bracketed(text: &str) -> Result<Vec<String>, String> {
    let mut parts: Vec<(usize, String)> = vec![(0, String::new())];
    let mut depth = 0_usize;
    let mut before = None;
    for c in text.chars() {
        let last = parts.last().map_or("", |(_, part)| part);
        // In nested brackets a line's end is no row's.
        let goes_on = depth > 1 || (depth == 1 && last.trim_end().ends_with(','));
        if (before, c) == (Some('['), ']') {
            return Err("a row is empty".into());
        }
        before = Some(c);
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match c {
            '[' | ']' | ';' => parts.push((depth, String::new())),
            '\n' if !goes_on => parts.push((depth, String::new())),
            c => {
                if let Some((_, last)) = parts.last_mut() {
                    last.push(if c == '\n' { ' ' } else { c });
                }
            }
        }
    }
    // Between brackets there are commas; a comma at a row's end is Python's.
    let parts = parts
        .into_iter()
        .filter(|(_, part)| !part.trim_matches([' ', ',']).is_empty());
    let parts: Vec<(usize, String)> = parts.collect();
    let deep = parts.first().map_or(0, |(depth, _)| *depth);
    if deep == 0 && !parts.is_empty() || parts.iter().any(|(depth, _)| *depth != deep) {
        return Err("some of it stands outside its brackets".into());
    }
    let bare = |(_, part): (usize, String)| {
        let part = part.trim();
        part.strip_suffix(',').unwrap_or(part).to_owned()
    };
    Ok(parts.into_iter().map(bare).collect())
}

/// The rows of a text without brackets.
struct Lines<'a> {
    rows: Vec<&'a str>,
    /// Whether there is an empty line between others.
    gap: bool,
    /// Whether `;` ends rows.
    semicolons: bool,
    /// Whether `;` separates the entries of a row, as where the comma is a decimal one.
    semicolons_in_rows: bool,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Result<Self, String> {
        let is_blank = |line: &str| line.bytes().all(|b| b == b' ');
        let lines: Vec<&str> = text.split('\n').collect();
        let first = lines.iter().position(|line| !is_blank(line));
        let last = lines.iter().rposition(|line| !is_blank(line));
        let lines = match (first, last) {
            (Some(first), Some(last)) => &lines[first..=last],
            _ => &[],
        };
        // At a line's end it ends the row once more.
        let ended = |line: &&'a str| -> &'a str {
            let line = line.trim_end_matches(' ');
            line.strip_suffix(';').unwrap_or(line)
        };
        let filled = lines.iter().filter(|line| !is_blank(line));
        let filled: Vec<&str> = filled.map(ended).collect();
        let inside = filled.iter().any(|line| line.contains(';'));
        let semicolons_in_rows = inside && filled.len() > 1;
        let rows: Vec<&str> = if semicolons_in_rows {
            filled.clone()
        } else {
            filled.iter().flat_map(|line| line.split(';')).collect()
        };
        if rows.iter().any(|row| is_blank(row)) {
            return Err("a row is empty".into());
        }
        Ok(Self {
            gap: filled.len() < lines.len(),
            semicolons: inside && !semicolons_in_rows,
            semicolons_in_rows,
            rows,
        })
    }
}

/// The cells of a row between signs.
fn cells(part: &str, sign: char) -> Result<Vec<&str>, String> {
    let cells: Vec<&str> = part.split(sign).map(str::trim).collect();
    if let Some(at) = cells.iter().position(|cell| cell.is_empty()) {
        return Err(empty(at));
    }
    if sign != ','
        && let Some(cell) = cells
            .iter()
            .find(|cell| cell.contains(',') || is_spaced(cell))
    {
        return Err(two_ways(cell));
    }
    Ok(cells)
}

/// The entries of a row.
fn entries(part: &str) -> Result<Vec<&str>, String> {
    let part = part.trim_matches([' ', '\n']);
    if let Some(sign) = ['\t', '&'].into_iter().find(|sign| part.contains(*sign)) {
        return cells(part, sign);
    }
    if !part.contains(',') {
        return Ok(part.split_whitespace().collect());
    }
    let cells = cells(part, ',')?;
    // Spaces between numbers as well: the commas are within them.
    if cells.iter().any(|cell| cell.contains(char::is_whitespace)) {
        let first = part.split_whitespace().next();
        let first = first.filter(|word| word.contains(','));
        return Err(two_ways(first.unwrap_or(part)));
    }
    Ok(cells)
}

fn numbers(entries: &[&str]) -> Result<Vec<f64>, String> {
    let read = |e: &&str| entry(e).ok_or_else(|| format!("“{e}” is not a number"));
    entries.iter().map(read).collect()
}

/// One number, perhaps in quotes, or a quotient of two whole ones.
fn entry(text: &str) -> Option<f64> {
    let quoted = |sign| text.strip_prefix(sign)?.strip_suffix(sign);
    let text = quoted('"').or(quoted('\'')).unwrap_or(text);
    let Some((above, below)) = text.split_once('/') else {
        return number::parse(text);
    };
    let whole = |text: &str| number::parse(text).filter(|x| x.fract() == 0.0);
    let quotient = whole(above)? / whole(below)?;
    quotient.is_finite().then_some(quotient)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A number's size, and its parts between signs of thousands.
fn groups(row: &str, sign: char) -> Option<Vec<&str>> {
    let size = row.trim().trim_start_matches(['-', '+']);
    let (whole, fraction) = size.split_once('.').unwrap_or((size, "0"));
    let groups: Vec<&str> = whole.split(sign).collect();
    let fits = groups.len() > 1 && is_digits(fraction) && groups.iter().all(|g| is_digits(g));
    fits.then_some(groups)
}

fn are_thousands(groups: &[&str]) -> bool {
    groups.split_first().is_some_and(|(first, rest)| {
        first.len() <= 3 && !first.starts_with('0') && rest.iter().all(|group| group.len() == 3)
    })
}

/// Whether thousands may be separated by spaces in it: 12 345.
fn is_spaced(text: &str) -> bool {
    groups(text, ' ').is_some_and(|groups| are_thousands(&groups))
}

/// Whether a row may be one number with a decimal comma or with thousands: 0,5 or 1,234.5 or 1 234.
/// Where `;` ends rows only the decimal comma can be meant.
fn is_doubtful(row: &str, semicolons: bool) -> bool {
    let pair = |groups: &[&str]| groups.len() == 2 && !row.contains('.');
    match groups(row, ',') {
        Some(groups) => pair(&groups) || (!semicolons && are_thousands(&groups)),
        None => !semicolons && (is_spaced(row) || has_points_between(row)),
    }
}

/// Whether points may separate thousands before a decimal comma: 1.234,5.
fn has_points_between(row: &str) -> bool {
    let Some((whole, decimals)) = row.trim_start_matches(['-', '+']).split_once(',') else {
        return false;
    };
    is_digits(decimals) && groups(&whole.replace('.', " "), ' ').is_some_and(|g| are_thousands(&g))
}

/// Whether what follows the comma can only be decimals, as in 1,05, or the row begins like 0,5.
fn has_decimals(row: &str) -> bool {
    let groups = groups(row, ',').unwrap_or_default();
    let [whole, decimals] = groups[..] else {
        return false;
    };
    (decimals.len() > 1 && decimals.starts_with('0')) || (whole == "0" && decimals.len() > 1)
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
