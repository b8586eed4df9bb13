//! Zips and saved mails: opened, and what is in them sorted. People zip their mails and mail their zips, and forward
//! mails within mails; a zip within a zip is refused, and everything is counted against one budget for each parcel.

use super::names::shown;
use super::{Arrived, Hall, Source, Unpack, passed_over, shared};
use crate::intake::{self, Letter, Packed, Refused, Sort};
use crate::model::arrival::beijing;
use crate::model::{Arrival, Mail};
use crate::round::{RETURNED, UNPACKED, output};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Files out of one parcel and their bytes, all together.
const MOST_FILES: usize = 1_000;
const MOST_BYTES: usize = 256 << 20;
/// Mails within each other.
const MOST_MAILS: usize = 4;

/// What a file lies together with.
#[derive(Debug, Clone, Default)]
pub(super) struct Company {
    /// Its own folder, and in a parcel those above it.
    folders: Vec<String>,
    /// The mails it came with, the outermost first.
    pub(super) mails: Vec<String>,
}

impl Company {
    /// A file in a folder of 收回.
    pub(super) fn folder(folder: &str) -> Self {
        Self { folders: vec![folder.to_owned()], mails: Vec::new() }
    }

    /// Why a paper is not read: what it is beside a workbook, or in a mail that has none. `None` where it stands for a
    /// return itself, and is refused with the reason.
    pub(super) fn word(&self, sort: Sort, workbooks: &BTreeSet<String>) -> Option<&'static str> {
        let beside = self.folders.iter().chain(&self.mails).any(|place| workbooks.contains(place));
        match (beside, sort) {
            (true, Sort::Stamped) => Some("按盖章件登记，不作为填报数据读取。"),
            (true, Sort::Picture) => Some("是随表附上的图片，没有读取。"),
            (true, _) => Some("是随表附上的文字材料，没有读取。"),
            (false, _) if !self.mails.is_empty() => Some("不是工作簿，所在的邮件里也没有工作簿，没有读取。"),
            _ => None,
        }
    }
}

/// A mail that is in no other one.
pub(super) struct Seen {
    pub(super) file: String,
    /// Its place among the files taken out.
    pub(super) way: String,
    head: Mail,
    attached: Vec<String>,
    pictures: usize,
    cut: bool,
}

impl Seen {
    /// `局办公室 <a@b>2025年1月20日9:30（北京时间）发来的邮件`.
    fn whose(&self) -> String {
        let date = self.head.date.map(|d| beijing(d).format("%Y年%-m月%-d日%-H:%M（北京时间）").to_string());
        let who = if self.head.sender.is_empty() { "没有写明发件人" } else { &self.head.sender };
        let subject =
            if self.head.subject.is_empty() { String::new() } else { format!("，主题“{}”", self.head.subject) };
        format!("发件人：{who}；发出时间：{}{subject}", date.as_deref().unwrap_or("没有写明"))
    }

    fn text(&self) -> String {
        let text = match self.pictures {
            0 => "正文没有读取".to_owned(),
            n => format!("正文和其中的{n}张图片没有读取"),
        };
        let cut = if self.cut {
            "；邮件没有保存完整，可能还有附件没有取到，请与原邮件核对"
        } else {
            ""
        };
        format!("{text}{cut}")
    }

    pub(super) fn note(&self) -> String {
        format!("是邮件（{}），已取出附件{}个，{}。", self.whose(), self.attached.len(), self.text())
    }

    pub(super) fn without_workbook(&self) -> Refused {
        let attached = match self.attached.as_slice() {
            [] => "没有附件".to_owned(),
            names => format!("附件是{}", some(names)),
        };
        Refused::new(
            "mail-without-workbook",
            format!("这封邮件里没有工作簿（{}），{attached}；{}。", self.whose(), self.text()),
            "请向发件单位索取填好的工作簿；用“超大附件”“云附件”发来的，邮件里只有链接，请下载后放进“收回”文件夹。",
        )
    }
}

/// The first names of a list.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|n| format!("“{n}”")).collect();
    let more = if names.len() > SHOWN { format!("等{}个", names.len()) } else { String::new() };
    format!("{}{more}", shown.join("、"))
}

/// Where a file is within its parcel.
#[derive(Clone)]
struct Place {
    /// The file in 收回 that all is in.
    parcel: Arc<str>,
    /// Its place among the files taken out.
    root: String,
    /// The zip or mail that is open: its id, and its place among the files taken out.
    file: String,
    way: String,
    mail: Option<Mail>,
    mails: Vec<String>,
    in_zip: bool,
}

/// What is left for one parcel.
struct Budget {
    files: usize,
    bytes: usize,
}

impl Hall<'_> {
    /// A file in 收回 that is a zip of files or a mail; what is neither after all is read as it is.
    pub(super) fn parcel(&mut self, arrived: Arrived, bytes: &[u8]) {
        let below = arrived.file.strip_prefix(&format!("{RETURNED}/")).unwrap_or(&arrived.file);
        let way = self.names.folder(below);
        let parcel = shared(&arrived.file);
        let place = Place {
            file: arrived.file.clone(),
            parcel,
            root: way.clone(),
            way,
            mail: None,
            mails: Vec::new(),
            in_zip: false,
        };
        let mut budget = Budget { files: MOST_FILES, bytes: MOST_BYTES };
        match self.open(bytes, &place, &mut budget) {
            Ok(true) => {}
            Ok(false) => {
                self.workbooks.insert(super::folder_of(&arrived.file).to_owned());
                self.found.files.push(arrived);
            }
            Err(refused) => self.refuse(&arrived.file, refused, &place),
        }
    }

    /// Opens a zip or a mail and takes what is in it; false if it is neither.
    fn open(&mut self, bytes: &[u8], place: &Place, budget: &mut Budget) -> Result<bool, Refused> {
        if let Some(letter) = intake::open_mail(bytes)? {
            self.mail(letter, place, budget);
            return Ok(true);
        }
        let Some(packed) = intake::unpack(&place.file, bytes)? else { return Ok(false) };
        self.note(&place.file, &format!("是压缩包，已取出其中{}个文件。", packed.len()));
        let inside = Place { in_zip: true, ..place.clone() };
        for one in packed {
            self.inner(one, &inside, budget);
        }
        Ok(true)
    }

    fn mail(&mut self, letter: Letter, place: &Place, budget: &mut Budget) {
        let file = place.file.as_str();
        let head = Mail { date: letter.date, sender: letter.sender, subject: letter.subject, file: shared(file) };
        let mut inside = Place { mail: Some(head.clone()), ..place.clone() };
        inside.mails.push(place.way.clone());
        let names = letter.files.iter().map(|f| &f.name).chain(letter.refused.iter().map(|(name, _)| name));
        let attached: Vec<String> = names.cloned().collect();
        let seen = Seen {
            file: file.to_owned(),
            way: place.way.clone(),
            head,
            attached,
            pictures: letter.pictures,
            cut: letter.cut,
        };
        if place.mails.is_empty() {
            self.mails.push(seen);
        } else {
            // A mail within a mail: the outer one answers for it.
            self.note(file, &seen.note());
        }
        for (name, refused) in letter.refused {
            self.refuse_inside(&name, refused, &inside);
        }
        for (name, what) in letter.asides {
            self.note(&format!("{file}/{}", shown(&name)), what);
        }
        for one in letter.files {
            self.inner(one, &inside, budget);
        }
    }

    fn refuse(&mut self, file: &str, refused: Refused, place: &Place) {
        self.answered.extend(place.mails.iter().cloned());
        self.found.refused.push((file.to_owned(), refused));
    }

    /// Refuses a file that could not be taken out: it goes by its parcel, which a person can open.
    fn refuse_inside(&mut self, name: &str, mut refused: Refused, place: &Place) {
        let way = place.way.strip_prefix(&place.root).unwrap_or_default();
        let name = format!("{way}/{}", shown(name));
        refused.message = format!("其中的“{}”：{}", name.trim_start_matches('/'), refused.message);
        self.refuse(&place.parcel, refused, place);
    }

    /// Refuses a file out of a parcel, and keeps it where a person can open it.
    fn refuse_kept(&mut self, way: &str, bytes: Vec<u8>, place: &Place, refused: Refused) {
        let file = self.keep(way, bytes, place).file;
        self.refuse(&file, refused, place);
    }

    /// One file out of a zip or a mail.
    fn inner(&mut self, inner: Packed, place: &Place, budget: &mut Budget) {
        if let Some(reason) = passed_over(&inner.name.replace('\\', "/")) {
            self.note(&format!("{}/{}", place.file, shown(&inner.name)), reason);
            return;
        }
        let room = budget.files.checked_sub(1).zip(budget.bytes.checked_sub(inner.bytes.len()));
        let Some((files, bytes)) = room else {
            let matter = format!("压缩包或邮件里的文件超过{MOST_FILES}个或合计超过 256 MB，这个文件没有取出。");
            let fix = "请解压后只把需要的工作簿放进“收回”文件夹。";
            self.refuse_inside(&inner.name, Refused::new("too-large", matter, fix), place);
            return;
        };
        *budget = Budget { files, bytes };
        let way = self.names.give(&place.way, &inner.name);
        let sort = intake::sort(&inner.name, &inner.bytes);
        match sort {
            Sort::Zip if place.in_zip => self.refuse_kept(&way, inner.bytes, place, zip_in_zip()),
            Sort::Mail if place.mails.len() >= MOST_MAILS => self.refuse_kept(&way, inner.bytes, place, too_deep()),
            Sort::Zip | Sort::Mail => {
                let folder = Place { file: self.name(&way, place), way: way.clone(), ..place.clone() };
                match self.open(&inner.bytes, &folder, budget) {
                    Ok(true) => {}
                    Ok(false) => self.store(&way, inner.bytes, sort, place),
                    Err(refused) => self.refuse_kept(&way, inner.bytes, place, refused),
                }
            }
            _ => self.store(&way, inner.bytes, sort, place),
        }
    }

    /// Keeps a file that is no parcel, and sorts it.
    fn store(&mut self, way: &str, bytes: Vec<u8>, sort: Sort, place: &Place) {
        let arrived = self.keep(way, bytes, place);
        let folder = super::folder_of(way).to_owned();
        if matches!(sort, Sort::Stamped | Sort::Picture | Sort::Writing) {
            let own = Path::new(&folder).ancestors().take_while(|p| p.starts_with(&place.root));
            let folders = own.map(|p| p.to_string_lossy().into_owned()).collect();
            self.papers.push((arrived, sort, Company { folders, mails: place.mails.clone() }));
            return;
        }
        if sort == Sort::Workbook {
            self.workbooks.insert(folder);
            self.workbooks.extend(place.mails.iter().cloned());
            // A stamped page may lie beside the parcel, too.
            self.workbooks.insert(super::folder_of(&place.parcel).to_owned());
        }
        self.answered.extend(place.mails.iter().cloned());
        self.found.files.push(arrived);
    }

    /// The id of a file out of a parcel.
    fn name(&self, way: &str, place: &Place) -> String {
        match self.unpack {
            Unpack::Nowhere => format!("{}{}", place.parcel, way.strip_prefix(&place.root).unwrap_or(way)),
            _ => format!("{UNPACKED}/{way}"),
        }
    }

    /// Writes a file out of a parcel where files are written, else keeps it in memory. One that cannot be written (it
    /// is open in Excel) is read all the same.
    fn keep(&mut self, way: &str, bytes: Vec<u8>, place: &Place) -> Arrived {
        let file = self.name(way, place);
        let arrival = Arrival { parcel: Some(Arc::clone(&place.parcel)), mail: place.mail.clone() };
        let source = match self.unpack {
            Unpack::To(root) => {
                let path = root.join(way);
                let folder = path.parent().unwrap_or(root);
                match output::folder(folder).and_then(|()| output::write(&path, &bytes)) {
                    Ok(()) => Source::Disk(path),
                    Err(_) => {
                        let words = "写不进去（可能正被 Excel 或 WPS 打开），读的是压缩包或邮件里的内容，汇总表里的链接可能打开旧文件。";
                        self.found.hindered.insert(format!("“{file}”{words}"));
                        Source::Memory(bytes)
                    }
                }
            }
            Unpack::Beside | Unpack::Nowhere => Source::Memory(bytes),
        };
        Arrived { file, arrival, source }
    }
}

fn zip_in_zip() -> Refused {
    Refused::new(
        "archive",
        "这是压缩包里的压缩包，没有读取。",
        "请解压外层压缩包，把里面的这个压缩包或其中的工作簿直接放进“收回”文件夹。",
    )
}

fn too_deep() -> Refused {
    Refused::new("mail", "这是层层转发的邮件，没有读取。", "请打开邮件，把附件里的工作簿另存到“收回”文件夹。")
}
