"""Requirement trees against what was handed in: what is asked of each paper, what lacks, and what would mend it."""
