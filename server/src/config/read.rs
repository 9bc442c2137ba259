//! Collects values from their sources, and every problem on the way.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// Variables of tests, benches and browser journeys; not settings.
const OTHERS: [&str; 4] = ["GUICHE_TEST_", "GUICHE_BENCH_", "GUICHE_E2E_", "GUICHE_DEV_"];

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: a setting's name and where it was written.
    pub place: String,
    /// What.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

/// Where values come from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// A named file must exist; without one, `guiche.toml` is read if it is there.
    pub file: Option<PathBuf>,
    /// Variables as the process got them; only `GUICHE_…` is looked at.
    pub variables: Vec<(String, String)>,
    /// From the command line: setting and value.
    pub arguments: Vec<(&'static str, String)>,
}

struct Written {
    text: Vec<String>,
    source: String,
}

pub(crate) struct Reader {
    values: BTreeMap<String, Written>,
    known: Vec<&'static str>,
    problems: Vec<Problem>,
    variables: Vec<(String, String)>,
}

impl Reader {
    pub(crate) fn new(sources: Sources) -> Self {
        let mut reader = Self {
            values: BTreeMap::new(),
            known: Vec::new(),
            problems: Vec::new(),
            variables: sources
                .variables
                .into_iter()
                .filter(|(name, _)| name.starts_with("GUICHE_"))
                .collect(),
        };
        match &sources.file {
            Some(file) => reader.file(file),
            None if Path::new(super::DEFAULT_FILE).exists() => reader.file(Path::new(super::DEFAULT_FILE)),
            None => {}
        }
        for (name, text) in sources.arguments {
            let written = Written { text: vec![text], source: "command line".to_owned() };
            reader.values.insert(name.to_owned(), written);
            // The command line is stronger than the variable of the same name.
            let variable = variable_of(name);
            reader.variables.retain(|(name, _)| *name != variable);
            reader.known.push(name);
        }
        reader
    }

    fn file(&mut self, path: &Path) {
        let source = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => return self.say(source, format!("cannot be read: {error}")),
        };
        match text.parse::<toml::Table>() {
            Ok(table) => self.table("", table, &source),
            // The parser's own words, but not the line: it may hold a secret.
            Err(error) => {
                let line = error.span().map(|span| text[..span.start.min(text.len())].lines().count().max(1));
                let place = line.map_or(source.clone(), |line| format!("{source}, line {line}"));
                self.say(place, error.message().to_owned());
            }
        }
    }

    fn table(&mut self, prefix: &str, table: toml::Table, source: &str) {
        for (key, value) in table {
            let name = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
            let text = match value {
                toml::Value::Table(table) => {
                    self.table(&name, table, source);
                    continue;
                }
                toml::Value::Array(items) => items.into_iter().map(plain).collect(),
                other => vec![plain(other)],
            };
            self.values.insert(name, Written { text, source: source.to_owned() });
        }
    }

    fn take(&mut self, name: &'static str) -> Option<Written> {
        self.known.push(name);
        let variable = variable_of(name);
        let place = self.variables.iter().position(|(have, _)| *have == variable);
        let from_file = self.values.remove(name);
        match place {
            Some(place) => {
                let (source, text) = self.variables.remove(place);
                Some(Written { text: vec![text], source })
            }
            None => from_file,
        }
    }

    fn say(&mut self, place: String, text: String) {
        self.problems.push(Problem { place, text });
    }

    /// A problem that shows only when values are seen together.
    pub(crate) fn problem(&mut self, name: &str, text: &str) {
        self.say(name.to_owned(), text.to_owned());
    }

    pub(crate) fn text(&mut self, name: &'static str, default: &str) -> String {
        self.parse(name, default, |text| {
            if text.trim().is_empty() { Err("must not be empty".to_owned()) } else { Ok(text.to_owned()) }
        })
    }

    /// A value or its default. When it is wrong the problem is noted and the default stands in.
    #[expect(
        clippy::panic,
        reason = "a default that is wrong is a mistake in this program; a test reads them all"
    )]
    pub(crate) fn parse<T>(
        &mut self,
        name: &'static str,
        default: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> T {
        if let Some(value) = self.optional(name, &parse) {
            return value;
        }
        match parse(default) {
            Ok(value) => value,
            Err(error) => panic!("default of {name}: {error}"),
        }
    }

    pub(crate) fn optional<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let Written { text, source } = self.take(name)?;
        let place = format!("{name} ({source})");
        let [text] = text.as_slice() else {
            self.say(place, "must be one value, not a list".to_owned());
            return None;
        };
        match parse(text) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.say(place, problem);
                None
            }
        }
    }

    /// A list; in a variable, separated by commas.
    pub(crate) fn list<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let Some(Written { text, source }) = self.take(name) else { return Vec::new() };
        let mut out = Vec::new();
        for item in
            text.iter().flat_map(|text| text.split(',')).map(str::trim).filter(|item| !item.is_empty())
        {
            match parse(item) {
                Ok(value) => out.push(value),
                Err(problem) => self.say(format!("{name} ({source})"), problem),
            }
        }
        out
    }

    /// The configuration, or every problem; what is left over is not known.
    pub(crate) fn finish<T>(mut self, config: T) -> Result<T, Vec<Problem>> {
        for (name, Written { source, .. }) in std::mem::take(&mut self.values) {
            self.say(format!("{name} ({source})"), "there is no such setting".to_owned());
        }
        for (name, _) in std::mem::take(&mut self.variables) {
            let known = self.known.iter().any(|known| variable_of(known) == name);
            if !known && !OTHERS.iter().any(|prefix| name.starts_with(prefix)) {
                self.say(name, "there is no such setting".to_owned());
            }
        }
        if self.problems.is_empty() { Ok(config) } else { Err(self.problems) }
    }
}

fn variable_of(name: &str) -> String {
    format!("GUICHE_{}", name.to_ascii_uppercase().replace('.', "_"))
}

fn plain(value: toml::Value) -> String {
    match value {
        toml::Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Sources {
        let variables = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Sources { variables, ..Sources::default() }
    }

    #[test]
    fn the_defaults_are_right() {
        let config = Config::load(Sources::default()).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(config.database_url.expose(), "sqlite:./data/guiche.sqlite");
        assert!(!config.is_https());
    }

    #[test]
    fn the_example_file_shows_the_defaults() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("guiche.example.toml");
        let example = Config::load(Sources { file: Some(file), ..Sources::default() }).unwrap();
        assert_eq!(example.describe(), Config::load(Sources::default()).unwrap().describe());
    }

    #[test]
    fn the_database_lives_in_the_data_folder() {
        let config = Config::load(variables(&[("GUICHE_DATA_DIR", "/srv/desk")])).unwrap();
        assert_eq!(config.database_url.expose(), "sqlite:/srv/desk/guiche.sqlite");
    }

    #[test]
    fn every_problem_is_told_at_once_and_no_secret_is_repeated() {
        let folder = std::env::temp_dir().join(format!("guiche-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("guiche.toml");
        let text = "listen = \"everywhere\"\nmaster_key = \"s3cret\"\nlisten_port = 3\n[session]\nidle = \"30d\"\nabsolute = \"1d\"\n[graph]\nversion = 24\n";
        std::fs::write(&file, text).unwrap();
        let mut sources = variables(&[
            ("GUICHE_TIME_ZONE", "Mars/Olympus"),
            ("GUICHE_DATABASE_URL", "mysql://root:s3cret@db/x"),
            ("GUICHE_LISTN", "127.0.0.1:1"),
            ("GUICHE_TRUSTED_PROXIES", "10.0.0.0/8, nonsense"),
            ("GUICHE_TEST_POSTGRES_URL", "ignored"),
            ("HOME", "ignored"),
        ]);
        sources.file = Some(file);
        let problems = Config::load(sources).unwrap_err();
        std::fs::remove_dir_all(&folder).unwrap();
        let all = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        for place in [
            "listen (",
            "master_key (",
            "listen_port (",
            "session.idle",
            "graph.version (",
            "time_zone (GUICHE_TIME_ZONE)",
            "database_url (GUICHE_DATABASE_URL)",
            "GUICHE_LISTN",
            "trusted_proxies (GUICHE_TRUSTED_PROXIES)",
        ] {
            assert!(all.contains(place), "{place} is missing in\n{all}");
        }
        assert_eq!(problems.len(), 9, "{all}");
        assert!(!all.contains("s3cret"), "{all}");
    }

    #[test]
    fn a_variable_wins_over_the_file_and_the_command_line_over_both() {
        let mut sources =
            variables(&[("GUICHE_LISTEN", "127.0.0.1:4000"), ("GUICHE_SIMULATOR_LISTEN", "127.0.0.1:4010")]);
        sources.arguments = vec![("listen", "127.0.0.1:5000".to_owned())];
        let config = Config::load(sources).unwrap();
        assert_eq!(config.listen.port(), 5000);
        assert_eq!(config.simulator_listen.port(), 4010);
    }

    #[test]
    fn a_broken_file_is_told_by_line() {
        let file = std::env::temp_dir().join(format!("guiche-broken-{}.toml", std::process::id()));
        std::fs::write(&file, "listen = \"127.0.0.1:1\"\nmaster_key = s3cret\n").unwrap();
        let problems = Config::load(Sources { file: Some(file.clone()), ..Sources::default() }).unwrap_err();
        std::fs::remove_file(&file).unwrap();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].place.ends_with("line 2"), "{}", problems[0]);
        assert!(!problems[0].to_string().contains("s3cret"));
    }
}
