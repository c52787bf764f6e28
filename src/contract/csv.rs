//! The numbers of a reading as CSV (RFC 4180): `name,value`, one readout entry a line.

use super::number;
use super::reading::Reading;

/// Every readout, then every check's residual and tolerance.
#[must_use]
pub fn csv(address: &str, reading: &Reading) -> String {
    let mut lines = vec!["name,value".to_string()];
    for (name, value) in reading.spelled() {
        lines.push(format!("{name},{value}"));
    }
    for check in &reading.checks {
        lines.push(format!(
            "check:{}:residual,{}",
            check.name,
            number::exact(check.residual)
        ));
        lines.push(format!(
            "check:{}:tolerance,{}",
            check.name,
            number::exact(check.tolerance)
        ));
        if let Some(reason) = &check.undecided {
            lines.push(format!("check:{}:undecided,{}", check.name, quote(reason)));
        }
    }
    lines.push(format!("address,{}", quote(address)));
    lines.join("\r\n") + "\r\n"
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Quantity, Readout};

    #[test]
    fn lines_are_name_and_value() {
        let reading = Reading {
            readouts: vec![Readout::new(
                "v",
                "",
                Quantity::Vector(vec![1.0, f64::INFINITY]),
            )],
            checks: vec![],
            sentence: String::new(),
            claim: None,
        };
        let text = csv("#/x?z=1,2", &reading);
        assert_eq!(
            text,
            "name,value\r\nv[0],1\r\nv[1],Infinity\r\naddress,\"#/x?z=1,2\"\r\n"
        );
    }
}
