"""Other implementations in Python, each as a function that says whether a case is accepted."""

import shutil
import sys
import warnings
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import schwifty

# It says so for each country whose national digits it cannot check.
warnings.simplefilter("ignore")


def accepts_iban(text):
    return _accepts(text, validate_bban=False)


def accepts_iban_nationally(text):
    return _accepts(text, validate_bban=True)


def _accepts(text, validate_bban):
    try:
        schwifty.IBAN(text, validate_bban=validate_bban)
    except schwifty.exceptions.SchwiftyException:
        return False
    return True


def modulus_check(tables, remember=False):
    """ukmodulus's check with the newest tables in the folder `tables`, in place of its own of 2017.

    With `remember` it looks for a sort code's rows once only, and is several times as fast.
    """
    package = Path(find_spec("ukmodulus").origin).parent
    for its_name, pattern in (("valacdos.txt", "valacdos*.txt"), ("scsubtab.txt", "scsubtab*.txt")):
        found = sorted(Path(tables).glob(pattern))
        if not found:
            sys.exit(f"no {pattern} in {tables}")
        # It reads them when it is imported, from its own folder.
        if (package / its_name).read_bytes() != found[-1].read_bytes():
            shutil.copyfile(found[-1], package / its_name)
    import ukmodulus

    if remember:
        ukmodulus._get_weightings = cache(ukmodulus._get_weightings)
    return ukmodulus.validate_number
