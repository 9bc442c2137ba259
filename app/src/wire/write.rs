//! Values into JSON, character for character as `serde_json` writes them on the server.

use super::Malformed;
use serde::ser::{
    self, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use std::fmt;

type Result<T> = std::result::Result<T, Malformed>;

impl ser::Error for Malformed {
    fn custom<T: fmt::Display>(why: T) -> Self {
        Self(why.to_string())
    }
}

/// Writes one value.
pub(super) struct Writer<'a> {
    text: &'a mut String,
    /// The fields that name the variants whose content this is, outermost first: the first fields of the object.
    tags: Vec<(&'static str, &'static str)>,
}

impl<'a> Writer<'a> {
    /// A value at the end of this text.
    pub(super) fn new(text: &'a mut String) -> Self {
        Self { text, tags: Vec::new() }
    }

    fn plain(self, json: &str) -> Result<()> {
        self.text.push_str(json);
        Ok(())
    }

    fn tagged(mut self, field: &'static str, variant: &'static str) -> Self {
        self.tags.push((field, variant));
        self
    }

    fn quoted(self, text: &str) -> Result<()> {
        let json = serde_json::to_string(text)?;
        self.plain(&json)
    }

    /// Something with parts between brackets.
    fn open(self, open: char, close: &'static str) -> Result<Parts<'a>> {
        self.text.push(open);
        let mut parts = Parts { text: self.text, first: true, close };
        for (field, variant) in self.tags {
            parts.name(field)?;
            Writer::new(parts.text).quoted(variant)?;
        }
        Ok(parts)
    }

    /// The content of a variant: behind the variant's name, or in one object with the tag that names it.
    fn variant(
        self,
        name: &'static str,
        variant: &'static str,
        open: char,
        close: &'static str,
    ) -> Result<Parts<'a>> {
        if let Some(tag) = name.strip_prefix('#') {
            return self.tagged(tag, variant).open('{', "}");
        }
        let mut outer = self.open('{', "")?;
        outer.name(variant)?;
        Writer::new(outer.text).open(open, close)
    }
}

macro_rules! numbers {
    ($($method:ident: $number:ty,)*) => {$(
        fn $method(self, it: $number) -> Result<()> {
            self.plain(&it.to_string())
        }
    )*};
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Malformed;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Parts<'a>;
    type SerializeTupleStruct = Parts<'a>;
    type SerializeTupleVariant = Parts<'a>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Parts<'a>;

    numbers! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
    }

    fn serialize_bool(self, it: bool) -> Result<()> {
        self.plain(if it { "true" } else { "false" })
    }

    fn serialize_f32(self, it: f32) -> Result<()> {
        self.serialize_f64(it.into())
    }

    fn serialize_f64(self, it: f64) -> Result<()> {
        let json = serde_json::to_string(&it)?;
        self.plain(&json)
    }

    fn serialize_char(self, it: char) -> Result<()> {
        self.quoted(it.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, it: &str) -> Result<()> {
        self.quoted(it)
    }

    fn serialize_bytes(self, it: &[u8]) -> Result<()> {
        it.serialize(self)
    }

    fn serialize_none(self) -> Result<()> {
        self.plain("null")
    }

    fn serialize_some<T: ?Sized + Serialize>(self, it: &T) -> Result<()> {
        it.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.plain("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.plain("null")
    }

    fn serialize_unit_variant(self, name: &'static str, _: u32, variant: &'static str) -> Result<()> {
        if name.starts_with('#') {
            return self.variant(name, variant, '{', "}")?.done();
        }
        self.quoted(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, it: &T) -> Result<()> {
        it.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        it: &T,
    ) -> Result<()> {
        if let Some(tag) = name.strip_prefix('#') {
            return it.serialize(self.tagged(tag, variant));
        }
        let mut outer = self.open('{', "}")?;
        outer.name(variant)?;
        outer.value(it)?;
        outer.done()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>> {
        self.open('[', "]")
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'a>> {
        self.open('[', "]")
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>> {
        self.open('[', "]")
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>> {
        self.variant(name, variant, '[', "]}")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>> {
        self.open('{', "}")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>> {
        self.open('{', "}")
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>> {
        self.variant(name, variant, '{', "}}")
    }
}

/// What stands between brackets.
pub(super) struct Parts<'a> {
    text: &'a mut String,
    first: bool,
    close: &'static str,
}

impl Parts<'_> {
    fn comma(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.text.push(',');
        }
    }

    fn name(&mut self, name: &str) -> Result<()> {
        self.comma();
        Writer::new(self.text).quoted(name)?;
        self.text.push(':');
        Ok(())
    }

    fn value<T: ?Sized + Serialize>(&mut self, it: &T) -> Result<()> {
        it.serialize(Writer::new(self.text))
    }

    fn done(self) -> Result<()> {
        self.text.push_str(self.close);
        Ok(())
    }
}

macro_rules! items {
    ($($part:ident: $method:ident,)*) => {$(
        impl $part for Parts<'_> {
            type Ok = ();
            type Error = Malformed;

            fn $method<T: ?Sized + Serialize>(&mut self, it: &T) -> Result<()> {
                self.comma();
                self.value(it)
            }

            fn end(self) -> Result<()> {
                self.done()
            }
        }
    )*};
}

items! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

macro_rules! fields {
    ($($part:ident,)*) => {$(
        impl $part for Parts<'_> {
            type Ok = ();
            type Error = Malformed;

            fn serialize_field<T: ?Sized + Serialize>(&mut self, name: &'static str, it: &T) -> Result<()> {
                self.name(name)?;
                self.value(it)
            }

            fn end(self) -> Result<()> {
                self.done()
            }
        }
    )*};
}

fields! { SerializeStruct, SerializeStructVariant, }

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = Malformed;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<()> {
        self.comma();
        let begin = self.text.len();
        self.value(key)?;
        match self.text.as_bytes().get(begin) {
            Some(b'"') => {}
            // JSON has no keys but words: a number stands in quotes.
            Some(b'0'..=b'9' | b'-') => {
                self.text.insert(begin, '"');
                self.text.push('"');
            }
            _ => return Err(Malformed("a key that is no word".to_owned())),
        }
        self.text.push(':');
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, it: &T) -> Result<()> {
        self.value(it)
    }

    fn end(self) -> Result<()> {
        self.done()
    }
}
