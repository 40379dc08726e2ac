"""Tables into files. Pure of the application; the work is in the two modules named here."""

from app.core.exchange.csv_writing import write_csv
from app.core.exchange.written import OutCell, Written
from app.core.exchange.xlsx_writing import SHEET_ROWS, write_xlsx

__all__ = ["SHEET_ROWS", "OutCell", "Written", "write_csv", "write_xlsx"]
