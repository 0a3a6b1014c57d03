//! Documents' SQL.

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    i18n::{Locale, both_dates},
    invoice::{
        model::{BillingDetails, Buyer, Invoice, InvoiceEntry, InvoiceKind, InvoiceLine, Seller},
        staff::{InvoiceQuery, SellerInput, SellerProfile, StaffInvoice},
    },
    kernel::{
        Cash, Coins, Currency, Instant,
        id::{InvoiceId, OrderId, UserId},
    },
    server::{Result, db::Conn},
};
use uuid::Uuid;

/// A document to write.
pub(super) struct NewRow {
    pub(super) id: InvoiceId,
    pub(super) kind: InvoiceKind,
    pub(super) user: UserId,
    pub(super) order: OrderId,
    pub(super) refund: Option<Uuid>,
    pub(super) corrects: Option<InvoiceId>,
    pub(super) seller_version: i64,
    pub(super) seller: String,
    pub(super) buyer: String,
    pub(super) currency: Currency,
    pub(super) subtotal: i64,
    pub(super) discount: i64,
    pub(super) rounding: i64,
    pub(super) total: i64,
    pub(super) vat_per_mille: i64,
    pub(super) vat: i64,
    pub(super) payment: String,
    pub(super) reference: Option<String>,
}

/// The next number of a series. Its row stays locked until the end of the transaction.
pub(super) async fn next_place(conn: &mut Conn, series: &str, year: i64) -> Result<i64> {
    let sql = "INSERT INTO invoice_counters (series, year, last_place) VALUES ($1, $2, 1)
               ON CONFLICT (series, year) DO UPDATE SET last_place = invoice_counters.last_place + 1 RETURNING last_place";
    Ok(fetch_one!(conn, (i64,), sql, series, year)?.0)
}

pub(super) async fn insert_invoice(
    conn: &mut Conn,
    row: &NewRow,
    year: i64,
    place: i64,
    number: &str,
    now: Instant,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO invoices (id, kind, series, year, place, number, user_id, order_id, refund_id, corrects_id, seller_version, seller, buyer,
            currency, subtotal_minor, discount_minor, rounding_minor, total_minor, vat_per_mille, vat_minor, payment, reference, issued_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
        row.id, row.kind.code(), row.kind.series(), year, place, number, row.user, row.order, row.refund, row.corrects,
        row.seller_version, row.seller.as_str(), row.buyer.as_str(), row.currency.code(), row.subtotal, row.discount, row.rounding,
        row.total, row.vat_per_mille, row.vat, row.payment.as_str(), row.reference.as_deref(), now
    )?;
    Ok(())
}

pub(super) async fn insert_line(conn: &mut Conn, invoice: InvoiceId, position: i64, line: &InvoiceLine) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO invoice_lines (invoice_id, position, name_fa, name_en, quantity, unit_minor, amount_minor, coins_milli)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        invoice, position, line.name_fa.as_str(), line.name_en.as_str(), line.quantity, line.unit.amount_minor,
        line.amount.amount_minor, line.coins
    )?;
    Ok(())
}

/// A document that is corrected.
pub(super) struct Issued {
    pub(super) id: InvoiceId,
    pub(super) user: UserId,
    pub(super) order: OrderId,
    pub(super) seller_version: i64,
    pub(super) seller: String,
    pub(super) buyer: String,
    pub(super) currency: Currency,
    pub(super) total: i64,
    pub(super) vat_per_mille: i64,
    pub(super) vat: i64,
    pub(super) payment: String,
    pub(super) reference: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: InvoiceId,
    kind: String,
    number: String,
    user_id: UserId,
    email: String,
    order_id: OrderId,
    corrects: Option<String>,
    seller_version: i64,
    seller: String,
    buyer: String,
    currency: String,
    subtotal_minor: i64,
    discount_minor: i64,
    rounding_minor: i64,
    total_minor: i64,
    vat_per_mille: i64,
    vat_minor: i64,
    payment: String,
    reference: Option<String>,
    issued_at: Instant,
}

/// A document with what only staff and the printed page need.
pub(super) struct Found {
    pub(super) invoice: Invoice,
    pub(super) user: UserId,
    pub(super) email: String,
    pub(super) seller_version: i64,
}

const SELECT: &str = "SELECT i.id, i.kind, i.number, i.user_id, u.email, i.order_id, c.number AS corrects, i.seller_version, i.seller, i.buyer,
        i.currency, i.subtotal_minor, i.discount_minor, i.rounding_minor, i.total_minor, i.vat_per_mille, i.vat_minor, i.payment, i.reference, i.issued_at
     FROM invoices i JOIN users u ON u.id = i.user_id LEFT JOIN invoices c ON c.id = i.corrects_id";

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("{SELECT} {rest}"))
}

impl Row {
    fn issued(self) -> Result<Issued> {
        Ok(Issued {
            id: self.id,
            user: self.user_id,
            order: self.order_id,
            seller_version: self.seller_version,
            seller: self.seller,
            buyer: self.buyer,
            currency: self.currency.parse()?,
            total: self.total_minor,
            vat_per_mille: self.vat_per_mille,
            vat: self.vat_minor,
            payment: self.payment,
            reference: self.reference,
        })
    }

    fn found(self) -> Result<Found> {
        let currency: Currency = self.currency.parse()?;
        let cash = |minor| Cash::new(minor, currency);
        let [issued_jalali, issued_gregorian] = both_dates(Locale::en, self.issued_at);
        let invoice = Invoice {
            entry: InvoiceEntry {
                id: self.id,
                kind: self.kind.parse()?,
                number: self.number,
                order_id: self.order_id,
                corrects: self.corrects,
                total: cash(self.total_minor),
                vat: cash(self.vat_minor),
                issued_at: self.issued_at,
            },
            seller: serde_json::from_str(&self.seller)?,
            buyer: serde_json::from_str(&self.buyer)?,
            lines: Vec::new(),
            subtotal: cash(self.subtotal_minor),
            discount: cash(self.discount_minor),
            rounding: cash(self.rounding_minor),
            vat_per_mille: self.vat_per_mille,
            net: cash(self.total_minor.saturating_sub(self.vat_minor)),
            payment: self.payment,
            reference: self.reference,
            issued_jalali,
            issued_gregorian,
        };
        Ok(Found { invoice, user: self.user_id, email: self.email, seller_version: self.seller_version })
    }
}

/// The invoice of an order.
pub(super) async fn find_invoice_of(conn: &mut Conn, order: OrderId) -> Result<Option<Issued>> {
    let row = fetch_optional!(conn, Row, select("WHERE i.order_id = $1 AND i.kind = 'invoice'"), order)?;
    row.map(Row::issued).transpose()
}

/// The credit note of a refund.
pub(super) async fn find_credit_note_of(conn: &mut Conn, refund: Uuid) -> Result<Option<Issued>> {
    let row = fetch_optional!(conn, Row, select("WHERE i.refund_id = $1 AND i.kind = 'credit_note'"), refund)?;
    row.map(Row::issued).transpose()
}

/// What the credit notes of an order sum to, reversals taken off.
pub(super) struct Credited {
    pub(super) total: i64,
    pub(super) vat: i64,
}

pub(super) async fn sum_credited(conn: &mut Conn, order: OrderId) -> Result<Credited> {
    let (total, vat) = fetch_one!(
        conn,
        (i64, i64),
        "SELECT CAST(COALESCE(SUM(CASE WHEN kind = 'credit_note' THEN total_minor ELSE -total_minor END), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN kind = 'credit_note' THEN vat_minor ELSE -vat_minor END), 0) AS BIGINT)
         FROM invoices WHERE order_id = $1 AND kind <> 'invoice'",
        order
    )?;
    Ok(Credited { total, vat })
}

/// A document: of one person, or of anybody.
pub(super) async fn find(conn: &mut Conn, id: InvoiceId, owner: Option<UserId>) -> Result<Option<Found>> {
    let (any, owner) = (owner.is_none(), owner.map_or(Uuid::nil(), |user| user.0));
    let row = fetch_optional!(conn, Row, select("WHERE i.id = $1 AND ($2 OR i.user_id = $3)"), id, any, owner)?;
    let Some(mut found) = row.map(Row::found).transpose()? else { return Ok(None) };
    let currency = found.invoice.entry.total.currency;
    let lines = fetch_all!(
        conn,
        (String, String, i64, i64, i64, Coins),
        "SELECT name_fa, name_en, quantity, unit_minor, amount_minor, coins_milli FROM invoice_lines WHERE invoice_id = $1 ORDER BY position",
        id
    )?;
    let line = |(name_fa, name_en, quantity, unit, amount, coins)| InvoiceLine {
        name_fa,
        name_en,
        quantity,
        unit: Cash::new(unit, currency),
        amount: Cash::new(amount, currency),
        coins,
    };
    found.invoice.lines = lines.into_iter().map(line).collect();
    Ok(Some(found))
}

/// The person's documents before one, the newest first.
pub(super) async fn list_of(
    conn: &mut Conn,
    user: UserId,
    before: Option<InvoiceId>,
    limit: u32,
) -> Result<Vec<InvoiceEntry>> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    let sql = select("WHERE i.user_id = $1 AND i.id < $2 ORDER BY i.id DESC LIMIT $3");
    let rows = fetch_all!(conn, Row, sql, user, before, i64::from(limit))?;
    rows.into_iter().map(|row| Ok(row.found()?.invoice.entry)).collect()
}

/// Everybody's documents before one, the newest first, issued within a time.
pub(super) async fn list_all(
    conn: &mut Conn,
    query: &InvoiceQuery,
    (since, until): (Instant, Instant),
    before: Option<InvoiceId>,
    limit: u32,
) -> Result<Vec<Found>> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    let number = query.number.trim();
    let order = number.parse::<OrderId>().map_or(Uuid::nil(), |id| id.0);
    let given = |is: bool, condition: &'static str| if is { condition } else { "" };
    let sql = select(&format!(
        "WHERE i.id < $1 AND i.issued_at >= $2 AND i.issued_at < $3 {} {} {} {} ORDER BY i.id DESC LIMIT $4",
        given(!query.kind.is_empty(), "AND i.kind = $5"),
        given(!query.currency.is_empty(), "AND i.currency = $6"),
        given(!query.person.trim().is_empty(), "AND u.email = $7"),
        given(!number.is_empty(), "AND (i.number = $8 OR i.order_id = $9)"),
    ));
    let rows = fetch_all!(
        conn,
        Row,
        sql,
        before,
        since,
        until,
        i64::from(limit),
        &query.kind,
        query.currency.to_uppercase(),
        query.person.trim().to_lowercase(),
        number.to_uppercase(),
        order
    )?;
    rows.into_iter().map(Row::found).collect()
}

impl Found {
    pub(super) fn staff(self) -> StaffInvoice {
        StaffInvoice { entry: self.invoice.entry, user_id: self.user, email: self.email }
    }
}

#[derive(sqlx::FromRow)]
struct SellerRow {
    version: i64,
    name: String,
    address: String,
    registration_id: String,
    tax_id: String,
    phone: String,
    logo: Option<String>,
    vat_per_mille: i64,
    created_at: Instant,
}

/// Who sells now. There always is one: the migration makes the first.
pub(super) async fn find_seller(conn: &mut Conn) -> Result<SellerProfile> {
    let row = fetch_one!(
        conn,
        SellerRow,
        "SELECT version, name, address, registration_id, tax_id, phone, logo, vat_per_mille, created_at FROM seller_profiles ORDER BY version DESC LIMIT 1"
    )?;
    let SellerRow { version, name, address, registration_id, tax_id, phone, logo, vat_per_mille, created_at } = row;
    let seller = Seller { name, address, registration_id, tax_id, phone };
    Ok(SellerProfile { version, seller, logo, vat_per_mille, created_at })
}

pub(super) async fn find_logo(conn: &mut Conn, version: i64) -> Result<Option<String>> {
    let sql = "SELECT logo FROM seller_profiles WHERE version = $1";
    Ok(fetch_optional!(conn, (Option<String>,), sql, version)?.and_then(|(logo,)| logo))
}

/// Adds a version; whether nobody else added it first.
pub(super) async fn insert_seller(
    conn: &mut Conn,
    version: i64,
    input: &SellerInput,
    author: UserId,
    now: Instant,
) -> Result<bool> {
    let added = execute!(
        conn,
        "INSERT INTO seller_profiles (version, name, address, registration_id, tax_id, phone, logo, vat_per_mille, author_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (version) DO NOTHING",
        version, input.name.as_str(), input.address.as_str(), input.registration_id.as_str(), input.tax_id.as_str(), input.phone.as_str(),
        input.logo.as_deref(), input.vat_per_mille, author, now
    )?;
    Ok(added == 1)
}

/// A person as a buyer, with the details of now.
pub(super) async fn find_buyer(conn: &mut Conn, user: UserId) -> Result<Option<Buyer>> {
    let row = fetch_optional!(
        conn,
        (String, String, Option<String>, Option<String>, Option<String>),
        "SELECT u.full_name, u.email, d.legal_name, d.tax_id, d.address FROM users u LEFT JOIN billing_details d ON d.user_id = u.id WHERE u.id = $1",
        user
    )?;
    Ok(row.map(|(name, email, legal_name, tax_id, address)| Buyer {
        name,
        email,
        legal_name: legal_name.unwrap_or_default(),
        tax_id: tax_id.unwrap_or_default(),
        address: address.unwrap_or_default(),
    }))
}

pub(super) async fn find_details(conn: &mut Conn, user: UserId) -> Result<BillingDetails> {
    let sql = "SELECT legal_name, tax_id, address FROM billing_details WHERE user_id = $1";
    let row = fetch_optional!(conn, (String, String, String), sql, user)?;
    Ok(row.map(|(legal_name, tax_id, address)| BillingDetails { legal_name, tax_id, address }).unwrap_or_default())
}

pub(super) async fn set_details(conn: &mut Conn, user: UserId, details: &BillingDetails, now: Instant) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO billing_details (user_id, legal_name, tax_id, address, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (user_id) DO UPDATE SET legal_name = excluded.legal_name, tax_id = excluded.tax_id, address = excluded.address,
            updated_at = excluded.updated_at",
        user, details.legal_name.as_str(), details.tax_id.as_str(), details.address.as_str(), now
    )?;
    Ok(())
}
