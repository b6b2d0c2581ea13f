"""Invented company names for the sample ledger, as many as are asked for.

Places and brands are made up so that no figure of the sample can be read as one about a firm that
exists.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PLACES: Final = _words(
    "Ashmere Brightwater Caldhollow Duskfield Eastmarch Fennick Graywick Harrowdell Ironbeck "
    "Juniper-Ness Kelmore Larkhollow Mossgate Nordhavn Oakensund Pellworth Quillbridge Ravensund "
    "Silverbeck Thornwick Umberley Valdoro Westmarch Yarrowby Zeelhaven Altofiore Bergwald "
    "Clairvaux-Neuf Drachenfurt Elmenau Fontegrande Goldbach-Au Hafenried Isarmoor Jarlsund "
    "Kronwinkel Lindhavn Montclair-Vieux Niederfels Ostermoor"
)

_TRADES: Final = (
    "Valve Works",
    "Marine Supply",
    "Foods",
    "Packaging",
    "Textiles",
    "Lighting",
    "Precision Parts",
    "Paper Mills",
    "Medical Devices",
    "Building Materials",
    "Chemicals",
    "Cold Storage",
    "Furniture",
    "Instruments",
    "Cable Systems",
    "Home Retail",
    "Bearings",
    "Ceramics",
    "Logistics",
    "Pumps",
    "Timber Trading",
    "Solar Components",
    "Outdoor Gear",
    "Automotive Parts",
    "Glass",
)

_FORMS: Final = ("Ltd", "GmbH", "B.V.", "A/S", "S.p.A.", "SARL", "Group plc")

_CITIES: Final = _words(
    "云岭 临澜 青屿 北榆 南芷 松汀 江禾 海榕 白鹭湾 星洲里 长泽 "
    "安陵渡 东篱 西棠 金穗 望澜 柳溪 丹崖 银杏坪 沧浪"
)

_BRANDS: Final = _words(
    "星禾 远帆 恒砺 瑞桐 博澜 晨曜 鼎衡 华岭 信泽 嘉木 联擎 永穗 智屿 启辰 百川汇 "
    "天工坊 和润 锦程远 宏筑 明楹 通衢 盛棠 新岳 凌云阁 安澜"
)

_CHINESE_TRADES: Final = _words(
    "机械 电子 纺织 五金 新材料 食品 包装 医疗器械 汽车配件 照明 物流设备 家居用品"
)

_CHINESE_FORMS: Final = ("有限公司", "有限公司", "股份有限公司", "集团有限公司")


def english(index: int) -> str:
    """The ``index``-th western name; the first 1,000 differ, later ones carry a number."""
    place, trade, turn = _pair(index, len(_PLACES), len(_TRADES))
    form = _FORMS[(index * 3 + index // 7) % len(_FORMS)]
    return f"{_PLACES[place]} {_TRADES[trade]}{f' No. {turn + 1}' if turn else ''} {form}"


def chinese(index: int) -> str:
    """The ``index``-th Chinese name; the first 500 differ, later ones carry a number."""
    city, brand, turn = _pair(index, len(_CITIES), len(_BRANDS))
    trade = _CHINESE_TRADES[(index * 5 + index // 12) % len(_CHINESE_TRADES)]
    form = _CHINESE_FORMS[index * 3 % len(_CHINESE_FORMS)]
    return f"{_CITIES[city]}{_BRANDS[brand]}{trade}{f'第{turn + 1}' if turn else ''}{form}"


def _pair(index: int, first: int, second: int) -> tuple[int, int, int]:
    """Walk through all pairs without repeating one, and without neighbours that look alike.

    7 * first + 1 must have no divisor in common with ``second``.
    """
    turn, step = divmod(index, first * second)
    return step % first, (step * 7 + step // first) % second, turn
