"""Currencies, exchange rates and tax rates on the screen."""

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.products.models.currency import Currency, ExchangeRate
from app.products.models.tax_rate import TaxRate


class CurrencyView(EntityView):
    """How amounts are rounded and written."""

    model = Currency
    nothing_yet = N_("No currencies yet. Without any, the usual decimal places hold.")
    list_columns = ["code", "digits", "symbol", "active"]
    search_columns = ["code", "digits", "active"]
    fieldsets = [fieldset(N_("Currency"), "code", "digits", "symbol", "active")]


class ExchangeRateView(EntityView):
    """What currencies were worth, day by day."""

    model = ExchangeRate
    nothing_yet = N_("No exchange rates yet. Enter them, or import a list of days and rates.")
    list_columns = ["currency", "day", "rate", "base", "source"]
    search_columns = ["currency", "day", "rate", "base", "source"]
    fieldsets = [fieldset(N_("Exchange rate"), "currency", "day", "rate", "base", "source")]


class TaxRateView(EntityView):
    """The tax rates that products can have."""

    model = TaxRate
    nothing_yet = N_("No tax rates yet. Add those of your country.")
    list_columns = ["name", "name_en", "code", "percent", "position", "active"]
    search_columns = ["name", "name_en", "code", "percent", "active"]
    fieldsets = [fieldset(N_("Tax rate"), "code", "name", "name_en", "percent", "position", "active")]
