"""The UNO component that LibreOffice loads: one Calc service for each spelling of our formulas.

The formulas themselves run in the user's own Python (see ``ledgerguard_calc.worker``). The
component only lends them a face: LibreOffice calls a service by an interface whose methods it
knows beforehand, so a type library that names today's formulas is written and inserted at start.
"""

from __future__ import annotations

import os
import traceback

import uno
import unohelper
from com.sun.star.lang import Locale, XServiceInfo, XServiceName
from com.sun.star.sheet import LocalizedName, XAddIn, XCompatibilityNames
from ledgerguard_calc import cells, home, type_library
from ledgerguard_calc.worker import UNAVAILABLE, Worker

ADD_IN = "com.sun.star.sheet.AddIn"
CATEGORY = "Financial"  # one of Calc's own; any other name would end under "Add-in"
TYPES = "/singletons/com.sun.star.reflection.theTypeDescriptionManager"
SPELLINGS = {"LG": "LG.{}", "LGDESKTOP": "LG_{}", "LGLITE": "_xldudf_LG_{}"}
"""Service -> how it spells a formula. Calc itself names a function SERVICE.METHOD."""
SPEAKING = ("HELP", "EXPLAIN")  # they answer text, so they can tell why nothing is computed

_worker = Worker(os.path.dirname(os.path.abspath(__file__)))
_classes = []  # the one that all services share, once the formulas are known


class Help(unohelper.Base, XServiceInfo, XServiceName, XAddIn, XCompatibilityNames):
    """What Calc asks an add-in about its names and its functions."""

    service = ""
    formulas = {}  # noqa: RUF012  # set by every subclass

    def __init__(self, _context, *_arguments):
        self._locale = Locale("en", "US", "")

    def getServiceName(self):
        return self.service

    def getImplementationName(self):
        return "com.ledgerguard.calc." + self.service

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (self.service, ADD_IN)

    def setLocale(self, locale):
        self._locale = locale

    def getLocale(self):
        return self._locale

    def getProgrammaticFuntionName(self, display):  # spelt so in LibreOffice's interface
        return next((n for n in self.formulas if self.getDisplayFunctionName(n) == display), "")

    def getDisplayFunctionName(self, name):
        return SPELLINGS[self.service].format(name) if name in self.formulas else ""

    def getFunctionDescription(self, name):
        if name not in self.formulas:
            return ""
        formula = self.formulas[name]
        return formula["summaries"].get(self._locale.Language, formula["summary"])

    def getDisplayArgumentName(self, name, position):
        return self._parameter(name, position)["name"]

    def getArgumentDescription(self, name, position):
        parameter = self._parameter(name, position)
        return parameter["descriptions"].get(self._locale.Language, parameter["description"])

    def _parameter(self, name, position):
        parameters = self.formulas[name]["parameters"]
        return parameters[min(position, len(parameters) - 1)]  # the last one may repeat

    def getProgrammaticCategoryName(self, _name):
        return CATEGORY

    def getDisplayCategoryName(self, _name):
        return CATEGORY

    def getCompatibilityNames(self, name):
        spelt = self.getDisplayFunctionName(name)
        return (LocalizedName(Locale("en", "US", ""), spelt),) if spelt else ()


def _class(context):
    """The class with a method for each formula, made at the first call."""
    if not _classes:
        formulas = {formula["name"]: formula for formula in _worker.catalogue()}
        interface, library = type_library.of_formulas(formulas.values())
        path = home.keep(interface + ".rdb", library)
        context.getValueByName(TYPES).insert(uno.systemPathToFileUrl(path))
        methods = {name: _method(formula) for name, formula in formulas.items()}
        bases = (Help, uno.getClass(interface))
        _classes.append(type("AddIn", bases, {"formulas": formulas, **methods}))
    return _classes[0]


def _method(formula):
    name, is_text = formula["name"], formula["is_text"]
    trims = [parameter["is_table"] for parameter in formula["parameters"]]
    repeats = any(parameter["repeats"] for parameter in formula["parameters"])

    def method(self, *arguments):
        if repeats:  # the last one is a sequence of however many were given
            arguments = (*arguments[:-1], *arguments[-1])
        answer = _worker.call(name, cells.arguments(arguments, trims))
        if answer == UNAVAILABLE and name in SPEAKING:
            answer = _worker.trouble(self.getLocale().Language) or answer
        return cells.single(answer) if is_text else cells.table(answer)

    return method


def _creator(service):
    def create(context, *arguments):
        try:
            add_in = type("AddIn" + service, (_class(context),), {"service": service})
        except Exception:  # LibreOffice would drop the add-in without a word
            home.log("the add-in could not start:\n" + traceback.format_exc())
            raise
        return add_in(context, *arguments)

    return create


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  # looked up by this name
for _service in SPELLINGS:
    g_ImplementationHelper.addImplementation(
        _creator(_service), "com.ledgerguard.calc." + _service, (_service, ADD_IN)
    )
