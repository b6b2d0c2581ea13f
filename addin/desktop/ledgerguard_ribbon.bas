Attribute VB_Name = "ledgerguard_ribbon"
Option Explicit
Option Private Module
' The ribbon tab: every button asks Python and shows its answer.

Private Const PYTHON_MODULE As String = "ledgerguard.hosts.desktop_ribbon"

Public Sub LgHelp(control As IRibbonControl)
    On Error GoTo failed
    Workbooks.Add
    On Error Resume Next
    ActiveSheet.Range("A1").Formula2 = "=LG_HELP()"
    If Err.Number <> 0 Then ActiveSheet.Range("A1:C400").FormulaArray = "=LG_HELP()" ' Excel 2019 and before
    On Error GoTo failed
    ActiveSheet.Columns("A").ColumnWidth = 24
    ActiveSheet.Columns("B").ColumnWidth = 60
    ActiveSheet.Columns("C").ColumnWidth = 90
    Exit Sub
failed:
    Trouble
End Sub

Public Sub LgAbout(control As IRibbonControl)
    On Error GoTo failed
    MsgBox LgAsk(PYTHON_MODULE, "about", Array()), vbInformation, "ledgerguard"
    Exit Sub
failed:
    Trouble
End Sub

Public Sub LgDoctor(control As IRibbonControl)
    On Error GoTo failed
    MsgBox LgAsk(PYTHON_MODULE, "doctor", Array(LgLastTrouble())), vbInformation, "ledgerguard"
    Exit Sub
failed:
    Trouble
End Sub

Public Sub LgTemplate(control As IRibbonControl)
    On Error GoTo failed
    Workbooks.Open LgAsk(PYTHON_MODULE, "sample_cockpit", Array())
    Exit Sub
failed:
    Trouble
End Sub

Public Sub LgCockpit(control As IRibbonControl)
    Dim day As Variant
    On Error GoTo failed
    If TypeName(Selection) <> "Range" Then
        MsgBox "Select the ledger first, with its header row.", vbExclamation, "ledgerguard"
        Exit Sub
    End If
    day = Application.InputBox("As of which day?", "ledgerguard", Format$(Date, "yyyy-mm-dd"), Type:=2)
    If VarType(day) = vbBoolean Then Exit Sub
    Workbooks.Open LgAsk(PYTHON_MODULE, "cockpit_of", Array(Selection, CDbl(CDate(day))))
    Exit Sub
failed:
    Trouble
End Sub

Private Sub Trouble()
    MsgBox Err.Description & vbNewLine & vbNewLine & _
        "In a command window, ledgerguard doctor looks for the cause.", vbExclamation, "ledgerguard"
End Sub
