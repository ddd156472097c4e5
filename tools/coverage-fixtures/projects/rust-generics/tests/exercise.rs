use ranks::{doubled, largest};

#[test]
fn largest_of_two_types() {
    assert_eq!(largest(&[1u8, 3, 2]), Some(3));
    assert_eq!(largest(&[2.5f64]), Some(2.5));
}

#[test]
fn doubles_what_is_left() {
    assert_eq!(doubled(&[1, 2, 3], |item| item == 2), [2, 6]);
}
