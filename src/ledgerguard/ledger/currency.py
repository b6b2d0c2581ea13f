"""Currencies: ISO 4217 codes, how many decimals each has, and the words and signs that mean one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal

_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD
KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO
NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS
SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF
XCD XOF XPF YER ZAR ZMW ZWG
"""
CODES = frozenset(_CODES.split())
"""ISO 4217 codes of money in use (and HRK, which ended in 2022 and stands in older ledgers)."""

_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS: Mapping[str, int] = {
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
    "CLF": 4,
}

AMBIGUOUS_SIGN = "¥"
"""Yuan as well as yen; read as yuan where nothing else names the currency, and reported."""

_WORDS: Mapping[str, str] = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR",
    "$": "USD", "us$": "USD", "usd$": "USD", "us dollar": "USD", "us dollars": "USD",
    "dollar": "USD", "dollars": "USD", "美元": "USD", "美金": "USD",
    "£": "GBP", "pound sterling": "GBP", "stg": "GBP", "英镑": "GBP",
    "¥": "CNY", "元": "CNY", "rmb": "CNY", "cnh": "CNY", "rmb¥": "CNY", "cn¥": "CNY",
    "yuan": "CNY", "人民币": "CNY", "人民币元": "CNY", "圆": "CNY",
    "円": "JPY", "jp¥": "JPY", "yen": "JPY", "日元": "JPY", "日圆": "JPY",
    "hk$": "HKD", "港币": "HKD", "港元": "HKD", "nt$": "TWD", "新台币": "TWD", "台币": "TWD",
    "a$": "AUD", "au$": "AUD", "澳元": "AUD", "c$": "CAD", "ca$": "CAD", "加元": "CAD",
    "s$": "SGD", "新加坡元": "SGD", "nz$": "NZD", "r$": "BRL", "mex$": "MXN",
    "sfr": "CHF", "sfr.": "CHF", "fr.": "CHF", "瑞士法郎": "CHF",
    "₹": "INR", "rs": "INR", "rs.": "INR", "₩": "KRW", "韩元": "KRW", "₽": "RUB", "卢布": "RUB",
    "₫": "VND", "฿": "THB", "泰铢": "THB", "₺": "TRY", "tl": "TRY", "₴": "UAH", "₪": "ILS",
    "zł": "PLN", "kč": "CZK", "ft": "HUF", "rp": "IDR", "rm": "MYR", "₱": "PHP",
}  # fmt: skip


def exponent(currency: str) -> int:
    """How many decimals a currency has; 2 where ISO 4217 does not say otherwise."""
    return _EXPONENTS.get(currency, 2)


def to_major(minor: int, currency: str) -> float:
    """An amount in minor units as a number that people read: 12345 EUR cents are 123.45."""
    return float(minor / 10 ** exponent(currency))


def exact(minor: int, currency: str) -> Decimal:
    """An amount in minor units as a decimal of the major unit."""
    return Decimal(int(minor)).scaleb(-exponent(currency))


def code_of(text: str) -> str | None:
    """The ISO 4217 code that a word, a sign or a code in any case means, if any."""
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    if word.upper() in CODES:
        return word.upper()
    return _WORDS.get(word)
