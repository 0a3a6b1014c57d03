//! What was adjusted and what waits; for one person, with the form to adjust.

use super::{list::List, propose::Propose};
use crate::{
    admin::{
        model::UserRow,
        rpc,
        ui::staff_only::{StaffOnly, seen},
    },
    billing::adjustment::{AdjustmentBoard, AdjustmentQuery, AdjustmentState},
    i18n::{coins_in_words, td_string, use_locale},
    kernel::{AppError, PageQuery},
    kit::{Alert, ButtonSize, Card, Icon, LinkButton, PageBody, PageHeader, Segments, SkeletonRows},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// What the page shows: the adjustments, and the person they are narrowed to.
type Found = (AdjustmentBoard, Option<UserRow>);

/// `/admin/adjustments?state=&person=`
#[component]
pub fn AdjustmentsPage() -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    let query = Memo::new(move |_| read(&address.read()));
    let found = Resource::new(move || query.get(), async |query| seen(load(query).await));
    let on_change = Callback::new(move |()| found.refetch());
    let links = move || {
        let of = |state: &str| {
            let query = AdjustmentQuery { state: state.to_owned(), person: query.get().person, ..Default::default() };
            format!("/admin/adjustments{}", query.address())
        };
        let links = vec![
            (of(""), td_string!(l, ledger.state_all).to_owned()),
            (of(AdjustmentState::Proposed.code()), td_string!(l, ledger.state_proposed).to_owned()),
            (of(AdjustmentState::Applied.code()), td_string!(l, ledger.state_applied).to_owned()),
            (of(AdjustmentState::Rejected.code()), td_string!(l, ledger.state_rejected).to_owned()),
        ];
        let here = format!("/admin/adjustments{}", query.get().address());
        view! { <Segments label=td_string!(l, ledger.state) links=links current=here /> }
    };
    view! {
        <PageBody class="group max-w-6xl">
            <PageHeader title=td_string!(l, ledger.adjustments_title) lead=td_string!(l, ledger.adjustments_lead)>
                <span class="group-has-data-stranger:hidden">
                    <LinkButton href="/admin/ledger?kind=adjustment" size=ButtonSize::Small icon=i::LuBookOpenText>
                        {td_string!(l, ledger.title)}
                    </LinkButton>
                </span>
            </PageHeader>
            <div class="max-w-full overflow-x-auto group-has-data-stranger:hidden">{links}</div>
            <StaffOnly resource=found skeleton=Shape let:found>
                <Whole found=found on_change=on_change />
            </StaffOnly>
        </PageBody>
    }
}

fn read(address: &ParamsMap) -> AdjustmentQuery {
    let text = |name: &str| address.get(name).unwrap_or_default().trim().to_owned();
    AdjustmentQuery { state: text("state"), person: text("person").to_lowercase(), limit: None, cursor: None }
}

async fn load(query: AdjustmentQuery) -> Result<Found, AppError> {
    let person = query.person.clone();
    let board = rpc::get_adjustment_board(query).await?;
    if person.is_empty() {
        return Ok((board, None));
    }
    let people = rpc::list_users(person.clone(), PageQuery::default()).await?;
    Ok((board, people.items.into_iter().find(|row| row.person.email == person)))
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=6 />
        </Card>
    }
}

#[component]
fn Whole(found: Found, on_change: Callback<()>) -> impl IntoView {
    let l = use_locale();
    let (board, person) = found;
    let (limit, now, query) = (board.limit, board.now, board.query);
    let form = match person {
        Some(person) => {
            view! { <Propose person=person limit=limit now=now on_done=on_change /> }.into_any()
        }
        None if query.person.is_empty() => {
            view! {
                <Alert>
                    <p>{td_string!(l, ledger.choose_person, limit = coins_in_words(l, limit))}</p>
                    <a href="/admin/users" class="mt-1 inline-flex items-center gap-2 font-medium text-primary-text underline-offset-4 hover:underline">
                        <Icon icon=i::LuUsers class="size-4.5" />
                        {td_string!(l, admin.users_title)}
                    </a>
                </Alert>
            }
            .into_any()
        }
        None => {
            let words = td_string!(l, ledger.no_person, person = query.person.clone());
            view! { <Alert>{words}</Alert> }.into_any()
        }
    };
    view! {
        <div class="flex flex-col gap-6">
            {form}
            <List query=query page=board.adjustments on_change=on_change />
        </div>
    }
}
