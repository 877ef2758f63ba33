"""Write the JSON Schema of a filing into the package."""

from pathlib import Path

from yibao_rules.interop import schema

target = Path(schema.__file__).with_name(schema.FILE)
target.write_text(schema.schema_text(), "utf-8")
