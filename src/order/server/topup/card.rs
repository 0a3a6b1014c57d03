//! The card that pays: given on a page of Stripe's, shown by its last digits, forgotten there when it is forgotten here.

use super::store;
use crate::{
    account,
    kernel::{AppError, id::UserId, locale::Language},
    notice::model::TopUpProblem,
    order::{
        server::stripe::gateway,
        topup::{CardSetup, SavedCard},
    },
    payment::{
        Failure,
        stripe::{NewSession, Payer, Purpose, Refusal, Session, SessionMode, SessionStatus, SetupIntent, SetupStatus},
    },
    server::{Cx, Fault, Result, access::Member, db::Conn},
    subscription,
};
use futures::FutureExt;

/// Cards that Stripe is asked to forget in one go.
const BATCH: u32 = 20;
/// The word of ours that a page for a card and its customer carry.
const USER: &str = "user_id";
/// Where the pages lead back to.
const PAGE: &str = "/app/wallet/auto";

/// Opens a page on which a card is given, in place of the one that is kept, if there is one. Refuses: `not_found` (Stripe is
/// off), `unavailable`.
pub async fn set_up_card(cx: &Cx, who: &Member) -> Result<CardSetup> {
    who.session()?;
    cx.limits.order(who.user())?;
    let (gateway, user) = (gateway(cx)?, who.user());
    let known = {
        let mut conn = cx.db.read().await?;
        match store::find_card(&mut conn, user).await? {
            Some(card) => Some(card.customer),
            None => subscription::server::stripe_customer(&mut conn, user).await?,
        }
    };
    let words = vec![(USER.to_owned(), user.to_string())];
    let customer = match known {
        Some(customer) => customer,
        None => {
            let person = account::server::get_profile(cx, who).await?;
            let made = gateway.create_customer(&format!("customer-{}", cx.id()), &person.email, &words).await;
            made.map_err(|failure| away(&failure))?.id
        }
    };
    let page = format!("{}{PAGE}", cx.settings.public_url);
    let session = NewSession {
        purpose: Purpose::Setup,
        lines: Vec::new(),
        client_reference_id: user.to_string(),
        payer: Payer::Customer(customer.clone()),
        success_url: page.clone(),
        cancel_url: page,
        expires_at: None,
        locale: (who.who().language == Language::En).then(|| "en".to_owned()),
        metadata: words,
    };
    let made = gateway.create_session(&format!("card-{}", cx.id()), &session).await;
    let Session { id, url: Some(url), .. } = made.map_err(|failure| away(&failure))? else {
        return Err(AppError::Unavailable.into());
    };
    let now = cx.clock.now();
    cx.db
        .write(user.0, move |conn| async move { store::keep_session(conn, user, &customer, &id, now).await }.boxed())
        .await?;
    Ok(CardSetup { url })
}

/// Forgets the card, here at once and at Stripe as soon as it answers. What was to buy with it is paused. Refuses: `not_found`
/// (there is none, or Stripe is off).
pub async fn remove_card(cx: &Cx, who: &Member) -> Result<()> {
    who.session()?;
    gateway(cx)?;
    let (user, now) = (who.user(), cx.clock.now());
    cx.db
        .write(user.0, move |conn| {
            async move {
                let method =
                    store::find_card(conn, user).await?.and_then(|card| card.method).ok_or(AppError::NotFound)?;
                store::detach_later(conn, &method, now).await?;
                store::drop_card(conn, user, now).await?;
                store::pause(conn, user, TopUpProblem::CardGone).await.map(drop)
            }
            .boxed()
        })
        .await?;
    forget_due(cx).await
}

/// Asks how the page went that a person was sent to, if there is one. What Stripe does not answer is asked another time.
pub(super) async fn look(cx: &Cx, user: UserId) -> Result<()> {
    let waits = store::find_card(&mut cx.db.read().await?, user).await?.and_then(|card| card.session);
    let Some(waits) = waits else { return Ok(()) };
    let asked = async {
        let session = gateway(cx)?.session(&waits).await.map_err(|failure| away(&failure))?;
        let intent = asks_for(cx, &session).await?;
        let cx2 = cx.clone();
        let taken = cx
            .db
            .write(user.0, move |conn| async move { take_setup(&cx2, conn, &session, intent.as_ref()).await }.boxed());
        taken.await.map(drop)
    };
    if let Err(fault) = asked.await {
        fault.disclose();
    }
    Ok(())
}

/// What became of the card of a page that is gone through, where it is one of ours.
pub(in crate::order::server) async fn asks_for(cx: &Cx, session: &Session) -> Result<Option<SetupIntent>> {
    let is_done = session.mode == SessionMode::Setup && session.status == SessionStatus::Complete;
    let (Some(intent), Some(customer)) = (session.setup_intent.as_deref().filter(|_| is_done), &session.customer)
    else {
        return Ok(None);
    };
    if store::find_customer(&mut cx.db.read().await?, customer).await?.is_none() {
        return Ok(None);
    }
    gateway(cx)?.setup_intent(intent).await.map(Some).map_err(|failure| away(&failure))
}

/// Keeps the card of a page that its person went through. Of two pages the one that was opened last counts; the card of
/// another one is forgotten.
pub(in crate::order::server) async fn take_setup(
    cx: &Cx,
    conn: &mut Conn,
    session: &Session,
    intent: Option<&SetupIntent>,
) -> Result<&'static str> {
    let now = cx.clock.now();
    if session.status == SessionStatus::Expired {
        store::end_session(conn, &session.id).await?;
        return Ok("expired");
    }
    let Some(intent) = intent.filter(|intent| intent.status == SetupStatus::Succeeded) else { return Ok("no card") };
    let Some((method, face)) =
        intent.payment_method.as_ref().and_then(|method| Some((&method.id, method.card.as_ref()?)))
    else {
        return Ok("no card");
    };
    let Some(customer) = intent.customer.as_deref() else { return Ok("no person of ours") };
    let Some(before) = store::find_customer(conn, customer).await? else { return Ok("no person of ours") };
    if before.method.as_ref() == Some(method) {
        store::end_session(conn, &session.id).await?;
        return Ok("was kept");
    }
    let card = SavedCard {
        brand: face.brand.clone(),
        last4: face.last4.clone(),
        exp_month: face.exp_month,
        exp_year: face.exp_year,
    };
    let is_kept =
        before.session.as_ref() == Some(&session.id) && store::keep_card(conn, &session.id, method, &card, now).await?;
    if !is_kept {
        store::detach_later(conn, method, now).await?;
        return Ok("another page counts");
    }
    if let Some(old) = before.method {
        store::detach_later(conn, &old, now).await?;
    }
    tracing::info!(user.id = %before.user_id, "a card is kept");
    Ok("kept")
}

/// Makes Stripe forget what is to be forgotten. What it does not know any more is forgotten.
pub(super) async fn forget_due(cx: &Cx) -> Result<()> {
    let gateway = gateway(cx)?;
    for method in store::list_detachments(&mut cx.db.read().await?, cx.clock.now(), BATCH).await? {
        let is_done = match gateway.detach(&method).await {
            Ok(_) => true,
            Err(failure) => {
                tracing::warn!(
                    class = failure.class(),
                    detail = failure.detail(),
                    "a card could not be forgotten at Stripe"
                );
                failure.refusal().is_some()
            }
        };
        let now = cx.clock.now();
        let noted = cx.db.write(uuid::Uuid::nil(), move |conn| {
            async move {
                if is_done {
                    store::end_detachment(conn, &method).await
                } else {
                    store::put_detachment_off(conn, &method, now).await
                }
            }
            .boxed()
        });
        noted.await?;
    }
    Ok(())
}

fn away(failure: &Failure<Refusal>) -> Fault {
    tracing::warn!(class = failure.class(), detail = failure.detail(), "Stripe could not be asked about a card");
    AppError::Unavailable.into()
}
