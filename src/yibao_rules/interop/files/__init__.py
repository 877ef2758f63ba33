"""Files of filings: read batch by batch, damaged rows told by line and column, answers written whole or not at all."""
