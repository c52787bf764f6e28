//! What is trained: sizes, rule, source, and what runs beside it.

mod beside;
mod text;

pub use beside::run_name;

use super::super::{LoopState, TrainingLoop};
use super::seconds;
use crate::contract::number;
use crate::frame::prelude::*;
use training::{Config, Facts};

/// Multiplications and additions that a worker makes in a second on small networks, until this
/// machine was measured, which is as soon as a run is there.
const SPEED: f64 = 1.5e10;
/// A step that takes longer is announced, in seconds.
const LONG: f64 = 0.5;
/// Runs that take more are announced, in bytes.
const LARGE: f64 = 3e8;

#[component]
pub fn Settings(
    context: Context<TrainingLoop>,
    /// Operations a second that this machine makes, once measured.
    speed: RwSignal<Option<f64>>,
) -> impl IntoView {
    let problem = RwSignal::new(None::<String>);
    let heads = LoopState::heads().input;
    view! {
        <div class="loop-settings" on:dragover=text::allow on:drop=move |event| text::take(&event, context, problem)>
        {context.presets()}
        {context.select(LoopState::source())}
        {context.select(LoopState::optimiser())}
        {context.slider(LoopState::rate())}
        {move || context.part(LoopState::is_text).get().then(|| view! { <text::OwnText context=context /> })}
        <p class="problem" role="status" data-run="text-problem">{move || problem.get()}</p>
        <div class="wholes">
            {context.whole_field(LoopState::batch())}
            {context.whole_field(LoopState::steps())}
        </div>
        <Costs context=context speed=speed />
        <details class="fold small">
            <summary>"More: sizes, seed, activation, what can be left out, runs beside this one"</summary>
            <div class="wholes">
                {context.whole_field(LoopState::layers())}
                {context.whole_field(LoopState::width())}
                <WholeField
                    label="heads"
                    control="heads"
                    limits=(heads.min, heads.max)
                    value=context.part(|s| s.config.heads as i64)
                    set=Callback::new(move |n| context.update(|s| s.set_heads(n as usize)))
                />
                {context.whole_field(LoopState::context())}
                {context.whole_field(LoopState::seed())}
            </div>
            <div class="row">
                {context.choice(LoopState::activation())}
                {context.switch(LoopState::layer_norm())}
                <Switch
                    label=|| view! { "scores divided by √d" <sub>"k"</sub> }
                    control="scale"
                    on=context.value(LoopState::scale())
                    set=context.setter(LoopState::scale())
                />
            </div>
            <beside::Beside context=context />
        </details>
        </div>
    }
}

/// What the runs will cost, and a warning where that is much.
#[component]
fn Costs(context: Context<TrainingLoop>, speed: RwSignal<Option<f64>>) -> impl IntoView {
    let cost = context.part(|s| {
        let facts = Facts::cached(&s.config).map_err(|e| e.to_string())?;
        let all = Config::check_all(&s.configs(None), facts.vocabulary);
        Ok::<_, String>((facts, all.map_err(|e| e.to_string())?))
    });
    let says = move || {
        match cost.get() {
        Err(why) => {
            view! { <p class="message" data-run="problem">{format!("This can’t be trained: {why}.")}</p> }.into_any()
        }
        Ok((facts, all)) => {
            let Facts { vocabulary, sizes, others } = facts;
            let (runs, steps) = context
                .state
                .with(|s| (1 + s.against.len(), s.config.steps as f64));
            let measured = speed.get();
            let step = all.operations / measured.unwrap_or(SPEED);
            let mut text = format!(
                "{} weights, {} different tokens. {} some {} million multiplications: about {} {}, {} in all; up to {} MB of memory, snapshots included.",
                number::grouped(all.parameters as f64),
                number::grouped(vocabulary as f64),
                match runs {
                    1 => "A step is".into(),
                    2 => "A step of both runs is".into(),
                    _ => format!("A step of all {runs} runs is"),
                },
                number::significant(all.operations / 1e6, 2),
                if step < 1.0 { format!("{} ms", number::significant(1e3 * step, 2)) } else { seconds(step) },
                if measured.is_some() { "as measured here" } else { "on a typical machine" },
                seconds(steps * step),
                number::significant(all.memory() / 1e6, 2)
            );
            if let Some((train, held)) = sizes {
                let [train, held, rare] = [train, held, others].map(|n| number::grouped(n as f64));
                text.push_str(&format!(" The text has {train} tokens for training and {held} held out"));
                text.push_str(&if others > 0 { format!("; {rare} were too rare and share one token.") } else { ".".into() });
            }
            let much = step > LONG || all.memory() > LARGE;
            view! {
                <p
                    class=if much { "message" } else { "quiet costs" }
                    data-run="costs"
                    data-much=much.to_string()
                    data-measured=measured.is_some().to_string()
                >
                    {much.then_some("This is much for a page. ")}
                    {text}
                </p>
            }
            .into_any()
        }
    }
    };
    view! { <div role="status">{says}</div> }
}
