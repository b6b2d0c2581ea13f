"""What HELP and EXPLAIN say when no formula can be computed: one line, and the mend in it."""

from __future__ import annotations

GONE, REMOVED, SLOW, FAILED = "gone", "removed", "slow", "failed"

INSTALL = {
    "en": "Mend: run `ledgerguard addin install calc` with the Python you use now.",
    "zh": "解决办法：用现在使用的 Python 运行 `ledgerguard addin install calc`。",
}
LOOK = {
    "en": "Mend: recalculate with Ctrl+Shift+F9; `ledgerguard doctor calc` looks for the cause.",
    "zh": "解决办法：按 Ctrl+Shift+F9 重新计算；运行 `ledgerguard doctor calc` 可查找原因。",
}
WORDS = {
    GONE: (
        {
            "en": "ledgerguard's Python {python} is gone.",
            "zh": "ledgerguard 所用的 Python 已不存在：{python}。",
        },
        INSTALL,
    ),
    REMOVED: (
        {
            "en": "ledgerguard is no longer installed in its Python {python}.",
            "zh": "该 Python 中已没有安装 ledgerguard：{python}。",
        },
        INSTALL,
    ),
    SLOW: (
        {
            "en": "ledgerguard's Python {python} was not ready in {seconds} seconds (log: {log}).",
            "zh": "ledgerguard 所用的 Python 在 {seconds} 秒内没有就绪：{python}（日志：{log}）。",
        },
        LOOK,
    ),
    FAILED: (
        {
            "en": "ledgerguard's Python {python} did not start (log: {log}).",
            "zh": "ledgerguard 所用的 Python 没有启动：{python}（日志：{log}）。",
        },
        LOOK,
    ),
}


def trouble(kind: str, language: str, **facts) -> str:
    """One line: what is wrong, and the mend. Calc's language, English for any but Chinese."""
    language = "zh" if language.lower().startswith("zh") else "en"
    what, mend = WORDS[kind]
    between = "" if language == "zh" else " "
    return what[language].format(**facts) + between + mend[language]
