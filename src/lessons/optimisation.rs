//! The lesson about optimisation.

use super::{Block, Chapter, Lesson};
use crate::contract::Pillar;
use Block::{Figure, Formula, List, Text};
use tex::tex_block;

pub static LESSON: Lesson = Lesson {
    id: "optimisation",
    pillar: Pillar::Optimisation,
    title: "Optimisation: from loss landscapes to double descent",
    point: "Loss landscapes and saddle points, gradient noise, batch size and flat minima, learning-rate schedules, and more parameters than examples.",
    chapters: &[
        Chapter {
            title: "The loss landscape",
            parts: &[
                Text(
                    "The loss L(θ) of a network is a function of all its parameters. Its picture over \
                     two of them, or along two directions, is called the *loss landscape*. A function \
                     is *convex* if no chord of its graph lies below the graph; then every local \
                     minimum is a global one. The loss of a network isn’t convex. It has local minima, \
                     saddle points and flat regions, and yet networks are trained successfully.",
                ),
                Text(
                    "Where the gradient is 0, θ is a *stationary point*. The *Hessian*, the symmetric \
                     matrix of second derivatives, tells what it is: a minimum if all eigenvalues are \
                     positive, a maximum if all are negative, a *saddle point* if there are both. If \
                     an eigenvalue is 0, the Hessian doesn’t decide.",
                ),
                Formula(tex_block!(
                    r"\tint{loss}{L}(\theta + \delta) \approx \tint{loss}{L}(\theta) + \tint{gradient}{\nabla L(\theta)} \cdot \delta + \tfrac12\, \delta^{\top} H\, \delta, \qquad H_{ij} = \frac{\partial^2 L}{\partial \theta_i\, \partial \theta_j}"
                )),
                Text(
                    "The panel [](#/loss-landscape) starts four optimisers at one point \
                     of a function of two variables. It opens on a function with two minima, and a \
                     saddle point between them at (0, 0):",
                ),
                Formula(tex_block!(
                    r"f(x, y) = \frac{x^4}{4} - \frac{x^2}{2} + \frac{y^2}{2}"
                )),
                Figure {
                    address: "#/loss-landscape",
                    plate: 0,
                },
                List(&[
                    "At the start, close to the saddle point, the Hessian has the eigenvalues \
                     {=#/loss-landscape|hessian-eigenvalues[0]|4} and \
                     {=#/loss-landscape|hessian-eigenvalues[1]|4}.",
                    "“Momentum escapes saddle points” is only half of it. What leaves a saddle point is \
                     a perturbation. From [exactly x = 0](#/loss-landscape?start=0,1) no optimiser \
                     ever leaves the line x = 0, with momentum or without. From x = 0.01 all four \
                     leave, and momentum needs fewer steps.",
                    "Near a minimum, gradient descent with learning rate η multiplies the distance \
                     along an eigenvector of H by 1 − ηλ at each step. So it diverges if η is above \
                     2/λ for the largest eigenvalue λ; in the figure this bound is \
                     {#/loss-landscape|threshold|4} at the start.",
                ]),
                Text(
                    "Are most stationary points in many dimensions saddle points? If H were a random \
                     symmetric matrix, whose entries are independent and normal, all n eigenvalues \
                     would be positive with probability ½ for n = 1, about 0.146 for n = 2, 0.025 for \
                     n = 3, and almost never for large n. The panel measures this. But the Hessian of \
                     a network isn’t such a matrix, so this is a picture and no proof.",
                ),
                Text(
                    "Are most local minima good? In small networks it depends on the width. A network \
                     with few hidden units that learns the exclusive or (XOR) of two inputs often gets \
                     stuck where it can’t tell some of the four points apart. The figure follows one \
                     start; press Train to see at which losses 400 starts of each width end:",
                ),
                Figure {
                    address: "#/loss-landscape?view=xor",
                    plate: 0,
                },
                List(&[
                    "Two points that get the same output cost ½ ln 2, \
                     {=#/loss-landscape?view=xor|levels[0]|4}; three cost ¾·H(⅓), \
                     {=#/loss-landscape?view=xor|levels[1]|4}; all four cost ln 2, \
                     {=#/loss-landscape?view=xor|levels[2]|4}.",
                    "With two ReLU units about three of four starts get stuck. With sixteen hardly any \
                     does: its [first start](#/loss-landscape?view=xor&width=16) comes to \
                     {=#/loss-landscape?view=xor&width=16|trial-loss|2}. Bad minima become rare as the \
                     network gets wider.",
                ]),
                Text(
                    "Pictures of the loss of a whole network are [slices](#/loss-landscape?view=slices): \
                     its values on a plane through the trained parameters. A slice shows two directions \
                     of many. Along random ones the loss bends little even where it is sharp along \
                     others, so it tells neither that a minimum is flat nor that there is no way down.",
                ),
            ],
        },
        Chapter {
            title: "The noise of mini-batch gradients",
            parts: &[
                Text(
                    "*Stochastic gradient descent* (SGD) uses the gradient of a batch B of |B| examples \
                     in place of that of all N. It is the mean of the gradients of single examples. If \
                     the examples are drawn at random, its expectation is the full gradient, and the \
                     variance falls as the batch grows:",
                ),
                Formula(tex_block!(
                    r"\operatorname{Var}[\tint{gradient}{\nabla L_B}] = \frac{\sigma^2}{|B|}, \qquad \sigma^2 = \frac{1}{N} \sum_{i=1}^{N} \lVert \tint{gradient}{\nabla L_i} - \tint{gradient}{\nabla L} \rVert^2"
                )),
                Text(
                    "This holds for batches that are drawn with replacement. Without replacement the \
                     variance has another factor, (N − |B|)/(N − 1), which is 0 when the batch is the \
                     whole set. The panel [](#/sgd-noise) measures it on a real network:",
                ),
                Figure {
                    address: "#/sgd-noise",
                    plate: 0,
                },
                List(&[
                    "A batch of four times the size halves the standard deviation of the noise.",
                    "The noise isn’t the same in all directions: in the figure a share of \
                     {=#/sgd-noise|share|3} lies along one of 337 directions.",
                    "The *noise scale* is σ² divided by the squared length of the full gradient. It is \
                     the batch size at which noise and signal are equally large, \
                     {#/sgd-noise|noise-scale|3} at first. It grows during training, since the \
                     gradient becomes small and the noise doesn’t.",
                ]),
            ],
        },
        Chapter {
            title: "Batch size and flat minima",
            parts: &[
                Text(
                    "Small batches are often said to *generalise* better, that is, to give a smaller \
                     loss on held-out data. The explanation that goes with it has three steps: the \
                     noise of small batches acts as a regularisation that pushes the parameters out of \
                     sharp minima into flat ones; a flat minimum generalises better, because a small \
                     change of the parameters changes the loss little there; large batches find \
                     sharper minima. The *sharpness* is usually measured as λₘₐₓ, the largest \
                     eigenvalue of the Hessian.",
                ),
                Text(
                    "The panel [](#/flat-minima) trains two networks from one start, with a \
                     small and with a large batch, and measures all of it:",
                ),
                Figure {
                    address: "#/flat-minima",
                    plate: 0,
                },
                List(&[
                    "The verdict depends on what is held equal. After the same number of steps the \
                     small batch has the flatter minimum and the smaller test loss: in the recorded \
                     pair of the figure λₘₐₓ is 5.05 and 7.27 at the end, and the loss on new points \
                     0.0993 and 0.1089. After the same number of *epochs*, that is, on the same data, the large batch has made far fewer \
                     steps, and the result is the reverse. After training to the same loss it is again \
                     the small batch.",
                    "The same was recorded for 20 seeds. After the same steps the network of the large \
                     batches is sharper in 20 of 20 pairs, with a median λₘₐₓ of 7.75 against 5.18, and \
                     its loss on new points is larger in 20 of 20, on average 0.105 against 0.0847. \
                     After the same epochs it is sharper in 0 of 20 and worse in 0 of 20. At the same \
                     training loss it is sharper in 20 of 20 and worse in 18 of 20.",
                    "Sharpness has another cause too. Where the learning rate η is large enough, \
                     training with the full batch stops getting sharper near λₘₐₓ = 2/η, the bound of \
                     stability ([2/0.4 = 5](#/flat-minima?rate=0.4)). Over the 20 seeds the median \
                     λₘₐₓ is 5 there, as flat as with the small batch and η = 0.1, and yet the test loss \
                     is larger, 0.122 on average.",
                    "Sharpness alone can’t explain it. In a ReLU network the weights of one layer can \
                     be multiplied by α and those of the next divided by α. The function stays the \
                     same, and so does every prediction, but λₘₐₓ changes many times over \
                     (Dinh et al., 2017).",
                ]),
                Text(
                    "So the claim isn’t a law. It holds in some settings, among them two of the three \
                     here, and fails in others.",
                ),
            ],
        },
        Chapter {
            title: "Learning-rate schedules",
            parts: &[
                Text(
                    "With a constant learning rate, SGD doesn’t settle: the noise keeps it moving. For \
                     convex functions, and under further conditions, SGD converges if the learning \
                     rates satisfy the two conditions of Robbins and Monro (1951):",
                ),
                Formula(tex_block!(
                    r"\sum_{t=1}^{\infty} \eta_t = \infty, \qquad \sum_{t=1}^{\infty} \eta_t^2 < \infty"
                )),
                Text(
                    "The first lets it reach the minimum from anywhere; the second makes the noise \
                     average out. The panel [](#/step-sizes) has the learning rates c·t^(−a) on a \
                     noisy quadratic, ½θ², where the expected squared distance can be computed \
                     exactly:",
                ),
                Figure {
                    address: "#/step-sizes",
                    plate: 0,
                },
                List(&[
                    "With 1/t both conditions hold, and E θ² is {=#/step-sizes|mean-square|3} after \
                     10,000 steps. Here 1/t is the running mean: the start is forgotten at once.",
                    "[1/√t](#/step-sizes?exponent=0.5) is often named beside it, but it fails the \
                     second condition. It converges here all the same, to \
                     {=#/step-sizes?exponent=0.5|mean-square|3}, and the mean of its iterates is as \
                     good as 1/t. The conditions are sufficient and not necessary. The rate O(1/√t) \
                     of this schedule is for the mean of the iterates, and has another proof.",
                    "[0.1/t](#/step-sizes?scale=0.1) obeys both conditions, and after 10,000 steps E θ² is \
                     still {=#/step-sizes?scale=0.1|mean-square|3} of 25 at the start. A theorem \
                     about the limit says little about 10,000 steps.",
                ]),
                Text(
                    "For networks, which aren’t convex, nothing guarantees the global minimum. In \
                     practice the learning rate rises at first, then falls, and the loss reached is \
                     good enough.",
                ),
            ],
        },
        Chapter {
            title: "More parameters than examples",
            parts: &[
                Text(
                    "Modern networks have far more parameters than they need to fit the data, and \
                     often more than there are examples. In classical statistics this is overfitting. \
                     The panel [](#/overparameterization) fits a linear model on \
                     p random features to N examples, with the shortest parameter vector among all \
                     that fit best, and lets p grow:",
                ),
                Formula(tex_block!(
                    r"\theta = \arg\min \lVert \theta \rVert \quad \text{among all } \theta \text{ that minimise } \sum_{i=1}^{N} (\phi(x_i) \cdot \theta - y_i)^2"
                )),
                Figure {
                    address: "#/overparameterization",
                    plate: 0,
                },
                List(&[
                    "While p is below N the test error first falls, then rises. At p = N there is \
                     exactly one fit, the smallest singular value of the features is close to 0, and \
                     both ‖θ‖ and the test error are huge: {=#/overparameterization?width=40|weight-norm|3} \
                     and {=#/overparameterization?width=40|test-error-here|3} here.",
                    "Beyond p = N the model fits every example (it *interpolates*), and yet the test \
                     error falls again: among more and more fits the shortest one is smoother. This is \
                     called *double descent* (Belkin et al., 2019).",
                    "The best width beyond N has a test error of \
                     {=#/overparameterization|best-wide|3}, the best one below N \
                     {=#/overparameterization|best-narrow|3}. Whether the second descent ends below \
                     the first depends on the noise and on the dimension: “20 seeds” in the panel \
                     counts how often. A little *ridge* regularisation, which adds a multiple of ‖θ‖² to the \
                     loss, removes the peak.",
                ]),
                Text(
                    "The many solutions of a wide network are also said to lie in connected valleys \
                     with almost the same loss. The loss on the straight line between two trained \
                     networks usually rises first: there is a *barrier*. But the output of a network \
                     doesn’t change if its hidden units are permuted. So the units of one network are \
                     first matched with those of the other, and the line is drawn again (Entezari et \
                     al., 2022). The panel trains two networks of each width on the same 40 examples:",
                ),
                Figure {
                    address: "#/overparameterization?view=valleys",
                    plate: 0,
                },
                List(&[
                    "Over 20 seeds the median barrier falls from 0.703 with 4 hidden units to 0.283 \
                     with 128. With the units matched it is 0.268 and 0.0925. Matching lowers it in \
                     118 of the 120 pairs, with 128 units to about a third.",
                    "It isn’t 0, and from 16 units on it doesn’t fall any further here. With \
                     [two inputs and no noise](#/overparameterization?view=valleys&inputs=2&noise=0&units=128) \
                     the matched median does fall with the width, from 0.0787 to 0.0125; with 128 units \
                     it is 0.327 as they are.",
                    "So with many units most of the barrier is the order of the units, on which no loss \
                     depends. That all solutions lie in one valley isn’t shown by this: for \
                     wide networks it is a conjecture, up to permutations.",
                ]),
            ],
        },
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::number::significant;
    use training::{FlatRecord, FlatTable};

    /// Trained networks have no readouts before they are trained: what the text says of them is what was
    /// recorded.
    #[test]
    fn figures_of_trained_networks_are_those_of_the_records() {
        let parts = LESSON.chapters.iter().flat_map(|c| c.parts);
        let lists = parts.filter_map(|part| match part {
            List(items) => Some(items.concat()),
            _ => None,
        });
        let text: String = lists.collect();
        let says = |words: String| assert!(text.contains(&words), "{words}");
        let three = |x: f64| significant(x, 3);
        let four = |x: f64| format!("{x:.4}");
        let record = FlatRecord::kept();
        let [small, large] = [0, 1].map(|which: usize| *record.curves[which].last().unwrap());
        says(format!(
            "is {} and {} at the end, and the loss on new points {} and {}.",
            three(small.sharpness),
            three(large.sharpness),
            four(small.test),
            four(large.test)
        ));
        let kept = FlatTable::kept();
        let [steps, epochs, loss, edge] = kept.as_slice() else {
            panic!("{kept:?}");
        };
        let of = |count: usize| format!("{count} of 20");
        says(format!(
            "sharper in {} pairs, with a median λₘₐₓ of {} against {}, and its loss on new points is \
             larger in {}, on average {} against {}.",
            of(steps.sharper),
            three(steps.sharpness[1]),
            three(steps.sharpness[0]),
            of(steps.worse),
            three(steps.test[1]),
            three(steps.test[0])
        ));
        for (what, table) in [("same epochs", epochs), ("same training loss", loss)] {
            let (sharper, worse) = (of(table.sharper), of(table.worse));
            says(format!(
                "{what} it is sharper in {sharper} and worse in {worse}."
            ));
        }
        says(format!("λₘₐₓ is {} there", three(edge.sharpness[1])));
        says(format!("larger, {} on average", three(edge.test[1])));
    }
}
