pub fn largest<T: Copy + PartialOrd>(items: &[T]) -> Option<T> {
    let mut found = *items.first()?;
    for item in items {
        if *item > found {
            found = *item;
        }
    }
    Some(found)
}

pub fn doubled(items: &[u32], is_skipped: impl Fn(u32) -> bool) -> Vec<u32> {
    items
        .iter()
        .copied()
        .filter(|item| !is_skipped(*item))
        .map(|item| {
            if item > 1000 {
                return item;
            }
            item * 2
        })
        .collect()
}

pub fn rank(points: u32) -> &'static str {
    match points {
        0 => "none",
        1..=9 => "low",
        _ => "high",
    }
}
