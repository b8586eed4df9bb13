//! Validations and conditional formats.

use super::style::color;
use super::{Refused, float};
use crate::model::book::{Conditional, ConditionalRule, Validation, ValidationRule};
use crate::model::mark::Mark;
use rust_xlsxwriter::{
    ConditionalFormat3ColorScale, ConditionalFormatDataBar, ConditionalFormatFormula, ConditionalFormatType,
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Worksheet,
};

/// Adds a validation or prompt.
pub(super) fn validation(validation: &Validation, out: &mut Worksheet) -> Result<(), Refused> {
    let mut rule = match &validation.rule {
        ValidationRule::Any => DataValidation::new().allow_any_value(),
        ValidationRule::List(words) => DataValidation::new().allow_list_strings(words)?,
        ValidationRule::ListFrom(range) => DataValidation::new().allow_list_formula(Formula::new(range)),
        ValidationRule::Custom(formula) => DataValidation::new().allow_custom(Formula::new(formula)),
        ValidationRule::MaxLength(most) => {
            DataValidation::new().allow_text_length(DataValidationRule::LessThanOrEqualTo(*most))
        }
    };
    rule = rule.set_error_style(if validation.stop {
        DataValidationErrorStyle::Stop
    } else {
        DataValidationErrorStyle::Warning
    });
    if let Some((title, text)) = &validation.prompt {
        rule = rule.set_input_title(title)?.set_input_message(text)?;
    }
    if let Some((title, text)) = &validation.error {
        rule = rule.set_error_title(title)?.set_error_message(text)?;
    }
    let area = validation.area;
    out.add_data_validation(area.first.row, area.first.col, area.last.row, area.last.col, &rule)?;
    Ok(())
}

/// Adds a conditional format.
pub(super) fn conditional(conditional: &Conditional, out: &mut Worksheet) -> Result<(), Refused> {
    let area = conditional.area;
    let (row1, col1, row2, col2) = (area.first.row, area.first.col, area.last.row, area.last.col);
    match &conditional.rule {
        ConditionalRule::Formula(formula, mark) => {
            out.add_conditional_format(row1, col1, row2, col2, &marked(formula, *mark))?;
        }
        ConditionalRule::Word(word, mark) => {
            out.add_conditional_format(row1, col1, row2, col2, &marked(&is_word(conditional, word), *mark))?;
        }
        ConditionalRule::DataBar { min, max, color: fill } => {
            // The bars of Excel 2007: those of 2010 are an extension that other readers drop, and warn of.
            let bar = ConditionalFormatDataBar::new()
                .set_minimum(ConditionalFormatType::Number, float(*min)?)
                .set_maximum(ConditionalFormatType::Number, float(*max)?)
                .set_fill_color(color(*fill))
                .use_classic_style();
            out.add_conditional_format(row1, col1, row2, col2, &bar)?;
        }
        ConditionalRule::Scale { points: [low, middle, high] } => {
            let scale = ConditionalFormat3ColorScale::new()
                .set_minimum(ConditionalFormatType::Number, float(low.0)?)
                .set_midpoint(ConditionalFormatType::Number, float(middle.0)?)
                .set_maximum(ConditionalFormatType::Number, float(high.0)?)
                .set_minimum_color(color(low.1))
                .set_midpoint_color(color(middle.1))
                .set_maximum_color(color(high.1));
            out.add_conditional_format(row1, col1, row2, col2, &scale)?;
        }
    }
    Ok(())
}

fn marked(formula: &str, mark: Mark) -> ConditionalFormatFormula {
    let look = mark.look();
    let paint = Format::new().set_background_color(color(look.fill)).set_font_color(color(look.ink));
    ConditionalFormatFormula::new().set_rule(formula).set_format(paint)
}

/// `A1="暂定"` for the first cell of the area.
pub(super) fn is_word(conditional: &Conditional, word: &str) -> String {
    format!("{}=\"{}\"", conditional.area.first, word.replace('"', "\"\""))
}
