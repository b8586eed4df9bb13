//! Chinese numerals: 三, 十二, 一千五百, 两.

/// The value of a numeral up to 亿, `None` for anything that is not one whole well-formed numeral.
pub(super) fn value(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut section: u64 = 0;
    let mut digit: Option<u64> = None;
    let mut last_unit = u64::MAX;
    for c in text.chars() {
        if let Some(d) = digit_of(c) {
            if digit.is_some_and(|had| had != 0) {
                return None;
            }
            digit = Some(d);
            continue;
        }
        let unit = unit_of(c)?;
        if unit >= 10_000 {
            let sum = section.checked_add(digit.unwrap_or(0))?;
            if sum == 0 {
                return None;
            }
            total = total.checked_add(sum)?.checked_mul(unit)?;
            section = 0;
            last_unit = u64::MAX;
        } else {
            if unit >= last_unit {
                return None;
            }
            last_unit = unit;
            // 十二 is 一十二; 百 and 千 need their digit.
            let d = match digit {
                Some(d) if d > 0 => d,
                None if unit == 10 => 1,
                _ => return None,
            };
            section = section.checked_add(d.checked_mul(unit)?)?;
        }
        digit = None;
    }
    total.checked_add(section)?.checked_add(digit.unwrap_or(0))
}

/// The characters a numeral is made of.
pub(super) fn is_numeral(c: char) -> bool {
    digit_of(c).is_some() || unit_of(c).is_some()
}

fn digit_of(c: char) -> Option<u64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn unit_of(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn numerals() {
        for (text, expected) in [
            ("三", Some(3)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("一百零五", Some(105)),
            ("一千五百", Some(1_500)),
            ("一万二千", Some(12_000)),
            ("两万", Some(20_000)),
            ("百", None),
            ("三四", None),
            ("十百", None),
            ("", Some(0)),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }
}
