//! How a provider did: a chart, with the figures as a table behind it; and what is passed over now.

use super::word;
use crate::{
    connection::model::{ConnectionDetail, HealthPoint, OpenCircuit},
    i18n::{Locale, count, date_time, day, td_string, time, use_locale},
    kernel::Instant,
    kit::{Bar, BarChart, Card, Cell, Choice, Choices, Column, Table},
};
use leptos::prelude::*;

/// The last 24 hours or the last 30 days.
#[component]
pub(super) fn Health(detail: ConnectionDetail) -> impl IntoView {
    let l = use_locale();
    let by_day = RwSignal::new(false);
    let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned(), icon: None };
    let spans = vec![
        choice("hours", td_string!(l, connection.health_hours)),
        choice("days", td_string!(l, connection.health_days)),
    ];
    let points = StoredValue::new((detail.hours, detail.days));
    let change = move |span: String| by_day.set(span == "days");
    view! {
        <Card title=td_string!(l, connection.health) lead=td_string!(l, connection.health_lead).to_owned()>
            <div data-part="health" class="flex flex-col gap-5">
                <div class="max-w-xs">
                    <Choices name="span" label=td_string!(l, connection.health_span) options=spans initial="hours" on_change=change />
                </div>
                {move || {
                    let is_day = by_day.get();
                    let shown = points.with_value(|(hours, days)| if is_day { days.clone() } else { hours.clone() });
                    view! { <Span points=shown is_day=is_day /> }
                }}
            </div>
        </Card>
    }
}

fn label(l: Locale, at: Instant, is_day: bool) -> String {
    if is_day { day(l, at) } else { time(l, at) }
}

#[component]
fn Span(points: Vec<HealthPoint>, is_day: bool) -> impl IntoView {
    let l = use_locale();
    if points.iter().all(|point| point.requests == 0) {
        return view! { <p class="rounded-md bg-sunken px-4 py-6 text-center text-sm text-muted">{td_string!(l, connection.health_empty)}</p> }
            .into_any();
    }
    let bar = |point: &HealthPoint| Bar {
        label: label(l, point.at, is_day),
        value: point.requests,
        text: td_string!(
            l,
            connection.health_bar,
            requests = count(l, point.requests),
            failed = count(l, point.failed)
        ),
    };
    let when = if is_day { td_string!(l, connection.health_day) } else { td_string!(l, connection.health_hour) };
    let columns = vec![
        Column::text(when),
        Column::number(td_string!(l, connection.health_requests)),
        Column::number(td_string!(l, connection.health_failed)),
        Column::text(td_string!(l, connection.health_failures)),
        Column::number(td_string!(l, connection.health_p50)),
        Column::number(td_string!(l, connection.health_p95)),
    ];
    let bars = points.iter().map(bar).collect();
    let rows = points.into_iter().rev().filter(|point| point.requests > 0);
    let rows = rows.map(|point| view! { <Row point=point is_day=is_day /> }).collect_view();
    view! {
        <BarChart
            title=td_string!(l, connection.health_chart)
            x_title=when
            y_title=td_string!(l, connection.health_requests)
            bars=bars
        />
        <details class="rounded-md border border-line">
            <summary class="flex min-h-10 cursor-pointer items-center px-4 text-sm font-medium">{td_string!(l, connection.health_table)}</summary>
            <Table caption=td_string!(l, connection.health) columns=columns>{rows}</Table>
        </details>
    }
    .into_any()
}

#[component]
fn Row(point: HealthPoint, is_day: bool) -> impl IntoView {
    let l = use_locale();
    let (failed, colour) = word::failures(l, point.failed, point.requests);
    let kinds = point.failures.into_iter().map(move |failure| {
        let text = format!("{}: {}", word::class(l, &failure.class), count(l, failure.count));
        view! { <span class="block text-xs">{text}</span> }
    });
    let speed = move |ms: Option<i64>| ms.map_or_else(|| "–".to_owned(), move |ms| word::milliseconds(l, ms));
    view! {
        <tr>
            <Cell class="whitespace-nowrap">{label(l, point.at, is_day)}</Cell>
            <Cell number=true>{count(l, point.requests)}</Cell>
            <Cell number=true class=colour>{failed}</Cell>
            <Cell>{kinds.collect_view()}</Cell>
            <Cell number=true>{speed(point.first_p50_ms)}</Cell>
            <Cell number=true>{speed(point.first_p95_ms)}</Cell>
        </tr>
    }
}

/// What this process does not ask now.
#[component]
pub(super) fn Circuits(circuits: Vec<OpenCircuit>) -> impl IntoView {
    let l = use_locale();
    let content = if circuits.is_empty() {
        view! { <p class="text-sm text-muted">{td_string!(l, connection.circuits_none)}</p> }.into_any()
    } else {
        let columns = vec![
            Column::text(td_string!(l, connection.circuit_model)),
            Column::text(td_string!(l, connection.circuit_why)),
            Column::text(td_string!(l, connection.circuit_until)),
        ];
        let row = |circuit: OpenCircuit| {
            let model = match circuit.model {
                Some(model) => view! { <bdi dir="ltr" class="font-mono text-xs">{model}</bdi> }.into_any(),
                None => td_string!(l, connection.circuit_all).into_any(),
            };
            view! {
                <tr>
                    <Cell>{model}</Cell>
                    <Cell>{word::class(l, &circuit.class)}</Cell>
                    <Cell class="whitespace-nowrap">{date_time(l, circuit.until)}</Cell>
                </tr>
            }
        };
        let rows = circuits.into_iter().map(row).collect_view();
        view! { <Table caption=td_string!(l, connection.circuits) columns=columns>{rows}</Table> }.into_any()
    };
    view! {
        <Card title=td_string!(l, connection.circuits) lead=td_string!(l, connection.circuits_lead).to_owned()>{content}</Card>
    }
}
