//! What the queue's parts hold together: what is chosen, and the decisions.

use super::word;
use crate::{
    i18n::{Locale, count, td_string, use_locale},
    kernel::{AppError, FieldProblem, id::CommissionId},
    kit::{Button, ButtonVariant, Dialog, Form, Input, TextArea, Toasts, Tone, use_toasts},
    referral::{
        rpc::{decide_commission, decide_commissions},
        staff::{CommissionDecision, CommissionDecisions, CommissionVerdict, DecisionOutcome},
    },
};
use leptos::{prelude::*, task::spawn_local};

/// What is chosen, and what is being asked about it.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    l: Locale,
    toasts: Toasts,
    on_change: Callback<()>,
    /// What the check boxes say.
    pub(super) chosen: RwSignal<Vec<CommissionId>>,
    /// Something is being decided.
    pub(super) busy: RwSignal<bool>,
    subject: RwSignal<Vec<CommissionId>>,
    refusing: RwSignal<bool>,
    marking: RwSignal<bool>,
}

impl Desk {
    /// Nothing chosen yet; `on_change` is called after each decision.
    pub(super) fn new(on_change: Callback<()>) -> Self {
        Self {
            l: use_locale(),
            toasts: use_toasts(),
            on_change,
            chosen: RwSignal::new(Vec::new()),
            busy: RwSignal::new(false),
            subject: RwSignal::new(Vec::new()),
            refusing: RwSignal::new(false),
            marking: RwSignal::new(false),
        }
    }

    /// Chooses one, or not.
    pub(super) fn choose(self, id: CommissionId, is_chosen: bool) {
        self.chosen.update(|chosen| {
            chosen.retain(|one| *one != id);
            if is_chosen {
                chosen.push(id);
            }
        });
    }

    /// Approves at once.
    pub(super) fn approve(self, ids: Vec<CommissionId>) {
        self.decide(ids, CommissionDecision { verdict: CommissionVerdict::Approve, reason: None, reference: None });
    }

    /// Asks why.
    pub(super) fn refuse(self, ids: Vec<CommissionId>) {
        self.subject.set(ids);
        self.refusing.set(true);
    }

    /// Asks for the bank's name of the payment.
    pub(super) fn mark_paid(self, ids: Vec<CommissionId>) {
        self.subject.set(ids);
        self.marking.set(true);
    }

    fn decide(self, ids: Vec<CommissionId>, decision: CommissionDecision) {
        self.busy.set(true);
        spawn_local(async move {
            match ids.as_slice() {
                [one] => match decide_commission(*one, decision).await {
                    Ok(done) => self.toasts.success(word::state(self.l, done.commission.state).0),
                    // Somebody else was faster, or its time has not come.
                    Err(AppError::Conflict) => {
                        self.toasts.show(Tone::Warning, td_string!(self.l, referral.conflict).to_owned());
                    }
                    Err(error) => self.toasts.error(&error),
                },
                _ => match decide_commissions(CommissionDecisions { ids, decision }).await {
                    Ok(done) => self.tell(done.items.iter().map(|item| item.outcome).collect()),
                    Err(error) => self.toasts.error(&error),
                },
            }
            let _ = self.busy.try_set(false);
            let _ = self.chosen.try_set(Vec::new());
            self.on_change.run(());
        });
    }

    /// How many of each.
    fn tell(self, outcomes: Vec<DecisionOutcome>) {
        let of = |outcome: &DecisionOutcome| {
            let number = i64::try_from(outcomes.iter().filter(|one| *one == outcome).count()).unwrap_or(i64::MAX);
            (number > 0).then(|| format!("{}: {}", word::outcome(self.l, *outcome), count(self.l, number)))
        };
        let words: Vec<String> = DecisionOutcome::ALL.iter().filter_map(of).collect();
        self.toasts.info(words.join(" · "));
    }
}

/// The dialogs that ask for words.
#[component]
pub(super) fn Asking(desk: Desk) -> impl IntoView {
    let l = use_locale();
    view! {
        <Dialog open=desk.refusing id="refuse-commission" title=td_string!(l, referral.refuse_title) class="max-w-md">
            <Refusal desk=desk />
        </Dialog>
        <Dialog open=desk.marking id="mark-commission" title=td_string!(l, referral.mark_title) class="max-w-md">
            <Payment desk=desk />
        </Dialog>
    }
}

#[component]
fn Refusal(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let (reason, error) = (RwSignal::new(String::new()), RwSignal::new(None::<AppError>));
    let refuse = move |()| {
        let text = reason.with_untracked(|reason| reason.trim().to_owned());
        if text.is_empty() {
            return error.set(Some(AppError::field("reason", FieldProblem::Required)));
        }
        desk.refusing.set(false);
        let decision = CommissionDecision { verdict: CommissionVerdict::Refuse, reason: Some(text), reference: None };
        desk.decide(desk.subject.get_untracked(), decision);
    };
    view! {
        <Form on_submit=Callback::new(refuse) error=error>
            <TextArea name="reason" label=td_string!(l, referral.reason) hint=td_string!(l, referral.reason_hint) value=reason rows=3 />
            <div class="flex flex-wrap justify-end gap-3">
                <Button on:click=move |_| desk.refusing.set(false)>{td_string!(l, kit.cancel)}</Button>
                <Button variant=ButtonVariant::Danger kind="submit">{td_string!(l, referral.refuse)}</Button>
            </div>
        </Form>
    }
}

#[component]
fn Payment(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let (reference, error) = (RwSignal::new(String::new()), RwSignal::new(None::<AppError>));
    let mark = move |()| {
        let text = reference.with_untracked(|reference| reference.trim().to_owned());
        if text.is_empty() {
            return error.set(Some(AppError::field("reference", FieldProblem::Required)));
        }
        desk.marking.set(false);
        let decision = CommissionDecision { verdict: CommissionVerdict::MarkPaid, reason: None, reference: Some(text) };
        desk.decide(desk.subject.get_untracked(), decision);
    };
    view! {
        <Form on_submit=Callback::new(mark) error=error>
            <p class="text-sm text-muted">{td_string!(l, referral.mark_body)}</p>
            <Input name="reference" label=td_string!(l, referral.reference) value=reference autocomplete="off" autofocus=true />
            <div class="flex flex-wrap justify-end gap-3">
                <Button on:click=move |_| desk.marking.set(false)>{td_string!(l, kit.cancel)}</Button>
                <Button variant=ButtonVariant::Primary kind="submit">{td_string!(l, referral.mark)}</Button>
            </div>
        </Form>
    }
}
