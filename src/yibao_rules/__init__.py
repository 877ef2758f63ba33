"""基本医疗保险备案规则库: typed rules for filings with China's medical-insurance agencies."""
