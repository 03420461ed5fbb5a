"""Tables as pandas data frames. Needs pandas and pyarrow, so it is imported when asked for."""

import pandas as pd

from extractor.export import arrow
from extractor.views import Table


def frame(laid: Table) -> pd.DataFrame:
    """The table with columns of Arrow types: exact decimals, days, whole numbers and truths that may be missing.

    Raises:
        OutputError: a number has more digits than decimal128.
    """
    made: pd.DataFrame = arrow.table(laid).to_pandas(types_mapper=pd.ArrowDtype)
    return made
