"""How the documentation is built."""

import logging

import jieba
import sphinx.search.zh

jieba.setLogLevel(logging.WARNING)  # it announces its dictionary otherwise

# Sphinx 9.0 names a stemmer for Chinese that its search page does not load (sphinx-doc/sphinx#14229).
sphinx.search.zh.SearchChinese.language_name = "English"

project = "yibao_rules"
author = "The yibao_rules developers"
copyright = "2026, The yibao_rules developers"
language = "zh_CN"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "yibao_rules"
html_static_path = ["_static"]
html_js_files = ["zh-split.js"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True}
suppress_warnings = ["autodoc.import_object"]
