//! Values out of JSON, in two steps: text to tree, tree to value. The first is the same code for every type; of the second
//! there is as little as serde allows: a structure asks for its fields in their order, so that no names are compared.

use super::Malformed;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};
use std::fmt;

type Result<T> = std::result::Result<T, Malformed>;

/// Bytes to tree.
pub(super) fn tree(json: &[u8]) -> Result<Value> {
    Ok(serde_json::from_slice(json)?)
}

#[inline(never)]
fn malformed(why: fmt::Arguments<'_>) -> Malformed {
    Malformed(why.to_string())
}

#[inline(never)]
fn not_a(expected: &'static str) -> Malformed {
    malformed(format_args!("expected {expected}"))
}

impl Error for Malformed {
    fn custom<T: fmt::Display>(why: T) -> Self {
        malformed(format_args!("{why}"))
    }

    // What was there instead is not told: with it would come the code that writes every kind of value, fractions too.
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        not_a("another kind of value")
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        not_a("another value")
    }

    fn invalid_length(at: usize, _: &dyn Expected) -> Self {
        malformed(format_args!("field {at} is missing"))
    }

    fn unknown_variant(variant: &str, _: &'static [&'static str]) -> Self {
        malformed(format_args!("unknown variant {variant:?}"))
    }
}

/// A place in the tree.
#[derive(Clone, Copy)]
pub(super) struct Node<'a>(pub(super) &'a Value);

impl<'de> Node<'de> {
    fn object(self) -> Result<&'de Map<String, Value>> {
        self.0.as_object().ok_or_else(|| not_a("an object"))
    }

    fn array(self) -> Result<&'de Vec<Value>> {
        self.0.as_array().ok_or_else(|| not_a("a list"))
    }

    fn text(self) -> Result<&'de str> {
        self.0.as_str().ok_or_else(|| not_a("a text"))
    }

    fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let number = self.0.as_number().ok_or_else(|| not_a("a number"))?;
        if let Some(number) = number.as_u64() {
            visitor.visit_u64(number)
        } else {
            visitor.visit_i64(number.as_i64().ok_or_else(|| not_a("a whole number"))?)
        }
    }

    fn fraction<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_f64(self.0.as_f64().ok_or_else(|| not_a("a number"))?)
    }

    fn named<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value> {
        visitor.visit_seq(Named { object: self.object()?, fields: fields.iter() })
    }

    /// The variant of an enum. `name` is the enum's: one that starts with `#` names the field that holds the variant.
    fn variant(self, name: &'static str) -> Result<Variant<'de>> {
        if let Some(tag) = name.strip_prefix('#') {
            let tag = self.object()?.get(tag).ok_or_else(|| malformed(format_args!("{tag:?} is missing")))?;
            return Ok(Variant { name: Node(tag).text()?, content: self });
        }
        match self.0 {
            Value::String(name) => Ok(Variant { name, content: Node(&Value::Null) }),
            Value::Object(fields) if fields.len() == 1 => {
                let (name, content) = fields.iter().next().ok_or_else(|| not_a("a variant"))?;
                Ok(Variant { name, content: Node(content) })
            }
            _ => Err(not_a("a variant")),
        }
    }
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Malformed;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(it) => visitor.visit_bool(*it),
            Value::Number(number) if number.is_f64() => self.fraction(visitor),
            Value::Number(_) => self.number(visitor),
            Value::String(it) => visitor.visit_borrowed_str(it),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_bool(self.0.as_bool().ok_or_else(|| not_a("yes or no"))?)
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.fraction(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.fraction(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_seq(Items(self.array()?.iter()))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_map(Entries { entries: self.object()?.iter(), value: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.named(fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_enum(self.variant(name)?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 bytes byte_buf unit_struct }
}

/// The items of a list.
struct Items<'a>(std::slice::Iter<'a, Value>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Malformed;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        self.0.next().map(|item| seed.deserialize(Node(item))).transpose()
    }
}

/// The fields of an object in the order of the structure they belong to. One that is not there is `None`, which serde
/// takes for the default where there is one, and else for a mistake.
struct Named<'a> {
    object: &'a Map<String, Value>,
    fields: std::slice::Iter<'static, &'static str>,
}

impl<'a> Named<'a> {
    #[inline(never)]
    fn step(&mut self) -> Option<&'a Value> {
        self.object.get(*self.fields.next()?)
    }
}

impl<'de> SeqAccess<'de> for Named<'de> {
    type Error = Malformed;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        self.step().map(|field| seed.deserialize(Node(field))).transpose()
    }
}

/// The entries of a map.
struct Entries<'a> {
    entries: serde_json::map::Iter<'a>,
    value: Option<&'a Value>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Malformed;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Some((name, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Key(name)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value> {
        seed.deserialize(Node(self.value.take().unwrap_or(&Value::Null)))
    }
}

/// A variant by its name.
struct Variant<'a> {
    name: &'a str,
    content: Node<'a>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Malformed;
    type Variant = Node<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Node<'de>)> {
        Ok((seed.deserialize(Key(self.name))?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Node<'de> {
    type Error = Malformed;

    fn unit_variant(self) -> Result<()> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.named(fields, visitor)
    }
}

/// A word that stands for itself: the key of a map, the name of a variant.
struct Key<'a>(&'a str);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Malformed;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_enum(Variant { name: self.0, content: Node(&Value::Null) })
    }

    // JSON has no keys but words: a number stands in quotes.
    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_u32(self.0.parse().map_err(|_| not_a("a number"))?)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_i64(self.0.parse().map_err(|_| not_a("a number"))?)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i128 u8 u16 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
