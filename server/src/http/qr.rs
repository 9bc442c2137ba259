//! QR codes as SVG: one path, no script, no style of its own.

use crate::http::html::escape;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// Modules of quiet around the code, as the standard asks.
const QUIET: usize = 4;

/// A text as a picture; `title` is what a screen reader says, empty where the page says it. `None` when the text is too long.
pub(crate) fn svg(text: &str, title: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (place % width + QUIET, place / width + QUIET);
            write!(path, "M{x} {y}h1v1h-1z").ok()?;
        }
    }
    let side = width + 2 * QUIET;
    let label = if title.is_empty() {
        String::new()
    } else {
        format!(r#" role="img" aria-label="{}""#, escape(title))
    };
    Some(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"{label}><rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[test]
    fn a_link_becomes_a_picture_without_script() {
        let picture = svg("https://wa.me/5511987654321?text=ol%C3%A1", "abre \"o\" WhatsApp").unwrap();
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>"));
        assert!(picture.contains("abre &quot;o&quot; WhatsApp") && picture.matches('M').count() > 100);
        assert!(svg(&"x".repeat(5_000), "").is_none());
    }
}
