//! Counting what the desk really stored, in its database, behind its back.

use sqlx::Row;

/// The desk's database.
pub(crate) enum Database {
    Sqlite(std::path::PathBuf),
    Postgres(String),
}

impl Database {
    /// How many distinct messages of run `run` are stored, and how many rows they fill: equal unless one is doubled.
    pub(crate) async fn stored(&self, run: u32) -> Result<(usize, usize), String> {
        const SQL: &str =
            "SELECT COUNT(DISTINCT provider_id), COUNT(*) FROM message WHERE provider_id LIKE $1";
        let pattern = format!("wamid.bench{run:04}x%");
        let (distinct, rows): (i64, i64) = match self {
            Self::Sqlite(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).read_only(true);
                let pool =
                    sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
                let row = sqlx::query(SQL).bind(pattern).fetch_one(&pool.map_err(|e| e.to_string())?).await;
                let row = row.map_err(|e| e.to_string())?;
                (row.get(0), row.get(1))
            }
            Self::Postgres(url) => {
                let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect(url).await;
                let row = sqlx::query(SQL).bind(pattern).fetch_one(&pool.map_err(|e| e.to_string())?).await;
                let row = row.map_err(|e| e.to_string())?;
                (row.get(0), row.get(1))
            }
        };
        Ok((usize::try_from(distinct).unwrap_or(0), usize::try_from(rows).unwrap_or(0)))
    }
}

/// Creates an empty database beside the one `url` names, and returns its URL.
pub(crate) async fn create_database(url: &str, name: &str) -> Result<String, String> {
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(1)
        .connect(url)
        .await
        .map_err(|e| e.to_string())?;
    // The name is made here of letters and digits only.
    let drop = sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"));
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(drop).execute(&pool).await.map_err(|e| e.to_string())?;
    sqlx::query(create).execute(&pool).await.map_err(|e| e.to_string())?;
    let (base, query) = url.split_once('?').map_or((url, None), |(b, q)| (b, Some(q)));
    let stem = base.rsplit_once('/').map_or(base, |(stem, _)| stem);
    Ok(query.map_or_else(|| format!("{stem}/{name}"), |q| format!("{stem}/{name}?{q}")))
}
