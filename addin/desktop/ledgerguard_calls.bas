Attribute VB_Name = "ledgerguard_calls"
Option Explicit
Option Private Module
' Between a cell and Python, the same for every function. Values travel, never Range objects:
' a date is its serial number, a range is one call, an error cell stays an error cell.

Private Const PYTHON_MODULE As String = "ledgerguard.hosts.desktop"
Private Const MARK As Long = &HE000 ' before the code of an error on its way back
Private Const SERVER_GONE As Long = &H800706BA
Private Const SERVER_FAILED As Long = &H800706BE
Private Const SERVER_DISCONNECTED As Long = &H80010108
Private Const FAULT As Long = &H80040001 ' vbObjectError + 1
Private Const SEVERAL_RANGES As Long = &H80040002

Private server As Object
Private lastTrouble As String

Public Function LgCall(ByVal functionName As String, ByVal arguments As Variant) As Variant
    Dim attempt As Long, values As Variant, answer As Variant
    On Error GoTo failed
    values = ValuesOf(arguments)
again:
    If server Is Nothing Then Set server = XLPy
    answer = server.CallUDF(PYTHON_MODULE, functionName, values)
    LgCall = WithErrors(answer)
    Exit Function
failed:
    If Err.Number = SEVERAL_RANGES Then
        LgCall = CVErr(xlErrValue)
        Exit Function
    End If
    lastTrouble = Err.Description
    Set server = Nothing ' it is started anew at the next call
    If attempt = 0 And (Err.Number = SERVER_GONE Or Err.Number = SERVER_FAILED Or Err.Number = SERVER_DISCONNECTED) Then
        attempt = 1
        Resume again
    End If
    LgCall = CVErr(xlErrName)
End Function

' Text from one of the functions behind the ribbon; what goes wrong is raised with its message.
Public Function LgAsk(ByVal moduleName As String, ByVal functionName As String, ByVal arguments As Variant) As String
    Dim values As Variant, answer As Variant
    values = ValuesOf(arguments)
    If server Is Nothing Then Set server = XLPy
    answer = server.CallUDF(moduleName, functionName, values)
    If Left$(answer, 1) = ChrW(MARK) Then Err.Raise FAULT, "ledgerguard", Mid$(answer, 2)
    LgAsk = answer
End Function

' Why the last cell shows #NAME?; empty while all is well.
Public Function LgLastTrouble() As String
    LgLastTrouble = lastTrouble
End Function

Public Function LgJoined(ByVal first As Variant, ByVal more As Variant) As Variant
    Dim joined() As Variant, count As Long, place As Long
    count = UBound(first) - LBound(first) + 1
    LgJoined = first
    If UBound(more) < LBound(more) Then Exit Function
    ReDim joined(0 To count + UBound(more) - LBound(more))
    For place = 0 To count - 1
        If IsObject(first(place)) Then
            Set joined(place) = first(place)
        ElseIf Not IsMissing(first(place)) Then
            joined(place) = first(place)
        End If
    Next place
    For place = LBound(more) To UBound(more)
        If IsObject(more(place)) Then
            Set joined(count + place - LBound(more)) = more(place)
        ElseIf Not IsMissing(more(place)) Then
            joined(count + place - LBound(more)) = more(place)
        End If
    Next place
    LgJoined = joined
End Function

Public Function LgInWizard() As Boolean
    On Error Resume Next
    LgInWizard = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function

' Every Range as its values, in a new array; whole columns and rows are cut together to what is in use.
Private Function ValuesOf(ByVal arguments As Variant) As Variant
    Dim place As Long, cells As Range, lastRow As Long, lastColumn As Long, taken() As Variant
    ValuesOf = arguments
    If UBound(arguments) < LBound(arguments) Then Exit Function
    ReDim taken(LBound(arguments) To UBound(arguments))
    For place = LBound(arguments) To UBound(arguments)
        If IsObject(arguments(place)) Then
            Set cells = arguments(place)
            If cells.Areas.Count > 1 Then Err.Raise SEVERAL_RANGES, "ledgerguard", "one range belongs here, got several"
            With cells.Worksheet.UsedRange
                If cells.Rows.Count = cells.Worksheet.Rows.Count Then lastRow = Larger(lastRow, .Row + .Rows.Count - 1)
                If cells.Columns.Count = cells.Worksheet.Columns.Count Then lastColumn = Larger(lastColumn, .Column + .Columns.Count - 1)
            End With
        End If
    Next place
    For place = LBound(arguments) To UBound(arguments)
        If IsObject(arguments(place)) Then
            Set cells = arguments(place)
            If cells.Rows.Count = cells.Worksheet.Rows.Count Then Set cells = cells.Resize(lastRow, cells.Columns.Count)
            If cells.Columns.Count = cells.Worksheet.Columns.Count Then Set cells = cells.Resize(cells.Rows.Count, lastColumn)
            taken(place) = cells.Value2
        ElseIf Not IsMissing(arguments(place)) Then ' what is left out stays empty, which means the same
            taken(place) = arguments(place)
        End If
    Next place
    ValuesOf = taken
End Function

Private Function Larger(ByVal one As Long, ByVal other As Long) As Long
    If one > other Then Larger = one Else Larger = other
End Function

Private Function WithErrors(ByRef answer As Variant) As Variant
    Dim down As Long, across As Long
    Select Case Dimensions(answer)
        Case 0
            answer = OneCell(answer)
        Case 1
            For down = LBound(answer) To UBound(answer)
                answer(down) = OneCell(answer(down))
            Next down
        Case Else
            For down = LBound(answer, 1) To UBound(answer, 1)
                For across = LBound(answer, 2) To UBound(answer, 2)
                    answer(down, across) = OneCell(answer(down, across))
                Next across
            Next down
    End Select
    WithErrors = answer
End Function

Private Function Dimensions(ByRef answer As Variant) As Long
    Dim bound As Long
    If Not IsArray(answer) Then Exit Function
    Dimensions = 1
    On Error GoTo flat
    bound = UBound(answer, 2)
    Dimensions = 2
flat:
End Function

Private Function OneCell(ByRef value As Variant) As Variant
    OneCell = value
    If VarType(value) = vbString Then
        If Len(value) > 1 Then
            If (AscW(value) And &HFFFF&) = (MARK And &HFFFF&) Then OneCell = CVErr(ErrorNumber(Mid$(value, 2)))
        End If
    End If
End Function

Private Function ErrorNumber(ByVal code As String) As Long
    Select Case code
        Case "#NULL!": ErrorNumber = xlErrNull
        Case "#DIV/0!": ErrorNumber = xlErrDiv0
        Case "#REF!": ErrorNumber = xlErrRef
        Case "#NAME?": ErrorNumber = xlErrName
        Case "#NUM!": ErrorNumber = xlErrNum
        Case "#N/A": ErrorNumber = xlErrNA
        Case Else: ErrorNumber = xlErrValue
    End Select
End Function
