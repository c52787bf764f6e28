//! How tokenizer files write bytes: each as one visible character. Visible ones of Latin-1 stand for
//! themselves, the others for the characters from U+0100 on, in their order.

/// Whether a byte stands for itself.
fn visible(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff)
}

/// The character that a byte is written as.
pub(super) fn name(byte: u8) -> char {
    if visible(byte) {
        return char::from(byte);
    }
    let before = (0..byte).filter(|b| !visible(*b)).count() as u32;
    char::from_u32(0x100 + before).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The bytes that a name stands for; none if a character of it stands for no byte.
pub(super) fn of_name(name: &str) -> Option<Vec<u8>> {
    name.chars().map(byte).collect()
}

fn byte(c: char) -> Option<u8> {
    match u8::try_from(u32::from(c)) {
        Ok(byte) => visible(byte).then_some(byte),
        Err(_) => {
            let number = u32::from(c).checked_sub(0x100)? as usize;
            (0..=u8::MAX).filter(|b| !visible(*b)).nth(number)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_there_and_back() {
        assert_eq!(
            (name(b'A'), name(b' '), name(b'\n'), name(0xad)),
            ('A', 'Ġ', 'Ċ', 'Ń')
        );
        for b in 0..=u8::MAX {
            assert_eq!(byte(name(b)), Some(b));
        }
        assert_eq!(of_name("Ġthe"), Some(b" the".to_vec()));
        assert_eq!((of_name("a b"), of_name("\u{144}")), (None, None));
    }
}
