pub mod alerts;

pub fn render(width: usize, text: &str) -> String {
    if width == 0 {
        return String::new();
    }
    let mut out = String::new();
    for (index, letter) in text.chars().enumerate() {
        if index == width {
            out.push('…');
            break;
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_short_text() {
        assert_eq!(render(10, "abc"), "abc");
    }
}
