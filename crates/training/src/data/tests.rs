use super::*;
use numeric_core::real;

#[test]
fn batches_follow_from_seed_and_step() {
    let config = Config::default();
    let data = Data::new(&config).unwrap();
    let batch = data.batch(&config, 3).unwrap();
    assert_eq!(batch, data.batch(&config, 3).unwrap());
    assert_ne!(batch, data.batch(&config, 4).unwrap());
    assert_eq!(batch.tokens.len(), 16 * 16);
    assert_eq!(batch.tokens[1..16], batch.targets[..15]);
    assert_eq!(batch.first(40).sequences, 2);
    let other = Config { seed: 2, ..config };
    assert_ne!(batch, data.batch(&other, 3).unwrap());
}

#[test]
fn the_floor_is_what_the_truth_itself_has_as_its_loss() {
    let config = Config {
        seed: 5,
        ..Config::default()
    };
    let data = Data::new(&config).unwrap();
    let truth = data.truth().unwrap();
    let mut entropy = 0.0;
    for row in truth.row_iter() {
        assert!((row.sum() - 1.0).abs() < 1e-12);
        entropy -= row
            .iter()
            .filter(|&&p| p > 0.0)
            .map(|&p| p * real::ln(p))
            .sum::<f64>();
    }
    let mean = entropy / truth.nrows() as f64;
    let floor = data.baselines().floor.unwrap();
    // 1,024 words: within some three standard errors.
    assert!((mean - floor).abs() < 0.15, "{mean} and {floor}");
}

#[test]
fn a_text_is_split_and_counted() {
    let text = "the cat sat on the mat. ".repeat(40);
    let config = Config {
        source: Source::Text {
            text,
            unit: Unit::Words,
        },
        ..Config::default()
    };
    let data = Data::new(&config).unwrap();
    let (train, held) = data.sizes().unwrap();
    assert_eq!(train + held, 280);
    assert_eq!(data.vocabulary().len(), 6);
    // After two words, what follows is certain.
    assert!(data.baselines().ngrams[2] < 0.1);
    assert!(data.baselines().floor.is_none() && data.truth().is_none());
    assert!(data.tokens("the dog").is_err());
    assert_eq!(data.tokens("the").unwrap().len(), 1);
}
