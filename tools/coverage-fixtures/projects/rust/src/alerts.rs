#[derive(Debug, PartialEq)]
pub enum Level {
    Quiet,
    Loud,
}

pub fn level(errors: u32, limit: u32) -> Level {
    if errors > limit {
        Level::Loud
    } else {
        Level::Quiet
    }
}

pub fn label(level: &Level) -> &'static str {
    match level {
        Level::Quiet => "quiet",
        Level::Loud => "loud",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loud_over_the_limit() {
        assert_eq!(level(3, 2), Level::Loud);
    }
}
