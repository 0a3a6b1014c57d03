//! Running statements, as sqlx asks for it.

use super::{
    Changed, Embedded,
    argument::Arguments,
    connection::{EmbeddedConnection, Given},
    row::EmbeddedRow,
    statement::EmbeddedStatement,
    value::Kind,
};
use futures::{
    FutureExt, StreamExt, TryStreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{Describe, Either, Error, Execute, Executor, SqlStr};

/// A statement's text, where a thread may take it along.
struct Text(SqlStr);

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.0.as_str()
    }
}

fn parts<'q>(mut query: impl Execute<'q, Embedded>) -> Result<(Text, Arguments), Error> {
    let arguments = query.take_arguments().map_err(Error::Encode)?.unwrap_or_default();
    Ok((Text(query.sql()), arguments))
}

impl EmbeddedConnection {
    fn ask<'e, 'q: 'e>(
        &'e mut self,
        query: impl Execute<'q, Embedded> + 'q,
        rows_max: usize,
    ) -> BoxFuture<'e, Result<Given, Error>> {
        let parts = parts(query);
        async move {
            let (text, arguments) = parts?;
            self.run(text, arguments, rows_max).await
        }
        .boxed()
    }
}

impl<'c> Executor<'c> for &'c mut EmbeddedConnection {
    type Database = Embedded;

    fn execute<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Changed, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Embedded>,
    {
        let given = self.ask(query, usize::MAX);
        async move { Ok(given.await?.changed) }.boxed()
    }

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<Changed, EmbeddedRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Embedded>,
    {
        let given = self.ask(query, usize::MAX);
        let all = async move {
            let Given { rows, changed } = given.await?;
            let rows = rows.into_iter().map(|row| Ok(Either::Right(row)));
            Ok::<_, Error>(stream::iter(rows.chain([Ok(Either::Left(changed))])))
        };
        all.into_stream().try_flatten().boxed()
    }

    fn fetch_all<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Vec<EmbeddedRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Embedded>,
    {
        let given = self.ask(query, usize::MAX);
        async move { Ok(given.await?.rows) }.boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<EmbeddedRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Embedded>,
    {
        let given = self.ask(query, 1);
        async move { Ok(given.await?.rows.into_iter().next()) }.boxed()
    }

    fn prepare_with<'e>(self, sql: SqlStr, _parameters: &'e [Kind]) -> BoxFuture<'e, Result<EmbeddedStatement, Error>>
    where
        'c: 'e,
    {
        let shape = self.shape(sql.as_str());
        let prepared =
            shape.map(|shape| EmbeddedStatement { sql, columns: shape.columns, parameters: shape.places.len() });
        std::future::ready(prepared).boxed()
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Embedded>, Error>>
    where
        'c: 'e,
    {
        let described = self.shape(sql.as_str()).map(|shape| Describe {
            nullable: vec![None; shape.columns.len()],
            columns: shape.columns.to_vec(),
            parameters: Some(Either::Right(shape.places.len())),
        });
        std::future::ready(described).boxed()
    }
}
