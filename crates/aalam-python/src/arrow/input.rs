//! Columns of texts and of dates, in any of the forms that Arrow has for them.

use aalam::Date;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Date32Type, Date64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray};
use arrow_buffer::ArrowNativeType;
use arrow_schema::{DataType, TimeUnit};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::arguments::bad_date;

/// The chunks of a column, and where each begins.
struct Chunks(Vec<(usize, ArrayRef)>);

impl Chunks {
    fn new(arrays: Vec<ArrayRef>) -> Self {
        let mut start = 0;
        let place = |array: ArrayRef| {
            let here = start;
            start += array.len();
            (here, array)
        };
        Self(arrays.into_iter().map(place).collect())
    }

    fn len(&self) -> usize {
        self.0.last().map_or(0, |(start, array)| start + array.len())
    }

    /// The chunk that a row is in, and its row there.
    fn at(&self, row: usize) -> Option<(&ArrayRef, usize)> {
        let chunk = self.0.partition_point(|(start, _)| *start <= row).checked_sub(1)?;
        let (start, array) = self.0.get(chunk)?;
        Some((array, row - start)).filter(|(array, row)| *row < array.len())
    }
}

/// A column of strings: `string`, `large_string`, `string_view`, a dictionary of these, or nothing but nulls.
pub(super) struct Texts(Chunks);

impl Texts {
    pub(super) fn read(arrays: Vec<ArrayRef>) -> PyResult<Self> {
        for array in &arrays {
            if !is_text(array.data_type()) {
                let message = format!(
                    "texts: a column of strings expected (string, large_string, string_view, or a dictionary of them), not {}",
                    array.data_type()
                );
                return Err(PyTypeError::new_err(message));
            }
        }
        Ok(Self(Chunks::new(arrays)))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The text of a row; `None` for a null.
    pub(super) fn get(&self, row: usize) -> Option<&str> {
        let (array, row) = self.0.at(row)?;
        text_of(array, row)
    }
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

fn text_of(array: &ArrayRef, row: usize) -> Option<&str> {
    if array.is_null(row) {
        return None;
    }
    match array.data_type() {
        DataType::Utf8 => Some(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Some(array.as_string::<i64>().value(row)),
        DataType::Utf8View => Some(array.as_string_view().value(row)),
        DataType::Dictionary(key, _) => match key.as_ref() {
            DataType::Int8 => entry::<Int8Type>(array, row),
            DataType::Int16 => entry::<Int16Type>(array, row),
            DataType::Int32 => entry::<Int32Type>(array, row),
            DataType::Int64 => entry::<Int64Type>(array, row),
            DataType::UInt8 => entry::<UInt8Type>(array, row),
            DataType::UInt16 => entry::<UInt16Type>(array, row),
            DataType::UInt32 => entry::<UInt32Type>(array, row),
            DataType::UInt64 => entry::<UInt64Type>(array, row),
            _ => None,
        },
        _ => None,
    }
}

fn entry<K: ArrowDictionaryKeyType>(array: &ArrayRef, row: usize) -> Option<&str> {
    let dictionary = array.as_dictionary::<K>();
    text_of(dictionary.values(), dictionary.key(row)?)
}

/// A column of dates: `date32`, `date64`, a timestamp, or strings that begin with `YYYY-MM-DD`.
pub(super) struct Dates(Vec<Option<Date>>);

impl Dates {
    pub(super) fn read(py: Python<'_>, arrays: Vec<ArrayRef>) -> PyResult<Self> {
        let mut dates = Vec::new();
        for array in arrays {
            match array.data_type() {
                DataType::Date32 => days::<Date32Type>(array.as_primitive(), 1, &mut dates),
                DataType::Date64 => {
                    days::<Date64Type>(array.as_primitive(), DAY * 1000, &mut dates);
                }
                DataType::Timestamp(TimeUnit::Second, _) => {
                    days::<TimestampSecondType>(array.as_primitive(), DAY, &mut dates);
                }
                DataType::Timestamp(TimeUnit::Millisecond, _) => {
                    days::<TimestampMillisecondType>(array.as_primitive(), DAY * 1000, &mut dates);
                }
                DataType::Timestamp(TimeUnit::Microsecond, _) => {
                    let day = DAY * 1_000_000;
                    days::<TimestampMicrosecondType>(array.as_primitive(), day, &mut dates);
                }
                DataType::Timestamp(TimeUnit::Nanosecond, _) => {
                    let day = DAY * 1_000_000_000;
                    days::<TimestampNanosecondType>(array.as_primitive(), day, &mut dates);
                }
                kind if is_text(kind) => {
                    for row in 0..array.len() {
                        dates.push(match text_of(&array, row) {
                            None => None,
                            Some(text) => Some(text.parse().map_err(|_| {
                                bad_date(py, format_args!("dates: row {}", dates.len()), text)
                            })?),
                        });
                    }
                }
                kind => {
                    let message =
                        format!("dates: dates, timestamps or strings expected, not {kind}");
                    return Err(PyTypeError::new_err(message));
                }
            }
        }
        Ok(Self(dates))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, row: usize) -> Option<Date> {
        self.0.get(row).copied().flatten()
    }
}

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Appends the days of numbers that count from 1970, so many a day.
fn days<T: ArrowPrimitiveType>(
    array: &PrimitiveArray<T>,
    per_day: i64,
    dates: &mut Vec<Option<Date>>,
) {
    dates.extend(array.iter().map(|value| {
        let number = value?.to_i64()?;
        civil(number.div_euclid(per_day))
    }));
}

/// The day that is so many days after 1970-01-01. Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil(days: i64) -> Option<Date> {
    let days = days.checked_add(719_468)?;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Date::new(u32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}
