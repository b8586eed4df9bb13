"""LibreOffice as the clerk's own program: one process does every job in a list, told by a small macro of its own."""

import shutil
import subprocess
from pathlib import Path

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML", ".xls": "MS Excel 97", ".ods": "calc8", ".pdf": "calc_pdf_Export",
    ".csv": "Text - txt - csv (StarCalc)", ".html": "HTML (StarCalc)",
}
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Clerk"/></library:library>"""
LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Clerk" script:language="StarBasic">{}
</script:module>"""
# One job a line, its words between tabs; sheets, rows and columns are counted from 0.
MACRO = """
Function Opt(name As String, content As Variant) As Object
  Dim p As New com.sun.star.beans.PropertyValue
  p.Name = name
  p.Value = content
  Opt = p
End Function

Sub Work(jobs As String)
  Dim n As Integer, said As String, w As Variant, doc As Object, other As Object, s As Object
  Dim fields(0) As New com.sun.star.table.TableSortField
  n = FreeFile
  Open jobs For Input As #n
  While Not EOF(n)
    Line Input #n, said
    w = Split(said, Chr(9))
    Select Case w(0)
    Case "open"
      doc = StarDesktop.loadComponentFromURL(ConvertToURL(w(1)), "_blank", 0, Array(Opt("Hidden", True)))
    Case "insert-rows"
      doc.Sheets.getByIndex(w(1)).Rows.insertByIndex(w(2), w(3))
    Case "delete-rows"
      doc.Sheets.getByIndex(w(1)).Rows.removeByIndex(w(2), w(3))
    Case "insert-columns"
      doc.Sheets.getByIndex(w(1)).Columns.insertByIndex(w(2), w(3))
    Case "unprotect"
      doc.Sheets.getByIndex(w(1)).unprotect("")
    Case "sort"
      s = doc.Sheets.getByIndex(w(1)).getCellRangeByName(w(2))
      fields(0).Field = w(3)
      fields(0).IsAscending = True
      s.sort(Array(Opt("SortFields", fields()), Opt("ContainsHeader", False)))
    Case "move"
      s = doc.Sheets.getByIndex(w(1))
      s.moveRange(s.getCellRangeByName(w(3)).getCellByPosition(0, 0).CellAddress, s.getCellRangeByName(w(2)).RangeAddress)
    Case "alone"
      other = StarDesktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, Array(Opt("Hidden", True)))
      other.Sheets.importSheet(doc, doc.Sheets.getByIndex(w(1)).Name, 0)
      While other.Sheets.Count > 1
        other.Sheets.removeByName(other.Sheets.getByIndex(1).Name)
      Wend
      doc.close(True)
      doc = other
    Case "store"
      If UBound(w) > 2 Then
        doc.storeToURL(ConvertToURL(w(1)), Array(Opt("FilterName", w(2)), Opt("Password", w(3))))
      Else
        doc.storeToURL(ConvertToURL(w(1)), Array(Opt("FilterName", w(2))))
      End If
    Case "close"
      doc.close(True)
    End Select
  Wend
  Close #n
  StarDesktop.terminate()
End Sub
"""


class Office:
    """Jobs are written down first and done together."""

    def __init__(self, folder):
        self.folder, self.jobs, self.wanted, self.runs = Path(folder), [], [], 0
        if shutil.which("soffice"):
            # A new profile is furnished on the first start; then the macro moves in.
            self.start("--terminate_after_init")
            basic = self.folder / "profile/user/basic"
            (basic / "Standard").mkdir(parents=True, exist_ok=True)
            (basic / "script.xlc").write_text(LIBRARIES)
            (basic / "Standard/script.xlb").write_text(LIBRARY)
            code = MACRO.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            (basic / "Standard/Clerk.xba").write_text(MODULE.format(code))

    def start(self, *words):
        profile = f"-env:UserInstallation=file://{self.folder / 'profile'}"
        return subprocess.run(["soffice", profile, "--headless", *words], check=True, capture_output=True, timeout=120)

    def edit(self, source, target, *jobs, password=None):
        """Opens a copy of the source, does the jobs, stores it as the target; the extension says in which format."""
        n, target = len(self.wanted), Path(target)
        there, made = self.folder / f"{self.runs}-{n}-in.xlsx", self.folder / f"{self.runs}-{n}{target.suffix}"
        shutil.copyfile(source, there)
        kind = FILTERS[".xls" if target.suffix == ".et" else target.suffix]
        self.jobs += [["open", there], *jobs, ["store", made, kind, *([password] if password else [])], ["close"]]
        self.wanted.append((made, target))

    def work(self):
        """False where there is no LibreOffice."""
        if not shutil.which("soffice"):
            return False
        jobs = self.folder / f"{self.runs}.txt"
        jobs.write_text("".join("\t".join(str(word) for word in job) + "\n" for job in self.jobs))
        self.start(f'macro:///Standard.Clerk.Work("{jobs}")')
        for made, target in self.wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(made, target)
        self.jobs, self.wanted, self.runs = [], [], self.runs + 1
        return True
