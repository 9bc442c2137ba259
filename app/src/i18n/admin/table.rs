//! Texts about tables that are brought in.

/// The texts of every table that is brought in, in one language.
pub(crate) struct TableTexts {
    pub(crate) file: &'static str,
    pub(crate) text: &'static str,
    pub(crate) check: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) missing_columns: fn(&str) -> String,
    pub(crate) bad: &'static str,
    pub(crate) good: &'static str,
    pub(crate) line: &'static str,
    pub(crate) column: &'static str,
    pub(crate) found: &'static str,
    pub(crate) problem: &'static str,
    pub(crate) discard: &'static str,
}

/// Portuguese of Brazil.
pub(super) static PT_BR: TableTexts = TableTexts {
    file: "Arquivo",
    text: "Conteúdo do CSV",
    check: "Conferir",
    nothing: "Não há nenhuma linha preenchida nesse texto.",
    missing_columns: |names| format!("Faltam colunas na primeira linha: {names}."),
    bad: "Linhas com problema (ficam de fora)",
    good: "Linhas prontas para importar",
    line: "Linha",
    column: "Coluna",
    found: "No arquivo",
    problem: "Problema",
    discard: "Descartar",
};

/// English.
pub(super) static EN: TableTexts = TableTexts {
    file: "File",
    text: "Content of the CSV",
    check: "Check",
    nothing: "No line of that text is filled in.",
    missing_columns: |names| format!("The first line lacks columns: {names}."),
    bad: "Lines with a problem (left out)",
    good: "Lines ready to be imported",
    line: "Line",
    column: "Column",
    found: "In the file",
    problem: "Problem",
    discard: "Discard",
};
