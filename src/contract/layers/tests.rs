use super::place::rising;
use super::*;
use proptest::prelude::*;

fn boxes(count: usize, links: &[(usize, usize)]) -> Boxes {
    Boxes {
        count,
        links: links.to_vec(),
        size: (100.0, 60.0),
        gap: (40.0, 16.0),
    }
}

#[test]
fn a_chain_is_straight() {
    let layout = arrange(&boxes(3, &[(0, 1), (1, 2)]));
    assert_eq!(layout.size, (380.0, 60.0));
    assert_eq!(layout.middles, [(50.0, 30.0), (190.0, 30.0), (330.0, 30.0)]);
    assert_eq!(layout.paths[0], [(100.0, 30.0), (140.0, 30.0)]);
}

#[test]
fn a_long_chain_behind_a_few_inputs_is_straight() {
    let mut links = vec![(0, 2), (1, 2), (0, 3), (1, 3), (2, 4), (3, 4)];
    links.extend((4..24).map(|i| (i, i + 1)));
    let layout = arrange(&boxes(25, &links));
    let first = layout.middles[5].1;
    assert!(
        layout.middles[5..]
            .iter()
            .all(|m| (m.1 - first).abs() < 1.0),
        "{layout:?}"
    );
}

#[test]
fn inputs_stand_next_to_their_first_reader() {
    let layout = arrange(&boxes(4, &[(0, 2), (2, 3), (1, 3)]));
    assert_eq!(layout.middles[1].0, layout.middles[2].0);
}

#[test]
fn crossings_that_need_not_be_are_undone() {
    // Two pairs, given crosswise.
    let graph = boxes(6, &[(0, 3), (1, 2), (2, 4), (3, 4), (4, 5)]);
    let mut g = Graph::new(&graph, &layers(&graph));
    g.order();
    assert_eq!(g.crossings(), 0);
}

#[test]
fn two_links_between_the_same_boxes_are_apart() {
    let layout = arrange(&boxes(2, &[(0, 1), (0, 1)]));
    assert!((layout.paths[0][0].1 - layout.paths[1][0].1).abs() > 8.0);
    assert_eq!(arrange(&boxes(0, &[])), Layout::default());
}

#[test]
fn nearest_rising_sequence() {
    let found = rising([(1.0, 1.0), (3.0, 1.0), (2.0, 3.0), (5.0, 1.0)].into_iter());
    assert_eq!(found, [1.0, 2.25, 2.25, 5.0]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn boxes_never_touch_and_links_go_forward(
        raw in proptest::collection::vec((0_usize..40, 0_usize..40), 0..70),
    ) {
        let links: Vec<_> = raw.into_iter().filter(|(a, b)| a < b).collect();
        let graph = boxes(40, &links);
        let layout = arrange(&graph);
        for (i, a) in layout.middles.iter().enumerate() {
            prop_assert!(a.1 >= 30.0 - 1e-9 && a.1 <= layout.size.1 - 30.0 + 1e-9);
            for b in &layout.middles[i + 1..] {
                let apart = (a.0 - b.0).abs() >= 140.0 - 1e-9 || (a.1 - b.1).abs() >= 76.0 - 1e-6;
                prop_assert!(apart, "{a:?} {b:?}");
            }
        }
        for path in &layout.paths {
            prop_assert!(path.windows(2).all(|p| p[0].0 < p[1].0));
        }
        prop_assert_eq!(arrange(&graph), layout);
    }
}
