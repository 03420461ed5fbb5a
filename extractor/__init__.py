"""Read Chinese brokerage research reports into facts that are checked against their source."""

from extractor.errors import ExtractorError
from extractor.export import frame, table
from extractor.pipeline import check, extract, extract_file
from extractor.schema import Fact, Report

__all__ = ["ExtractorError", "Fact", "Report", "__version__", "check", "extract", "extract_file", "frame", "table"]
__version__ = "0.1.0"
