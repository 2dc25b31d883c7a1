"""The JSON Schema of the cost report: `python -m storyboard.report.schema` writes it."""

from __future__ import annotations

import json
from typing import Any

from storyboard.report.cost import REPORT_VERSION, CostReport
from storyboard.resources import folder


def report_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of `out/*.report.json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:storyboard:schema:report:{REPORT_VERSION}",
        **CostReport.model_json_schema(mode="serialization"),
    }


if __name__ == "__main__":
    target = folder("schemas") / "report.schema.json"
    target.write_text(json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n", "utf-8")
