Attribute VB_Name = "ledgerguard_1"
Option Explicit

Public Function LG_DSO(receivables, credit_sales, Optional period_days)
Attribute LG_DSO.VB_Description = "Days sales outstanding by the closing-balance method."
Attribute LG_DSO.VB_ProcData.VB_Invoke_Func = " \n20"
    LG_DSO = LgCall("LG_DSO", Array(receivables, credit_sales, period_days))
End Function

Public Function LG_AGING(ledger, as_of, Optional by, Optional currency_, Optional edges, _
        Optional basis, Optional rows, Optional language)
Attribute LG_AGING.VB_Description = "Aging of a ledger at a day, also a past one: open items in buckets, by currency or customer."
Attribute LG_AGING.VB_ProcData.VB_Invoke_Func = " \n20"
    If LgInWizard() Then Exit Function
    LG_AGING = LgCall("LG_AGING", Array(ledger, as_of, by, currency_, edges, basis, rows, language))
End Function

Public Function LG_ADD(dso, best_dso)
Attribute LG_ADD.VB_Description = "Average days delinquent: the days of sales that are tied up because customers pay late."
Attribute LG_ADD.VB_ProcData.VB_Invoke_Func = " \n20"
    LG_ADD = LgCall("LG_ADD", Array(dso, best_dso))
End Function

Public Function LG_EXPLAIN(name_, ParamArray arguments())
Attribute LG_EXPLAIN.VB_Description = "Explain a calculation step by step with the numbers put in, down to the formula's answer."
Attribute LG_EXPLAIN.VB_ProcData.VB_Invoke_Func = " \n20"
    If LgInWizard() Then Exit Function
    Dim lgMore As Variant
    lgMore = arguments
    LG_EXPLAIN = LgCall("LG_EXPLAIN", LgJoined(Array(name_), lgMore))
End Function
