//! The derivation of each view, with the present numbers.

use super::Bayes;
use super::inference::{coins, rule};
use super::preference::{log_parts, pair, preference};
use super::state::{BayesState, BayesView};
use super::weight::weight;
use crate::contract::prelude::*;
use numeric_core::real::{self, logistic};

impl Derivation for Bayes {
    fn derivation(state: &BayesState, reading: &Reading) -> Vec<Step> {
        match state.view {
            BayesView::Rule => of_rule(state, reading),
            BayesView::WeightDecay => of_decay(state, reading),
            BayesView::Dropout => of_dropout(state, reading),
            BayesView::Preference => of_preference(state, reading),
            BayesView::InContext => of_coins(state, reading),
        }
    }
}

fn of_rule(state: &BayesState, reading: &Reading) -> Vec<Step> {
    let found = rule(state, None);
    let (p, l) = (found.prior.at(0), state.likelihood.at(0));
    let (joint, evidence) = (p * l, reading.scalar("evidence"));
    let posterior = reading.vector("posterior");
    let mut steps = vec![
        Step::new(
            "The joint probability, factored in two ways",
            fixed!(
                r"P(A, E) = \tint{key}{P(A)}\,\tint{value}{P(E\,|\,A)} = \tint{gradient}{P(E)}\,\tint{truth}{P(A\,|\,E)}"
            ),
            fixed!(r"\tint{key}{\live{p}} \cdot \tint{value}{\live{l}} = \live{joint}"; p, l, joint),
            "Both are definitions of a conditional probability. In the picture this is the area of \
             A’s rectangle: prior times likelihood.",
        ),
        Step::new(
            "The evidence is the sum of all areas",
            fixed!(
                r"\tint{gradient}{P(E)} = \sum_i \tint{key}{P(H_i)}\,\tint{value}{P(E\,|\,H_i)}"
            ),
            fixed!(r"\tint{gradient}{P(E)} = \tint{gradient}{\live{evidence}}"; evidence),
            "Exactly one of the hypotheses is true, so the probabilities of the evidence with each of \
             them add up.",
        ),
        Step::new(
            "Divide by the evidence",
            fixed!(
                r"\tint{truth}{P(A\,|\,E)} = \frac{\tint{key}{P(A)}\,\tint{value}{P(E\,|\,A)}}{\tint{gradient}{P(E)}}"
            ),
            fixed!(
                r"\frac{\live{joint}}{\tint{gradient}{\live{evidence}}} = \tint{truth}{\live{after}}";
                joint, evidence, after = posterior.at(0)
            ),
            "What didn’t happen is discarded, and the remaining areas are scaled so that they sum to \
             1. A prior of 0 stays 0.",
        ),
    ];
    let (prior, factor) = (p / found.prior.at(1), l / state.likelihood.at(1));
    let odds = posterior.at(0) / posterior.at(1);
    if [prior, factor, odds].iter().all(|x| x.is_finite()) {
        steps.push(Step::new(
            "The same as odds",
            fixed!(
                r"\frac{\tint{truth}{P(A\,|\,E)}}{\tint{truth}{P(B\,|\,E)}} = \frac{\tint{key}{P(A)}}{\tint{key}{P(B)}} \cdot \frac{\tint{value}{P(E\,|\,A)}}{\tint{value}{P(E\,|\,B)}}"
            ),
            fixed!(
                r"\tint{key}{\live{prior}} \cdot \tint{value}{\live{factor}} = \tint{truth}{\live{odds}}";
                prior, factor, odds
            ),
            "The evidence cancels. Odds are multiplied by the ratio of the likelihoods, and their \
             logarithms add.",
        ));
    }
    steps
}

fn of_decay(state: &BayesState, reading: &Reading) -> Vec<Step> {
    let found = weight(state, None);
    let (w, lambda) = (reading.scalar("map"), reading.scalar("lambda"));
    let deviation = reading.scalar("posterior-deviation");
    let z = w / state.tau;
    let errors = |w: f64| -> f64 {
        let pairs = state.x.iter().zip(&state.y);
        pairs.map(|(x, y)| (y - w * x) * (y - w * x)).sum()
    };
    let squares = errors(w);
    vec![
        Step::new(
            "The prior’s logarithm is a penalty",
            fixed!(r"-\log \tint{key}{P(w)} = \tint{key}{\frac{w^2}{2\tau^2}} + \mathrm{const}"),
            fixed!(
                r"\tint{key}{\frac{\live{w}^2}{2 \cdot \live{tau}^2}} = \tint{key}{\live{penalty}}";
                w, tau = state.tau, penalty = 0.5 * z * z
            ).given("tau", state.tau),
            "The density of a normal distribution with mean 0 and standard deviation τ. The numbers \
             are those at the most probable weight.",
        ),
        Step::new(
            "The likelihood’s logarithm is the squared error",
            fixed!(
                r"-\log \tint{value}{P(\mathrm{data}\,|\,w)} = \tint{value}{\frac{1}{2\sigma^2}\sum (y - w x)^2} + \mathrm{const}"
            ),
            fixed!(
                r"\tint{value}{\frac{\live{squares}}{2 \cdot \live{sigma}^2}} = \tint{value}{\live{share}}";
                squares, sigma = state.sigma,
                share = 0.5 * squares / state.sigma / state.sigma
            ).given("sigma", state.sigma),
            "Each y is w·x with normal noise of standard deviation σ, and independent data multiply, \
             so that their logarithms add.",
        ),
        Step::new(
            "Their sum is ridge regression",
            fixed!(
                r"2\sigma^2 \left(-\log \tint{truth}{P(w\,|\,\mathrm{data})}\right) = \sum (y - w x)^2 + \lambda\, w^2 + \mathrm{const}, \qquad \lambda = \frac{\sigma^2}{\tau^2}"
            ),
            fixed!(
                r"\lambda = \frac{\live{sigma}^2}{\live{tau}^2} = \live{lambda}";
                sigma = state.sigma, tau = state.tau, lambda
            ).given("tau", state.tau).given("sigma", state.sigma),
            "The evidence doesn’t depend on w and is part of the constant. Weight decay is the \
             gradient of λ·w², as long as it is part of the loss.",
        ),
        Step::new(
            "Where the derivative is 0",
            fixed!(
                r"-2\sum x\,(y - w x) + 2\lambda w = 0 \;\Rightarrow\; \tint{truth}{\hat{w}} = \frac{\sum x y}{\sum x^2 + \lambda}"
            ),
            fixed!(
                r"\frac{\live{xy}}{\live{xx} + \live{lambda}} = \tint{truth}{\live{w}}";
                xy = found.sums.xy(), xx = found.sums.xx(), lambda, w
            ),
            "The sum is a parabola in w, so this is its only minimum: the peak of the posterior.",
        ),
        Step::new(
            "The curvature is the certainty",
            fixed!(
                r"\tint{truth}{\mathrm{sd}(w\,|\,\mathrm{data})} = \frac{\sigma}{\sqrt{\sum x^2 + \lambda}}"
            ),
            fixed!(
                r"\frac{\live{sigma}}{\sqrt{\live{xx} + \live{lambda}}} = \tint{truth}{\live{deviation}}";
                sigma = state.sigma, xx = found.sums.xx(), lambda, deviation
            ).given("sigma", state.sigma),
            "The posterior is normal, and its variance is 1 over the second derivative of its negative \
             logarithm. Ridge regression alone doesn’t give it.",
        ),
    ]
}

fn of_dropout(state: &BayesState, reading: &Reading) -> Vec<Step> {
    let found = weight(state, None);
    let (q, sums) = (state.keep, &found.sums);
    let w = reading.scalar("dropout-weight");
    let spread = reading.scalar("dropout-spread");
    vec![
        Step::new(
            "Inverted dropout on x",
            fixed!(
                r"\tilde{x} = \frac{m}{q}\,x, \quad m = 1 \text{ with probability } q, \text{ else } 0: \qquad \mathbb{E}[\tilde{x}] = x, \quad \mathbb{E}[\tilde{x}^2] = \frac{x^2}{q}"
            ),
            fixed!(
                r"q = \live{q}: \quad \mathbb{E}[\tilde{x}^2] = \live{factor}\, x^2";
                q, factor = 1.0 / q
            ).given("q", q),
            "Dividing by q keeps the mean of the input as it is. Its mean square grows.",
        ),
        Step::new(
            "The weight that minimises the expected loss",
            fixed!(
                r"\mathbb{E}\sum (y - w\tilde{x})^2 = \sum y^2 - 2w\sum xy + \frac{w^2}{q}\sum x^2 \;\Rightarrow\; \tint{model}{\hat{w}} = q\,\frac{\sum xy}{\sum x^2}"
            ),
            fixed!(
                r"\live{q} \cdot \frac{\live{xy}}{\live{xx}} = \tint{model}{\live{w}}";
                q, xy = sums.xy(), xx = sums.xx(), w
            ).given("q", q),
            "It is q times the weight of least squares. If all data are seen twice, both sums double, \
             and the weight stays.",
        ),
        Step::new(
            "The spread of dropout’s output",
            fixed!(
                r"\mathrm{Var}\!\left[\tint{model}{\hat{w}}\,\frac{m}{q}\right] = \tint{model}{\hat{w}}^2\,\frac{1-q}{q}"
            ),
            fixed!(
                r"\left|\tint{model}{\live{w}}\right| \sqrt{\frac{1 - \live{q}}{\live{q}}} = \tint{model}{\live{spread}}";
                w, q, spread
            ).given("q", q),
            "At x = 1 the output is ŵ/q or 0. No number of data is in this formula.",
        ),
        Step::new(
            "The spread of the posterior",
            fixed!(
                r"\tint{truth}{\mathrm{sd}(w\,|\,\mathrm{data})} = \frac{\sigma}{\sqrt{\sum x^2 + \sigma^2/\tau^2}}"
            ),
            fixed!(
                r"\frac{\live{sigma}}{\sqrt{\live{xx} + \live{lambda}}} = \tint{truth}{\live{deviation}}";
                sigma = state.sigma, xx = sums.xx(), lambda = found.lambda,
                deviation = reading.scalar("posterior-deviation")
            ).given("sigma", state.sigma),
            "Σx² grows with every datum whose x isn’t 0, so the posterior narrows: in proportion to \
             1/√N once the data outweigh the prior.",
        ),
    ]
}

fn of_preference(state: &BayesState, reading: &Reading) -> Vec<Step> {
    let found = preference(state, None);
    let (first, second) = pair(&state.rewards);
    let (a, b) = pair(&state.wins);
    let (d, map) = (found.difference, reading.scalar("difference-map"));
    let (log_prior, log_likelihood) = log_parts(map, (a, b), state.tau);
    vec![
        Step::new(
            "The Bradley–Terry model",
            fixed!(
                r"P(1 \succ 2) = \frac{e^{r_1}}{e^{r_1} + e^{r_2}} = \frac{1}{1 + e^{-(r_1 - r_2)}}"
            ),
            fixed!(
                r"r_1 - r_2 = \live{first} - \left(\live{second}\right) = \live{d}: \quad \mathrm{sigmoid}(\live{d}) = \tint{model}{\live{p}}";
                first, second, d, p = reading.scalar("preference")
            ),
            "Both sides are divided by exp(r₁). Only the difference is left: a constant added to all \
             rewards changes nothing.",
        ),
        Step::new(
            "The likelihood of the wins",
            fixed!(
                r"\log \tint{value}{P(a, b\,|\,d)} = a \log \mathrm{sigmoid}(d) + b \log \mathrm{sigmoid}(-d) + \mathrm{const}"
            ),
            fixed!(
                r"a = \live{a}, \; b = \live{b}: \quad \log \tint{value}{P} = \tint{value}{\live{value}} \text{ at } d = \live{map}";
                a, b, value = log_likelihood, map
            ),
            "The comparisons are independent. This is the loss of reward models, with the opposite \
             sign.",
        ),
        Step::new(
            "Its maximum is the log odds of winning",
            fixed!(
                r"a\,\mathrm{sigmoid}(-d) - b\,\mathrm{sigmoid}(d) = 0 \;\Rightarrow\; d = \log\frac{a}{b}"
            ),
            fixed!(
                r"\log\frac{\live{a}}{\live{b}} = \tint{value}{\live{best}}";
                a, b, best = reading.scalar("difference-likelihood")
            ),
            "Where one of them never won, the likelihood grows all the way to infinity. Without \
             comparisons it is the same everywhere.",
        ),
        Step::new(
            "The prior adds a pull towards 0",
            fixed!(r"a\,\mathrm{sigmoid}(-d) - b\,\mathrm{sigmoid}(d) - \frac{d}{\tau^2} = 0"),
            fixed!(
                r"\live{gain} - \live{loss} - \left(\live{pull}\right) = 0 \text{ at } d = \tint{truth}{\live{map}}, \qquad \log \tint{key}{P(d)} = \tint{key}{\live{prior}} + \mathrm{const}";
                gain = a * logistic(-map), loss = b * logistic(map),
                pull = map / state.tau / state.tau, map, prior = log_prior
            ),
            "The left side falls as d grows, so there is exactly one such difference. It is finite \
             even where one of them never won.",
        ),
    ]
}

fn of_coins(state: &BayesState, reading: &Reading) -> Vec<Step> {
    let found = coins(state, None);
    let posterior = reading.vector("posterior");
    let top = if posterior.iter().any(|p| p.is_nan()) {
        0
    } else {
        argmax(posterior)
    };
    let (theta, heads, tails) = (state.coins.at(top), found.heads, found.tails);
    let prior = found.prior.at(top);
    let log = found.log_joint.at(top) - real::ln(prior);
    let mut steps = vec![
        Step::new(
            "The likelihood of the flips under one coin",
            fixed!(
                r"\log \tint{value}{P(\mathrm{flips}\,|\,\theta)} = h \log \theta + t \log(1 - \theta)"
            ),
            if prior > 0.0 {
                fixed!(
                    r"\theta = \live{theta}, \; h = \live{heads}, \; t = \live{tails}: \quad \tint{value}{\live{log}}";
                    theta, heads, tails, log
                ).given("theta", theta)
            } else {
                fixed!(
                    r"\theta = \live{theta}, \; h = \live{heads}, \; t = \live{tails}";
                    theta, heads, tails
                ).given("theta", theta)
            },
            "The flips of a coin are independent, and only how many ones and zeros there are counts. \
             Logarithms keep thousands of flips from underflowing.",
        ),
        Step::new(
            "The posterior of the coins",
            fixed!(
                r"\tint{truth}{P(c\,|\,\mathrm{flips})} = \frac{\tint{key}{P(c)}\,\theta_c^h (1 - \theta_c)^t}{\sum_{c'} \tint{key}{P(c')}\,\theta_{c'}^h (1 - \theta_{c'})^t}"
            ),
            fixed!(
                r"P(\theta = \live{theta}) = \tint{key}{\live{prior}} \;\to\; \tint{truth}{\live{after}}";
                theta, prior, after = posterior.at(top)
            ).given("theta", theta),
            "This is Bayes’ rule with the coins as hypotheses and the flips as evidence. Updating \
             after each flip, with the last posterior as the prior, gives the same.",
        ),
    ];
    let ratio = real::ln(state.coins.at(1) / state.coins.at(0));
    let other = real::ln((1.0 - state.coins.at(1)) / (1.0 - state.coins.at(0)));
    if ratio.is_finite() && other.is_finite() {
        steps.push(Step::new(
            "What one flip adds to the log odds",
            fixed!(
                r"1 \text{ adds } \log\frac{\theta_2}{\theta_1}, \qquad 0 \text{ adds } \log\frac{1-\theta_2}{1-\theta_1}"
            ),
            fixed!(r"\live{ratio}, \qquad \live{other}"; ratio, other),
            "For the second coin against the first one, in nats. With coins of 0.2 and 0.8 these are \
             ln 4 and −ln 4.",
        ));
    }
    steps.push(Step::new(
        "The prediction",
        fixed!(
            r"P(1\,|\,\mathrm{flips}) = \sum_c \tint{truth}{P(c\,|\,\mathrm{flips})}\,\theta_c"
        ),
        fixed!(
            r"P(1\,|\,\mathrm{flips}) = \live{prediction}, \qquad \frac{h + 1}{h + t + 2} = \live{laplace}";
            prediction = reading.scalar("prediction"), laplace = reading.scalar("laplace")
        ),
        "Each coin predicts its own θ, weighted by how probable the coin is. Laplace’s rule is the \
         same for a prior that is uniform over all θ from 0 to 1.",
    ));
    steps
}
