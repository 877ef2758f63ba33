"""The national rulebook (全国规则), one module a cause, and the material requirements told as gaps."""
