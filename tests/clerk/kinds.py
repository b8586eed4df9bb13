"""In what files it comes back (differences 1 to 9): renamed, packed, photographed, encrypted, under a wrong extension."""

import shutil
import struct
import zipfile
from email.message import EmailMessage

from truth import words
from wholes import whole

PNG = bytes.fromhex("89504e470d0a1a0a0000000d494844520000000100000001080200000090"
                    "7753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082")
BOTH = ("evaluate", "declare")


@whole("1", "改了文件名")
def renamed(shop):
    desk = shop.desk()
    return [shop.mail(desk.book, desk.true, name="附件1-荔湾区-最终版2(1) .xlsx")]


@whole("2", "同一单位来了两份")
def two_versions(shop):
    one, two = shop.desk(), shop.desk()
    item, slot = two.indicators()[1], two.main()
    two.type(item, slot, "20399家次", type(two.true[item, slot])("20399家次", [(20399, "家次")]))
    return [shop.mail(one.book, one.true, name="第一稿.xlsx"), shop.mail(two.book, two.true, name="第二稿.xlsx")]


def converted(numbers, name, extension, stored=".xlsx", refused=False, password=None, stages=BOTH):
    @whole(numbers, name, stages)
    def act(shop):
        path = shop.path(f"{len(name)}{extension}")
        made = path.with_name(f"{path.name}.made{stored}")
        shop.office.edit(shop.own_copy(), made, password=password)
        shop.later(lambda: shutil.move(made, path))
        return [shop.filed(path, shop.true(), refused=refused, said=refused)]


converted("3", "存成 .xls", ".xls", ".xls")
converted("3", "存成 .ods", ".ods", ".ods")
converted("4", "存成 .et（WPS）", ".et", ".xls")
converted("5", "存成 .pdf", ".pdf", ".pdf", refused=True)
converted("7", "设了打开密码的 .xls", ".xls", ".xls", refused=True, password="123456")
converted("9", ".xls 改名成 .xlsx", ".xlsx", ".xls")
converted("9", ".xlsx 改名成 .xls", ".xls", ".xlsx")
converted("9", ".ods 改名成 .xlsx", ".xlsx", ".ods")
converted("9", "网页存成 .xls", ".xls", ".html", refused=True)
converted("9", "文本存成 .xls", ".xls", ".csv", refused=True)


def written(numbers, name, file, content):
    @whole(numbers, name)
    def act(shop):
        path = shop.path(file)
        path.write_bytes(content(shop) if callable(content) else content)
        return [shop.filed(path, shop.true(), refused=True, said=True)]


def word(shop):
    path = shop.path("word.tmp")
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>")
        parts.writestr("word/document.xml", "<w:document/>")
    content = path.read_bytes()
    path.unlink()
    return content


def compound(streams):
    """A compound file with these streams, as Excel wraps an encrypted workbook; every stream of 4096 bytes or more."""
    sectors, fat, entries = [], [], []
    for name, content in streams:
        first, many = len(sectors), -(-len(content) // 512)
        sectors += [content[512 * n:512 * (n + 1)].ljust(512, b"\0") for n in range(many)]
        fat += [first + n + 1 for n in range(many - 1)] + [0xFFFFFFFE]
        entries.append((name, 2, 0xFFFFFFFF, first, len(content)))
    entries = [("Root Entry", 5, 1, 0xFFFFFFFE, 0)] + entries
    directory = b""
    for n, (name, kind, child, first, size) in enumerate(entries):
        right = n + 1 if 0 < n < len(entries) - 1 else 0xFFFFFFFF
        directory += struct.pack("<64sHBBIII16sIQQIQ", name.encode("utf-16le"), 2 * len(name) + 2, kind, 1, 0xFFFFFFFF, right,
                                 child, b"", 0, 0, 0, first, size)
    at = len(sectors)
    sectors += [directory.ljust(512, b"\0"), b""]
    fat += [0xFFFFFFFE, 0xFFFFFFFD]
    sectors[-1] = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    header = struct.pack("<8s16sHHHHH6sIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, at, 0,
                         4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return header + struct.pack("<109I", at + 1, *[0xFFFFFFFF] * 108) + b"".join(sectors)


written("7", "设了打开密码的 .xlsx", "加密.xlsx",
        compound([("EncryptionInfo", b"\x04\0\x04\0" + bytes(4996)), ("EncryptedPackage", bytes(8000))]))
written("5", "照片", "IMG_2031.png", PNG)
written("5", "照片 .jpg", "IMG_2032.jpg", bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9"))
written("5", "Word 文档", "申报表.docx", word)
written("6", ".rar", "申报表.rar", b"Rar!\x1a\x07\x01\x00" + bytes(200))
written("6", ".7z", "申报表.7z", b"7z\xbc\xaf\x27\x1c" + bytes(200))
written("8", "~$ 锁定文件", "~$申报表.xlsx", b"\x04user" + bytes(160))
written("9", "空文件", "申报表.xlsx", b"")
written("9", "下载中断，只有半个文件", "半个.xlsx", lambda shop: shop.base.read_bytes()[:9000])
written("9", "文件中间坏了一段", "坏.xlsx", lambda shop: shop.base.read_bytes()[:4000] + bytes(500) + shop.base.read_bytes()[4500:])


@whole("6", "放在 .zip 里")
def zipped(shop):
    path = shop.path("荔湾区.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.write(shop.own_copy(), "荔湾/申报表.xlsx")
        parts.writestr("荔湾/说明.txt", "请查收")
    return [shop.filed(path, shop.true(), inside="申报表.xlsx")]


def letter(shop, attached, name):
    mail = EmailMessage()
    mail["From"], mail["To"] = "李四 <lisi@liwan.example>", "绩效处 <jixiao@example.com>"
    mail["Subject"], mail["Date"] = "报送绩效自评表", "Mon, 20 Jan 2025 09:30:00 +0800"
    mail.set_content("附件是我单位的表，请查收。")
    mail.add_attachment(attached.read_bytes(), maintype="application", subtype="octet-stream", filename=name)
    return bytes(mail)


@whole("6", "保存下来的邮件 .eml")
def mailed(shop):
    own, path = shop.own_copy(), shop.path("荔湾区.eml")
    path.write_bytes(letter(shop, own, "附件1 荔湾申报表.xlsx"))
    return [shop.filed(path, shop.true(), inside="荔湾申报表.xlsx")]


@whole("6", ".eml 里附着 .zip")
def mailed_zip(shop):
    packed, path = shop.path("荔湾区包.zip"), shop.path("荔湾区包.eml")
    with zipfile.ZipFile(packed, "w") as parts:
        parts.write(shop.own_copy(), "荔湾申报表.xlsx")
    path.write_bytes(letter(shop, packed, "荔湾.zip"))
    packed.unlink()
    return [shop.filed(path, shop.true(), inside="荔湾申报表.xlsx")]


@whole("6", ".zip 里又套 .zip")
def zipped_twice(shop):
    inner, path = shop.path("内.zip"), shop.path("外.zip")
    with zipfile.ZipFile(inner, "w") as parts:
        parts.write(shop.own_copy(), "申报表.xlsx")
    with zipfile.ZipFile(path, "w") as parts:
        parts.write(inner, "内.zip")
    inner.unlink()
    return [shop.filed(path, shop.true(), refused=True, said=True)]


@whole("6", ".zip 文件名是 GBK 编码")
def zipped_gbk(shop):
    path = shop.path("gbk.zip")
    with zipfile.ZipFile(path, "w") as parts:
        parts.write(shop.own_copy(), "PLACEHOLDER.xlsx")
    name = "荔湾申报表x.xlsx".encode("gbk")
    content = path.read_bytes().replace(b"PLACEHOLDER.xlsx", name.ljust(16, b"_")[:16])
    path.write_bytes(content)
    return [shop.filed(path, shop.true())]


@whole("beside", "填好的表截成图片，格里空着")
def picture(shop):
    desk = shop.blank()
    return [shop.mail(desk.book, desk.true)]
