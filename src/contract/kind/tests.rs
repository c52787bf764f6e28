use super::*;
use proptest::prelude::*;

const MATRIX: Kind = Kind::Matrix {
    rows: (1, 3),
    columns: (1, 2),
    min: -10.0,
    max: 10.0,
};
const WORDS: Kind = Kind::Words {
    count: (1, 12),
    longest: 24,
};

const FORMULA: Kind = Kind::Expression {
    variables: &["x", "y"],
};

#[test]
fn formulas_are_kept_as_they_were_typed() {
    let value = FORMULA.parse("3x + y ^2").unwrap();
    assert_eq!(value.text(), "3x + y ^2");
    assert_eq!(FORMULA.parse("3x + z"), None);
    let problem = FORMULA.problem("3x + z").unwrap();
    assert!(
        problem.contains("“z”") && problem.contains("character 6"),
        "{problem}"
    );
    assert_eq!(FORMULA.problem("3x"), None);
}

#[test]
fn matrices_are_rectangular_and_within_limits() {
    assert!(MATRIX.parse("1,2;3,4").is_some());
    for bad in [
        "", "1,2;3", "1,2,3", "1;2;3;4", "11,0", "nan,1", "1,,2", ";", "1,2;",
    ] {
        assert_eq!(MATRIX.parse(bad), None, "{bad}");
    }
}

#[test]
fn switches_and_choices_are_exact() {
    assert_eq!(Kind::Switch.parse("on"), Some(Value::Switch(true)));
    assert_eq!(Kind::Switch.parse("yes"), None);
    assert_eq!(Kind::Choice(&["none", "causal"]).parse("Causal"), None);
}

proptest! {
    #[test]
    fn words_read_back(words in proptest::collection::vec("[^\\p{C}\\s]{1,8}", 1..12)) {
        let value = Value::Words(words);
        prop_assert_eq!(WORDS.parse(&value.text()), Some(value));
    }

    #[test]
    fn vectors_read_back(v in proptest::collection::vec(-1e6..1e6f64, 2..12)) {
        let kind = Kind::Vector { length: (2, 12), min: -1e6, max: 1e6 };
        let value = Value::Vector(v);
        prop_assert_eq!(kind.parse(&value.text()), Some(value));
    }

    #[test]
    fn only_a_list_that_may_be_empty_is(text in " {0,3}") {
        let kind = |least| Kind::Vector { length: (least, 3), min: -1.0, max: 1.0 };
        prop_assert_eq!(kind(0).parse(&text), Some(Value::Vector(vec![])));
        prop_assert_eq!(kind(1).parse(&text), None);
    }

    #[test]
    fn formulas_read_back(text in "[-+*/^()x-y0-9. ]{1,12}") {
        if let Some(value) = FORMULA.parse(&text) {
            prop_assert_eq!(FORMULA.parse(&value.text()), Some(value));
        }
    }

    #[test]
    fn nothing_panics(text in any::<String>()) {
        for kind in [MATRIX, WORDS, FORMULA, Kind::Switch, Kind::Integer { min: 0, max: 9 }] {
            let _ = kind.parse(&text);
        }
    }
}
