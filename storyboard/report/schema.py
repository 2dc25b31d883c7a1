"""The JSON Schemas of the cost report, of a plan and of a comparison.

`python -m storyboard.report.schema` writes them.
"""

from __future__ import annotations

import json
from typing import Any

from storyboard.report.comparison import COMPARISON_VERSION, ComparisonDocument
from storyboard.report.cost import REPORT_VERSION, CostReport
from storyboard.report.plan_document import PLAN_VERSION, PlanDocument
from storyboard.resources import folder


def report_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of `out/*.report.json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:storyboard:schema:report:{REPORT_VERSION}",
        **CostReport.model_json_schema(mode="serialization"),
    }


def plan_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of what `storyboard plan --json` prints and `-o` writes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:storyboard:schema:plan:{PLAN_VERSION}",
        **PlanDocument.model_json_schema(mode="serialization"),
    }


def comparison_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of what `storyboard plan --against REV --json` prints."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:storyboard:schema:comparison:{COMPARISON_VERSION}",
        **ComparisonDocument.model_json_schema(mode="serialization"),
    }


if __name__ == "__main__":
    for name, schema in (
        ("report", report_schema()),
        ("plan", plan_schema()),
        ("comparison", comparison_schema()),
    ):
        target = folder("schemas") / f"{name}.schema.json"
        target.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", "utf-8")
