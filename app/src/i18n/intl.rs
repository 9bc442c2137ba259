//! Dates and times by the browser's own `Intl`, in the desk's time zone and the reader's language. Only ever called in
//! the browser: what the server renders holds no dates.

use super::Texts;
use desk_model::Timestamp;
use desk_model::price::Day;
use desk_model::time::{DAY, HOUR, MINUTE, SECOND};
use js_sys::{Array, Date, Function, Object, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static FORMATS: RefCell<Option<Formats>> = const { RefCell::new(None) };
}

struct Formats {
    time: Option<Function>,
    key: Option<Function>,
    day: Option<Function>,
    weekday: Option<Function>,
    date: Option<Function>,
    month: Option<Function>,
}

/// From now on dates are written in this language and zone.
pub(crate) fn configure(locale: &str, time_zone: &str) {
    let make = |locale: &str, options: &[(&str, &str)]| formatter(locale, time_zone, options);
    let formats = Formats {
        time: make(locale, &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")]),
        key: make("en-CA", &[("year", "numeric"), ("month", "2-digit"), ("day", "2-digit")]),
        day: make(locale, &[("weekday", "long"), ("day", "numeric"), ("month", "long")]),
        weekday: make(locale, &[("weekday", "short")]),
        date: make(locale, &[("day", "2-digit"), ("month", "2-digit"), ("year", "numeric")]),
        month: make(locale, &[("month", "short"), ("year", "numeric")]),
    };
    FORMATS.with(|slot| *slot.borrow_mut() = Some(formats));
}

/// `Intl.DateTimeFormat(…).format`; a zone the browser does not know falls back to its own.
fn formatter(locale: &str, time_zone: &str, options: &[(&str, &str)]) -> Option<Function> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor: Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
    let bag = Object::new();
    for (name, value) in options {
        Reflect::set(&bag, &(*name).into(), &(*value).into()).ok()?;
    }
    let with_zone = Object::assign(&Object::new(), &bag);
    Reflect::set(&with_zone, &"timeZone".into(), &time_zone.into()).ok()?;
    let build = |bag: &JsValue| Reflect::construct(&constructor, &Array::of2(&locale.into(), bag));
    let made = build(&with_zone).or_else(|_| build(&bag)).ok()?;
    Reflect::get(&made, &"format".into()).ok()?.dyn_into().ok()
}

fn write(pick: impl Fn(&Formats) -> Option<&Function>, at: Timestamp) -> String {
    FORMATS.with(|slot| {
        let slot = slot.borrow();
        let date = Date::new(&JsValue::from_f64(at.millis() as f64));
        let text = slot.as_ref().and_then(pick).and_then(|format| format.call1(&JsValue::NULL, &date).ok());
        text.and_then(|text| text.as_string()).unwrap_or_default()
    })
}

/// `13:52`
pub(crate) fn time(at: Timestamp) -> String {
    write(|f| f.time.as_ref(), at)
}

/// `2026-11-21`: two instants of one day have the same.
pub(crate) fn day_key(at: Timestamp) -> String {
    write(|f| f.key.as_ref(), at)
}

/// The day it is at an instant.
pub(crate) fn civil(at: Timestamp) -> Day {
    Day::parse(&day_key(at)).unwrap_or(Day::FIRST)
}

/// A country in words: `Brasil`. The code where the browser knows no name.
pub(crate) fn country(locale: &str, code: &str) -> String {
    let named = || -> Option<String> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let constructor: Function = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
        let bag = Object::new();
        Reflect::set(&bag, &"type".into(), &"region".into()).ok()?;
        let names = Reflect::construct(&constructor, &Array::of2(&locale.into(), &bag)).ok()?;
        let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
        of.call1(&names, &code.into()).ok()?.as_string()
    };
    named().unwrap_or_else(|| code.to_owned())
}

/// `21/11/2026`
pub(crate) fn date(at: Timestamp) -> String {
    write(|f| f.date.as_ref(), at)
}

/// `nov. de 2026`
pub(crate) fn month(at: Timestamp) -> String {
    write(|f| f.month.as_ref(), at)
}

/// `21/11/2026 13:52`
pub(crate) fn full(at: Timestamp) -> String {
    format!("{} {}", date(at), time(at))
}

/// For machines: RFC 3339.
pub(crate) fn iso(at: Timestamp) -> String {
    Date::new(&JsValue::from_f64(at.millis() as f64)).to_iso_string().into()
}

/// The heading of a day in a thread: *hoje*, *ontem*, *sábado, 21 de novembro*.
pub(crate) fn day(t: &Texts, at: Timestamp, now: Timestamp) -> String {
    let key = day_key(at);
    if key == day_key(now) {
        t.today.to_owned()
    } else if key == day_key(now.plus(-DAY)) {
        t.yesterday.to_owned()
    } else if now.since(at).abs() < 300 * DAY {
        write(|f| f.day.as_ref(), at)
    } else {
        date(at)
    }
}

/// An instant nearby: `14:32`, `amanhã 13:52`, `seg. 13:52`, `21/11/2026 13:52`.
pub(crate) fn near(t: &Texts, at: Timestamp, now: Timestamp) -> String {
    let key = day_key(at);
    if key == day_key(now) {
        time(at)
    } else if key == day_key(now.plus(DAY)) {
        format!("{} {}", t.tomorrow, time(at))
    } else if key == day_key(now.plus(-DAY)) {
        format!("{} {}", t.yesterday.to_lowercase(), time(at))
    } else if now.since(at).abs() < 6 * DAY {
        format!("{} {}", write(|f| f.weekday.as_ref(), at), time(at))
    } else {
        full(at)
    }
}

/// When a row last changed, in little room: `13:52`, `ontem`, `sáb.`, `21/11/2026`.
pub(crate) fn short(t: &Texts, at: Timestamp, now: Timestamp) -> String {
    let key = day_key(at);
    if key == day_key(now) {
        time(at)
    } else if key == day_key(now.plus(-DAY)) {
        t.yesterday.to_lowercase()
    } else if now.since(at).abs() < 6 * DAY {
        write(|f| f.weekday.as_ref(), at)
    } else {
        date(at)
    }
}

/// A span: `23 h 53`, `41 min`, `35 s`; below a minute only where `seconds` matter.
pub(crate) fn span(t: &Texts, micros: i64, seconds: bool) -> String {
    let micros = micros.max(0);
    if micros >= 2 * DAY {
        (t.days)(micros / DAY)
    } else if micros >= HOUR {
        format!("{}\u{a0}h\u{a0}{:02}", micros / HOUR, micros % HOUR / MINUTE)
    } else if micros >= MINUTE {
        format!("{}\u{a0}min", micros / MINUTE)
    } else if seconds {
        format!("{}\u{a0}s", micros / SECOND)
    } else {
        t.just_now.to_owned()
    }
}
