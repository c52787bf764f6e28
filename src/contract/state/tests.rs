use super::*;

const KEYS: &[Key] = &[
    Key {
        name: "z",
        kind: Kind::Vector {
            length: (2, 3),
            min: -1.0,
            max: 1.0,
        },
        about: "",
    },
    Key {
        name: "t",
        kind: Kind::Number { min: 0.1, max: 2.0 },
        about: "",
    },
];

#[test]
fn bad_values_are_named_and_the_rest_is_kept() {
    let address = Address::parse("#/x?z=1,9&t=0.5&u=1&t=2&break=nothing");
    let mut query = Query::new(&address, KEYS);
    assert_eq!(query.take_break(&["symmetric"]), None);
    assert_eq!(query.vector("z"), None);
    assert_eq!(query.number("t"), Some(0.5));
    let keys: Vec<String> = query.into_notices().into_iter().map(|n| n.key).collect();
    assert_eq!(keys, ["z", "u", "t", "break"]);
}

#[test]
fn a_value_is_repaired_only_where_it_cannot_be_read() {
    for damaged in [
        "z=1%252C0.5&t=0.5",
        "z=1,0.5%26t=0.5",
        "z=1,0.5%26t%3D0.5.",
        "z=1,0.5&t=0.5)>",
        "z=1,0.5&t=0.5#",
    ] {
        let query = Query::new(&Address::parse(&format!("#/x?{damaged}")), KEYS);
        assert_eq!(query.vector("z"), Some(&vec![1.0, 0.5]), "{damaged}");
        assert_eq!(query.number("t"), Some(0.5), "{damaged}");
        assert!(query.into_notices().is_empty(), "{damaged}");
    }
    // In the middle, a comma is more likely to stand before a number that is missing.
    let query = Query::new(&Address::parse("#/x?z=1,0.5,&t=0.5"), KEYS);
    assert_eq!(query.vector("z"), None);
    assert_eq!(query.into_notices().len(), 1);
    let mut query = Query::new(&Address::parse("#/x?say=(look)&break=symmetric)"), KEYS);
    assert_eq!(query.take_presentation(), [("say", "(look)".into())]);
    assert_eq!(query.take_break(&["symmetric"]), Some("symmetric"));
}

#[test]
fn a_refused_value_makes_no_way_for_a_second_one() {
    let query = Query::new(&Address::parse("#/x?t=9&t=1"), KEYS);
    assert_eq!((query.number("t"), query.into_notices().len()), (None, 2));
}

#[test]
fn what_is_said_of_a_value_comes_before_its_being_given_again() {
    let mut query = Query::new(&Address::parse("#/x?t=1&t=2"), KEYS);
    query.reject("t", "less");
    let notices = query.into_notices();
    assert!(notices[0].text().contains("expected less"));
    assert!(notices[1].text().contains("given twice"));
}

#[test]
fn a_message_names_key_value_and_expectation() {
    let query = Query::new(&Address::parse("#/x?t=9"), KEYS);
    let text = query.into_notices()[0].text();
    assert!(
        text.contains("t = “9”") && text.contains("a number from 0.1 to 2"),
        "{text}"
    );
}

#[test]
fn a_value_that_is_not_utf8_is_noticed_whatever_its_kind() {
    const TEXTS: &[Key] = &[
        Key {
            name: "text",
            kind: Kind::Text { longest: 9 },
            about: "",
        },
        Key {
            name: "words",
            kind: Kind::Words {
                count: (1, 3),
                longest: 9,
            },
            about: "",
        },
    ];
    for bad in [
        "text=%FF",
        "text=%E0%A4&words=a",
        "words=a,%25FF",
        "text=a&say=%FF",
        "text=a&break=%FF",
    ] {
        let mut query = Query::new(&Address::parse(&format!("#/x?{bad}")), TEXTS);
        query.take_break(&["symmetric"]);
        let shown = crate::contract::Presentation::take(&mut query, TEXTS);
        assert_eq!(shown.say, "");
        let notices = query.into_notices();
        assert_eq!(notices.len(), 1, "{bad}");
        let text = notices[0].text();
        assert!(
            text.contains('%') && !text.contains(['\0', '\u{fffd}']),
            "{text}"
        );
    }
    // A lone sign stands for itself.
    let query = Query::new(&Address::parse("#/x?text=100%"), TEXTS);
    assert_eq!(query.value("text"), Some(&Value::Text("100%".into())));
    assert!(query.into_notices().is_empty());
}
