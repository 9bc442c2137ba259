//! The document as a page to print. Everything that comes from outside passes `escape`.

use super::{Document, Told};
use crate::http::html::escape;

const STYLE: &str = "body{font:14px/1.5 system-ui,sans-serif;color:#191a1e;background:#fff;margin:32px auto;max-width:820px;\
padding:0 16px}h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:28px 0 8px}p{margin:0 0 8px}.small{color:#4b4d55;\
font-size:12px}dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:16px 0 0}dt{color:#4b4d55}\
dd{margin:0;overflow-wrap:anywhere}ol{list-style:none;margin:0;padding:0}li{border-top:1px solid #d9d9d2;padding:8px 0 8px 12px;\
border-left:3px solid transparent;break-inside:avoid}li.in{border-left-color:#3b5bdb}li.out{border-left-color:#2b8a3e}\
li.note{border-left-color:#b25e00;background:#fff8ec}li.event{color:#4b4d55}li.event p{font-style:italic}\
.head{display:flex;gap:12px;justify-content:space-between;font-size:12px;color:#4b4d55}.head strong{color:#191a1e;font-size:13px}\
.words{white-space:pre-wrap;overflow-wrap:anywhere;margin:2px 0 0}.remark{color:#4b4d55;font-size:12px;margin:2px 0 0}\
footer{border-top:2px solid #191a1e;margin-top:28px;padding-top:12px;font-size:12px}code{overflow-wrap:anywhere}\
@media print{body{margin:0;max-width:none;font-size:12px}}";

/// The whole page; the signature goes behind the mark.
pub(super) fn page(document: &Document, mark: &str) -> String {
    let t = document.t;
    let head: String = document
        .head
        .iter()
        .map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>", escape(value)))
        .collect();
    let lines: String = document.lines.iter().map(line).collect();
    let lines = if lines.is_empty() { format!("<p>{}</p>", t.empty) } else { format!("<ol>{lines}</ol>") };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{title} {protocol}</title><style>{STYLE}</style></head><body><main>\
         <h1>{title}</h1><p class=\"small\">{desk}</p><dl>{head}</dl><h2>{lines_word} ({count})</h2>{lines}</main>\
         <footer><p><strong>{signature}</strong><br><code>{mark}</code></p><p class=\"small\">{check}</p></footer></body></html>\n",
        lang = document.locale.as_str(),
        title = t.title,
        protocol = document.head.first().map(|(_, value)| escape(value)).unwrap_or_default(),
        desk = escape(&document.desk),
        lines_word = t.lines,
        count = document.lines.len(),
        signature = t.signature,
        check = t.check,
    )
}

fn line(line: &Told) -> String {
    let remarks: String = line
        .words
        .remarks
        .iter()
        .map(|remark| format!("<p class=\"remark\" dir=\"auto\">{}</p>", escape(remark)))
        .collect();
    format!(
        "<li class=\"{side}\"><div class=\"head\"><strong>{who}</strong><span>{at}</span></div>\
         <p class=\"words\" dir=\"auto\">{words}</p>{remarks}</li>\n",
        side = line.side,
        who = escape(&line.who),
        at = line.at,
        words = escape(&line.words.body),
    )
}
