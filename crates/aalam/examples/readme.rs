//! The Rust example of the README.

#[expect(clippy::print_stdout, reason = "an example prints")]
fn main() -> Result<(), aalam::Error> {
    let recognizer = aalam::Recognizer::bundled()?;
    for entity in recognizer.recognize("عاد الوفد من القاهرة وللبنان موقفه").iter()
    {
        println!(
            "{:?} {} {} [{}]",
            entity.byte_range(),
            entity.text(),
            entity.id(),
            entity.proclitic()
        );
    }
    Ok(())
}
