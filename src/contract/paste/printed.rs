//! What programs print or write around numbers, line by line: prompts, assignments, comments, names of
//! columns, frames.

use super::notation::is_call;

/// A text without what stands around its numbers, and how many columns its first line named.
pub(super) struct Printed {
    pub(super) text: String,
    pub(super) columns: Option<usize>,
}

/// Takes away what is around the numbers.
pub(super) fn bare(text: &str) -> Printed {
    let lines = text.lines().filter_map(unframed);
    let lines = lines.filter(|line| !is_comment(line));
    let mut text = lines.collect::<Vec<_>>().join("\n");
    // TensorFlow: <tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>
    if text.trim_start().starts_with("<tf.")
        && let Some((_, array)) = text.split_once("numpy=")
    {
        text = array.trim_end().trim_end_matches('>').to_owned();
    }
    let text = unassigned(&text);
    let text = without_places(text).unwrap_or_else(|| text.to_owned());
    match header(&text) {
        Some((columns, rest)) => Printed {
            text: rest,
            columns: Some(columns),
        },
        None => Printed {
            text,
            columns: None,
        },
    }
}

/// A line without the tall brackets that SymPy draws; none where nothing else is in it.
fn unframed(line: &str) -> Option<String> {
    const FRAME: [char; 12] = ['⎡', '⎢', '⎣', '⎤', '⎥', '⎦', '⎛', '⎜', '⎝', '⎞', '⎟', '⎠'];
    if !line.contains(FRAME) {
        return Some(line.to_owned());
    }
    let inside = line.replace(FRAME, " ");
    (!inside.trim().is_empty()).then_some(inside)
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['#', '%']) || line.starts_with("//")
}

/// Behind a prompt and the name of what is assigned: `>>> A = `, `Out[3]: `.
fn unassigned(text: &str) -> &str {
    let text = text.trim_start_matches([' ', '\n', '$']);
    let text = text.strip_prefix(">>>").unwrap_or(text);
    let prompt = text.strip_prefix("Out[").or(text.strip_prefix("In ["));
    let text = match prompt.and_then(|rest| rest.split_once("]:")) {
        Some((number, rest)) if number.bytes().all(|b| b.is_ascii_digit()) => rest,
        _ => text,
    };
    let Some((name, value)) = text.split_once('=') else {
        return text;
    };
    let named = name
        .trim_start()
        .starts_with(|c: char| c.is_alphabetic() || c == '\\');
    if named && !name.contains(['(', '\n', '\t', ',', ';']) {
        value.trim_start_matches('=')
    } else {
        text
    }
}

/// R numbers its rows and columns: `[1,]`, `[,1]`, and the entries at a line's beginning: `[1]`.
fn without_places(text: &str) -> Option<String> {
    let place = |line: &str| -> Option<String> {
        let (inside, rest) = line.trim_start().strip_prefix('[')?.split_once(']')?;
        let number = inside.trim().trim_end_matches(',');
        let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let numbers = rest.starts_with(' ') && !rest.contains('[') && !rest.trim().is_empty();
        (digits && numbers).then(|| rest.to_owned())
    };
    let names = |line: &&str| {
        let mut words = line.split_whitespace();
        words.all(|word| word.starts_with("[,") && word.ends_with(']'))
    };
    let rows: Vec<&str> = text.lines().filter(|line| !names(line)).collect();
    let one_row = rows.len() > 1 && !text.contains("[1,]");
    let rows: Option<Vec<String>> = rows.into_iter().map(place).collect();
    let rows = rows.filter(|rows| !rows.is_empty())?;
    // A long vector goes on in the next line.
    Some(rows.join(if one_row { " " } else { "\n" }))
}

/// How many columns a first line names, and what follows it.
fn header(text: &str) -> Option<(usize, String)> {
    const VALUES: [&str; 8] = [
        "nan", "inf", "infinity", "na", "none", "null", "true", "false",
    ];
    let (first, rest) = text.trim_start_matches('\n').split_once('\n')?;
    if rest.trim().is_empty() || first.contains(['[', '{', '\\']) || is_call(first.trim()) {
        return None;
    }
    let sign = ['\t', ',', ';'].into_iter().find(|s| first.contains(*s));
    let cells: Vec<&str> = match sign {
        Some(sign) => first.split(sign).map(str::trim).collect(),
        None => first.split_whitespace().collect(),
    };
    let is_name = |cell: &&str| {
        let cell = cell.trim_matches(['"', '\'']);
        let letter = cell.starts_with(|c: char| c.is_alphabetic() || c == '_');
        letter && !VALUES.contains(&cell.to_ascii_lowercase().as_str())
    };
    // What separates the names separates the numbers.
    let rest = match sign {
        Some(';') => rest.replace(';', "\t"),
        _ => rest.to_owned(),
    };
    (!cells.is_empty() && cells.iter().all(is_name)).then_some((cells.len(), rest))
}
