//! The view of `gradient`: contours to drag on, the surface, the slope in every direction, a walk.

use super::measure::{bends, shape, tangent};
use super::state::{EXAMPLES, GradientState, LIMIT, VARIABLES, at_angle, at_typed_angle, unit};
use super::{Gradient, picture};
use crate::contract::contour::Window;
use crate::contract::plane::Spot;
use crate::contract::plate::Tint;
use crate::contract::{Reading, mathml as m, number};
use crate::frame::{Context, View};
use crate::widgets::contours::ContoursView;
use crate::widgets::expression_field::ExpressionField;
use crate::widgets::graph::GraphView;
use crate::widgets::number_field::NumberField;
use crate::widgets::relief::{Marks, Relief};
use crate::widgets::slider::Slider;
use leptos::prelude::*;
use std::sync::Arc;

/// Points of the surface along each side.
const COARSE: usize = 41;
/// Narrowest and widest window.
const SIZES: (f64, f64) = (1e-3, 4.0 * LIMIT);

impl View for Gradient {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<Gradient>) -> impl IntoView {
    let f = context.part(|s| s.f.clone());
    let at = context.part(|s| s.at);
    // What is looked at is no part of the state: the window moves on when the point leaves it.
    let window = RwSignal::new(Window::holding(context.state.with_untracked(|s| s.at)));
    Effect::new(move |_| {
        let at = at.get();
        if !window.with_untracked(|w| w.has(at)) {
            window.set(Window::holding(at));
        }
    });
    let heights = move |side: usize| {
        Memo::new(move |_| {
            let window = window.get();
            f.track();
            let heights = context
                .state
                .with_untracked(|s| picture::contours(s, window, side));
            Arc::new(heights)
        })
    };
    let (contours, coarse) = (heights(picture::SIDE), heights(COARSE));
    let draw = move |draw: fn(&GradientState, &Reading) -> _| {
        Memo::new(move |_| {
            context
                .reading
                .with(|r| context.state.with_untracked(|s| draw(s, r)))
        })
    };
    let turning = draw(picture::turning);
    let over = Memo::new(move |_| {
        contours.with(|contours| {
            context.reading.with(|r| {
                context
                    .state
                    .with_untracked(|s| picture::overlay(s, r, contours))
            })
        })
    });
    let walk = Memo::new(move |_| {
        let window = window.get();
        context.reading.with(|r| {
            context
                .state
                .with_untracked(|s| picture::walk(s, r, window))
        })
    });
    let marks = Memo::new(move |_| {
        let size = window.get().size();
        context
            .reading
            .with(|r| context.state.with_untracked(|s| marks(s, r, size)))
    });
    let sentence = context.pick(|r| r.sentence.clone());
    let trouble = context.part(|s| s.ground().trouble());
    let or_trouble = move |words: Memo<String>| {
        move || {
            let trouble = trouble.get();
            if trouble.is_empty() {
                words.get()
            } else {
                trouble.to_string()
            }
        }
    };
    let right_angle = words(context, |s, r| {
        let gradient = (r.scalar("partial-x"), r.scalar("partial-y"));
        tangent(s, gradient).map_or_else(
            || "the gradient is 0 here: no direction is steepest".into(),
            |t| {
                format!(
                    "measured angle between ∇f and the level set: {:.4}°, their dot product {}",
                    t.angle,
                    number::short(t.dot + 0.0)
                )
            },
        )
    });
    let bent = words(context, |_, r| match bends(&r.matrix("hessian")) {
        Some([low, high]) => format!(
            "eigenvalues {} and {}: {}",
            number::rounded(low.0),
            number::rounded(high.0),
            shape([low.0, high.0])
        ),
        None => "there are no second derivatives here".into(),
    });
    let moved = Callback::new(move |(name, at): (String, Spot)| {
        context.update(|s| picture::dragged(s, &name, at));
    });
    let zoom = move |by: f64| {
        window.update(|w| {
            let half = 0.5 * (by * w.size()).clamp(SIZES.0, SIZES.1);
            let centre = if by < 1.0 {
                at.get_untracked()
            } else {
                w.centre()
            };
            *w = Window::around(centre, half);
        });
    };
    let zoom_button = move |words: &'static str, name: &'static str, by: Option<f64>| {
        let press = move |_| match by {
            Some(by) => zoom(by),
            None => window.set(Window::holding(at.get_untracked())),
        };
        view! {
            <button type="button" class="button small" data-zoom=name on:click=press>{words}</button>
        }
    };
    let uphill = move |turn: f64| {
        context.update(|s| {
            let (_, g) = s.f.autograd(&[s.at.0, s.at.1]);
            if let [x, y] = g.as_slice()
                && unit((*x, *y)).is_some()
            {
                s.direction = at_angle(super::state::degrees((*x, *y)) + turn);
            }
        });
    };
    let preset = move |words: &'static str, name: &'static str, turn: f64| {
        view! {
            <button type="button" class="button small" data-preset=name on:click=move |_| uphill(turn)>
                {words}
            </button>
        }
    };
    view! {
        <div class="controls">
            <ExpressionField
                name="f(x, y)"
                symbol=m::applied(&m::mi("f"), &m::row(&[m::mi("x"), m::mo(","), m::mi("y")]))
                control="f"
                variables=VARIABLES
                value=f
                set=Callback::new(move |f| context.update(|s| s.f = f))
                examples=EXAMPLES
            />
            <Pair context=context name="at" words=["x", "y"] get=|s| s.at set=|s, at| s.at = at />
            <Pair
                context=context
                name="direction"
                words=["u₁", "u₂"]
                get=|s| s.direction
                set=|s, direction| s.direction = direction
            />
            <Slider
                label="angle of u"
                control="angle"
                value=context.part(|s| (1e4 * s.angle()).round() / 1e4 + 0.0)
                set=Callback::new(move |x| context.update(|s| s.direction = at_typed_angle(x)))
                min=-180.0
                max=180.0
            />
            <div class="row presets" role="group" aria-label="Point u">
                {preset("uphill", "uphill", 0.0)}
                {preset("along the level set", "level", 90.0)}
                {preset("downhill", "downhill", 180.0)}
            </div>
        </div>
        <div class="plates">
            <section class="plate">
                <h2>"From above" <span class="hint">"drag the point and the arrow u"</span></h2>
                <p class="keyline">
                    <span class="tint-gradient">"∇f"</span>
                    " · "
                    <span class="tint-model">"u"</span>
                    " · "
                    <span class="tint-value">"level set through the point"</span>
                    " · "
                    <span class="tint-spectrum">"eigenvectors of the Hessian"</span>
                </p>
                <ContoursView label=sentence contours=contours over=over moved=moved />
                <p class="keyline" data-angle="">{or_trouble(right_angle)}</p>
                <div class="row" data-local="">
                    {zoom_button("closer", "in", Some(0.5))}
                    {zoom_button("wider", "out", Some(2.0))}
                    {zoom_button("as at first", "first", None)}
                </div>
            </section>
            <section class="plate">
                <h2>"As a surface" <span class="hint">"drag to turn it, or use the arrow keys"</span></h2>
                <p class="keyline">
                    "with the tangent plane; "
                    <span class="tint-gradient">"steepest way up"</span>
                    " · "
                    <span class="tint-model">"along u"</span>
                </p>
                <Relief label=sentence contours=coarse marks=marks />
            </section>
            <section class="plate">
                <h2>"The slope in every direction" <span class="hint">"drag u"</span></h2>
                <p class="keyline">
                    <span class="tint-value">"slope along u"</span>
                    " · "
                    <span class="tint-gradient">"‖∇f‖ cos ϑ (dashed)"</span>
                    ", largest along ∇f and 0 along the level set"
                </p>
                <GraphView label="The slope against the angle of the direction" graph=turning moved=moved />
            </section>
            <section class="plate">
                <h2>"A walk along u"</h2>
                <p class="keyline">
                    <span class="tint-value">"f"</span>
                    " · "
                    <span class="tint-model">"slope"</span>
                    " · "
                    <span class="tint-spectrum">"with the bend uᵀHu (dashed)"</span>
                    "; "
                    {or_trouble(bent)}
                </p>
                <GraphView label="The height on a straight walk through the point along u" graph=walk />
            </section>
        </div>
    }
}

/// Words that follow from state and reading.
fn words(context: Context<Gradient>, say: fn(&GradientState, &Reading) -> String) -> Memo<String> {
    Memo::new(move |_| {
        context
            .reading
            .with(|r| context.state.with_untracked(|s| say(s, r)))
    })
}

/// The point, its tangent plane, and two arrows in it.
fn marks(state: &GradientState, reading: &Reading, size: f64) -> Marks {
    let (x, y) = state.at;
    let height = reading.scalar("value");
    let g = (reading.scalar("partial-x"), reading.scalar("partial-y"));
    let mut marks = Marks {
        point: Some((x, y, height)),
        ..Marks::default()
    };
    if !state.ground().is_smooth() {
        return marks;
    }
    let on_plane = |(a, b): Spot| (x + a, y + b, height + g.0 * a + g.1 * b);
    let way = |(a, b): Spot, by: f64| (by * a, by * b);
    let half = 0.11 * size;
    let along = unit(g).unwrap_or((1.0, 0.0));
    let across = (-along.1, along.0);
    marks.sheet = [(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)]
        .map(|(s, t)| {
            let (a, b) = (way(along, s * half), way(across, t * half));
            on_plane((a.0 + b.0, a.1 + b.1))
        })
        .to_vec();
    if unit(g).is_some() {
        let tip = on_plane(way(along, 0.2 * size));
        marks.arrows.push((Tint::Gradient, (x, y, height), tip));
    }
    let tip = on_plane(way(state.unit(), 0.2 * size));
    marks.arrows.push((Tint::Model, (x, y, height), tip));
    marks
}

/// Two number fields for a vector.
#[component]
fn Pair(
    context: Context<Gradient>,
    name: &'static str,
    words: [&'static str; 2],
    get: fn(&GradientState) -> Spot,
    set: fn(&mut GradientState, Spot),
) -> impl IntoView {
    let problem = RwSignal::new(None::<String>);
    let field = move |k: usize| {
        let value = context.part(move |s| if k == 0 { get(s).0 } else { get(s).1 });
        let change = Callback::new(move |to: f64| {
            let before = context.state.with_untracked(get);
            let next = if k == 0 {
                (to + 0.0, before.1)
            } else {
                (before.0, to + 0.0)
            };
            if name == "direction" && unit(next).is_none() {
                problem.set(Some(
                    "A direction has to point somewhere: u isn’t 0, 0.".into(),
                ));
            } else {
                context.update(|s| set(s, next));
            }
        });
        view! {
            <label class="row">
                <span>{format!("{} =", words[k])}</span>
                <NumberField
                    label=Signal::stored(words[k].to_string())
                    value=value
                    set=change
                    min=-LIMIT
                    max=LIMIT
                    control=format!("{name}[{k}]")
                    problem=problem
                />
            </label>
        }
    };
    view! {
        <span class="row">{field(0)} {field(1)}</span>
        <p class="problem" role="status">{problem}</p>
    }
}
