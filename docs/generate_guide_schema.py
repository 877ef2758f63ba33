"""Write the JSON Schema of a guide into the package."""

from pathlib import Path

from yibao_rules import guides
from yibao_rules.guides.schema import FILE, schema_text

Path(guides.__file__).with_name(FILE).write_text(schema_text(), "utf-8")
