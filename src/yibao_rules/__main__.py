"""``python -m yibao_rules``: the command line."""

import sys

from yibao_rules.cli import main

sys.exit(main())
