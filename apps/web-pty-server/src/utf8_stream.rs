//! Text out of a stream of bytes that is cut anywhere, also within a character.

/// Decodes UTF-8 piece by piece. What can never become a character turns into U+FFFD, as
/// [`String::from_utf8_lossy`] does for the whole.
#[derive(Debug, Default)]
pub struct Utf8Stream {
    /// The start of a character, at most three bytes.
    incomplete: Vec<u8>,
}

impl Utf8Stream {
    /// The text that `bytes` completes; the start of a last, cut character is held back.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        self.incomplete.extend_from_slice(bytes);
        let bytes = std::mem::take(&mut self.incomplete);
        let mut text = String::with_capacity(bytes.len());
        let mut rest = &bytes[..];
        loop {
            match std::str::from_utf8(rest) {
                Ok(valid) => {
                    text.push_str(valid);
                    return text;
                }
                Err(error) => {
                    let (valid, after) = rest.split_at(error.valid_up_to());
                    text.push_str(&String::from_utf8_lossy(valid));
                    let Some(invalid) = error.error_len() else {
                        self.incomplete = after.to_vec();
                        return text;
                    };
                    text.push(char::REPLACEMENT_CHARACTER);
                    rest = &after[invalid..];
                }
            }
        }
    }

    /// What is left at the end of the stream: U+FFFD for a character that was never completed.
    pub fn finish(self) -> String {
        String::from_utf8_lossy(&self.incomplete).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLES: [&[u8]; 6] = [
        b"",
        "plain".as_bytes(),
        "┌─é€𝄞─┐".as_bytes(),
        b"a\xff\xc3(\xe2\x82(\xf0\x9d\x84b\xed\xa0\x80",
        b"cut \xf0\x9d\x84",
        b"\xe2\x82\xe2\x82\xac\x80",
    ];

    #[test]
    fn any_two_cuts_give_the_text_of_the_whole() {
        for sample in SAMPLES {
            let whole = String::from_utf8_lossy(sample);
            for first in 0..=sample.len() {
                for second in first..=sample.len() {
                    let mut stream = Utf8Stream::default();
                    let mut text = stream.push(&sample[..first]);
                    text += &stream.push(&sample[first..second]);
                    text += &stream.push(&sample[second..]);
                    text += &stream.finish();
                    assert_eq!(text, whole, "{sample:?} cut at {first} and {second}");
                }
            }
        }
    }

    #[test]
    fn a_cut_character_is_held_back_until_it_is_complete() {
        let mut stream = Utf8Stream::default();
        let pieces: [&[u8]; 4] = [b"a\xf0", b"\x9d\x84", b"\x9eb", b"\xe2"];
        assert_eq!(pieces.map(|piece| stream.push(piece)), ["a", "", "𝄞b", ""]);
        assert_eq!(stream.finish(), "\u{fffd}");
    }
}
