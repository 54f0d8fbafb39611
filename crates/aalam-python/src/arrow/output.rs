//! Columns of mentions.

use std::sync::Arc;

use aalam::{EntityRef, Gazetteer, Mentions, Text};
use arrow_array::builder::{Float32Builder, Int32Builder, StringBuilder, UInt32Builder};
use arrow_array::{ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields, SchemaRef};

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A text: one column `mentions`, a list of structs, null where the text is.
    Lists,
    /// A mention: the fields of the structs, and before them `document`, the row of the text.
    Exploded,
}

/// The string fields of a mention, and whether they may be null; between `end` and `score`.
const TEXTS: [(&str, bool); 12] = [
    ("text", false),
    ("type", false),
    ("subtype", true),
    ("entity_id", false),
    ("wikidata", true),
    ("iso", true),
    ("country", true),
    ("name_ar", false),
    ("name_en", true),
    ("proclitic", true),
    ("link", false),
    ("source", false),
];

fn mention_fields() -> Fields {
    let number = |name: &str| Field::new(name, DataType::Int32, false);
    let texts = TEXTS.map(|(name, nullable)| Field::new(name, DataType::Utf8, nullable));
    let numbers = [number("start"), number("end")].into_iter();
    let score = Field::new("score", DataType::Float32, false);
    numbers.chain(texts).chain(std::iter::once(score)).collect()
}

fn item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Struct(mention_fields()), false))
}

/// The fields of a table of a shape.
pub(super) fn fields(shape: Shape) -> Vec<Field> {
    match shape {
        Shape::Exploded => {
            let document = Field::new("document", DataType::UInt32, false);
            let fields = mention_fields();
            std::iter::once(document)
                .chain(fields.iter().map(|field| field.as_ref().clone()))
                .collect()
        }
        Shape::Lists => vec![Field::new("mentions", DataType::List(item()), true)],
    }
}

/// A code point's number as Arrow has it. A string array of 32-bit offsets holds fewer; the last number stands for what is beyond.
fn offset(chars: u32) -> i32 {
    i32::try_from(chars).unwrap_or(i32::MAX)
}

/// Slots for entities that a [`Builder`] has read.
const SLOTS: usize = 4096;

/// A part of a table that is being filled.
pub(super) struct Builder<'g> {
    shape: Shape,
    gazetteers: &'g [Gazetteer],
    /// Entities that were read, and for each number modulo `SLOTS` the last one of them: news name the same over and over.
    read: Vec<((u16, u32), EntityRef<'g>)>,
    slots: Vec<u32>,
    document: UInt32Builder,
    start: Int32Builder,
    end: Int32Builder,
    texts: [StringBuilder; TEXTS.len()],
    score: Float32Builder,
    /// Mentions of each text.
    lengths: Vec<usize>,
    present: NullBufferBuilder,
}

impl<'g> Builder<'g> {
    pub(super) fn new(shape: Shape, gazetteers: &'g [Gazetteer], texts: usize) -> Self {
        Self {
            shape,
            gazetteers,
            read: Vec::new(),
            slots: vec![u32::MAX; SLOTS],
            document: UInt32Builder::new(),
            start: Int32Builder::new(),
            end: Int32Builder::new(),
            texts: std::array::from_fn(|_| StringBuilder::new()),
            score: Float32Builder::new(),
            lengths: Vec::with_capacity(texts),
            present: NullBufferBuilder::new(texts),
        }
    }

    pub(super) fn push_null(&mut self) {
        self.lengths.push(0);
        self.present.append_null();
    }

    fn entity(&mut self, key: (u16, u32)) -> Option<EntityRef<'g>> {
        let slot = self.slots.get_mut(key.1 as usize % SLOTS)?;
        if let Some((read, entity)) = self.read.get(*slot as usize)
            && *read == key
        {
            return Some(*entity);
        }
        let entity = self.gazetteers.get(usize::from(key.0))?.entity(key.1);
        *slot = self.read.len() as u32;
        self.read.push((key, entity));
        Some(entity)
    }

    pub(super) fn push(&mut self, row: usize, text: &str, mentions: &Mentions) {
        self.lengths.push(mentions.len());
        self.present.append_non_null();
        let text = Text::Utf8(text);
        for (entity, range) in mentions.iter(text).zip(mentions.char_ranges(text)) {
            let Some(best) = entity.best_key().and_then(|key| self.entity(key)) else { continue };
            self.document.append_value(row as u32);
            self.start.append_value(offset(range.start));
            self.end.append_value(offset(range.end));
            self.score.append_value(entity.score());
            let values = [
                entity.text(),
                entity.type_of(Some(best)).as_str(),
                best.subtype,
                best.id,
                best.wikidata,
                best.iso,
                best.country,
                best.name_ar,
                best.name_en,
                entity.proclitic(),
                entity.link().as_str(),
                entity.source(),
            ];
            for ((column, value), (_, nullable)) in self.texts.iter_mut().zip(values).zip(TEXTS) {
                column.append_option(Some(value).filter(|value| !(nullable && value.is_empty())));
            }
        }
    }

    pub(super) fn finish(mut self, schema: SchemaRef) -> Result<RecordBatch, ArrowError> {
        let mut columns: Vec<ArrayRef> =
            vec![Arc::new(self.start.finish()), Arc::new(self.end.finish())];
        columns.extend(self.texts.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef));
        columns.push(Arc::new(self.score.finish()));
        match self.shape {
            Shape::Exploded => {
                columns.insert(0, Arc::new(self.document.finish()));
                RecordBatch::try_new(schema, columns)
            }
            Shape::Lists => {
                let structs = StructArray::try_new(mention_fields(), columns, None)?;
                let offsets = OffsetBuffer::from_lengths(self.lengths);
                let lists =
                    ListArray::try_new(item(), offsets, Arc::new(structs), self.present.finish())?;
                RecordBatch::try_new(schema, vec![Arc::new(lists)])
            }
        }
    }
}
