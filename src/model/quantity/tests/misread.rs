//! Texts that were once read as something else, under the name of what went wrong.

use super::*;

fn all(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, wanted)| (text, wanted, show(&Reading::of(text).meaning)))
        .filter(|(_, wanted, got)| got != *wanted)
        .map(|(text, wanted, got)| format!("{text}: wanted {wanted}, read {got}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_bound_between_counting_word_and_noun_was_dropped() {
    all(&[
        ("5家以上企业", "at-least 5 家"),
        ("5个以上国家级项目", "at-least 5 个"),
        ("5家以内企业", "at-most 5 家"),
        ("5个左右项目", "about 5 个"),
        ("≥5家以上企业", "at-least 5 家"),
        ("≥5家以下企业", "unclear"),
        ("5家规模以上企业", "bare 5 家"),
        ("市级以上5个", "bare 5 个"),
        ("5左右个", "unclear"),
    ]);
}

#[test]
fn a_fall_was_read_as_a_rise() {
    all(&[
        ("下降了5%", "bare 5 % Decrease"),
        // 至 of 至少 is no 到.
        ("增长至少5%", "at-least 5 % Increase"),
        ("下降至多3%", "at-most 3 % Decrease"),
        ("下降至3%", "bare 3 %"),
        ("降幅3%", "bare 3 % Decrease"),
        ("降幅不低于3%", "at-least 3 % Decrease"),
        ("负增长3%", "bare 3 % Decrease"),
        ("增长了5%", "bare 5 % Increase"),
        ("降5%", "unclear"),
        ("减5%", "unclear"),
    ]);
}

#[test]
fn a_difference_a_rank_or_last_year_was_read_as_the_amount() {
    all(&[
        ("比上年少5个", "unclear"),
        ("比上年高5个百分点", "unclear"),
        ("去年5个", "unclear"),
        ("上年同期：5个", "unclear"),
        ("前5名", "unclear"),
        ("全国前5", "unclear"),
        ("前10%", "unclear"),
        ("提前10天", "unclear"),
        ("逾期10天", "unclear"),
        ("超额完成120%", "unclear"),
        ("超额完成5个", "unclear"),
        ("上下浮动5%", "unclear"),
        ("超目标20%", "unclear"),
        ("完成目标的120%", "unclear"),
        ("预计5个", "unclear"),
        ("三至5家", "unclear"),
        ("一季度一次", "unclear"),
        ("两年1次", "unclear"),
        ("达到5家", "at-least 5 家"),
        ("各区不少于5个", "unclear"),
        ("各类活动5场", "bare 5 场"),
        ("新增5个", "bare 5 个"),
        ("较上年增长5%", "bare 5 % Increase"),
        ("至少5个", "at-least 5 个"),
    ]);
}

#[test]
fn a_loose_numeral_was_read_to_the_letter() {
    all(&[
        // 12000 to most who write it, 10002 by the letter.
        ("一万二", "unclear"),
        ("两万五", "unclear"),
        ("一万零二", "bare 10002"),
        ("一千零五百", "unclear"),
        ("1个半", "unclear"),
        ("一个半", "unclear"),
        ("半年内", "unclear"),
        ("半数以上", "unclear"),
        ("近万人次", "unclear"),
        ("万余人次", "unclear"),
        ("十来个", "unclear"),
        ("大概5个", "about 5 个"),
    ]);
}

#[test]
fn a_measure_per_ten_thousand_was_not_understood() {
    all(&[
        ("0.5吨标准煤/万元", "bare 0.5 吨标准煤/万元"),
        ("≤3起/万人", "at-most 3 起/万人"),
        ("1.5个百点", "unclear"),
    ]);
}

#[test]
fn numbers_apart_were_taken_for_one() {
    all(&[
        ("0、100万元/公里", "bare 0 + bare 100 万 元/公里"),
        ("20, 100家", "unclear"),
        ("20，100家", "bare 20100 家"),
    ]);
}

#[test]
fn money_was_read_as_people() {
    all(&[
        ("5000万人民币", "bare 5000 万 元"),
        ("5000人民币", "bare 5000 元"),
        ("5万圆", "bare 5 万 元"),
        ("伍万圆整", "bare 5 万 元"),
    ]);
}

#[test]
fn a_name_was_read_as_a_number() {
    all(&[
        ("3D", "unclear"),
        ("5G", "unclear"),
        ("5G网络", "words"),
        ("完成5G基站建设10万座", "bare 10 万 座"),
        ("5G基站2万座", "bare 2 万 座"),
        ("PM2.5≤25微克/立方米", "at-most 25 微克/立方米"),
        ("PM2.5浓度25微克/立方米", "bare 25 微克/立方米"),
        ("COD≤50mg/L", "at-most 50 mg/L"),
        ("GDP增长5%", "bare 5 % Increase"),
        ("CO2", "unclear"),
        ("30号", "unclear"),
        ("5000个标准机架", "bare 5000 个"),
        ("90个日历天", "bare 90 个日历天"),
    ]);
}

#[test]
fn a_period_was_read_as_an_amount_or_as_words() {
    all(&[
        ("2024上半年", "date 2024-06-30 Bare Month"),
        ("2024底前", "date 2024-12-31 AtMost Year"),
        ("2024年度", "date 2024-12-31 Bare Year"),
        ("2024年度内完成", "date 2024-12-31 Bare Year"),
        ("2024年度完成5个", "bare 5 个"),
        ("二〇二四年六月", "date 2024-06-30 Bare Month"),
        ("二零二四年十二月三十一日前", "date 2024-12-31 AtMost Day"),
        ("2024年六月底前", "date 2024-06-30 AtMost Month"),
        ("2024年6月30日24时前", "date 2024-06-30 AtMost Day"),
        ("2024-06-30 12:00:00", "date 2024-06-30 Bare Day"),
        ("一季度", "unclear"),
        ("第3季度前", "unclear"),
        ("3季度", "unclear"),
        ("2024年4季度", "date 2024-12-31 Bare Month"),
        ("2024Q4", "date 2024-12-31 Bare Month"),
        ("2024年中", "unclear"),
        ("2024年中国博览会", "words"),
        ("预计2025年3月完成", "unclear"),
        ("延期至2025年3月", "unclear"),
        ("3个季度", "bare 3 个季度"),
        ("上半年", "unclear"),
        ("年内", "unclear"),
        ("2024.6", "unclear"),
        ("2024.1", "bare 2024.1"),
    ]);
}

#[test]
fn a_cell_without_a_value_was_read_as_words() {
    all(&[
        ("万元", "unclear"),
        ("家", "unclear"),
        ("以上", "unclear"),
        ("#REF!", "unclear"),
        ("#N/A", "unclear"),
        ("待补充", "unclear"),
        ("同上", "unclear"),
        ("见附件", "unclear"),
        ("未涉及", "not-applicable"),
        ("不达标", "words Not"),
        ("次数", "words"),
        ("人才", "words"),
    ]);
}

#[test]
fn both_ends_of_a_range_were_not_joined() {
    all(&[
        ("≥90%且≤95%", "between 90 to 95 %"),
        ("≥90且≤95%", "between 90 to 95 %"),
        ("≤95%，且≥90%", "between 90 to 95 %"),
        ("不低于5万元且不超过10万元", "between 5 to 10 万 元"),
        ("≥5000元且≤1万元", "between 0.5 to 1 万 元"),
        ("≥95%且≤90%", "unclear"),
        // Ends that are not included.
        (">5%且<10%", "unclear"),
        ("≥5个且≤10家", "unclear"),
        ("≥90%且完成5个", "unclear"),
    ]);
}

#[test]
fn a_share_written_out() {
    all(&[
        ("千分之三", "bare 3 ‰"),
        ("≤千分之0.5", "at-most 0.5 ‰"),
        ("百分之八十至百分之九十", "between 80 to 90 %"),
        ("千分之三至千分之五", "between 3 to 5 ‰"),
        ("80-百分之90", "unclear"),
        ("三千分之一", "unclear"),
        ("万分之五", "unclear"),
    ]);
}
