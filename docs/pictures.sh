#!/usr/bin/env bash
# Makes the two pictures of the README anew from the sample round: the consolidated workbook through LibreOffice to
# PDF, one page of it each to PNG. Needs soffice, pdftotext and pdftoppm, and a Chinese font.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo run --quiet --locked -- demo "$work/示例" >/dev/null
cp "$work"/示例/汇总/*.xlsx "$work/book.xlsx"
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf --outdir "$work" "$work/book.xlsx" >/dev/null

# The first page, of the form's own sheet, that holds these words.
page_with() {
  local page=2
  until pdftotext -f "$page" -l "$page" "$work/book.pdf" - | grep -q "$1"; do
    page=$((page + 1))
    [ "$page" -le 20 ] || { echo "no page holds $1" >&2; exit 1; }
  done
  echo "$page"
}

# One page as a small picture.
picture() {
  pdftoppm -png -r "$3" -f "$1" -l "$1" -singlefile "$work/book.pdf" "docs/$2"
}

picture 1 总览 75
picture "$(page_with 完成值)" 汇总申报表 80
ls -l docs/*.png
