"""What people choose and type about files."""

from soundings.exchange.forms.dashboard import FIGURES, NAMES, DashboardForm
from soundings.exchange.forms.export import ExportForm
from soundings.exchange.forms.mapping import ColumnsForm, FormsForm
from soundings.exchange.forms.seen import forms_in, titles_in
from soundings.exchange.forms.settling import SettleForm
from soundings.exchange.forms.storing import TakeBackForm
from soundings.exchange.forms.upload import UploadForm

__all__ = [
    "FIGURES",
    "NAMES",
    "ColumnsForm",
    "DashboardForm",
    "ExportForm",
    "FormsForm",
    "SettleForm",
    "TakeBackForm",
    "UploadForm",
    "forms_in",
    "titles_in",
]
