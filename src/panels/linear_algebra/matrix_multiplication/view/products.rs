//! The three products as numbers: any entry shows its row times its column.

use super::super::words::{self, Shown};
use super::super::{MatrixMultiplication, ProductState};
use crate::contract::lists::column;
use crate::contract::names::counted;
use crate::contract::{Reading, Tint};
use crate::frame::prelude::*;
use nalgebra::DMatrix;

/// What stands in a product.
#[derive(Clone, Copy, PartialEq)]
enum Operand {
    First,
    Second,
    Input,
    Vector(&'static str),
    Composed,
}

impl Operand {
    fn values(self, state: &ProductState, reading: &Reading) -> DMatrix<f64> {
        match self {
            Operand::First => state.w.clone(),
            Operand::Second => state.second.clone(),
            Operand::Input => column(&state.x),
            Operand::Vector(name) => column(reading.vector(name)),
            Operand::Composed => reading.matrix("composed"),
        }
    }

    fn tint(self) -> Tint {
        match self {
            Operand::First => Tint::Matrix,
            Operand::Second => Tint::Composed,
            Operand::Input => Tint::Input,
            Operand::Vector(_) | Operand::Composed => Tint::Value,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Operand::First => "W",
            Operand::Second => "W₂",
            Operand::Input => "x",
            Operand::Vector(name) => name,
            Operand::Composed => "W₂W",
        }
    }
}

/// All three products.
#[component]
pub fn Products(context: Context<MatrixMultiplication>) -> impl IntoView {
    view! {
        <div class="plates products">
            {product(context, "Apply W to x", Shown::Image, [Operand::First, Operand::Input, Operand::Vector("y")])}
            {product(context, "Then apply W₂", Shown::Both, [Operand::Second, Operand::Vector("y"), Operand::Vector("z")])}
            {product(context, "Both at once, W₂W", Shown::Composed, [Operand::Second, Operand::First, Operand::Composed])}
        </div>
    }
}

fn product(
    context: Context<MatrixMultiplication>,
    title: &'static str,
    shown: Shown,
    [left, right, result]: [Operand; 3],
) -> impl IntoView {
    let chosen = RwSignal::new(None::<Cell>);
    let at = Memo::new(move |_| {
        let n = context.state.with(ProductState::size);
        let columns = if shown == Shown::Composed { n } else { 1 };
        let (i, j) = chosen.get().unwrap_or((0, 0));
        (i.min(n - 1), j.min(columns - 1))
    });
    let arithmetic = context.derived(move |s, r| {
        let (i, j) = at.get();
        words::cell(s, r, shown, i, j)
    });
    let map = move |part: Operand, place: usize| {
        let values = Memo::new(move |_| {
            context
                .reading
                .with(|r| context.state.with(|s| part.values(s, r)))
        });
        let names = context.part(|s| counted(s.size()));
        let own = RwSignal::new(None::<Cell>);
        let lit = move |(i, j): Cell| {
            let (r, c) = at.get();
            match place {
                0 => i == r,
                1 => j == c,
                _ => (i, j) == (r, c),
            }
        };
        let columns = Memo::new(move |_| counted(values.with(DMatrix::ncols)));
        view! {
            <figure class="stage-part" class:result=place == 2>
                <figcaption class=format!("tint-{}", part.tint().name())>
                    {part.title()}
                    <span class="shape">{move || {
                        let (rows, columns) = values.with(DMatrix::shape);
                        format!("{rows} × {columns}")
                    }}</span>
                </figcaption>
                <HeatMap
                    label=Signal::stored(part.title().to_string())
                    values=values
                    rows=names
                    columns=columns
                    tint=part.tint()
                    chosen=if place == 2 { chosen } else { own }
                    lit=Callback::new(lit)
                />
            </figure>
        }
    };
    view! {
        <section class="plate">
            <h2>{title}</h2>
            <div class="stage">
                {map(left, 0)} <span class="sign">"×"</span> {map(right, 1)}
                <span class="sign">"="</span> {map(result, 2)}
            </div>
            <div class="arithmetic" aria-live="polite">
                <FormulaView formula=arithmetic />
            </div>
        </section>
    }
}
